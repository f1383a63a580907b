"""The rows of a traced pod: one time line, in which the line that decides is marked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from kurosai.gcp import folding, lines, sources
from kurosai.gcp.causes import Cause
from kurosai.gcp.pods import Pod
from kurosai.gcp.sources import Seen
from kurosai.gcp.wire.reading import LogEntry
from kurosai.vocabulary import Row

LAST_LINES = 6
LAST_ERRORS = 3
DECIDES = "DECIDES "


def rows(seen: Seen, main: Pod | None, causes: Sequence[Cause]) -> tuple[Row, ...]:
    """Every entry, oldest first; of a container's lines the last and its troubles are shown."""
    entries = {entry.key: entry for source in seen.sources for entry in source.entries}
    decides = causes[0].entry if causes else None
    shown = {entry.key for entry in entries.values() if entry.resource != "k8s_container"}
    last = {entry.key for entry in main.lines[-LAST_LINES:]} if main is not None else set[str]()
    shown |= last | _troubles(main) | ({decides.key} if decides is not None else set[str]())
    shown -= _before_it_came(seen, main)
    keep = _important(main, causes)
    # How it ended is not to be folded: the last lines stay as they are.
    told = [entry for entry in entries.values() if entry.key in shown - last]
    folded = folding.of(sorted(told, key=_time), decides, apart=True)
    several = len(seen.pods) > 1
    result: list[Row] = []
    for entry in sorted(entries.values(), key=_time):
        text = _told(entry, several=several)
        if entry.key in folded.counts:
            text += folded.counts[entry.key]
        if decides is not None and entry.key == decides.key:
            text = DECIDES + text
        hidden = entry.key not in shown or entry.key in folded.hidden
        mark = "." if hidden else ">" if entry.key in keep else ""
        result.append(lines.row(entry, mark=mark, told=text))
    return tuple(result)


def _before_it_came(seen: Seen, main: Pod | None) -> set[str]:
    """What its node did before the pod was there: how it came up, for another's sake."""
    placed = main.placed if main is not None else None
    if placed is None:
        return set()
    return {entry.key for entry in seen.of(sources.NODES).entries if entry.at < placed}


def _troubles(main: Pod | None) -> set[str]:
    """The lines that warn or report an error, each with the line behind it: an error tells
    little without what came of it."""
    written = main.lines if main is not None else ()
    shown: set[str] = set()
    for entry, following in zip_longest(written, written[1:]):
        if lines.loud(entry):
            shown.add(entry.key)
            if following is not None:
                shown.add(following.key)
    return shown


def _important(main: Pod | None, causes: Sequence[Cause]) -> set[str]:
    """What has to be shown even when there is no room for all."""
    keep = {cause.entry.key for cause in causes}
    if main is not None:
        keep |= {entry.key for entry in main.events if lines.loud(entry)}
        keep |= {entry.key for entry in main.lines[-LAST_ERRORS:]}
    return keep


def _told(entry: LogEntry, *, several: bool) -> str:
    """The brief line without the name that the whole reading is about."""
    event = lines.event_of(entry)
    pod = entry.resource_labels.get("pod_name", "")
    which = f" {pod.rpartition('-')[2]}" if several and pod else ""
    if event is not None and event.kind != "Node":
        return f"[{event.kind.lower()}{which}] {event.reason}: {event.message}"
    if entry.resource == "k8s_container":
        return f"[{entry.log}{which}] {lines.said(entry)}"
    return lines.brief(entry)


def _time(entry: LogEntry) -> tuple[float, str]:
    return entry.at.timestamp(), entry.id
