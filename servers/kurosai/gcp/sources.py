"""The places that tell of a pod, each asked for itself: one that is denied hides no other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kurosai.gcp import autoscaler, filters, lines, pods
from kurosai.gcp.decoder import machines
from kurosai.gcp.platform import Logs
from kurosai.gcp.pods import Pod
from kurosai.gcp.wire.errors import Denied
from kurosai.gcp.wire.reading import LogEntry
from kurosai.parallel import both, each
from kurosai.vocabulary import Coverage, Look, Window

MOST_EVENTS = 200
MOST_LINES = 200
MOST_OTHERS = 60
MOST_ASKED = 40

EVENTS, LINES, NODES = "k8s events", "container log", "node events"
AUTOSCALER, SYSTEM, ACTIVITY = "autoscaler", "audit system_event", "audit activity"
NODE_LOG, VICTIMS = "node log", "others on the node"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is traced, and where."""

    name: str
    namespace: str
    cluster: str
    project: str


@dataclass(frozen=True, slots=True)
class Source:
    """One place: its entries oldest first, how much of it was seen, and why not all."""

    name: str
    entries: tuple[LogEntry, ...] = ()
    coverage: Coverage = Coverage.EMPTY
    why: str = ""
    asked: bool = True

    def look(self, doubt: str) -> Look:
        """As a reading tells it; with a `doubt` that it was all, nothing is proven by it."""
        told: list[str] = []
        if count := len(self.entries):
            told.append("1 entry" if count == 1 else f"{count} entries")
        if self.why:
            told.append(self.why)
        if doubt and self.coverage.proves_absence:
            return Look(self.name, Coverage.PARTIAL, ", ".join([*told, doubt]))
        return Look(self.name, self.coverage, ", ".join(told))


