"""Whether a search reaches as far as a sentence in words says: "since September", 半年で初めて."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kurosai.cases import absences, mentions, settled, spans, wordings
from kurosai.cases.faults import Finding, short

if TYPE_CHECKING:
    from datetime import datetime

    from kurosai.cases.proof import Proof
    from kurosai.cases.spans import Span
    from kurosai.evidence.record import Evidence
    from kurosai.vocabulary import Window

SLACK = absences.SLACK


def check(place: str, text: str, proof: Proof, anchors: Sequence[datetime]) -> Iterator[Finding]:
    """Block what is said of a longer time than the cited searches cover.

    A reading without a window (a file, a job with its history) may know of any time, so a sentence
    that cites one is left alone, and so is one that cites nothing.
    """
    for sentence in wordings.SENTENCE.split(text):
        if wordings.absence(sentence) and wordings.span(sentence):
            continue
        cited = proof.of(mentions.evidence_ids(sentence)).evidence
        span = spans.claimed(mentions.unquoted(sentence), anchors[0])
        if span is None or not cited or not all(one.window for one in cited):
            continue
        if not _covered(span, cited, anchors):
            searched = absences.told([one for one in cited if settled.whole(one, sentence)])
            yield Finding(
                "absence",
                place,
                f"「{short(sentence)}」 says more than was searched ({span.words}): {searched}",
                "Name the span that was searched, or search that long and cite it.",
            )


def _covered(span: Span, cited: Sequence[Evidence], anchors: Sequence[datetime]) -> bool:
    """Whether one of them saw all of it, counted back from now or from the alert."""
    return any(
        _covers(window, span, anchors[0], anchor)
        for one in cited
        for window in absences.windows(one)
        for anchor in anchors
    )


def _covers(window: Window, span: Span, now: datetime, anchor: datetime) -> bool:
    if span.start is None:
        return False
    # A month stands where it is; "the last 30 days" may be those before the alert.
    start = span.start if span.end else span.start - (now - anchor)
    end = span.end or anchor
    slack = (end - start) / SLACK
    return window.start <= start + slack and window.end >= end - slack
