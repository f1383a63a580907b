"""What went wrong, where no line was asked for: by level, failing that by words and kinds of
events, failing that the newest lines, said to be none that tell of a failure."""

from __future__ import annotations

from dataclasses import replace

from kurosai.aws.logs import hit_search
from kurosai.aws.logs.hits import Hits, Question
from kurosai.aws.logs.lines import lambda_lines, trouble
from kurosai.aws.logs.occurrences.sought import Sought
from kurosai.aws.platform import Logs, Queries

MOST = 300
"""So many lines that may tell of a failure are read, or all of a log that is quiet; they are shown
as few patterns."""


def of(logs: Logs, queries: Queries | None, question: Question) -> Hits:
    """What failed in several groups."""
    wide = replace(question, most=MOST, newest=True)
    found = hit_search.of(logs, queries, wide)
    events = tuple(trouble.failures_and_crashes(found.events))
    if events:
        return replace(found, events=events)
    more = spoken(logs, queries, question)
    return replace(more, complete=found.complete and more.complete)


def spoken(logs: Logs, queries: Queries | None, question: Question) -> Hits:
    """What speaks of a failure, where no line has the level of one."""
    looser = replace(question, sought=Sought(pattern=trouble.SPOKEN), most=MOST, newest=True)
    more = hit_search.of(logs, queries, looser)
    events = tuple(trouble.spoken(more.events))
    # A level in small letters is one all the same.
    return replace(more, events=events, spoken=not trouble.failures(events))


def alone(logs: Logs, queries: Queries | None, question: Question) -> tuple[Hits, bool]:
    """In one group in which no line has such a level: what speaks of a failure; failing that the
    newest lines. Also whether they are those that speak."""
    found = spoken(logs, queries, question)
    kept = [
        one
        for one in found.events
        if lambda_lines.parse(one.message).level not in lambda_lines.WARNINGS
    ]
    if kept:
        return replace(found, events=tuple(kept)), True
    listed = replace(question, sought=Sought(), newest=True, most=MOST)
    return replace(hit_search.of(logs, queries, listed), unfailed=found.complete), False


def of_resource(logs: Logs, queries: Queries | None, question: Question) -> Hits:
    """What failed among the lines of one resource, which no pattern can tell from those of others
    and from lines that are well, and what warned: of the few lines about one job a warning of
    somebody else may be why. All its lines where nothing did."""
    found = hit_search.of(logs, queries, replace(question, most=MOST, newest=True))
    failing = trouble.failures_and_crashes(found.events)
    known = {event.id for event in failing}
    kept = tuple(
        event
        for event in found.events
        if event.id in known or lambda_lines.parse(event.message).level in lambda_lines.WARNINGS
    )
    if not failing:
        kept = tuple(trouble.spoken(found.events))
    if kept:
        return replace(found, events=kept, spoken=not failing)
    return replace(found, unfailed=bool(found.events) and found.complete)
