"""What the tools of `cases` stand on. Each part is opened on first use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.cases.language import Language
from kurosai.clock import Clock

if TYPE_CHECKING:
    from kurosai.evidence.ledger import Ledger
    from kurosai.library.shelf import Library
    from kurosai.resource_map import ResourceMap


@dataclass(frozen=True, slots=True)
class Desk:
    """The ledger, the runbooks, the resource map, the clock and the configured language.

    `documented`: whether there is a documentation for the platform's users to search.
    """

    ledger: Callable[[], Ledger]
    library: Callable[[], Library]
    resources: Callable[[], ResourceMap]
    now: Clock
    language: Callable[[], Language]
    documented: Callable[[], bool] = lambda: False
