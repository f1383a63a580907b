"""What the cluster autoscaler decided, from the JSON that GKE makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kurosai.vocabulary import Json

LOG = "container.googleapis.com/cluster-autoscaler-visibility"
_VERBS = (
    *("scaleUp", "scaleDown", "noScaleUp", "noScaleDown"),
    *("nodePoolCreated", "nodePoolDeleted"),
)
_MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Message:
    """An id of the autoscaler's own, with its parameters; `event` is the decision that it is the
    result of, "" for one that is a reason."""

    id: str
    parameters: tuple[str, ...] = ()
    event: str = ""

    def told(self) -> str:
        """`no.scale.up.mig.failing.predicate (NodeResourcesFit, Insufficient cpu)`."""
        return f"{self.id} ({', '.join(self.parameters)})" if self.parameters else self.id


@dataclass(frozen=True, slots=True)
class Decision:
    """`verb` is scaleUp, scaleDown, noScaleUp, noScaleDown, result or another word of the log;
    `nodes` are those to be removed, `pods` and `controllers` those named, `messages` why not."""

    verb: str
    nodes: tuple[str, ...] = ()
    pods: tuple[str, ...] = ()
    controllers: tuple[str, ...] = ()
    messages: tuple[Message, ...] = ()
    event: str = ""
    grows: tuple[str, ...] = ()
    """Each pool that gets more nodes, and how many: `spot +2 in asia-northeast1-a`."""

    def about(self, pod: str, job: str) -> bool:
        """Whether it is about a pod: of a group of pods only one is named, and who made them."""
        return pod in self.pods or job in self.controllers

    def told(self) -> str:
        """`scaleDown, removes gke-x-1; evicts job-1-a-xxxxx; reason no.scale.down.x`."""
        parts = [self.verb]
        if self.grows:
            parts.append(f"pool {', '.join(self.grows)}")
        if self.nodes:
            parts.append(f"removes {', '.join(self.nodes)}")
        if self.pods:
            verb = "evicts" if self.nodes else "about pods"
            parts.append(f"{verb} {', '.join(self.pods[:5])}")
        if self.messages:
            word = "error" if self.verb == "result" else "reason"
            told = ", ".join(one.told() for one in self.messages[:_MOST_TOLD])
            more = len(self.messages) - _MOST_TOLD
            parts.append(f"{word} {told}" + (f" and {more} more" if more > 0 else ""))
        return "; ".join(parts)


def read(payload: Mapping[str, Json]) -> Decision | None:
    """The decision in a payload; None for a payload that has another shape."""
    for outer in ("decision", "noDecisionStatus", "resultInfo"):
        inside = _object(payload.get(outer))
        for verb in _VERBS:
            body = _object(inside.get(verb))
            if body:
                return Decision(
                    verb,
                    tuple(_names(body, "nodesToBeRemoved", "node")),
                    tuple(dict.fromkeys(_pods(body))),
                    tuple(dict.fromkeys(_controllers(body))),
                    tuple(dict.fromkeys(_messages(body))),
                    _text(inside.get("eventId")),
                    tuple(_grows(body)),
                )
        if outer == "resultInfo" and inside:
            return Decision("result", messages=tuple(_results(inside)))
    return None


def _results(inside: Mapping[str, Json]) -> Iterator[Message]:
    for one in _items(inside.get("results")):
        yield from _messages(one, _text(one.get("eventId")))


def _names(body: Mapping[str, Json], key: str, inner: str) -> Iterator[str]:
    for item in _items(body.get(key)):
        name = _object(item.get(inner)).get("name")
        if isinstance(name, str):
            yield name


def _grows(body: Mapping[str, Json]) -> Iterator[str]:
    for item in _items(body.get("increasedMigs")):
        mig = _object(item.get("mig"))
        pool = _text(mig.get("nodepool")) or _text(mig.get("name"))
        zone = _text(mig.get("zone"))
        yield f"{pool} +{item.get('requestedNodes', '?')}" + (f" in {zone}" if zone else "")


def _objects(value: Json) -> Iterator[Mapping[str, Json]]:
    """Every object at any depth."""
    if isinstance(value, Mapping):
        yield value
        for inner in value.values():
            yield from _objects(inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            yield from _objects(inner)


def _pods(body: Json) -> Iterator[str]:
    """Names of pods anywhere in a decision: each pod is an object with name and namespace."""
    for one in _objects(body):
        name = one.get("name")
        if isinstance(name, str) and isinstance(one.get("namespace"), str):
            yield name


def _controllers(body: Json) -> Iterator[str]:
    for one in _objects(body):
        name = _object(one.get("controller")).get("name")
        if isinstance(name, str):
            yield name


def _messages(body: Json, event: str = "") -> Iterator[Message]:
    for one in _objects(body):
        found = one.get("messageId")
        if isinstance(found, str):
            given = one.get("parameters")
            several = given if isinstance(given, Sequence) and not isinstance(given, str) else ()
            yield Message(found, tuple(str(each) for each in several), event)


def _object(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}


def _items(value: Json) -> tuple[Mapping[str, Json], ...]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(_object(one) for one in value)
    return ()


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""
