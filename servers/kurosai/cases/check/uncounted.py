"""A number of times, jobs or lines that none of the readings has that its sentence cites.

Warned of only: who writes may have counted what a reading lists, or speak of some of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kurosai import times
from kurosai.cases.check import series
from kurosai.cases.faults import Finding
from kurosai.cases.sentences import mentions, numerals, wordings
from kurosai.cases.sentences.numerals import NUMBER
from kurosai.cases.source import facts

if TYPE_CHECKING:
    from kurosai.cases.proof import Proof
    from kurosai.cases.source import Seen
    from kurosai.evidence.record import Evidence

_THINGS = (
    r"(?i:times|jobs|runs|ones|checks|lines|hits|failures|errors|attempts|tries|requests|executions"
    r"|sweeps|warnings|changes|commits)\b"
)
_COUNTED = (
    rf"(?P<number>{NUMBER})\s?(?:回|度|件|行|本|個)(?!目|以上|以内|以下|未満|ごと|おき|前)",
    rf"(?P<count>{NUMBER})\s(?:[\w-]+\s){{0,2}}?{_THINGS}|(?P<twice>(?i:\btwice\b))",
)
_RATE = re.compile(
    r"毎|ごと|おき|日に|時間に|上限|制限|まで|以上|場合|直近|最初|最後|残り|たら|なら|れば"
    r"|(?i:\b(?:every|per|a day|an hour|daily|hourly|limit|at most|at least|up to|more than|if|last"
    r"|first)\b)"
)
"""What a number is of that nobody has seen happen, or that is some of what has."""
_NUMBERS = re.compile(
    r"(?<![\w:./-])x?(?P<number>\d{1,3}(?:,\d{3})+|\d+)(?![\w:/-]|[.,]\d)", re.ASCII
)
"""Not the digits of a time, a version or a name."""
_UNIT = r"(?:\s?(?:[^\W\d_]|[-・])[^\d+=、。,.;:()\[\]]{0,15})?"
_ADDED = re.compile(rf"{NUMBER}{_UNIT}\s?(?:\+\s?{NUMBER}{_UNIT}\s?)+")
_IN_ALL = re.compile(
    rf"(?:計|合わせて|あわせて|総数|(?i:\btotal(?: of)?\b))[はで]?\s?(?P<total>{NUMBER})"
    rf"|(?P<all>{NUMBER})(?:\s[\w-]+){{0,2}}\s(?i:in all|in total|altogether|together)\b"
)
_SHARED = "in all "
"""A row that says once what all others have."""
_PAIR = 2
"""From a row of more numbers too many can be made."""
_AN_ID = 100_000
"""So large a number is a job's or a workflow's, and nothing is counted with it."""
_LEAST = 2
"""One is too easily a word."""


def check(place: str, text: str, proof: Proof, alert: str) -> Iterator[Finding]:
    """Each number that no cited reading has, neither written nor as what it lists or a column of it
    makes, nor the sum that the sentence makes of such.

    `alert` is what an alert tells ("" of an inquiry, which claims).
    """
    for sentence in wordings.sentences(unicodedata.normalize("NFKC", text)):
        bare = mentions.unquoted(sentence)
        said = [*_said(bare)]
        if not said or _RATE.search(bare):
            continue
        cited = proof.of(mentions.evidence_ids(sentence))
        if not cited.evidence:
            continue
        known = {*_known(cited), *_listed(bare), *_numbers(alert)}
        known |= {*_sums(bare, [count for _, count in said], known)}
        for words, count in said:
            if count < _LEAST or count in known or _is_made(count, sentence, cited):
                continue
            yield Finding(
                "tally",
                place,
                f"{words}: no cited reading has {count}",
                "Take the number from the result, or cite what counts it.",
                blocks=False,
            )


def _said(text: str) -> Iterator[tuple[str, int]]:
    for pattern in _COUNTED:
        for match in re.finditer(pattern, text):
            count = numerals.value(next(one for one in match.groups() if one))
            yield match.group().strip(), count


def _listed(text: str) -> Iterator[int]:
    """As many times, ids and readings as the sentence itself lists."""
    yield sum(one.hour is not None for one in times.mentions(text))
    yield len(mentions.names(text))
    yield len(mentions.evidence_ids(text))


def _sums(text: str, said: Sequence[int], known: set[int]) -> Iterator[int]:
    """What known numbers make that the sentence adds: 18 + 6, or 18件と6件の計24件."""
    for match in _ADDED.finditer(text):
        parts = [*map(numerals.value, re.findall(NUMBER, match.group()))]
        if known.issuperset(parts):
            yield sum(parts)
    for match in _IN_ALL.finditer(text):
        total = numerals.value(match["total"] or match["all"])
        parts = [one for one in said if one != total]
        if len(parts) > 1 and known.issuperset(parts):
            yield sum(parts)


def _is_made(count: int, sentence: str, cited: Proof) -> bool:
    """Whether two numbers of one row make it: by adding or taking away where the sentence names
    both, else only as what is left of the two that the row has (96 sent, 3 arrived: 93 did not).
    """
    named = {*_numbers(sentence), *(numerals.value(one) for one in re.findall(NUMBER, sentence))}
    for row in (row for one in cited.evidence for row in one.rows):
        found = {one for one in _numbers(row.text) if one < _AN_ID}
        if len(found) == _PAIR and max(found) - min(found) == count:
            return True
        parts = (found & named) - {count}
        if any(count - one in parts - {one} or count + one in parts for one in parts):
            return True
    return False


def _known(cited: Proof) -> Iterator[int]:
    """The numbers that readings print, and of what they list: rows, runs, and those alike."""
    for one in cited.sources:
        if one.id:
            yield from _numbers(one.shown)
    for page in cited.pages:
        yield from _numbers(cited.ready(page).page.rows)
    for one in cited.evidence:
        yield from _numbers(facts(one))
        yield len(one.rows)
        yield from Counter(row.text.split(maxsplit=1)[0] for row in one.rows if row.text).values()
        yield from _runs(one)
        yield from _columns(cited.ready(one))
    values = (pair for one in cited.records for pair in one.fields.items())
    yield from Counter(values).values()


def _numbers(text: str) -> Iterator[int]:
    return (int(match["number"].replace(",", "")) for match in _NUMBERS.finditer(text))


def _columns(seen: Seen) -> Iterator[int]:
    """What each column of whole numbers makes, where every row has it and no row is missing."""
    one, rows = seen.evidence, seen.records
    listed = [row for row in one.rows if not row.text.startswith(_SHARED)]
    if not one.coverage.proves_absence or not 1 < len(rows) == len(listed):
        return
    for name in rows[0].fields:
        column = [row.fields.get(name) for row in rows]
        if all(value and value.isdecimal() for value in column):
            yield sum(int(value or 0) for value in column)


def _runs(evidence: Evidence) -> Iterator[int]:
    runs = series.of(evidence)
    yield from (one.count for one in runs)
    for fine in (True, False):
        yield sum(one.count for one in runs if one.fine is fine)
    yield sum(one.count for one in runs)
