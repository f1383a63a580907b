"""Arguments that several tools of `cases` take."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kurosai.evidence.ids import PATTERN

Id = Annotated[str, Field(pattern=PATTERN)]

# A pattern and bounds would cost the catalogue more than the refusals that say the same.
Case = Annotated[str, Field(max_length=8)]
