"""Which jobs can be asked for, by how they stand."""

from __future__ import annotations

from typing import Literal, TypeAlias

Status: TypeAlias = Literal[
    "failures", "FAILED", "TIMED_OUT", "CANCELED", "SUCCEEDED", "RUNNING", "QUEUED"
]
"""As the API says it; `failures` are both kinds."""
