"""A filter as the caller wrote it: entries as compact lines, what is the same in all said once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kurosai import calls
from kurosai.gcp import (
    columns,
    compact,
    cursors,
    fields,
    filters,
    found_rows,
    gathering,
    lines,
    paths,
    retention,
    summing,
    syntax,
    unsearched,
)
from kurosai.gcp.absence import NEITHER
from kurosai.gcp.fields import Path
from kurosai.gcp.gathering import Gathered
from kurosai.gcp.platform import Logs
from kurosai.gcp.question import window_of
from kurosai.gcp.wire.entries import LARGEST_PAGE, Found, Place
from kurosai.gcp.wire.errors import Rejected
from kurosai.gcp.wire.reading import LogEntry
from kurosai.parallel import both
from kurosai.rendering import QUIET
from kurosai.resource_map import ResourceMap
from kurosai.vocabulary import Call, Coverage, Reading, Row, Window


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments as they came; "" for those that were not given."""

    filter: str
    since: str = ""
    until: str = ""
    newest: bool = False
    show: tuple[str, ...] = ()
    most: int = 50
    cursor: str = ""
    project: str = ""
    sum: str = ""

    @property
    def read(self) -> int:
        """How many entries are read: more than are shown, where they are added up."""
        return max(self.most, summing.MOST_READ) if self.sum else self.most


def query(logs: Logs, resources: ResourceMap, now: datetime, asked: Asked) -> Reading:
    """The reading: each entry with the fields that are not the same in all."""
    window, start = window_of(asked.cursor, since=asked.since, until=asked.until, now=now)
    shown = tuple(paths.split(one) for one in asked.show)
    wanted = summing.asked(asked.sum) if asked.sum else None
    filters.given(asked.filter)
    projects = logs.projects(asked.project)
    found, each_kept = both(
        lambda: gathering.gather(
            logs,
            asked.project,
            asked.read,
            lambda one: _search(logs, asked, window, start, one),
            newest=asked.newest,
        ),
        lambda: retention.of_each(logs, resources, now, projects),
    )
    found, kept = gathering.aged(found, each_kept, window), retention.longest(each_kept)
    lacks = kept.lacks(window)
    fresh = retention.fresh(window.end, now)
    coverage = _coverage(found, lacks=lacks, gone=kept.gone(window))
    if coverage is Coverage.EMPTY and retention.fresh(window.start, now):
        coverage = Coverage.PARTIAL
    whole = coverage.proves_absence and start is None
    summed = summing.of(wanted, found.entries, whole=whole) if wanted else summing.NONE
    # What else an entry says is not asked for then: it would only fill the room of others.
    shown, unclear = fields.meant(found.entries, shown) if shown else (summed.fields, ())
    common = {} if shown else paths.common(found.entries)
    names = columns.of(shown, len(found.entries))
    rows, unshown = _first(_rows(found.entries, shown, names, common), asked)
    rows = (*summed.rows, *rows)
    few = None
    if not shown and compact.wanted(rows):
        few = compact.of(asked.filter, found.entries, window, asked.project, newest=asked.newest)
    elif shown:
        few = _rest(asked, shown, rows, window)
    return Reading(
        source=found_rows.source(logs, projects),
        identity=logs.identity(asked.project),
        coverage=coverage,
        window=window,
        found=len(found.entries),
        total=len(found.entries) if whole else None,
        unit="entry",
        lead=(
            *syntax.notes(asked.filter),
            *(() if found.entries else _empty(found, asked.filter, fresh=fresh)),
            *([f"all: {' '.join(common.values())}"] if common else []),
            *unsearched.told(logs, found.entries, asked.project),
            *columns.told(names),
            *unclear,
            *summed.lead,
        ),
        rows=rows,
        tail=(
            *unshown,
            *([f"partial: {kept.told_of_all()}"] if lacks else []),
            *_more(found, asked),
        ),
        next=(few,) if few else (),
        cursor=cursors.write(window, found.rest) if found.rest else "",
        looks=found.looks,
    )


def _search(logs: Logs, asked: Asked, window: Window, start: Place | None, project: str) -> Found:
    try:
        return logs.entries(
            filters.given(asked.filter),
            window,
            most=asked.read,
            project=project,
            newest=asked.newest,
            place=start,
            page=summing.PAGE if asked.sum else LARGEST_PAGE,
        )
    except Rejected as fault:
        raise syntax.explained(asked.filter, fault) from None


def _coverage(found: Gathered, *, lacks: bool, gone: bool) -> Coverage:
    if found.denied:
        return Coverage.DENIED
    if gone and not found.entries:
        return Coverage.EXPIRED
    if any(look.coverage is Coverage.DENIED for look in found.looks):
        return Coverage.PARTIAL
    if found.cut:
        return Coverage.TRUNCATED if found.entries else Coverage.PARTIAL
    if lacks or not found.complete:
        return Coverage.PARTIAL
    return Coverage.COMPLETE if found.entries else Coverage.EMPTY


def _empty(found: Gathered, text: str, *, fresh: bool) -> tuple[str, ...]:
    """Why nothing is here."""
    if found.denied:
        return (f"Google Cloud does not let this identity read it: {found.denied}", NEITHER)
    if found.cut:
        return ("The search stopped at its limit before it had seen the whole window.", NEITHER)
    told = ["No entry of the window fits.", *(f"{one}." for one in syntax.why_empty(text))]
    if fresh:
        told.append("The window ends now: the last minutes' entries may still be on their way.")
    return tuple(told)


def _rows(
    entries: Sequence[LogEntry],
    shown: Sequence[Path],
    names: Mapping[Path, str],
    common: Mapping[str, str],
) -> tuple[Row, ...]:
    return tuple(
        lines.row(
            entry,
            mark=">",
            told=paths.selected(entry, shown, names) if shown else paths.differing(entry, common),
        )
        for entry in entries
    )


def _first(rows: tuple[Row, ...], asked: Asked) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """Of rows that were read to be added up as many shown as were asked for, all recorded."""
    over = len(rows) - asked.most
    if over <= 0:
        return rows, ()
    which = range(over) if asked.newest else range(asked.most, len(rows))
    quiet = tuple(replace(row, mark=QUIET) if at in which else row for at, row in enumerate(rows))
    return quiet, (f"{over} more entries were read for the sum: recorded, not shown (`most`)",)


def _rest(asked: Asked, shown: Sequence[Path], rows: Sequence[Row], window: Window) -> Call | None:
    """The rows that have no room, as these are shown."""
    left = compact.rest(rows, window, newest=asked.newest)
    if left is None or len(asked.filter) > compact.LONGEST_FILTER:
        return None
    return calls.query_entries(
        asked.filter,
        since=left.start,
        until=left.end,
        newest=asked.newest,
        show=asked.show or [*map(fields.written, shown)],
        most=asked.most,
        project=asked.project,
    )


def _more(found: Gathered, asked: Asked) -> tuple[str, ...]:
    if not found.cut or not found.entries:
        return ()
    if found.looks:
        return ("more entries fit: ask one project for them",)
    which = "older" if asked.newest else "later"
    return (f"more entries fit, {which} ones behind the cursor",)
