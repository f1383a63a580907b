"""The pods that a name means: those of a Kubernetes Job, or one; and what is known of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kurosai.gcp import filters, lines
from kurosai.gcp.wire.reading import LogEntry

SUFFIX = "[bcdfghjklmnpqrstvwxz2456789]{5}"
"""What Kubernetes appends to generated names: no vowels, so that it never is a word."""

NODE_LABEL = "compute.googleapis.com/resource_name"
_ASSIGNED = re.compile(r"^Successfully assigned \S+ to ([a-z0-9.-]+)$")
_POD = re.compile(rf"^(.+)-{SUFFIX}$")
_INDEX = r"(-[0-9]+)?"


@dataclass(frozen=True, slots=True)
class Pod:
    """A pod with its entries, oldest first; `node` is "" for one that was never placed, `uid` for
    one that no event is known of."""

    name: str
    node: str
    events: tuple[LogEntry, ...]
    lines: tuple[LogEntry, ...]

    @property
    def reasons(self) -> frozenset[str]:
        """The reasons of its events."""
        return frozenset(event.reason for one in self.events if (event := lines.event_of(one)))

    @property
    def placed(self) -> datetime | None:
        """When it was first seen on a node; None for one that never was."""
        for entry in self.events:
            event = lines.event_of(entry)
            if event is not None and event.reason == "Scheduled":
                return entry.at
        if self.lines:
            return self.lines[0].at
        return self.events[0].at if self.node and self.events else None

    @property
    def uid(self) -> str:
        """What the kubelet and the kernel call it."""
        told = (lines.event_of(one) for one in self.events)
        return next((event.uid for event in told if event and event.uid), "")

    @property
    def inits(self) -> frozenset[str]:
        """Its init containers, as far as events name them."""
        told = (lines.event_of(one) for one in self.events)
        return frozenset(event.container for event in told if event and event.init)

    @property
    def started(self) -> bool:
        """Whether a container of it ran, other than those that prepare it."""
        inits = self.inits
        wrote = any(one.resource_labels.get("container_name") not in inits for one in self.lines)
        told = (lines.event_of(one) for one in self.events)
        return wrote or any(event.reason == "Started" and not event.init for event in told if event)

    @property
    def last(self) -> datetime:
        """Its last sign: an event about it, or a line it wrote."""
        return max(entry.at for entry in (*self.events, *self.lines))


def pattern(name: str) -> str:
    """A regular expression (RE2) for `name` itself and the pods that bear it."""
    return f"^{_plain(name)}({_INDEX}-{SUFFIX})?$"


def family(name: str) -> str:
    """The same with the Jobs whose name is this one and a number: their pods are named as those of
    an indexed Job, and only what is said of the Jobs tells them apart."""
    return f"^{_plain(name)}{_INDEX}(-{SUFFIX})?$"


def _plain(name: str) -> str:
    # A name matches [a-z0-9.-], of which only the dot means something to an expression.
    return name.replace(".", "[.]")


def events_filter(name: str, namespace: str, cluster: str) -> str:
    """Events about the Job or the pods of a name."""
    return _events(pattern(name), namespace, cluster)


def family_filter(name: str, namespace: str, cluster: str) -> str:
    """Those, and the events about what else is of its `family`."""
    return _events(family(name), namespace, cluster)


def _events(shape: str, namespace: str, cluster: str) -> str:
    return filters.every(
        filters.log(lines.EVENTS),
        filters.equals("resource.labels.cluster_name", cluster),
        filters.equals("jsonPayload.involvedObject.namespace", namespace),
        f"jsonPayload.involvedObject.name=~{filters.quoted(shape)}",
    )


def lines_filter(name: str, namespace: str, cluster: str) -> str:
    """What the containers of a name wrote."""
    return filters.every(
        'resource.type="k8s_container"',
        filters.equals("resource.labels.cluster_name", cluster),
        filters.equals("resource.labels.namespace_name", namespace),
        filters.some(
            filters.equals('labels."k8s-pod/job-name"', name),
            filters.equals('labels."k8s-pod/batch_kubernetes_io/job-name"', name),
            filters.equals("resource.labels.pod_name", name),
        ),
    )


def gather(events: Iterable[LogEntry], written: Iterable[LogEntry]) -> tuple[Pod, ...]:
    """The pods that these entries are about, the one with the latest sign last."""
    about: dict[str, tuple[list[LogEntry], list[LogEntry]]] = {}
    for entry in events:
        event = lines.event_of(entry)
        if event is not None and event.kind == "Pod" and event.name:
            about.setdefault(event.name, ([], []))[0].append(entry)
    for entry in written:
        about.setdefault(entry.resource_labels.get("pod_name", ""), ([], []))[1].append(entry)
    found = [
        Pod(name, _node(own, said), tuple(own), tuple(said)) for name, (own, said) in about.items()
    ]
    return tuple(sorted(found, key=lambda pod: pod.last))


def job_of(name: str) -> str:
    """The name of the Job that a pod's name leads to; the name itself for that of a Job."""
    match = _POD.match(name)
    return match[1] if match else name


def _node(events: Sequence[LogEntry], written: Sequence[LogEntry]) -> str:
    for entry in events:
        event = lines.event_of(entry)
        match = _ASSIGNED.match(event.message) if event and event.reason == "Scheduled" else None
        if match:
            return match[1]
    for entry in events:
        event = lines.event_of(entry)
        if event and event.host:
            return event.host
    return next((one.labels[NODE_LABEL] for one in written if NODE_LABEL in one.labels), "")
