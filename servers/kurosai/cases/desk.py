"""What the tools of `cases` stand on. Each part is opened on first use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.cases.language import Language
from kurosai.clock import Clock

if TYPE_CHECKING:
    from kurosai.evidence.case_index import CaseIndex
    from kurosai.evidence.ledger import Ledger
    from kurosai.library.shelf import Library
    from kurosai.resource_map import ResourceMap


@dataclass(frozen=True, slots=True)
class Desk:
    """The ledger, the runbooks, the resource map, the clock and the configured language.

    `documented`: whether there is a documentation for the platform's users to search, `noted`:
    whether notes on call are among its pages; `absent`: the servers that nobody can ask, as far as
    this one can know.
    """

    ledger: Callable[[], Ledger]
    library: Callable[[], Library]
    resources: Callable[[], ResourceMap]
    now: Clock
    language: Callable[[], Language]
    documented: Callable[[], bool] = lambda: False
    noted: Callable[[], bool] = lambda: False
    absent: Callable[[], frozenset[str]] = frozenset

    def __post_init__(self) -> None:
        opened = self.ledger

        def indexed() -> Ledger:
            ledger = opened()
            _index(ledger)
            return ledger

        # Whoever writes an event of a case writes what the case is found by in the same breath.
        object.__setattr__(self, "ledger", indexed)

    def index(self) -> CaseIndex:
        """What cases are found by."""
        return _index(self.ledger())


def _index(ledger: Ledger) -> CaseIndex:
    # Not at the top: listing the tools needs no ledger, and SQLAlchemy is slow to load.
    from kurosai.cases import indexing  # noqa: PLC0415

    return indexing.of(ledger)
