"""What AWS itself said behind one of our faults: its code, and what else its answer holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast


def body(fault: Exception) -> Mapping[str, Any]:
    """The answer of AWS that `fault` was made of; empty where there was none."""
    return _object(getattr(fault.__cause__, "response", None))


def part(answer: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object within an answer; empty where it is none."""
    return _object(answer.get(name))


def code(fault: Exception) -> str:
    """AWS's name of the error, "" where AWS said nothing."""
    return str(part(body(fault), "Error").get("Code", ""))


def _object(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}
