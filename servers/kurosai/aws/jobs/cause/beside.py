"""What was seen beside a task that proves or explains its end: one look, its sentences, facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kurosai.vocabulary import Look


@dataclass(frozen=True, slots=True)
class Beside:
    """`told` are sentences for a reader, `facts` what a report states."""

    look: Look
    told: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict[str, str])
