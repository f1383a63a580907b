"""What else was in time: the same lines around the hit and before, counted where they are many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from kurosai.aws.logs import looking
from kurosai.aws.logs.hits import Hits
from kurosai.aws.logs.lines import inside_ids
from kurosai.aws.logs.occurrences import baseline, counts, recurrence
from kurosai.aws.logs.occurrences.recurrence import Recurrence
from kurosai.aws.logs.occurrences.sought import Sought
from kurosai.aws.platform import Logs, Queries
from kurosai.aws.wire.logs import LogEvent
from kurosai.parallel import both
from kurosai.vocabulary import Window


def past(
    logs: Logs,
    queries: Queries | None,
    group: str,
    sought: Sought,
    hit: LogEvent,
    asked: Window,
    now: datetime,
) -> Recurrence:
    """The other occurrences around the hit and over the window asked, against the week before."""
    # A query counts what it finds, be it inside of an id: what is a piece of one has to be read.
    if inside_ids.may_be(sought.text):
        queries = None
    until = min(hit.at - looking.REACH, asked.start)
    found, before = both(
        lambda: looking.look(logs, group, sought, hit, asked, now),
        lambda: baseline.of(
            logs,
            queries,
            group,
            sought,
            until,
            now,
            lambda events: inside_ids.apart(events, sought.text)[0],
        ),
    )
    if found.window is None:
        return found
    if found.window.start <= until:
        # It has looked further back itself, or no further than what is kept.
        before = before if found.window.start == until else None
    counted = None
    if not found.complete and not sought.raw:
        counted = counts.of_query(queries, group, sought.same_parts, found.window)
    elif found.complete and len(found.events) > recurrence.MOST_TIMES:
        counted = counts.of_events(found.events, found.window)
    return replace(found, counts=counted, before=before)


def settled(hits: Hits, known: Iterable[LogEvent]) -> Hits:
    """Lines that a query found under the ids that a search gives them, as far as one saw them."""
    if not hits.way:
        return hits
    same = {(one.at, one.stream, one.message): one for one in known}
    events = (same.get((one.at, one.stream, one.message), one) for one in hits.events)
    return replace(hits, events=tuple(events))
