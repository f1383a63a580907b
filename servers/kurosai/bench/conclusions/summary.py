"""What is kept of a whole measurement, and what a later one has lost against it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kurosai.bench.conclusions import tally
from kurosai.errors import BadInput

if TYPE_CHECKING:
    from kurosai.bench.conclusions.layer import Layer
    from kurosai.bench.conclusions.sitting import Sat
    from kurosai.bench.conclusions.tally import Half

READ = "read"
"""The folder of written conclusions that are blind no longer."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The generated conclusions, and the written ones, these also by file; None for what was not
    measured.

    `read` are those that whoever wrote the rules has read, `blind` those that nobody had. `of`
    says of which worlds and with which seed the generated ones are.
    """

    tuned: Half | None
    read: Half | None
    blind: Half | None
    files: Mapping[str, Half]
    of: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Counts; of a file only the faults that it has."""
        return {
            "of": dict(self.of),
            "tuned": self.tuned.as_json() if self.tuned else None,
            "read": self.read.as_json() if self.read else None,
            "blind": self.blind.as_json() if self.blind else None,
            "files": {name: _brief(half) for name, half in self.files.items()},
        }


def made(layer: Layer | None, sat: Mapping[str, Sat]) -> Summary:
    """Of what was measured; `sat` by the folder of the written ones: `read`, or any other."""
    written = {folder: tally.written(one) for folder, one in sat.items()}
    return Summary(
        tally.tuned(layer) if layer else None,
        written.pop(READ, None),
        next(iter(written.values()), None),
        {
            f"{folder}/{name}": tally.written(one, [name])
            for folder, one in sat.items()
            for name in dict.fromkeys(right.file for right in one.rights)
        },
        {"scenarios": list(layer.scenarios), "seed": layer.seed} if layer else {},
    )


def read(path: Path) -> Summary:
    """As `Summary.as_json` has it. BadInput for anything else."""
    try:
        body = json.loads(path.read_text("utf-8"))
        return Summary(
            tally.load(body["tuned"]) if body["tuned"] else None,
            tally.load(body["read"]) if body["read"] else None,
            tally.load(body["blind"]) if body["blind"] else None,
            {name: tally.load(one) for name, one in body["files"].items()},
            body["of"],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(
            f"{path} is no earlier result ({type(error).__name__}).",
            "Name a file that `kurosai bench conclusions --all --json` wrote.",
        ) from None


def worse(now: Summary, before: Summary) -> Iterator[str]:
    """What is caught less often, or alarms more often, in words; of what both have measured."""
    if now.tuned and before.tuned and now.of == before.of:
        yield from _lost("tuned", now.tuned, before.tuned)
    for name, half in now.files.items():
        if name in before.files:
            yield from _lost(name, half, before.files[name])
        else:
            yield f"{name}: not in the earlier result"


def _lost(name: str, now: Half, before: Half) -> Iterator[str]:
    for word in ("blocked", "warned"):
        new, old = getattr(now.good, word), getattr(before.good, word)
        if new > old:
            yield f"{name}: good conclusions {word} {old} -> {new}"
    for fault, old in before.faults.items():
        new = now.faults.get(fault, tally.Count())
        if (new.tried, new.caught) != (old.tried, old.caught) and (
            new.caught * max(old.tried, 1) < old.caught * max(new.tried, 1) or not new.tried
        ):
            was = f"caught {old.caught} of {old.tried}"
            yield f"{name}: {fault}: {was} -> {new.caught} of {new.tried}"


def _brief(half: Half) -> dict[str, Any]:
    body = half.as_json()
    return {
        **body,
        "faults": {name: one for name, one in body["faults"].items() if one["tried"]},
    }
