"""The places that tell of a pod, and how much of each was seen."""

from __future__ import annotations

from dataclasses import dataclass

from kurosai.gcp import lines
from kurosai.gcp.decoder import machines
from kurosai.gcp.pods import Pod
from kurosai.gcp.wire.reading import LogEntry
from kurosai.vocabulary import Coverage, Look

EVENTS, LINES, NODES = "k8s events", "container log", "node events"
AUTOSCALER, SYSTEM, ACTIVITY = "autoscaler", "audit system_event", "audit activity"
NODE_LOG, VICTIMS = "node log", "others on the node"
REFUSED = "audit of machines not made"


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
    unsure: tuple[str, ...] = ()
    """Pods that may be another Job's: none of `pods`."""

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
        return max(self.ends_of(pod), key=lambda end: (end.entry.at, end.code), default=None)

    def ends_of(self, pod: Pod) -> tuple[End, ...]:
        """Every end of a container of a pod: one that is started again ends more than once."""
        ends: list[End] = []
        for entry in self.of(NODE_LOG).entries:
            told = machines.ended(lines.message(entry))
            if told is not None and told[0] == pod.uid:
                ends.append(End(entry, told[1]))
        return tuple(ends)

    @property
    def found(self) -> bool:
        """Whether anything is known of the name itself."""
        return bool(self.of(EVENTS).entries or self.of(LINES).entries)
