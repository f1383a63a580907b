"""Arguments that several tools share."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

Filter = Annotated[
    str,
    Field(max_length=8000, description='Logging query language: jsonPayload.reason="Evicted"'),
]
Plain = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]*$", max_length=100)]
Project = Annotated[
    str,
    Field(pattern=r"^(\*|[a-z0-9.:-]*)$", max_length=100, description="One of several; * for all"),
]
Time = Annotated[
    str,
    Field(max_length=40, description="ISO with Z or JST; or 6h (ago)"),
]
Minutes = Annotated[int, Field(ge=1, le=720, description="Reach of `around`")]
Cursor = Annotated[str, Field(max_length=2000, description="From a truncated result, whole")]
