"""What the knowledge needs of Google Cloud, whoever provides it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from kurosai.gcp.wire.entries import By, Found, Place
from kurosai.vocabulary import Window


class Logs(Protocol):
    """A Cloud Logging that can be searched."""

    def identity(self, project: str = "") -> str:
        """Who looks where."""
        ...

    def project(self, asked: str = "") -> str:
        """The project that is asked of; raises BadInput for one that is not allowed."""
        ...

    def projects(self, asked: str = "") -> tuple[str, ...]:
        """The projects that are asked of: one, or all that are allowed for `*`."""
        ...

    def places(self, project: str) -> tuple[str, ...]:
        """What is searched of a project, as the API names it."""
        ...

    def left(self, project: str) -> int:
        """How many reads of a project this minute's quota still has."""
        ...

    def entries(
        self,
        condition: str,
        window: Window,
        *,
        most: int,
        project: str = "",
        newest: bool = False,
        place: Place | None = None,
        by: By = "timestamp",
        page: int = 100,
    ) -> Found:
        """Entries of `window` that fit a condition; raises Denied or a Fault."""
        ...

    def logs(self, project: str = "") -> tuple[tuple[str, ...], bool]:
        """The ids of logs that there are, and whether these are all."""
        ...

    def buckets(self, project: str) -> Mapping[str, int | None]:
        """The buckets that are searched of a project, by their names, and how many days each keeps
        its entries; None where that cannot be known."""
        ...
