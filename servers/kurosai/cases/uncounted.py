"""A number of times, jobs or lines that stands in none of the readings that its sentence cites.

Warned of only: who writes may have counted what the readings list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kurosai import times
from kurosai.cases import mentions, numerals, series, wordings
from kurosai.cases.faults import Finding
from kurosai.cases.numerals import NUMBER

if TYPE_CHECKING:
    from kurosai.cases.proof import Proof
    from kurosai.evidence.record import Evidence

_COUNTED = (
    rf"(?P<number>{NUMBER})\s?(?:回|度|件|行|本|個)(?!目|以上|以内|未満|ごと|おき|前)",
    rf"(?P<count>{NUMBER}|(?i:\btwice\b))(?:\s(?:[\w-]+\s){{0,2}}?(?i:times|jobs|runs|checks|lines|hits|failures|errors|"
    r"attempts|tries|requests|executions|sweeps|warnings|changes|commits)\b|(?<=twice))",
)
_LEAST = 2
"""One is too easily a word."""


def check(place: str, text: str, proof: Proof) -> Iterator[Finding]:
    """Warn of numbers that no cited reading has, neither written nor as what it lists."""
    for sentence in wordings.SENTENCE.split(unicodedata.normalize("NFKC", text)):
        cited = proof.of(mentions.evidence_ids(sentence))
        if not cited.evidence:
            continue
        bare = mentions.unquoted(sentence)
        clocks = sum(one.hour is not None for one in times.mentions(bare))
        listed = {clocks, *_listed(cited.evidence)}
        for pattern in _COUNTED:
            for match in re.finditer(pattern, bare):
                count = numerals.value(next(one for one in match.groups() if one))
                if count >= _LEAST and count not in listed and not _written(count, cited):
                    yield Finding(
                        "tally",
                        place,
                        f"{match.group().strip()}: no cited reading has {count}",
                        "Count it again, or cite what counts it.",
                        blocks=False,
                    )


def _listed(readings: Sequence[Evidence]) -> Iterator[int]:
    for one in readings:
        yield len(one.rows)
        runs = series.of(one)
        yield sum(each.count for each in runs)
        yield sum(each.count for each in runs if each.fine)
        yield sum(each.count for each in runs if not each.fine)


def _written(count: int, cited: Proof) -> bool:
    # Not the digits of a time, a version or a name.
    form = re.compile(rf"(?<![\w:./-]){count}(?![\w:/-]|\.\d)|(?<![\w:./-])x{count}(?!\d)", re.ASCII)
    return any(form.search(one.shown) for one in cited.sources if one.id)
