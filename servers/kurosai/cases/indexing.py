"""A case as it is found again: its row, its words and its conditions in the index of cases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import blake2s
from typing import TYPE_CHECKING, Any, cast

from kurosai.alerts.lines import job_ids
from kurosai.cases import said_later, story
from kurosai.cases.sentences import wordings
from kurosai.cases.story import Conclusion, Story
from kurosai.errors import Fault
from kurosai.evidence.case_index import CaseIndex
from kurosai.evidence.case_rows import Indexed
from kurosai.evidence.kinds import DRAFTED, GRADED, JOINED, WALKED
from kurosai.library.search.tokenizer import terms
from kurosai.logs.signature import signature
from kurosai.vocabulary import Window, stamp

if TYPE_CHECKING:
    from kurosai.cases.trigger import Trigger
    from kurosai.evidence.ledger import Ledger
    from kurosai.evidence.record import Event

IDLE = frozenset({JOINED, WALKED, DRAFTED})
"""Kinds of events that a case is not found by; most events are of these."""

MOST_TERMS = 1_500
"""Of one case: an alert of 8,000 characters has fewer."""

MOST_CAUSE = 160
MOST_JOBS = 20

PASSING = ("k8s_pod", "k8s_job", "sfn_execution", "ecs_task")
"""Kinds of which each run has a name of its own, so that two cases never share it."""

_HEAD = "=w"
_ENTRY = re.compile(r"(?P<page>[^#]*)#(?P<number>.+)")


def of(ledger: Ledger) -> CaseIndex:
    """The index of a ledger, which from now on is written with each event."""
    return ledger.indexed(describe, IDLE)


def signature_of(told: Trigger) -> str:
    """What makes two alerts the same: the resource and the masked error line, or what held where
    there is no line; two questions, the jobs that they name."""
    where = told.title if told.name else ""
    if told.kind in PASSING:
        # Each run has a name of its own, and its error may still be an old one.
        where = f"{told.system}:{told.environment}:{told.kind}"
    if told.line:
        return f"{where} {signature(told.line)}".strip()
    if told.alert and told.condition:
        return f"{where} {signature(told.condition)}".strip()
    return " ".join(f"job {job}" for job in sorted(told.jobs))


def describe(events: Sequence[Event]) -> Indexed:
    """The row and the terms of a case. A history that is no case's is found by nothing."""
    first, newest = events[0], events[-1]
    bare = Indexed(
        first.sequence, first.case, newest.sequence, stamp(first.at), first.operator, position=0
    )
    if first.kind != story.OPENED:
        return bare
    try:
        told = story.told(events)
        return said_later.indexed(_described(told, events), told, events)
    except (KeyError, TypeError, ValueError, AttributeError, Fault):
        # What another version wrote must neither keep an event out nor be tried again and again.
        return bare


def _described(told: Story, events: Sequence[Event]) -> Indexed:
    done, trigger = told.conclusion, told.trigger
    entry = told.pin.entry if told.pin is not None and not told.left else ""
    sentences = [text for _, text in _sentences(told)]
    causes = list(cast("Sequence[str]", done.judgement.get("cause", ()))) if done else []
    jobs = _once((*trigger.jobs, *(job for text in sentences for job in job_ids(text))))
    grade, grader = _grade(events)
    right = told.correction
    resource = trigger.title if trigger.name and trigger.kind not in PASSING else ""
    return Indexed(
        number=told.first,
        case_id=told.id,
        last=told.last,
        opened_at=stamp(told.opened_at),
        opened_by=told.opened_by,
        position=told.position,
        state=told.state,
        verdict=done.verdict.value if done else "",
        concluded_at=stamp(done.at) if done else "",
        concluded_by=done.by if done else "",
        entry=entry,
        resource=resource,
        title=trigger.title,
        jobs=" ".join(jobs[:MOST_JOBS]),
        signature=term("g", told.signature) if told.signature else "",
        cause=first_sentence(causes[0]) if causes else "",
        grade=grade,
        grader=grader,
        waived_by=_waived_by(done),
        corrects=str(done.judgement.get("corrects", "")) if done else "",
        corrected_by=right.case if right else "",
        corrected_at=stamp(right.at) if right else "",
        corrector=right.by if right else "",
        terms=frozenset(_terms(told, entry, jobs, causes, sentences)),
    )