@dataclass(frozen=True, slots=True)
class End:
    """How a container of a pod ended, as the kubelet of its node logged it."""

    entry: LogEntry
    code: int


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything that was read about a name."""

    sources: tuple[Source, ...]
    pods: tuple[Pod, ...]

    def looks(self, doubt: str) -> tuple[Look, ...]:
        """How much was seen at each source that was asked."""
        return tuple(one.look(doubt) for one in self.sources if one.asked)

    def not_asked(self) -> tuple[str, ...]:
        """Our sentences about sources that would have told nothing."""
        by_why: dict[str, list[str]] = {}
        for one in self.sources:
            if not one.asked:
                by_why.setdefault(one.why, []).append(one.name)
        return tuple(f"not asked: {', '.join(names)} ({why})" for why, names in by_why.items())

    def of(self, name: str) -> Source:
        """A source by its name."""
        return next(one for one in self.sources if one.name == name)

    def end_of(self, pod: Pod) -> End | None:
        """The last end of a container of a pod, the worst where several ended at once."""
        ends: list[End] = []
        for entry in self.of(NODE_LOG).entries:
            told = machines.ended(lines.message(entry))
            if told is not None and told[0] == pod.uid:
                ends.append(End(entry, told[1]))
        return max(ends, key=lambda end: (end.entry.at, end.code), default=None)

    @property
    def found(self) -> bool:
        """Whether anything is known of the name itself."""
        return bool(self.of(EVENTS).entries or self.of(LINES).entries)


def own(logs: Logs, subject: Subject, window: Window) -> tuple[Source, Source]:
    """The events about the name, and what its containers wrote."""
    return both(
        lambda: _asked(
            logs,
            EVENTS,
            pods.events_filter(subject.name, subject.namespace, subject.cluster),
            window,
            subject.project,
            MOST_EVENTS,
        ),
        lambda: _asked(
            logs,
            LINES,
            pods.lines_filter(subject.name, subject.namespace, subject.cluster),
            window,
            subject.project,
            MOST_LINES,
        ),
    )


def around(logs: Logs, subject: Subject, window: Window, events: Source, written: Source) -> Seen:
    """Those two with what their nodes, the autoscaler and the audit logs say of them."""
    found = pods.gather(events.entries, written.entries)
    # Of very many the last: Google takes a filter of 20,000 characters at most.
    last = found[-MOST_ASKED:]
    nodes = tuple(dict.fromkeys(pod.node for pod in last if pod.node))
    names = tuple(dict.fromkeys([*nodes, *(pod.name for pod in last), subject.name]))
    asks: list[Callable[[], Source]] = [
        lambda: (
            _asked(logs, NODES, _nodes(nodes), window, subject.project, MOST_OTHERS)
            if nodes
            else Source(NODES, why="no node is known", asked=False)
        ),
        lambda: _decisions(logs, subject, names, window),
        lambda: (
            _asked(logs, SYSTEM, _machines(nodes), window, subject.project, MOST_OTHERS)
            if nodes
            else Source(SYSTEM, why="no node is known", asked=False)
        ),
        lambda: _asked(logs, ACTIVITY, _acts(subject, nodes), window, subject.project, MOST_OTHERS),
        lambda: (
            _asked(logs, NODE_LOG, _ends(nodes, last), window, subject.project, MOST_OTHERS)
            if nodes and any(pod.uid for pod in last)
            else Source(NODE_LOG, why="no node is known", asked=False)
        ),
    ]
    others = each(lambda ask: ask(), asks)
    if len(last) < len(found):
        others = [_of_some(source, len(last), len(found)) for source in others]
    return Seen((events, written, *others), found)


def _of_some(source: Source, asked: int, known: int) -> Source:
    """A source that was asked of some of the pods only: it proves nothing of the others."""
    if not source.asked or not source.coverage.proves_absence:
        return source
    why = f"asked of the last {asked} of {known} pods"
    return Source(source.name, source.entries, Coverage.TRUNCATED, why)


def _nodes(nodes: Sequence[str]) -> str:
    return filters.every(
        filters.log(lines.EVENTS),
        'resource.type="k8s_node"',
        filters.one_of("resource.labels.node_name", nodes),
    )


def _scaling(subject: Subject, names: Sequence[str]) -> str:
    return filters.every(
        filters.log(autoscaler.LOG),
        filters.equals("resource.labels.cluster_name", subject.cluster),
        filters.some(*(filters.quoted(name) for name in names)),
    )


def _decisions(logs: Logs, subject: Subject, names: Sequence[str], window: Window) -> Source:
    """What the autoscaler decided about the names, and what came of each attempt to add a node:
    the results name nobody, only the attempt."""
    made = _asked(logs, AUTOSCALER, _scaling(subject, names), window, subject.project, MOST_OTHERS)
    read = (autoscaler.read(entry.payload or {}) for entry in made.entries)
    tried = tuple(dict.fromkeys(one.event for one in read if one and one.verb == "scaleUp"))
    ids = [event for event in tried if event][-MOST_ASKED:]
    if not ids:
        return made
    condition = filters.every(
        filters.log(autoscaler.LOG),
        filters.equals("resource.labels.cluster_name", subject.cluster),
        filters.one_of("jsonPayload.resultInfo.results.eventId", ids),
    )
    came = _asked(logs, AUTOSCALER, condition, window, subject.project, MOST_OTHERS)
    whole = made.coverage.proves_absence
    entries = {entry.key: entry for entry in (*made.entries, *came.entries)}
    worse = came if whole and came.coverage is not Coverage.EMPTY else made
    return Source(
        AUTOSCALER,
        tuple(sorted(entries.values(), key=lambda entry: entry.at)),
        worse.coverage,
        worse.why,
    )


def _ends(nodes: Sequence[str], several: Sequence[Pod]) -> str:
    """What the kubelet and the kernel of the nodes say of the pods, whom they know by uid."""
    uids = [pod.uid for pod in several if pod.uid]
    written = [name for uid in uids for name in (uid, uid.replace("-", "_"))]
    return filters.every(
        'resource.type="k8s_node"',
        f"NOT {filters.log(lines.EVENTS)}",
        filters.one_of("resource.labels.node_name", nodes),
        filters.some('"container finished"', '"oom-kill"'),
        filters.some(*map(filters.quoted, written)),
    )


def victims(logs: Logs, subject: Subject, node: str, window: Window) -> Source:
    """The pods that were killed or evicted on a node, whosever they are."""
    condition = filters.every(
        filters.log(lines.EVENTS),
        filters.equals("resource.labels.cluster_name", subject.cluster),
        filters.equals("jsonPayload.source.host", node),
        filters.one_of("jsonPayload.reason", ("Killing", "Evicted", "OOMKilling")),
    )
    return _asked(logs, VICTIMS, condition, window, subject.project, MOST_OTHERS)


def _machines(nodes: Sequence[str]) -> str:
    """What Google did to the machines of the nodes."""
    return filters.every(
        filters.log(f"{lines.AUDIT}system_event"), filters.some(*_instances(nodes))
    )


def _instances(nodes: Sequence[str]) -> list[str]:
    return [f"protoPayload.resourceName:{filters.quoted(f'/instances/{node}')}" for node in nodes]


def _acts(subject: Subject, nodes: Sequence[str]) -> str:
    """What people and programs did to the machines, the Job and its pods."""
    objects = [
        f"protoPayload.resourceName=~{filters.quoted(f'/{kind}/{_bare(subject.name)}')}"
        for kind in ("pods", "jobs")
    ]
    pools = filters.every(
        filters.equals("resource.labels.cluster_name", subject.cluster),
        f"protoPayload.resourceName:{filters.quoted('/nodePools/')}",
    )
    machines = [filters.quoted(f"/instances/{node}") for node in nodes]
    return filters.every(
        filters.log(f"{lines.AUDIT}activity"), filters.some(*machines, f"({pools})", *objects)
    )


def _bare(name: str) -> str:
    """The name's pattern without its ends: a resource name goes on behind it (".../eviction")."""
    return pods.pattern(name)[1:-1] + "(/|$)"


def _asked(
    logs: Logs, name: str, condition: str, window: Window, project: str, most: int
) -> Source:
    try:
        # The newest: how something ended stands at its end.
        found = logs.entries(condition, window, most=most, project=project, newest=True)
    except Denied as denied:
        return Source(name, coverage=Coverage.DENIED, why=str(denied))
    if not found.complete:
        return Source(name, found.entries, Coverage.TRUNCATED, f"the last {len(found.entries)}")
    return Source(name, found.entries, Coverage.COMPLETE if found.entries else Coverage.EMPTY)
