"""When Fargate had no room in a zone: no task that was placed then ran there.

AWS says so nowhere but in what RunTask answers: the tasks' own attempts tell it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from pydantic import model_validator

from kurosai.sandbox.aws_kinds.subnets import Zone
from kurosai.sandbox.schema_base import Problem, Strict, Time

_WORDS: Final = re.compile(
    r"capacity is (unavailable|not available)|(?-i:\bRESOURCE:[A-Z])", re.IGNORECASE
)
"""A refusal that names what it is about has `on resource: arn:...` in it: that is another thing."""


class Lack(Strict):
    """No capacity in a zone from `at` `until` (still, if left out); of Fargate Spot only, if
    `spot`."""

    zone: Zone
    at: Time
    until: Time | None = None
    spot: bool = False

    @model_validator(mode="after")
    def _fits(self) -> Lack:
        if self.until is not None and self.until <= self.at:
            raise ValueError("it ends before it begins")
        return self

    def holds(self, at: datetime, *, spot: bool) -> bool:
        """Whether a task, on Spot or not, found no room at a time."""
        begun = self.at <= at and (self.until is None or at < self.until)
        return begun and (spot or not self.spot)


def lacking(lacks: Sequence[Lack], at: datetime, *, spot: bool) -> frozenset[str]:
    """The zones without room at a time."""
    return frozenset(one.zone for one in lacks if one.holds(at, spot=spot))


def for_want_of_room(*texts: str | None) -> bool:
    """Whether one of the reasons of an attempt is that there was no capacity."""
    return any(_WORDS.search(one) for one in texts if one)


def misfits(lacks: Sequence[Lack], zones: Sequence[str]) -> Iterator[Problem]:
    """Zones that no task runs in; steps from `capacity` on."""
    for index, one in enumerate(lacks):
        if one.zone not in zones:
            text = f"tasks run in no subnet of {one.zone}, but in {', '.join(zones)}"
            yield ("capacity", index, "zone"), text
