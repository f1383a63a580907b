"""The parts of an entry that can be asked for by themselves."""

from __future__ import annotations

from typing import Literal, TypeAlias

Part: TypeAlias = Literal["", "background", "flowchart", "steps", "judgement", "samples"]
"""By name; "" is all of it."""
