"""A field of a thing, said otherwise than any reading recorded it.

Only what is said as a field is held against the records: `started_at=null`, "normal-1 has no
started_at", "normal-1のstarted_atが空".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kurosai import times
from kurosai.cases.faults import Finding
from kurosai.cases.recorded import NULL
from kurosai.cases.sentences import mentions, wordings
from kurosai.cases.source import find

if TYPE_CHECKING:
    from kurosai.cases.proof import Proof

_FIELD = r"(?<![\w.-])(?P<field>[a-z]+(?:_[a-z0-9]+)+|[a-z]+[A-Z]\w+)(?![\w-])"
"""What a field is called: names in pieces, which no sentence has for a word."""
_VALUE = re.compile(rf"{_FIELD}\s?=\s?(?P<value>[\w.:+-]*\w)", re.ASCII)
_SET = re.compile(
    r"(?<![\w.?&/-])(?P<field>[a-z]{4,24})=(?P<value>[\w.:+/-]*\w)(?![\w=])", re.ASCII
)
"""Of one word a field is only where `=` stands right behind it."""
_EMPTY = re.compile(
    rf"{_FIELD}\s?[)）」』\"'`]*\s?"
    r"(?:(?:の値|値)?(?:だけ|のみ)?(?:は|が|も|に)?(?:まだ|いまも|現在も)?(?:の?値(?:は|が|も)?)?"
    r"(?:null|空|未設定|欠け|入って(?:い|お)?(?:ない|なく|ません|らず)|記録されて(?:い|お)?(?:ない|なく|なかった|ません|らず)"
    r"|設定されて(?:い|お)?(?:ない|なく|なかった|ません|らず)|な[いく]|なかった|ありません)"
    r"|(?i:(?:\sof\s[\w-]+)?(?:\s\([^()]*\))?\s?(?:is|was|are|stays|remains)\s(?:still\s)?(?:null|empty|missing|unset|absent)\b))",
    re.ASCII,
)
_WITHOUT = re.compile(
    rf"(?i:\b(?:no|without(?:\sa)?|lacks|lacked|lacking|missing))\s{_FIELD}", re.ASCII
)


def check(place: str, text: str, proof: Proof) -> Iterator[Finding]:
    """Block a field said of a thing that no reading records so, while one records it otherwise."""
    for sentence in wordings.sentences(unicodedata.normalize("NFKC", text)):
        yield from _otherwise(place, sentence, proof)
        said = [*_said(sentence)]
        if not said:
            continue
        near = proof.only(mentions.evidence_ids(sentence))
        named = [one for one in near.records if find(sentence, one.name) >= 0]
        for field, value in said:
            recorded = [(one.name, one.fields[field]) for one in named if field in one.fields]
            if not recorded or any(_same(value, other) for _, other in recorded):
                continue
            if value is None and _told_empty(field, {name for name, _ in recorded}, proof):
                continue
            name, other = recorded[-1]
            yield Finding(
                "field",
                place,
                f"{field} of {name} is said to be {value or 'empty'}, and recorded as "
                f"{other or 'empty'}",
                "Take the value from the result, or name the thing that it is of.",
            )


def _otherwise(place: str, sentence: str, proof: Proof) -> Iterator[Finding]:
    """Block `enabled=false` where what is cited records that field, and always another value."""
    for match in _SET.finditer(mentions.unquoted(sentence)):
        near = proof.of(mentions.evidence_ids(sentence))
        field, value = match["field"], match["value"]
        recorded = {one.fields[field] for one in near.records if field in one.fields}
        told = any(f"{field}={value}".lower() in one.all for one in near.sources)
        if recorded and not told and not any(_same(value, one) for one in recorded):
            others = ", ".join(sorted(one or "empty" for one in recorded)[:3])
            yield Finding(
                "field",
                place,
                f"{match.group()}, but what is cited records {others}",
                "Take the value from the result.",
            )


def _said(sentence: str) -> Iterator[tuple[str, str | None]]:
    """Each field that a sentence names with a value, None where it is said to be empty."""
    for match in _VALUE.finditer(sentence):
        yield match["field"], None if match["value"] in NULL else match["value"]
    for pattern in (_EMPTY, _WITHOUT):
        for match in pattern.finditer(sentence):
            yield match["field"], None


def _same(said: str | None, recorded: str | None) -> bool:
    if said is None or recorded is None:
        return said is recorded
    if said.lower() == recorded.lower():
        return True
    # A time may be said shorter, or in the other zone.
    moments = [moment for one in times.mentions(recorded) for moment in one.moments()]
    return any(one.fits(moment) for one in times.mentions(said) for moment in moments)


def _told_empty(field: str, names: set[str], proof: Proof) -> bool:
    """Whether a line says that a field has no value, of one of these: it may be set since."""
    return any(
        find(row.text, field) >= 0 and any(find(row.text, name) >= 0 for name in names)
        for one in proof.evidence
        for row in one.rows
        if not row.text.startswith("{")
    )
