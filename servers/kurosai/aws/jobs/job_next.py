"""What to ask after a traced job, best first."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kurosai import calls
from kurosai.aws.changes import change_leads
from kurosai.aws.jobs import time_spent
from kurosai.aws.jobs.cause import behind, dispatch_queue
from kurosai.aws.jobs.cause.changed_before import AFTER, BEFORE, Changed
from kurosai.aws.jobs.job_seen import Story, Traced
from kurosai.aws.jobs.job_story import first_trouble, reason
from kurosai.aws.jobs.stop import advice
from kurosai.aws.jobs.stop.causes import Cause
from kurosai.aws.jobs.task import stops
from kurosai.aws.jobs.task.execution import Attempt
from kurosai.aws.leads import leads, things
from kurosai.aws.leads.leads import When
from kurosai.logs import raised
from kurosai.vocabulary import Call, Look

MOST_CALLS = 3
SEARCHED_CHARACTERS = 300
MOST_PHRASE = 120
_WORDS = re.compile(r"[^\W_]+")
_SAY_NOTHING = frozenset(
    {
        *("a", "the", "task", "job", "step", "state", "states", "taskfailed", "execution", "of"),
        *("failed", "failure", "fail", "error", "errors", "exception", "unsuccessful", "not"),
        *("aborted", "abort", "unknown", "none", "null", "false", "has", "was", "is", "status"),
        *("stopped", "ended", "reason", "cause", "with"),
    }
)
_BY_OTHERS = (Cause.USER_STOP, Cause.STOP_TIMEOUT)
_ENDED = re.compile(
    r"Essential container in task exited"
    r"|\bexit(?:ed with)?(?: code)? (?:\d|\d\d|1[01]\d|12[0-5])\b",
    re.IGNORECASE,
)
"""What ECS says of every container that ended, and a code that is the program's own."""

_SENTENCE = re.compile(r"[^.(\n]{10,}")
"""The first sentence of what AWS says; what follows differs from request to request."""


def next_calls(
    story: Story,
    machine_log: str,
    after_log: str,
    pod_of: Callable[[Attempt], str],
    home: str | None = None,
    stops_log: Callable[[], str] = lambda: "",
) -> tuple[Call, ...]:
    """What became of the pod of a task that ran on Kubernetes, of which AWS knows no more than
    that it failed (`pod_of` names its Job); who else waited, where a limit went by in waiting
    for a container; what the task before it wrote, where it was given too much; what is known
    about the reason, which nobody could ask before it was read; what decides where it comes
    from, by AWS's words for it (`home` is where us-east-1 is asked, `stops_log` has the ends of
    all tasks); who pushed the image that it ran, if that was lately; whom else the platform
    refused the same, where its state machine logs that (`machine_log`); the code behind what
    was changed on the thing that failed, and its other changes where not all were seen; of a
    job that went well what the platform did with it afterwards, where that is logged
    (`after_log`), and of one that did not what the platform's functions wrote about it: first,
    where somebody else stopped it."""
    found: list[Call] = []
    pods = ((one.attempt, pod_of(one.attempt)) for one in story.traced)
    gone = next(((one, pod) for one, pod in pods if pod and one.outcome != "succeeded"), None)
    if gone is not None:
        found.append(calls.trace_pod(gone[1], around=gone[0].ended or gone[0].scheduled))
    found += [*time_spent.next_calls(story), *_given(story)]
    for one in story.traced:
        told = map(raised.line, (reason(one.attempt), first_trouble(one.log)))
        said = next(filter(says_something, told), "")
        if said and one.attempt.outcome != "succeeded":
            found.append(calls.find_runbook(said[:SEARCHED_CHARACTERS]))
            break
    led = _led(story, home, stops_log)
    found += led[:1]
    pushed = next((one.ran for one in story.traced if one.ran and _suspect(one)), None)
    if pushed is not None:
        found.append(calls.find_changes(pushed.repository, around=pushed.pushed))
    first = refused(story)
    if machine_log and first is not None:
        phrase = _SENTENCE.match(first.cause)
        text = phrase.group() if phrase else first.cause
        at = first.ended or first.scheduled
        found.append(calls.find_logs(machine_log, text[:MOST_PHRASE], around=at))
    found += led[1:]
    failed = [one for one in story.traced if one.attempt.outcome != "succeeded"]
    ended_well = story.execution.status == "SUCCEEDED"
    whole = [calls.find_logs(f"job:{story.job_id}", "")] if failed and not ended_well else []
    if any(one.cause is not None and one.cause.cause in _BY_OTHERS for one in failed):
        # What stopped it is not in its own log.
        found, whole = [*whole, *found], []
    seen = [change for one in story.changed for change in one.changes]
    found += change_leads.after(seen, None)[:1]
    found += [_more(one) for one in story.changed if one.more][:1] or _registry(story)
    if after_log:
        found.append(calls.find_logs(after_log, story.job_id, around=story.execution.stopped))
    found += whole
    return tuple(found[:MOST_CALLS])


