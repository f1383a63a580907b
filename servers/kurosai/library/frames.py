"""Where edges that touch a subgraph really lead: into its first node, and out of its last ones.

Mermaid draws such an edge to the frame; a walk needs nodes. Linear in nodes, edges and frames.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Plan:
    """`begins` maps a frame to the node where it begins; `parents` an id to the frame around it."""

    begins: Mapping[str, str]
    parents: Mapping[str, str]


def plan(
    order: Mapping[str, int],
    edges: Sequence[tuple[str, str]],
    frames: Sequence[tuple[str, Iterable[str]]],
) -> Plan:
    """Plan for nodes numbered in `order`, (source, target) `edges` and (id, members) `frames`."""
    members: dict[str, tuple[str, ...]] = {}
    parents: dict[str, str] = {}
    for frame, inside in frames:
        kept = tuple(member for member in inside if member != frame and member not in parents)
        members[frame] = (*members.get(frame, ()), *kept)
        parents.update(dict.fromkeys(kept, frame))
    if not members:
        return Plan({}, {})
    later = {
        target
        for source, target in edges
        if source != target and target in parents and parents.get(source) == parents[target]
    }
    first: dict[str, str] = {}
    for frame, inside in members.items():
        ranked = sorted(inside, key=lambda member: (member in later, order.get(member, -1)))
        first.update({frame: ranked[0]} if ranked else {})
    return Plan(_ends(first, members), parents)


def leaving(
    nodes: Iterable[str], outgoing: Container[str], parents: Mapping[str, str]
) -> dict[str, str]:
    """Whose edges lead on from each node: its own, else those of the nearest frame that has any."""
    found: dict[str, str] = {}
    for node in nodes:
        trail: dict[str, None] = {}
        place = node
        while place not in outgoing and place not in found and place in parents:
            if place in trail:
                break
            trail[place] = None
            place = parents[place]
        end = found.get(place, place)
        found.update(dict.fromkeys([*trail, node], end))
    return found


def _ends(first: Mapping[str, str], frames: Container[str]) -> dict[str, str]:
    """Follow frame -> first member -> ... down to a node that is no frame."""
    ends: dict[str, str] = {}
    for frame in first:
        trail: list[str] = []
        place = frame
        seen: set[str] = set()
        while place in first and place not in ends and place not in seen:
            seen.add(place)
            trail.append(place)
            place = first[place]
        end = ends.get(place, place)
        if end not in frames:
            ends.update(dict.fromkeys(trail, end))
    return ends
