"""What the cluster autoscaler decided, from the JSON that GKE makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kurosai.vocabulary import Json

LOG = "container.googleapis.com/cluster-autoscaler-visibility"


@dataclass(frozen=True, slots=True)
class Decision:
    """`verb` is scaleUp, scaleDown, noScaleUp, noScaleDown or another word of the log; `nodes` are
    those to be removed, `pods` those named, `reasons` the ids of messages about them."""

    verb: str
    nodes: tuple[str, ...] = ()
    pods: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    def told(self) -> str:
        """`scaleDown, removes gke-x-1; evicts job-1-a-xxxxx; reason no.scale.down.x`."""
        parts = [self.verb]
        if self.nodes:
            parts.append(f"removes {', '.join(self.nodes)}")
        if self.pods:
            verb = "evicts" if self.nodes else "about pods"
            parts.append(f"{verb} {', '.join(self.pods[:5])}")
        if self.reasons:
            parts.append(f"reason {', '.join(self.reasons[:3])}")
        return "; ".join(parts)


def read(payload: Mapping[str, Json]) -> Decision | None:
    """The decision in a payload; None for a payload that has another shape."""
    for outer in ("decision", "noDecisionStatus", "resultInfo"):
        inside = _object(payload.get(outer))
        for verb in ("scaleUp", "scaleDown", "noScaleUp", "noScaleDown", "nodePoolCreated"):
            body = _object(inside.get(verb))
            if body:
                return Decision(
                    verb,
                    tuple(_names(body, "nodesToBeRemoved", "node")),
                    tuple(dict.fromkeys(_pods(body))),
                    tuple(dict.fromkeys(_reasons(body))),
                )
    return None


def _names(body: Mapping[str, Json], key: str, inner: str) -> Iterator[str]:
    for item in _items(body.get(key)):
        name = _object(item.get(inner)).get("name")
        if isinstance(name, str):
            yield name


def _pods(value: Json) -> Iterator[str]:
    """Names of pods anywhere in a decision: each pod is an object with name and namespace."""
    if isinstance(value, Mapping):
        name, space = value.get("name"), value.get("namespace")
        if isinstance(name, str) and isinstance(space, str):
            yield name
        for inner in value.values():
            yield from _pods(inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            yield from _pods(inner)


def _reasons(value: Json) -> Iterator[str]:
    if isinstance(value, Mapping):
        found = value.get("messageId")
        if isinstance(found, str):
            yield found
        for inner in value.values():
            yield from _reasons(inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            yield from _reasons(inner)


def _object(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}


def _items(value: Json) -> tuple[Mapping[str, Json], ...]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(_object(one) for one in value)
    return ()