def _terms(
    told: Story, entry: str, jobs: Sequence[str], causes: Sequence[str], sentences: Sequence[str]
) -> Iterator[str]:
    trigger, done = told.trigger, told.conclusion
    yield term("s", told.state)
    if done is not None:
        yield term("v", done.verdict.value)
    yield from (term("j", job) for job in jobs[:MOST_JOBS])
    if told.signature:
        yield term("g", told.signature)
    yield from (term("l", signature(line)) for line in trigger.lines)
    if trigger.period is not None:
        yield period_term(trigger.period)
    yield from (term("e", name) for name in entry_names(entry))
    if trigger.name and trigger.kind not in PASSING:
        for name in (trigger.title, f"{trigger.kind} {trigger.name}", trigger.name):
            yield term("r", name)
    yield from month_terms([told.opened_at, *([done.at] if done else [])])
    pinned = f"{entry} {told.pin.title}" if told.pin is not None and entry else ""
    head = dict.fromkeys(terms("\n".join((trigger.title, pinned, *causes))))
    yield from (f"{_HEAD}{word}" for word in list(head)[:MOST_TERMS])
    every = dict.fromkeys((*head, *terms("\n".join((*sentences, trigger.text)))))
    yield from list(every)[:MOST_TERMS]


def in_head(words: Iterable[str]) -> tuple[str, ...]:
    """The terms of words that stand in a case's title, entry or cause."""
    return tuple(f"{_HEAD}{word}" for word in words)


def term(kind: str, value: str) -> str:
    """A condition as a term: `=v` and a digest of what is compared without regard to case."""
    return f"={kind}{digest(value.strip().casefold())}"


def period_term(period: Window) -> str:
    """The time that an alert names: with its signature it is the same alert."""
    return term("p", f"{stamp(period.start)} {stamp(period.end)}")


def month_terms(moments: Iterable[datetime]) -> tuple[str, ...]:
    """The months of some times: what is far from a period need not be looked at for it."""
    return tuple(dict.fromkeys(f"=m{at:%Y%m}" for at in moments))


def entry_names(entry: str) -> tuple[str, ...]:
    """What people call an entry: its id, its page, its number."""
    match = _ENTRY.fullmatch(entry)
    if match is None:
        return (entry,) if entry else ()
    page = match["page"].removesuffix(".md")
    names = (entry, page, page.rpartition("/")[2], f"#{match['number']}", match["number"])
    return _once(names)


def digest(text: str) -> str:
    """Sixteen hex characters of a text."""
    return blake2s(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


def first_sentence(text: str) -> str:
    """The first sentence of a cause, on one line and not longer than a line."""
    flat = " ".join(text.split())
    first = next((part.strip() for part in wordings.sentences(flat) if part.strip()), "")
    return first if len(first) <= MOST_CAUSE else f"{first[: MOST_CAUSE - 1]}…"


def _sentences(told: Story) -> Iterator[tuple[str, str]]:
    body: Mapping[str, Any] = told.conclusion.judgement if told.conclusion else {}
    for name in ("cause", "actions", "ruled_out", "not_looked_at"):
        for text in cast("Sequence[object]", body.get(name, ())):
            yield name, str(text)
    for name in ("reason", "impact", "urgency"):
        if body.get(name):
            yield name, str(body[name])
    if told.left:
        yield "left", told.left


def _waived_by(done: Conclusion | None) -> str:
    """Who let faults pass: of "name: reason" the name. Where nothing was at fault, nobody."""
    said = str(done.judgement.get("waiver", "")) if done and done.blocks else ""
    return re.split("[:：]", said, maxsplit=1)[0].strip()


def _grade(events: Sequence[Event]) -> tuple[str, str]:
    """The newest grade as "4/3/4", and who gave it."""
    for event in reversed(events):
        if event.kind == GRADED:
            body = cast("dict[str, Any]", event.body)
            axes = (body.get(name, "?") for name in ("accuracy", "clarity", "completeness"))
            return "/".join(map(str, axes)), str(body.get("grader") or event.operator)
    return "", ""


def _once(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in given if one))