def _suspect(one: Traced) -> bool:
    """Whether its image was pushed so lately that it may be why; a run that went well with the
    one that is current may have written what others fail on, one with an image that was replaced
    since is what to go back to."""
    ran, well = one.ran, one.attempt.outcome == "succeeded"
    return ran is not None and ran.pushed is not None and not (well and ran.replaced)


def _led(story: Story, home: str | None, stops_log: Callable[[], str]) -> tuple[Call, ...]:
    """Of the first failed task whose end, or whose log, AWS has words for; what was changed on a
    thing before was seen already, where the story has it."""
    seen = {one.thing.name for one in story.changed}
    for one in story.traced:
        if one.attempt.outcome == "succeeded":
            continue
        said = one.cause.said if one.cause else ""
        known = dict(things.named(" ".join(f"{it.look.place} {it.look.told}" for it in one.beside)))
        # What only its own log says, no log of ends has.
        ended_by = leads.sign(reason(one.attempt)) if one.attempt.ecs else None
        if leads.needs(ended_by, "stops_log") and (log := stops_log()):
            known["stops_log"] = log
        when = When(one.attempt.ended or one.attempt.scheduled, home)
        for text in (said, reason(one.attempt), first_trouble(one.log)):
            found = leads.of(text, when, known, but=seen)
            if found:
                return found
    return ()


def without_execution(job_id: str, queues: Sequence[Look]) -> tuple[Call, ...]:
    """Of a job that AWS never heard of, how its queue went and which others wait, where one was
    seen that holds messages; else whether the platform knows it: it sends whoever asks about a job
    that waits here."""
    queue = next((one for one in queues if dispatch_queue.holds(one)), None)
    if queue is None:
        return (calls.describe_job(job_id),)
    measured = calls.read_metrics([f"sqs:{dispatch_queue.name(queue)}"])
    return (measured, calls.find_jobs(status="QUEUED"), calls.describe_job(job_id))


def _given(story: Story) -> list[Call]:
    """The log of the task before one that was given, or gave, too much: the last that had succeeded
    by then."""
    for one in story.traced:
        failed = one.attempt
        if one.cause is None or not advice.is_too_much(one.cause.cause, one.cause.said):
            continue
        before = [
            two
            for two in story.attempts
            if two.outcome == "succeeded"
            and (two.ecs is not None or two.engine)
            and two.ended is not None
            and two.ended <= failed.scheduled
        ]
        if before:
            last = max(before, key=lambda two: two.ended or two.scheduled)
            return [calls.read_task_log(story.job_id, last.task)]
    return []


def _registry(story: Story) -> list[Call]:
    """What was changed where an image is not that was to be pulled from elsewhere: its tags may
    have expired."""
    for one in story.traced:
        task = one.attempt.ecs
        missing = one.cause is not None and one.cause.cause is Cause.IMAGE_NOT_FOUND
        place = behind.repository(stops.unpulled(task)) if task and missing else ""
        if place and not one.behind:
            at = one.attempt.ended or one.attempt.scheduled
            return [calls.find_changes(place, since=at - BEFORE, until=at + AFTER)]
    return []


def _more(one: Changed) -> Call:
    """Its other changes: of the whole week before, where only the likeliest were asked for."""
    name, at = one.thing.name, one.at
    call = calls.find_changes(name, around=at)
    if not one.thing.whole:
        call = calls.find_changes(name, since=at - BEFORE, until=at + AFTER)
    return calls.at_place(call, one.where) if one.where else call


def says_something(text: str) -> bool:
    """Whether a reason tells more than that something failed: no runbook is found by that."""
    words = {word.lower() for word in _WORDS.findall(_ENDED.sub(" ", text))}
    return bool(words - _SAY_NOTHING)


def refused(story: Story) -> Attempt | None:
    """The first attempt that ended before there was a task: the platform, not the task, was why."""
    return next(
        (
            one
            for one in story.attempts
            if one.outcome == "failed" and one.ecs is None and one.cause
        ),
        None,
    )
