"""The sizes that a world may have, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kurosai.errors import BadInput

JOBS_A_DAY: Final = 22_000
DAYS: Final = 8
"""Seven whole days and the one that a world's `now` lies in."""

SEED: Final = 20260401
VERSION: Final = 1
"""Of what is built: another one is built anew."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of the platform there is: of its jobs, one in `one_in`."""

    name: str
    one_in: int = 1

    @property
    def key(self) -> str:
        """What tells its files from those of others."""
        return f"{self.name}-{VERSION}-{SEED}-{self.one_in}"


SCALES: Final[Mapping[str, Scale]] = {"article": Scale("article")}


def scale_of(name: str) -> Scale | None:
    """The scale of a name; None for "", a world that has only what its scenario tells.

    Raises BadInput for a name that none has.
    """
    if name and name not in SCALES:
        raise BadInput(
            f"There is no scale {name[:40]!r}.", f"Choose {', '.join(SCALES)}, or leave it out."
        )
    return SCALES[name] if name else None
