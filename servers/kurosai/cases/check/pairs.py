"""Spans between two clock times ("from 17:00Z to 19:20Z", 16:55Z〜19:20Z) that nobody searched.

Held against the windows of the readings that the sentence itself cites, and only where each of them
is a search over a window: the times of a job may lie anywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from kurosai import times
from kurosai.cases.check import absences
from kurosai.cases.faults import Finding, short
from kurosai.cases.sentences import denials, mentions, wordings
from kurosai.cases.sentences.spans import BETWEEN
from kurosai.vocabulary import Window

if TYPE_CHECKING:
    from kurosai.cases.proof import Proof
    from kurosai.times import Mention

_CITATION = re.compile(r"\[\w{8}\](?:[,、\s]{1,2}\[\w{8}\])*", re.ASCII)
_DAY = timedelta(days=1)
_SLACK = timedelta(minutes=2)
"""Nobody says 17:59:40Z."""


def check(place: str, text: str, proof: Proof) -> Iterator[Finding]:
    """Block what is denied, or said to be searched, of a span that nothing cited reaches over.

    In not_looked_at too; there it may as well be said that a span was not searched.
    """
    for sentence in wordings.sentences(text):
        bare = unicodedata.normalize("NFKC", mentions.unquoted(sentence))
        told = denials.denial(bare) or (
            not place.startswith("not_looked_at") and wordings.LOOKED.search(bare)
        )
        if not told or denials.tells_limits(bare):
            continue
        for first, last in _pairs(bare):
            cited = proof.of(_behind(bare, last.end)).evidence
            if not cited or not all(one.window for one in cited):
                continue
            searched = [window for one in cited for window in absences.windows(one)]
            if not any(_inside(first, last, window) for window in searched):
                yield Finding(
                    "absence",
                    place,
                    f"「{short(sentence)}」 tells of {first.text} - {last.text}: "
                    f"{absences.told(cited)}",
                    "Name the span that was searched, or search that one and cite it.",
                )


def _behind(text: str, end: int) -> tuple[str, ...]:
    """The ids in the first brackets behind a place; those of the whole text where none follow."""
    nearest = _CITATION.search(text, end)
    return mentions.evidence_ids(nearest.group() if nearest else text)


def _pairs(text: str) -> Iterator[tuple[Mention, Mention]]:
    said = [one for one in times.mentions(text) if one.hour is not None]
    for first, last in pairwise(said):
        if BETWEEN.fullmatch(text[first.end : last.start]):
            yield first, last


def _inside(first: Mention, last: Mention, window: Window) -> bool:
    """Whether both lie in a window, in a zone that they may be meant in, on a day of it."""
    return any(
        window.start - _SLACK <= start <= end <= window.end + _SLACK
        for start in _moments(first, last, window)
        for end in _moments(last, first, window)
    )


def lies_in(mention: Mention, window: Window) -> bool:
    """Whether a time lies in a window, on a day of it."""
    return any(
        window.start - _SLACK <= one <= window.end + _SLACK
        for one in _moments(mention, mention, window)
    )


def _moments(mention: Mention, other: Mention, window: Window) -> Sequence[datetime]:
    """When it may be, near a window; the zone of one of a pair is that of the other."""
    offset = other.offset if mention.offset is None else mention.offset
    begins = window.start.date() - _DAY
    days = [begins + number * _DAY for number in range((window.end - window.start).days + 4)]
    dated = [
        replace(
            mention,
            year=mention.year or day.year,
            month=mention.month or day.month,
            day=mention.day or day.day,
            offset=offset,
        )
        for day in days
    ]
    return [moment for one in dated for moment in one.moments()]
