"""A walk that is written out in a sentence, against the one that was walked."""

from __future__ import annotations

from collections.abc import Iterator

from kurosai.cases.basis import Route, Steps
from kurosai.cases.faults import Finding
from kurosai.cases.sentences import mentions


def check(place: str, text: str, route: Route) -> Iterator[Finding]:
    """Block each written walk that lies on no part of the one that was walked."""
    for claimed in mentions.paths(text, route.nodes):
        if not _lies_on(claimed, route.steps):
            written = ">".join(f"{node}={choice}" if choice else node for node, choice in claimed)
            yield Finding(
                "path",
                place,
                f"{written} is not the path that was walked",
                "Leave it out: the report prints the path itself.",
            )


def _lies_on(claimed: Steps, steps: Steps) -> bool:
    """Whether the claimed steps follow each other in the walk, choices the same where said."""
    return any(
        all(
            node == there and choice in ("", chosen)
            for (node, choice), (there, chosen) in zip(claimed, steps[start:], strict=False)
        )
        for start in range(len(steps) - len(claimed) + 1)
    )
