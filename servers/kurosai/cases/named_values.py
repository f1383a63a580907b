"""What a sentence names of a reading that it cites without quoting it: ids, times, numbers, names.

"The policy lets only fsap-04 in [K7Q2M4XA]" rests on one row of that reading. The report shows the
rows that have most of what such sentences name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kurosai.cases.decisive import Quote
from kurosai.cases.sentences import mentions
from kurosai.cases.source import plain

if TYPE_CHECKING:
    from kurosai.cases.source import Seen
    from kurosai.vocabulary import Row

_CITED = re.compile(r"\[[\w, ]+\]")
_VALUE = re.compile(
    r"\d{1,2}:\d\d(?::\d\d)?"
    r"|[A-Za-z0-9]+(?:[._/:@-]+[A-Za-z0-9]+)+"
    r"|\d[\d,]*\d(?:\.\d+)?|\d+\.\d+"
    r"|[A-Z][a-z]+(?:[A-Z][a-z]*)+|[A-Z]{4,}"
)


def of(texts: Iterable[str], evidence: str) -> tuple[str, ...]:
    """What the texts that cite this evidence name, as it may stand in a row."""
    found: dict[str, None] = {}
    for text in texts:
        if evidence in mentions.evidence_ids(text):
            for match in _VALUE.finditer(_CITED.sub(" ", unicodedata.normalize("NFKC", text))):
                found[re.sub(r"(?<=\d),(?=\d{3})", "", match.group())] = None
    return tuple(found)


def ranked(seen: Seen, named: Sequence[str]) -> list[Row]:
    """The rows that hold such a value which no fact tells, the one that holds most first."""
    facts = plain("\n".join(f"{key}: {told}" for key, told in seen.evidence.facts.items()))
    wanted = [one for one in named if not _stands(one, facts)]
    counts = [
        (sum(_stands(one, text) for one in wanted), row)
        for row, text in zip(seen.evidence.rows, seen.rows, strict=True)
    ]
    return [row for count, row in sorted(counts, key=lambda one: -one[0]) if count]


def as_quotes(named: Sequence[str]) -> tuple[Quote, ...]:
    """The values as what a long line is shown around."""
    return tuple(map(Quote, named))


def _stands(value: str, text: str) -> bool:
    bare = plain(value)
    return bare in text and bool(re.search(rf"(?<![\w.]){re.escape(bare)}(?!\w)", text, re.ASCII))
