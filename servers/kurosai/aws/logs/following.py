"""What to look at after the lines that were found, and when to look at them again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from kurosai import calls
from kurosai.aws.leads import leads, things
from kurosai.aws.logs import lateness
from kurosai.aws.logs.groups.log_groups import Chosen
from kurosai.aws.logs.hits import Hits, Question
from kurosai.aws.logs.lines import courses
from kurosai.aws.logs.lines.courses import Course
from kurosai.aws.logs.lines.lambda_lines import GROUP_PREFIX
from kurosai.aws.logs.lines.many import Patterns
from kurosai.aws.logs.lines.named import Named
from kurosai.aws.logs.lines.trouble import Trouble
from kurosai.aws.logs.occurrences import counts
from kurosai.aws.logs.occurrences.recurrence import Recurrence
from kurosai.aws.logs.occurrences.sought import Sought
from kurosai.aws.wire.logs import LogEvent
from kurosai.vocabulary import Again, Call, Window

AROUND_A_JOB = timedelta(hours=12)
SOON = timedelta(minutes=5)
MOST_READ = 20
"""Of so many hits AWS's words are looked for."""


def again(past: Recurrence, question: Question, group: str, hit: LogEvent) -> Again | None:
    """The same question, for when the run after the failure has ended."""
    at = past.pending_until()
    if at is None:
        return None
    sought = question.sought
    call = calls.find_logs(
        group,
        sought.text,
        pattern=sought.pattern,
        like=sought.like,
        around=question.around or hit.at,
    )
    return Again(at, call, "the next run has not happened yet")


def later(
    late: timedelta, group: str, sought: Sought, window: Window, now: datetime
) -> Again | None:
    """The same question, for when all of its lines have come; None where they have."""
    final = lateness.final_at(late, window, now)
    if final is None:
        return None
    call = calls.find_logs(
        group,
        sought.text,
        pattern=sought.pattern,
        like=sought.like,
        since=window.start,
        until=window.end,
    )
    return Again(final, call, "lines were still on their way")


def more(chosen: Chosen, question: Question, found: Hits) -> Call | None:
    """The question as it was asked, of the part of the window whose hits are not here; None where
    all are, or nobody can say where the others lie."""
    if found.complete or found.gaps or found.close or not found.events:
        return None
    asked, window = question.asked, question.window
    first, last = found.events[0].at, found.events[-1].at
    since, until = (window.start, first) if found.newest else (last, window.end)
    if since >= until:
        return None
    return calls.find_logs(
        chosen.asked, asked.text, pattern=asked.pattern, like=asked.like, since=since, until=until
    )


def led(
    near: Sequence[LogEvent],
    request: Sequence[LogEvent],
    question: Question,
    home: Callable[[], str | None],
) -> tuple[Call, ...]:
    """What decides where a failure comes from, by AWS's own words for it in the hits, the nearest
    first, else in the request or the lines around them. None of a listing."""
    if not question.sought:
        return ()
    lines = (*near[:MOST_READ], *request)
    told = ((one.message, one.at.replace(microsecond=0)) for one in lines)
    # What a failure is of may be named in another line of the same request.
    return leads.of_any(told, home(), things.queue(one.message for one in request))


def courses_of(
    course: Sequence[Course], question: Question, group: str, count: int
) -> tuple[Call, ...]:
    """How the number that changed most in very many hits went over time: they were folded."""
    if not course or count <= courses.MOST or not question.sought.text:
        return ()
    text = question.sought.text.replace("\\", "\\\\").replace('"', '\\"')
    minutes = counts.step(question.window) // timedelta(minutes=1)
    query = (
        f'filter @message like "{text}" | parse @message /{course[0].parsed}/ '
        f"| stats min(v), max(v), count() by bin({minutes}m)"
    )
    window = question.window
    return (calls.query_logs(query, group, since=window.start, until=window.end),)


def with_more(offered: Sequence[Call], rest: Call | None) -> tuple[Call, ...]:
    """At most three calls, the last of them that for the rest."""
    return (*offered[:2], rest) if rest else tuple(offered[:3])


def calls_for(
    chosen: Chosen,
    question: Question,
    ids: Named,
    meant: Trouble | None,
    patterns: Patterns | None,
) -> tuple[Call, ...]:
    """What is known of an error that nobody had named; then the jobs that the hits lead to, but
    for one that was asked about: of hits of many kinds those of the one that is meant. None of a
    listing."""
    if chosen.job:
        return (calls.trace_job(chosen.job),)
    if not question.sought:
        return ()
    known = [calls.find_runbook(question.sought.said)] if meant else []
    jobs = [one for one in ids.jobs(all_hits=_alike(patterns)) if one not in question.asked.said]
    return (*known, *map(calls.describe_job, jobs))


def afterwards(
    ids: Named, hit: LogEvent, question: Question, group: str, now: datetime
) -> tuple[Call, ...]:
    """What the function wrote later about the job that the hit names, where the window ends before
    that may have come: it may have tried again."""
    until = min(hit.at + AROUND_A_JOB, now)
    job = next(iter(ids.jobs()), "")
    # Of a whole line that names the job only that line was asked for, not what else is said of it.
    asked = not question.sought or _of_job_alone(question.asked.said, job)
    if not job or asked or not group.startswith(GROUP_PREFIX):
        return ()
    if until - question.window.end < SOON:
        return ()
    return (calls.find_logs(group, job, since=hit.at - SOON, until=until),)


def others(ids: Named, hit: LogEvent, now: datetime, patterns: Patterns | None) -> tuple[Call, ...]:
    """The other jobs of the workflow that the lines name, of hits of many kinds those of the one
    that is meant: did they fare the same?"""
    if not ids.jobs():
        return ()
    at = hit.at.replace(second=0, microsecond=0)
    since, until = at - AROUND_A_JOB, at + AROUND_A_JOB
    ends = until if until < now else None
    which = (*ids.main, *ids.others) if _alike(patterns) else ids.main
    named = (one.value for one in which if one.kind == "workflow")
    return tuple(calls.find_jobs(workflow_id=one, since=since, until=ends) for one in named)[:1]


def _of_job_alone(said: str, job: str) -> bool:
    """`16852935`, `job_id=16852935`."""
    return re.fullmatch(rf"\W*(?:job[\W_]*(?:id)?)?\W*{re.escape(job)}\W*", said, re.I) is not None


def _alike(patterns: Patterns | None) -> bool:
    """Whether the hits are few or say the same: then what one leads to, all do."""
    return patterns is None or patterns.count == 1
