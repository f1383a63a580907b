"""What is found about a scenario: faults, with which it cannot be used, and warnings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong (`fault`) or may mislead whoever judges by it (`warning`), and where."""

    level: Literal["fault", "warning"]
    where: str
    text: str


def fault(where: str, text: str) -> Finding:
    """Something that is wrong."""
    return Finding("fault", where, text)


def warning(where: str, text: str) -> Finding:
    """Something that may mislead."""
    return Finding("warning", where, text)
