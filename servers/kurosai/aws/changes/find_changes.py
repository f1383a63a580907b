"""One call for "who changed this?": the writes on a resource or by somebody, around a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kurosai import calls, windows
from kurosai.aws import subject
from kurosai.aws.changes import change_rows, home_region, routine, trail_looks
from kurosai.aws.changes.change_rows import Change
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
ELSEWHERE: Final = (
    "LookupEvents keeps 90 days. What is older is where the trail delivers: its S3 bucket (Athena) "
    "or a CloudTrail Lake event data store, if the account has one."
)
_CODE: Final = ("UpdateFunctionCode", "UpdateFunctionConfiguration", "PutImage")
_CODE_TOO: Final = ("UpdateService", "RegisterTaskDefinition", "UpdateStateMachine")


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, read: about what (nothing: everything), by whom, when."""

    about: Subject
    resource: str
    by: str
    window: Window
    now: datetime

    @property
    def final_at(self) -> datetime | None:
        """When everything of the window will be there; None: it is."""
        at = self.window.end + LATE
        return at if at > self.now else None

    @property
    def final_part(self) -> str:
        """How much of a window that is not final is."""
        settled = self.now - LATE
        late = "CloudTrail is up to 15 minutes late"
        if settled <= self.window.start:
            return f"nothing of this window is final yet: {late}"
        return f"final up to {stamp(settled)}, not final after: {late}"


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
    window = windows.of(around, since, until, minutes, now, otherwise=DAY)
    question = Question(subject.of(resource), resource, by.strip(), window, now)
    if resource and not question.about.last:
        raise BadInput(f"{resource!r} names nothing.", "Give a name, an ARN, or lambda:NAME.")
    if window.end <= now - KEPT:
        return _reading(trail, question, Coverage.EXPIRED, lead=(ELSEWHERE,))
    try:
        found = trail_looks.look(trail, question.about, question.by, window)
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
    rows, told = change_rows.rows(other, daily)
    coverage = overall(found.looks) if found.looks else Coverage.COMPLETE
    tail = [*told]
    if question.window.start < question.now - KEPT:
        coverage = Coverage.PARTIAL
        tail.append(f"Before {stamp(question.now - KEPT)} nothing is kept. {ELSEWHERE}")
    if question.final_at is not None:
        # That nothing was found so close to now shows nothing.
        coverage = Coverage.PARTIAL
        tail.append(f"{question.final_part}; ask again after {stamp(question.final_at)}")
    service = question.about.service
    elsewhere = home_region.instead(service, trail)
    home = home_region.there(_same(question, question.window), service, trail)
    if elsewhere:
        coverage = Coverage.PARTIAL
    if coverage is Coverage.COMPLETE and not found.events:
        coverage = Coverage.EMPTY
    lead = elsewhere or _lead(question, other, daily, found.back)
    reading = _reading(trail, question, coverage, lead=lead)
    return Reading(
        source=reading.source,
        identity=reading.identity,
        coverage=coverage,
        rows=rows,
        window=question.window,
        found=len(other),
        total=len(other) if coverage.proves_absence else None,
        unit="change",
        lead=reading.lead,
        tail=(*tail, *home_region.besides(service, trail)),
        next=home if elsewhere else (*_next(question, other, found.back), *(() if other else home)),
        again=_again(question),
        facts=_facts(other),
        looks=found.looks,
    )


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


def _next(question: Question, changes: Sequence[Change], back: datetime | None) -> tuple[Call, ...]:
    """What the newest change brought with it: its commit, and what the function logs since."""
    done = [one for one in changes if not one.event.error]
    code = [one for one in done if one.event.name.startswith((*_CODE, *_CODE_TOO))]
    if not code:
        return () if changes else _earlier(question, back)
    last = code[-1]
    found = [calls.find_commits("", around=last.event.at)]
    names = last.touched if last.event.source == "lambda.amazonaws.com" else ()
    found += [calls.find_logs(f"/aws/lambda/{name}", "", around=last.event.at) for name in names]
    return tuple(found[:2])


def _earlier(question: Question, back: datetime | None) -> tuple[Call, ...]:
    """Where nothing was found: the part of the window that was not seen, or the week before."""
    window = question.window
    if back is not None:
        # Of the second where it was cut some may be on the other side.
        since, until = window.start, back + timedelta(seconds=1)
    else:
        since, until = window.start - 7 * DAY, window.end
    if since < question.now - KEPT or until - since > windows.LONGEST:
        return ()
    if back is not None and until >= window.end:
        return ()
    if back is None and not question.about.last:
        return ()
    return (_same(question, Window(since, until)),)


def _facts(changes: Sequence[Change]) -> dict[str, str]:
    if not changes:
        return {}
    # Who was refused changed nothing, whenever that was.
    done = [one for one in changes if not one.event.error]
    told = {"changes": str(len(done))}
    if done:
        last = done[-1]
        told["last change"] = f"{stamp(last.event.at)} {last.event.name} by {last.caller.whole}"
    if len(done) < len(changes):
        told["refused attempts"] = str(len(changes) - len(done))
    return told
