"""What the knowledge needs of AWS, whoever provides it."""

from __future__ import annotations

from typing import Protocol

from kurosai.aws.wire.logs import Found, LogGroup
from kurosai.vocabulary import Window


class Logs(Protocol):
    """CloudWatch Logs that can be searched."""

    @property
    def identity(self) -> str:
        """Who looks where."""
        ...

    def filter(
        self, group: str, pattern: str, window: Window, *, most: int, stream: str = ""
    ) -> Found:
        """Events of `window` matching a filter pattern; raises Missing, Denied or a Fault."""
        ...

    def groups(self, pattern: str, *, most: int = 50) -> tuple[LogGroup, ...]:
        """Log groups whose name contains `pattern`."""
        ...
