"""What the knowledge needs of Crois, whoever provides it."""

from __future__ import annotations

from typing import Protocol

from kurosai.crois.wire.api import Answer


class Crois(Protocol):
    """A Crois that can be read. `identity` goes into every header."""

    @property
    def identity(self) -> str:
        """Who looks where."""
        ...

    def get(self, path: str, query: tuple[tuple[str, str], ...] = ()) -> Answer:
        """One GET; raises LoginFailed or Unavailable, else an answer with its status."""
        ...
