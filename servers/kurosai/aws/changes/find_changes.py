"""One call for "who changed this?": the writes on a resource or by somebody, around a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from kurosai import calls, windows
from kurosai.aws import subject
from kurosai.aws.changes import (
    change_leads,
    change_rows,
    children,
    earlier_write,
    elsewhere,
    every_session,
    home_region,
    kept_changes,
    other_account,
    read_rows,
    reads,
    routine,
    standing_items,
    trail_looks,
)
from kurosai.aws.changes.change_rows import Change
from kurosai.aws.changes.elsewhere import Elsewhere
from kurosai.aws.changes.trail_looks import Looked
from kurosai.aws.platform import Trail
from kurosai.aws.subject import Subject
from kurosai.aws.wire.errors import Denied
from kurosai.errors import BadInput
from kurosai.vocabulary import Again, Call, Coverage, Reading, Window, overall, stamp

KEPT: Final = timedelta(days=90)
LATE: Final = timedelta(minutes=15)
"""AWS promises an event within about so long; most are there after five minutes."""

DAY: Final = timedelta(days=1)
MOST_CALLS: Final = 3
OLDER: Final = (
    "LookupEvents keeps 90 days. What is older is where the trail delivers: its S3 bucket (Athena) "
    "or a CloudTrail Lake event data store, if the account has one."
)


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, read: about what (nothing: everything), by whom, when."""

    about: Subject
    resource: str
    by: str
    window: Window
    now: datetime
    moment: datetime | None
    """The time that it is about, where one was named."""

    @property
    def oldest(self) -> datetime:
        """What is older is not kept."""
        return self.now - KEPT

    @property
    def final_at(self) -> datetime | None:
        """When everything of the window will be there; None: it is."""
        at = self.window.end + LATE
        return at if at > self.now else None

    @property
    def settled(self) -> datetime | None:
        """Up to when a window that is not final is; None: nothing of it."""
        at = self.now - LATE
        return at if at > self.window.start else None

    def final_part(self, *, whole: bool) -> str:
        """How much of a window that is not final is; `whole`: of that all was seen."""
        late = "CloudTrail is up to 15 minutes late"
        if self.settled is None:
            return f"nothing of this window is final yet: {late}"
        told = f"final up to {stamp(self.settled)}, not final after: {late}"
        if not whole:
            return told
        return (
            f"{told}; up to then it is complete: a sentence that says what was not written rests "
            "on it where it names that time, or one before it, as its end"
        )


def find(
    trail: Trail,
    now: datetime,
    *,
    resource: str,
    by: str,
    around: str,
    since: str,
    until: str,
    minutes: int,
) -> Reading:
    """The reading: changes oldest first, the daily writes of machines counted below them."""
    window = windows.of(around, since, until, minutes, now, otherwise=DAY, longest=KEPT)
    moment = windows.when(around, now) if around else None
    question = Question(subject.of(resource), resource, by.strip(), window, now, moment)
    if resource and not question.about.last:
        raise BadInput(f"{resource!r} names nothing.", "Give a name, an ARN, or lambda:NAME.")
    if "*" in question.about.name:
        # CloudTrail knows no such name: that nothing is found by it would show nothing.
        raise BadInput(
            f"{resource!r} is no name: * may stand at its end alone.",
            "Give the whole name, or how it begins with * behind it; by whom it was changed: `by`.",
        )
    if window.end <= question.oldest:
        return _reading(trail, question, Coverage.EXPIRED, lead=(OLDER,))
    try:
        asked = (trail, question.about, question.by, window)
        found = children.beside(*asked, trail_looks.look(*asked))
        found = every_session.beside(*asked, found)
    except Denied as denied:
        lead = (
            f"AWS does not let this identity read CloudTrail: {denied}",
            "This shows neither presence nor absence. Ask someone who may read it.",
        )
        return _reading(trail, question, Coverage.DENIED, lead=lead)
    return _found(trail, question, found)


