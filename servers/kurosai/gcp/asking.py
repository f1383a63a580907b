"""Each place that tells of a pod is asked for itself: one that is denied hides no other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kurosai.gcp import autoscaler, pods, siblings, source_filters, sources
from kurosai.gcp.platform import Logs
from kurosai.gcp.sources import Seen, Source, Subject
from kurosai.gcp.wire.errors import Denied
from kurosai.parallel import both, each
from kurosai.vocabulary import Coverage, Window

MOST_EVENTS = 200
MOST_LINES = 200
MOST_OTHERS = 60
MOST_ASKED = 40
NO_NODE = "no node is known"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where is looked, and when."""

    logs: Logs
    subject: Subject
    window: Window

    def ask(self, name: str, condition: str, most: int = MOST_OTHERS) -> Source:
        try:
            # The newest: how something ended stands at its end.
            found = self.logs.entries(
                condition, self.window, most=most, project=self.subject.project, newest=True
            )
        except Denied as denied:
            return Source(name, coverage=Coverage.DENIED, why=str(denied))
        if not found.complete:
            last = f"the last {len(found.entries)}"
            return Source(name, found.entries, Coverage.TRUNCATED, last)
        return Source(name, found.entries, Coverage.COMPLETE if found.entries else Coverage.EMPTY)


def own(logs: Logs, subject: Subject, window: Window) -> tuple[Source, Source]:
    """The events about the name, and what its containers wrote."""
    place = _Place(logs, subject, window)
    names = subject.name, subject.namespace, subject.cluster
    events, written = both(
        lambda: place.ask(sources.EVENTS, pods.family_filter(*names), MOST_EVENTS),
        lambda: place.ask(sources.LINES, pods.lines_filter(*names), MOST_LINES),
    )
    left = siblings.of(subject.name, events.entries, written.entries).events
    nothing = not left and events.coverage is Coverage.COMPLETE
    coverage = Coverage.EMPTY if nothing else events.coverage
    return replace(events, entries=left, coverage=coverage), written


def joined(first: Source, then: Source) -> Source:
    """One place asked of two windows: what is known is as good as the worse of the two."""
    entries = {entry.key: entry for entry in (*first.entries, *then.entries)}
    worse = first if then.coverage.proves_absence or not first.coverage.proves_absence else then
    coverage = worse.coverage
    if coverage.proves_absence:
        coverage = Coverage.COMPLETE if entries else Coverage.EMPTY
    oldest = sorted(entries.values(), key=lambda entry: entry.at)
    return Source(first.name, tuple(oldest), coverage, worse.why)


def around(logs: Logs, subject: Subject, window: Window, events: Source, written: Source) -> Seen:
    """Those two with what their nodes, the autoscaler and the audit logs say of them."""
    place = _Place(logs, subject, window)
    unsure = siblings.of(subject.name, events.entries, written.entries).unsure
    gathered = pods.gather(events.entries, written.entries)
    found = tuple(pod for pod in gathered if pod.name not in unsure)
    # Of very many the last: Google takes a filter of 20,000 characters at most.
    last = found[-MOST_ASKED:]
    nodes = tuple(dict.fromkeys(pod.node for pod in last if pod.node))
    names = tuple(dict.fromkeys([*nodes, *(pod.name for pod in last), subject.name]))
    acts = source_filters.acts(subject, nodes)
    conditions = {
        sources.NODES: source_filters.on_nodes(nodes),
        sources.SYSTEM: source_filters.of_machines(nodes),
        sources.NODE_LOG: source_filters.ends(nodes, last),
    }
    asks: list[Callable[[], Source]] = [
        lambda: _of_nodes(place, sources.NODES, conditions, nodes),
        lambda: _decisions(place, names),
        lambda: _of_nodes(place, sources.SYSTEM, conditions, nodes),
        lambda: place.ask(sources.ACTIVITY, acts),
        lambda: _of_nodes(place, sources.NODE_LOG, conditions, nodes),
    ]
    others = each(lambda ask: ask(), asks)
    if len(last) < len(found):
        others = tuple(_of_some(source, len(last), len(found)) for source in others)
    return Seen((events, written, *others), found, unsure)


def victims(logs: Logs, subject: Subject, node: str, window: Window) -> Source:
    """The pods that were killed or evicted on a node, whosever they are."""
    condition = source_filters.ended_on(subject.cluster, node)
    return _Place(logs, subject, window).ask(sources.VICTIMS, condition)


def refused(logs: Logs, subject: Subject, text: str, window: Window) -> Source:
    """The machines that were to be made and were not; `text` names them."""
    condition = source_filters.not_made(text)
    return _Place(logs, subject, window).ask(sources.REFUSED, condition)


def _of_nodes(place: _Place, name: str, conditions: dict[str, str], nodes: Sequence[str]) -> Source:
    """A place that tells of nodes; without one it has nothing to say."""
    if not nodes or not conditions[name]:
        return Source(name, why=NO_NODE, asked=False)
    return place.ask(name, conditions[name])


def _decisions(place: _Place, names: Sequence[str]) -> Source:
    """What the autoscaler decided about the names, and what came of each attempt to add a node:
    the results name nobody, only the attempt."""
    cluster = place.subject.cluster
    made = place.ask(sources.AUTOSCALER, source_filters.decisions(cluster, names))
    read = (autoscaler.read(entry.payload or {}) for entry in made.entries)
    tried = dict.fromkeys(one.event for one in read if one and one.verb == "scaleUp" and one.event)
    if not tried:
        return made
    results = source_filters.results(cluster, list(tried)[-MOST_ASKED:])
    came = place.ask(sources.AUTOSCALER, results)
    return joined(made, came)


def _of_some(source: Source, asked: int, known: int) -> Source:
    """A source that was asked of some of the pods only: it proves nothing of the others."""
    if not source.asked or not source.coverage.proves_absence:
        return source
    why = f"asked of the last {asked} of {known} pods"
    return Source(source.name, source.entries, Coverage.TRUNCATED, why)
