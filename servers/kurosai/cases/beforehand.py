"""What was there before anything was read: the alert, the runbook, the times that code knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from kurosai import times
from kurosai.cases.source import Moments, Source, lower, plain

_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,}).*?^[ \t]*\1", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Told:
    """What was there before anything was read, made ready to be asked many times."""

    alert: str
    runbook: str
    moments: tuple[datetime, ...]

    @cached_property
    def source(self) -> Source:
        """The alert as a place where words may stand."""
        return Source("", plain(self.alert))

    @cached_property
    def prose(self) -> str:
        """The runbook without its samples."""
        return plain(_FENCE.sub(" ", self.runbook))

    @cached_property
    def words(self) -> str:
        """The runbook in lower case with its samples: what it calls a thing is no invention."""
        return lower(plain(self.runbook))

    @cached_property
    def known_moments(self) -> Moments:
        """The times of the alert, and those that code itself knows."""
        told = (moment for one in times.mentions(self.alert) for moment in one.moments())
        return Moments([*self.moments, *told])
