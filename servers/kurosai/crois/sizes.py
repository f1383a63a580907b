"""Where a task is to run and how much it asks for: what decides about one that waits for a
container, or that ended for want of room."""

from __future__ import annotations

from typing import Final

from kurosai.crois.fields import Object, known

_FIELDS: Final = (
    ("worker group", "workergroup", ""),
    ("cpu", "cpu", ""),
    ("memory", "memory_mb", " MiB"),
)


def told(task: Object) -> list[str]:
    """`worker group ecs-large`, `cpu 4`, `memory 98304 MiB`, of those that the API tells."""
    return [
        f"{name} {value}{unit}" for name, key, unit in _FIELDS if (value := known(task.get(key)))
    ]


def changed(then: Object, now: Object) -> str:
    """`memory 49152 MiB (here 98304 MiB)`, of each that both times is known and not the same."""
    pairs = ((name, known(then.get(key)), known(now.get(key)), unit) for name, key, unit in _FIELDS)
    return ", ".join(
        f"{name} {was}{unit} (here {here}{unit})"
        for name, was, here, unit in pairs
        if was and here and was != here
    )
