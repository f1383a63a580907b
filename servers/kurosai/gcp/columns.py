"""Long paths named once, above the rows that show them: in each row the end that tells which."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kurosai.gcp import fields, paths
from kurosai.gcp.fields import Path

FEWEST = 3
"""With fewer rows the names would cost more than they save."""

CUT = "…"
"""What the name of a row begins with that is the end of a path: a path of its own has none."""

_LONG = 24
_WORTH = 8
_NAME = re.compile(r"[A-Za-z_@][\w@./-]*")


def of(shown: Sequence[Path], rows: int) -> Mapping[Path, str]:
    """The short name of each of the paths that has one."""
    if rows < FEWEST:
        return {}
    ends = ((path, _end(path, shown)) for path in shown if len(paths.named(path)) > _LONG)
    return {
        path: f"{CUT}{end}"
        for path, end in ends
        if end and len(end) + _WORTH < len(paths.named(path))
    }


def told(names: Mapping[Path, str]) -> tuple[str, ...]:
    """Our line that says what each short name stands for."""
    listed = ", ".join(f"{name} is {fields.written(path)}" for path, name in names.items())
    return (f"columns: {listed}",) if names else ()


def _end(path: Path, shown: Sequence[Path]) -> str:
    """The shortest end of a path that is none of the others'; "" for one that could be misread."""
    others = [".".join(one) for one in shown if one != path]
    ends = (".".join(path[-length:]) for length in range(1, len(path)))
    return next(
        (
            end
            for end in ends
            if _NAME.fullmatch(end) and not any(f".{one}".endswith(f".{end}") for one in others)
        ),
        "",
    )
