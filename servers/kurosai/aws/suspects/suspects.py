"""What may be behind a metric that went wrong, besides the thing that it is of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from kurosai.vocabulary import Look


@dataclass(frozen=True, slots=True)
class Suspects:
    """The Lambda functions that may be why, by name and likeliest first; our sentences on what was
    seen, which is of now where no time is told; `working` the one whose log may tell more, "" for
    none; a look for each place that could not be read."""

    functions: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    working: str = ""
    looks: tuple[Look, ...] = ()

    def and_of(self, other: Suspects) -> Suspects:
        """Both."""
        functions = dict.fromkeys((*self.functions, *other.functions))
        looks = (*self.looks, *other.looks)
        told = (*self.told, *other.told)
        return Suspects(tuple(functions), told, self.working or other.working, looks)


Find: TypeAlias = Callable[[str, str, str, datetime], Suspects]
"""Finds them by the namespace and name of a metric, the name of the thing that it is of ("": of
none in particular), and the time."""
