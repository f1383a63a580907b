"""Whether "it did not happen" and "it is not there" rest on a search that could have seen it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kurosai.cases import settled
from kurosai.cases.check import lookback, series
from kurosai.cases.faults import Finding, short
from kurosai.cases.proof import Proof
from kurosai.cases.sentences import citations, wordings
from kurosai.cases.sentences.wordings import Absence
from kurosai.cases.source import find
from kurosai.vocabulary import Window, moment, stamp

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence

PLACE = re.compile(
    r"(?<![\w/.:])/(?:[\w.#-]+/)+[\w.#-]+|(?<![\w/.-])[a-z]+-v\d+(?:-[a-z0-9]+)+", re.ASCII
)
_KINDS = (
    (re.compile(r"ログ(?!イン)|(?i:\blogs?\b|\blogged\b)"), ("/", "log of task", "logs of ")),
    (re.compile(r"イメージ|タグ|(?i:\bimages?\b|\btags?\b)"), ("image ", "images ")),
)
"""What a sentence calls a place, and how the looks at such places are named."""

_SEARCHED = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d) (?P<start>\d\d:\d\d:\d\d)Z-(?P<end>[\dT:.-]+)Z", re.ASCII
)
_OURS = ("same signature", "same text", "searched", "not written")
"""The facts that name a span in our own words; others hold text from outside."""

SLACK = 20
"""A search may be short of the stated time by one in so many: nobody says 過去11時間50分."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What absences are said of: the alert's resource ("" for none) and when it was, and now."""

    resource: str
    anchors: tuple[datetime, ...]


def check(place: str, text: str, proof: Proof, frame: Frame) -> Iterator[Finding]:
    """Block each sentence whose absence no reading in scope (or cited in it) can carry."""
    sentences = wordings.sentences(text)
    for at, sentence in enumerate(sentences):
        missing = wordings.absence(sentence)
        if missing is None:
            continue
        cited = citations.of(sentences, at)
        scope = proof.only(cited) if cited else proof
        over_time = missing is Absence.NOT_HAPPENED
        whole = [one for one in scope.evidence if settled.whole(one, sentence)]
        if cited and over_time and wordings.is_counted(sentence):
            over_time = not any(series.lists(one) for one in whole)
        if not any(one.window or not over_time for one in whole):
            what = "a search over a window" if over_time else "a reading"
            late = [settled.told(one) for one in scope.evidence if cited and settled.until(one)]
            but = f": {', '.join(late)}" if late else ""
            saw = f"needs {what} that saw everything (complete or empty){but}"
            yield _block(place, sentence, saw)
            continue
        span = wordings.span(sentence)
        if span is not None and not _covered(span, whole, frame.anchors):
            yield _block(place, sentence, f"says more than was searched: {told(whole)}")
        if unseen := _unseen(sentence, scope):
            yield _block(place, sentence, f"needs a reading that saw {unseen}")
            continue
        for name in _places(sentence, scope, frame.resource):
            # A look-up that found nothing sees one thing at one time: over time it shows nothing,
            # but beside a search that the sentence cites as well.
            timeless = bool(cited) or not over_time
            if not any(_is_of(one, name) and (one.window or timeless) for one in whole):
                yield _block(place, sentence, f"needs a complete reading of {name}")


def _block(place: str, sentence: str, why: str) -> Finding:
    return Finding(
        "absence",
        place,
        f"「{short(sentence)}」 {why}",
        "Ask again so that it is seen, or move the sentence to not_looked_at.",
    )


def windows(evidence: Evidence) -> tuple[Window, ...]:
    """The spans of time that a reading searched: its window, and those its facts name."""
    found = [evidence.window] if evidence.window else []
    ours = [evidence.facts[label] for label in _OURS if label in evidence.facts]
    for match in _SEARCHED.finditer("\n".join(ours)):
        start = f"{match['day']}T{match['start']}Z"
        end = match["end"] if "T" in match["end"] else f"{match['day']}T{match['end']}"
        found.append(Window(moment(start), moment(f"{end}Z")))
    if ours:
        first = min(one.start for one in found)
        found.append(Window(lookback.begin(evidence, first), found[-1].end))
    return tuple(found)


def _covered(span: timedelta, whole: Sequence[Evidence], anchors: Sequence[datetime]) -> bool:
    """Whether a search reaches so far back from now, or from the alert."""
    slack = span / SLACK
    return any(
        window.start <= anchor - span + slack and window.end >= anchor - slack
        for one in whole
        for window in windows(one)
        for anchor in anchors
    )


def told(whole: Sequence[Evidence]) -> str:
    """How far the widest of these searches reached, in words."""
    searched = [window for one in whole for window in windows(one)]
    if not searched:
        return "no search over a window"
    widest = max(searched, key=lambda one: one.end - one.start)
    return f"the search covered {stamp(widest.start)} - {stamp(widest.end)} only"


def _places(sentence: str, scope: Proof, resource: str) -> tuple[str, ...]:
    """The log groups, jobs and services that a sentence names."""
    named = [match.group() for match in PLACE.finditer(sentence)]
    looks = (look for one in scope.evidence for look in one.looked)
    known = {look.place.rstrip("/").rpartition("/")[2] for look in looks}
    known |= {resource}
    named += [name for name in sorted(known) if len(name) > 4 and find(sentence, name) >= 0]
    # A name inside a longer one (the function in its group) is that one's.
    return tuple(one for one in dict.fromkeys(named) if not any(_inside(one, two) for two in named))


def _unseen(sentence: str, scope: Proof) -> str:
    """The log or image that a sentence speaks of, if readings looked for it and saw none whole.

    That the execution's history was read whole says nothing of a log that was denied.
    """
    for words, begin in _KINDS:
        looks = [
            look
            for one in scope.evidence
            for look in (one.looks if words.search(sentence) else ())
            if look.place.startswith(begin)
        ]
        if looks and not any(look.coverage.proves_absence for look in looks):
            return looks[0].place
    return ""


def _inside(one: str, two: str) -> bool:
    return one != two and one in two


def _is_of(evidence: Evidence, name: str) -> bool:
    """Whether it saw all of what is so called: of several places, that one."""
    if evidence.looks:
        whole = (look.place for look in evidence.looks if look.coverage.proves_absence)
        named = " ".join([*whole, evidence.source])
        others = [look.place for look in evidence.looks if not look.coverage.proves_absence]
        return find(named, name) >= 0 and not any(find(place, name) >= 0 for place in others)
    asked = " ".join(str(value) for value in evidence.asked.values())
    return find(f"{evidence.source} {asked}", name) >= 0