def _found(trail: Trail, question: Question, found: Looked) -> Reading:
    changes = [change_rows.of(one) for one in found.events]
    daily = [one for one in changes if routine.is_routine(one.event, one.caller)]
    other = [one for one in changes if one not in daily]
    top = earlier_write.top(other, question.moment)
    compared, unread = earlier_write.with_before(trail, other, top)
    written = other if question.about.last else [top] if top else []
    items = standing_items.of(trail, [one.event for one in written], question.window)
    rows, told = change_rows.rows(compared, daily)
    service = question.about.service
    instead = home_region.instead(service, trail)
    theirs = None if instead else other_account.of(question.about, trail)
    apart = bool(instead) or theirs is not None
    beside = Elsewhere() if other or apart else _elsewhere(trail, question, found)
    top = top or next(iter(beside.changes), None)
    # What was seen whole here tells nothing of what is recorded there.
    looks = theirs.looks if theirs else (*found.looks, *unread, *items.looks, *beside.looks)
    coverage = overall(looks) if looks else Coverage.COMPLETE
    read = read_rows.rows(found.reads) if found.reads else ()
    tail = [*told]
    settled = False
    if question.window.start < question.oldest:
        coverage = Coverage.PARTIAL
        tail.append(f"Before {stamp(question.oldest)} nothing is kept. {OLDER}")
    if question.final_at is not None:
        settled = coverage.proves_absence and not instead
        tail.append(
            f"{question.final_part(whole=settled)}; ask again after {stamp(question.final_at)}"
        )
        # That nothing was found so close to now shows nothing.
        coverage = Coverage.PARTIAL
    if instead:
        coverage = Coverage.PARTIAL
    if coverage is Coverage.COMPLETE and not (found.events or read):
        coverage = Coverage.EMPTY
    lead = instead or (*_lead(question, other, daily, found.back), *filter(None, (beside.told,)))
    lead = (*theirs.lead, *lead) if theirs else lead
    refused = sum(bool(one.event.error) for one in other)
    lead = (*lead, *_refused(len(other), refused))
    reading = _reading(trail, question, coverage, lead=lead)
    # How an unrelated thing went since leads away from what was asked.
    asked_for = top if other or (top and _names(top, question.about)) else None
    led = change_leads.after(other or beside.changes, asked_for)
    if beside.changes:
        there = change_leads.of_thing(beside.changes[0], question.window, question.oldest)
        led = (*led[:1], *there, *led[1:])
    window = question.window
    home = home_region.there(_same(question, window), service, trail)
    # What was refused to him here he may have tried there too.
    lines = reads.lead(found.reads, found.events, question.by, window)
    unread = _unread(question, found)
    lines = (*lines, *unread)
    on = (*lines, *(home if reads.are_denied(found.reads) else ()))
    on = (*on, *reads.from_there(found.reads, found.events, question.by, window))
    # The part that was not seen is one call, for reads and writes alike.
    before = () if unread else _on(question, found.back)
    on = on if other or apart else (*unread, *before, *on, *home)
    on = tuple(one for at, one in enumerate(on) if one not in on[:at])[:MOST_CALLS]
    return Reading(
        source=reading.source,
        identity=reading.identity,
        coverage=coverage,
        rows=(*read, *rows, *items.rows, *beside.rows),
        kept=tuple(
            kept_changes.rows(
                (
                    *compared[::-1],
                    *beside.changes,
                    *map(change_rows.of, items.events),
                    *_recorded(found),
                )
            )
        ),
        window=window,
        found=len(other),
        total=_total(question, other, coverage, settled=settled),
        unit="write" if refused else "change",
        lead=reading.lead,
        tail=(*tail, *reads.told(found.reads, question.by), *home_region.besides(service, trail)),
        next=home if instead else (*led[: MOST_CALLS - len(on)], *on),
        again=None if theirs else _again(question),
        facts=_facts(other) | reads.facts(found.reads),
        looks=looks,
    )


def _names(change: Change, about: Subject) -> bool:
    return bool(about.last) and trail_looks.is_about(change.event, about)


