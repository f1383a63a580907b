"""What to look at after the lines that were found, and when to look at them again."""

from __future__ import annotations

from datetime import datetime, timedelta

from kurosai import calls
from kurosai.aws.logs import lateness
from kurosai.aws.logs.groups.log_groups import Chosen
from kurosai.aws.logs.hits import Question
from kurosai.aws.logs.lines.many import Patterns
from kurosai.aws.logs.lines.named import Named
from kurosai.aws.logs.lines.trouble import Trouble
from kurosai.aws.logs.occurrences.recurrence import Recurrence
from kurosai.aws.logs.occurrences.sought import Sought
from kurosai.aws.wire.logs import LogEvent
from kurosai.vocabulary import Again, Call, Window

AROUND_A_JOB = timedelta(hours=12)


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


def _alike(patterns: Patterns | None) -> bool:
    """Whether the hits are few or say the same: then what one leads to, all do."""
    return patterns is None or patterns.count == 1
