"""Reading a scenario file: what it extends, its shape, and whether its parts fit together.

    scenario = load(Path("s01-started-at-missing.yaml"))
    later = alter(path, "now: 2025-11-04T18:17:00Z")

Faults are BadInput and name file and line, up to ten at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from pydantic import ValidationError

from kurosai.errors import BadInput
from kurosai.sandbox.beside import filled
from kurosai.sandbox.fitting import misfits
from kurosai.sandbox.marks import Node, nearest, overlay, parse, plain, read
from kurosai.sandbox.schema import Scenario
from kurosai.sandbox.schema_base import Problem

SCENARIOS = Path(__file__).with_name("scenarios")
MAX_EXTENDS = 8
MAX_FAULTS = 10


def load(path: Path) -> Scenario:
    """The scenario in a file, laid over those it extends."""
    return _checked(_tree(path))


def alter(path: Path, changes: str) -> Scenario:
    """The scenario in a file with an overlay, in YAML, on top.

    Mappings merge by key, lists and scalars are replaced, `key: !remove` takes a key away.
    """
    return _checked(overlay(_tree(path), parse(changes, "the overlay")))


def bundled(name: str) -> Path:
    """The path of a scenario that comes with Kurosai, by file name without .yaml."""
    path = SCENARIOS / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(_nearest_first(name, [one.stem for one in SCENARIOS.glob("*.yaml")]))
        raise BadInput(
            f"There is no bundled scenario {name!r}.",
            f"Give a file, or one of these, the nearest first: {known}.",
        )
    return path


def _nearest_first(name: str, known: Iterable[str]) -> list[str]:
    def away(other: str) -> tuple[bool, float, str]:
        alike = SequenceMatcher(None, name.lower(), other).ratio()
        return name.lower() not in other, -alike, other

    return sorted(known, key=away)


def _tree(path: Path, depth: int = 0) -> Node:
    node = read(path)
    value = node.value
    assert not isinstance(value, Sequence)
    entries = dict(value) if isinstance(value, dict) else {}
    extended = entries.pop("extends", None)
    if extended is None:
        return node
    if not isinstance(extended.value, str):
        raise BadInput(f"{extended.place}: `extends` names one file beside this one.")
    if depth >= MAX_EXTENDS:
        raise BadInput(f"{extended.place}: `extends` goes in a circle or too deep.")
    base = _tree(path.parent / extended.value, depth + 1)
    return overlay(base, Node(entries, node.file, node.line))


def _checked(root: Node) -> Scenario:
    root = filled(root)
    try:
        scenario = Scenario.model_validate(plain(root))
    except ValidationError as error:
        raise _fault(root, [(tuple(one["loc"]), one["msg"]) for one in error.errors()]) from None
    if problems := list(misfits(scenario)):
        raise _fault(root, problems)
    return scenario


def _fault(root: Node, problems: list[Problem]) -> BadInput:
    lines = [f"{nearest(root, steps).place}: {_dotted(steps)}: {text}" for steps, text in problems]
    more = len(lines) - MAX_FAULTS
    shown = lines[:MAX_FAULTS] + ([f"... and {more} more"] if more > 0 else [])
    return BadInput("The scenario cannot be used.\n" + "\n".join(shown))


def _dotted(steps: Sequence[str | int]) -> str:
    return ".".join(str(step) for step in steps) or "the file"