def _refused(writes: int, refused: int) -> tuple[str, ...]:
    """That some of the writes are no changes, in the words of the facts."""
    if not refused:
        return ()
    done, noun = writes - refused, "attempt" if refused == 1 else "attempts"
    changes = f"{done} change{'' if done == 1 else 's'}"
    told = f"{writes} write{'' if writes == 1 else 's'}"
    return (f"{told}: {changes}, {refused} refused {noun} that changed nothing",)


def _total(
    question: Question, other: Sequence[Change], coverage: Coverage, *, settled: bool
) -> int | None:
    """How many writes there are, of late records as far as those are final; None: not known."""
    if coverage.proves_absence:
        return len(other)
    last = question.settled
    final = settled and last is not None and all(one.event.at <= last for one in other)
    return len(other) if final and other else None


def _recorded(found: Looked) -> Iterator[Change]:
    read = found.reads.events if found.reads else ()
    yield from map(change_rows.of, read[-read_rows.MOST_RECORDED :])


def _reading(
    trail: Trail, question: Question, coverage: Coverage, lead: tuple[str, ...]
) -> Reading:
    about = question.about.last + ("*" if question.about.prefix else "")
    who = f"by {question.by}" if question.by else ""
    named = " ".join(one for one in ("cloudtrail", about, who) if one)
    return Reading(
        source=named,
        identity=trail.identity,
        coverage=coverage,
        window=question.window,
        unit="change",
        lead=lead,
    )


def _lead(
    question: Question, other: Sequence[Change], daily: Sequence[Change], back: datetime | None
) -> tuple[str, ...]:
    if other:
        return ()
    what = f" on {question.about.last}" if question.about.last else ""
    what += f" by {question.by}" if question.by else ""
    if back is not None:
        no = "no write but daily ones of machines" if daily else "no write"
        rest = "what was before that in this window is not known"
        return (f"{no}{what} among those compared, back to {stamp(back)}: {rest}",)
    only = "only daily writes of machines" if daily else "no write at all"
    return (f"{only}{what} in this window that CloudTrail has for this region by now",)


def _again(question: Question) -> Again | None:
    at = question.final_at
    if at is None:
        return None
    return Again(at, _same(question, question.window), "CloudTrail is up to 15 minutes late")


def _same(question: Question, window: Window) -> Call:
    return calls.find_changes(
        question.resource, by=question.by, since=window.start, until=window.end
    )


def _elsewhere(trail: Trail, question: Question, found: Looked) -> Elsewhere:
    """What else was changed then, where nothing was found on what was asked for."""
    if not (question.about.last or question.by):
        return Elsewhere()
    beside = elsewhere.look(trail, question.about, question.window, found, question.moment)
    first = earlier_write.top(beside.changes[:1], None)
    changes, unread = earlier_write.with_before(trail, beside.changes, first)
    return replace(beside, changes=changes, looks=(*beside.looks, *unread))


def _on(question: Question, back: datetime | None) -> tuple[Call, ...]:
    """Where to look on when nothing was found: what was not seen, else a week before; once."""
    asked, window = (question.resource, question.by), question.window
    if window.start < question.oldest:
        return ()
    if back is not None:
        return change_leads.unseen(*asked, window, back, question.moment)
    return change_leads.wider(*asked, window, question.oldest) if question.about.last else ()


def _unread(question: Question, found: Looked) -> tuple[Call, ...]:
    """Where to look on for what somebody did whose sessions alone CloudTrail looks up."""
    if found.reads is None or not found.reads.every or found.reads.back is None:
        return ()
    back = max(found.reads.back, found.back or found.reads.back)
    return change_leads.unseen("", question.by, question.window, back, question.moment)


def _facts(changes: Sequence[Change]) -> dict[str, str]:
    if not changes:
        return {}
    # Who was refused changed nothing, whenever that was.
    done = [one for one in changes if not one.event.error]
    refused = len(changes) - len(done)
    told = {"changes": str(len(done))}
    if done:
        last = done[-1]
        told["last change"] = f"{stamp(last.event.at)} {last.event.name} by {last.caller.whole}"
    if refused:
        told["refused attempts"] = str(refused)
        told["writes"] = f"{len(changes)}, refused ones among them"
    return told
