"""Arguments that several tools of `cases` take."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from kurosai.evidence.ids import PATTERN

Id = Annotated[str, Field(pattern=PATTERN)]

# A pattern and bounds would cost the catalogue more than the refusals that say the same.
Case = Annotated[str, Field(max_length=8)]


def _unsaid() -> Any:
    return None


UNSAID: Any = Field(default_factory=_unsaid)
"""A default that no caller can write: None where an argument was left out, whatever its type.

A factory stands in no schema, so that it costs the catalogue nothing.
"""
