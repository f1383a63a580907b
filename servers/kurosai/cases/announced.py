"""Times that a cited note or page announces, told as what it announces.

"Put off to 11/26 02:00 JST [X7Y2FT2H]" is of a day to come and may be said, because the note says
it; that something ran then may not. Notes write a day in many ways (11/26, 11月26日, the end of
`02:00 〜 08:00`), so what they say is read as times and not looked up as letters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from kurosai import times
from kurosai.cases import ahead
from kurosai.cases.sentences import mentions, wordings
from kurosai.library import notices

if TYPE_CHECKING:
    from kurosai.cases.proof import Proof
    from kurosai.cases.sentences.days_said import Day
    from kurosai.evidence.record import Evidence
    from kurosai.times import Mention


def is_told(text: str, said: Mention, proof: Proof) -> bool:
    """Whether every clause of `text` that names this time tells a cited announcement of it."""
    if not is_said(said, text, proof):
        return False
    found = [
        (sentence, one)
        for sentence in wordings.sentences(unicodedata.normalize("NFKC", text))
        for one in times.mentions(sentence)
        if one.text == said.text
    ]
    return bool(found) and all(_announces(sentence, one) for sentence, one in found)


def is_told_day(sentence: str, day: Day, proof: Proof) -> bool:
    """The same of a day without an hour, in one sentence."""
    ids = mentions.evidence_ids(sentence)
    said = times.Mention(day.text, day.start, day.end)
    return _announces(sentence, said) and any(
        (one.month or day.date.month, one.day) == (day.date.month, day.date.day)
        for page in proof.documents
        if page.id in ids
        for one in _times(page)
    )


def _announces(sentence: str, one: Mention) -> bool:
    start, end = ahead.clause_of(sentence, one)
    clause = sentence[start:end]
    return notices.announces(clause) and not wordings.outcome(clause)


def is_said(said: Mention, text: str, proof: Proof) -> bool:
    """Whether a note or page that `text` cites names this time."""
    ids = mentions.evidence_ids(text)
    return proof.announced(said, ids) or any(
        _same(said, one, page.read_at)
        for page in proof.documents
        if page.id in ids
        for one in _times(page)
    )


def _times(page: Evidence) -> Iterator[Mention]:
    """The times of a page; one without a day has that of the one before it on its line."""
    for row in page.rows:
        for line in row.text.split("\n"):
            day = None
            for one in times.mentions(line):
                day = one if one.day is not None else day
                yield (
                    one
                    if day is None
                    else replace(one, year=day.year, month=day.month, day=day.day)
                )


def _same(said: Mention, one: Mention, read_at: datetime) -> bool:
    """Whether two times may be the same, in UTC or JST; without a year it is that of the other."""
    if said.day is None or one.day is None or said.hour is None or one.hour is None:
        return False
    year = said.year or one.year or read_at.year
    month = said.month or one.month
    first, second = (
        replace(each, year=each.year or year, month=each.month or month) for each in (said, one)
    )
    try:
        return not set(first.moments()).isdisjoint(second.moments())
    except ValueError:
        # A day that this year does not have.
        return False
