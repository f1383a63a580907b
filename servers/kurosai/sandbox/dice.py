"""Chance that is the same every time: one generator for each thing that is drawn for."""

from __future__ import annotations

from random import Random


def dice(*seed: object) -> Random:
    """A generator seeded by these words. Python keeps its draws equal across versions."""
    # Not for secrets: a world must be the same bytes for the same seed.
    return Random("/".join(str(part) for part in seed))  # noqa: S311
