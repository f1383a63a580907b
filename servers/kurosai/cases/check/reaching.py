"""Whether a search reaches as far as a sentence in words says: "since September", 半年で初めて."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from kurosai.cases.check import absences, denying, lookback
from kurosai.cases.faults import Finding, short
from kurosai.cases.sentences import mentions, spans, wordings

if TYPE_CHECKING:
    from datetime import datetime

    from kurosai.cases.proof import Proof
    from kurosai.cases.sentences.spans import Span
    from kurosai.cases.source import Seen
    from kurosai.vocabulary import Window

_SLACK = absences.SLACK
_DATE = re.compile(r"(?<!\d)(20\d\d)[-/](\d\d)[-/](\d\d)(?!\d)", re.ASCII)


def check(place: str, text: str, proof: Proof, anchors: Sequence[datetime]) -> Iterator[Finding]:
    """Block what is said of a longer time than the cited readings, else all in scope, know of.

    A reading without a window (a job, a schedule with its history) may know of any time of which a
    date stands in it.
    """
    for sentence in wordings.sentences(text):
        if wordings.absence(sentence) and wordings.span(sentence):
            continue
        if denying.blind(sentence, proof):
            # One fault is enough.
            continue
        span = spans.claimed(mentions.unquoted(sentence), anchors[0])
        if span is None:
            continue
        near = proof.only(mentions.evidence_ids(sentence)).seen
        if near and not any(_knows(one, span, anchors) for one in near):
            searched = absences.told([one.evidence for one in near])
            yield Finding(
                "absence",
                place,
                f"「{short(sentence)}」 says more than was searched ({span.words}): {searched}",
                "Name the span that was searched, or search that long and cite it.",
            )


def _knows(seen: Seen, span: Span, anchors: Sequence[datetime]) -> bool:
    """Whether a reading saw all of a span, counted back from now or from the alert."""
    one = seen.evidence
    if one.window is None:
        return span.start is None or any(day <= span.start.date() for day in _dates(seen))
    if span.start is None and lookback.says_new(one):
        return True
    if span.start is not None and anchors[0] - span.start <= lookback.before(one):
        return True
    return any(
        _covers(window, span, anchors[0], anchor)
        for window in absences.windows(one)
        for anchor in anchors
    )


def _dates(seen: Seen) -> Iterator[date]:
    for match in _DATE.finditer(f"{seen.source.rows} {seen.source.shown}"):
        with suppress(ValueError):
            yield date(*map(int, match.groups()))


def _covers(window: Window, span: Span, now: datetime, anchor: datetime) -> bool:
    if span.start is None:
        return False
    if span.length is not None and window.end - window.start >= span.length * (1 - 1 / _SLACK):
        return True
    # A month stands where it is; "the last 30 days" may be those before the alert.
    start = span.start if span.end else span.start - (now - anchor)
    end = span.end or anchor
    slack = (end - start) / _SLACK
    return window.start <= start + slack and window.end >= end - slack
