"""What a task was told by its environment, and how that differs from a run that went well: by it
a job can succeed and do the wrong thing, or fail with the same image."""

from __future__ import annotations

from kurosai.crois import variables
from kurosai.crois.fields import Object, obj, short, text

MOST_SET = 8
MOST_VALUE = 120
MOST_CHANGED = 4


def told(task: Object) -> list[str]:
    """`environment: DAY=1, MODE=full`; nothing where none is set."""
    pairs = sorted(obj(task.get("environment")).items())
    shown = [_pair(name, text(value)) for name, value in pairs[:MOST_SET]]
    more = f" and {len(pairs) - MOST_SET} more" if len(pairs) > MOST_SET else ""
    return [f"environment: {', '.join(shown)}{more}"] if pairs else []


def changed(then: Object, now: Object) -> str:
    """`MODE not set then, DAY had another value`; `the same environment`; "" where neither run
    has any. Names alone: a value is what a user wrote, and stands with the data."""
    before, here = _set(then), _set(now)
    if not before and not here:
        return ""
    said = [
        f"{short(name)} {_difference(name, before, here)}"
        for name in sorted(before.keys() | here.keys())
        if before.get(name) != here.get(name)
    ]
    if not said:
        return "the same environment"
    more = f" and {len(said) - MOST_CHANGED} more differ" if len(said) > MOST_CHANGED else ""
    return f"{', '.join(said[:MOST_CHANGED])}{more}"


def were(then: Object, now: Object) -> str:
    """`DAY=1`: the values then of those that have others now; "" where there are none."""
    before, here = _set(then), _set(now)
    names = [name for name in sorted(before) if name in here and before[name] != here[name]]
    return ", ".join(_pair(name, before[name]) for name in names[:MOST_CHANGED])


def _set(task: Object) -> dict[str, str]:
    return {name: text(value) for name, value in obj(task.get("environment")).items()}


def _pair(name: str, value: str) -> str:
    return f"{name}={short(variables.shown(name, value), MOST_VALUE)}"


def _difference(name: str, before: dict[str, str], here: dict[str, str]) -> str:
    if name not in before:
        return "not set then"
    return "had another value" if name in here else "set then, not here"
