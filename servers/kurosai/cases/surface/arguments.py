"""Arguments that several tools of `cases` take."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kurosai.evidence.ids import PATTERN

Id = Annotated[str, Field(pattern=PATTERN)]
