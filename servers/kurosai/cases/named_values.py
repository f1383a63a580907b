"""What a sentence names of a reading that it cites without quoting it: ids, times, numbers, names.

"The policy lets only fsap-04 in [K7Q2M4XA]" rests on one row of that reading. The report shows the
rows that have most of what such sentences name, and those that were written at a time they name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai import times
from kurosai.cases.decisive import Quote
from kurosai.cases.sentences import mentions
from kurosai.cases.source import facts, plain

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


@dataclass(frozen=True, slots=True)
class Named:
    """What sentences name: `values` as they may stand in a row, and times of day."""

    values: tuple[str, ...] = ()
    times: tuple[times.Mention, ...] = ()


NOTHING = Named()


def of(texts: Iterable[str], evidence: str) -> Named:
    """What the texts that cite this evidence name; what they quote of it, however short."""
    found: dict[str, None] = {}
    moments: list[times.Mention] = []
    for text in citing(texts, evidence):
        for match in _VALUE.finditer(_CITED.sub(" ", unicodedata.normalize("NFKC", text))):
            found[re.sub(r"(?<=\d),(?=\d{3})", "", match.group())] = None
        found.update(dict.fromkeys(mentions.quotes(text)))
        moments += [one for one in times.mentions(text) if one.hour is not None]
    return Named(tuple(found), tuple(moments))


def citing(texts: Iterable[str], evidence: str) -> list[str]:
    """The texts that cite this evidence."""
    return [text for text in texts if evidence in mentions.evidence_ids(text)]


def ranked(seen: Seen, named: Named) -> list[Row]:
    """The rows that hold what no fact tells, the one that holds most first.

    Beside the lines that a search asked for only those that hold what none of these does.
    """
    if not (named.values or named.times):
        return []
    told = plain(facts(seen.evidence))
    known = [moment for one in times.mentions(told) for moment in one.moments()]
    values = [one for one in named.values if not _stands(one, told)]
    when = [one for one in named.times if not any(map(one.fits, known))]
    held = [
        (
            {
                *(one for one in values if _stands(one, text)),
                *(one.text for one in when if row.at is not None and one.fits(row.at)),
            },
            row,
        )
        for row, text in zip(seen.evidence.rows, seen.rows, strict=True)
    ]
    asked = {one for holds, row in held if row.mark == ">" for one in holds}
    best = [
        (len(holds), row)
        for holds, row in held
        if holds and row.mark != "." and (row.mark == ">" or not holds <= asked)
    ]
    return [row for _, row in sorted(best, key=lambda one: (-one[0], one[1].mark != ">"))]


def as_quotes(named: Named) -> tuple[Quote, ...]:
    """The values as what a long line is shown around."""
    return tuple(map(Quote, named.values))


def _stands(value: str, text: str) -> bool:
    bare = plain(value)
    return bare in text and bool(re.search(rf"(?<![\w.]){re.escape(bare)}(?!\w)", text, re.ASCII))
