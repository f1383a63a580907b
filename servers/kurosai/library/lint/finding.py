"""What lint says: one finding at one place, with its mend."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is: something is not served; something will mislead; something could be better."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """The worse, the greater."""
        return {"error": 2, "warning": 1, "info": 0}[self.value]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `why` is what goes wrong where it is broken, `mend` what to do; one line each."""

    name: str
    severity: Severity
    why: str
    mend: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found in a page. `mend` and `severity` replace those of the rule."""

    rule: str
    line: int
    what: str
    column: int = 1
    mend: str = ""
    severity: Severity | None = None


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A finding as it is reported; `path` is relative to the library's root."""

    path: str
    line: int
    column: int
    rule: str
    severity: Severity
    what: str
    mend: str
