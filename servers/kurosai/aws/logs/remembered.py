"""A log door that asks what is known of a group once in a question: several parts of it want it."""

from __future__ import annotations

import threading
from collections import defaultdict

from kurosai.aws.platform import Logs
from kurosai.aws.wire.logs import Found, LogGroup
from kurosai.vocabulary import Window


class RememberedGroups:
    """The same door, for the time of one question."""

    def __init__(self, logs: Logs) -> None:
        self._logs = logs
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._known: dict[tuple[str, int], tuple[LogGroup, ...]] = {}

    @property
    def identity(self) -> str:
        """Who looks where."""
        return self._logs.identity

    def filter(
        self, group: str, pattern: str, window: Window, *, most: int, stream: str = ""
    ) -> Found:
        """As the door does."""
        return self._logs.filter(group, pattern, window, most=most, stream=stream)

    def groups(self, pattern: str, *, most: int = 50) -> tuple[LogGroup, ...]:
        """As the door does."""
        return self._logs.groups(pattern, most=most)

    def prefixed(self, prefix: str, *, most: int = 50) -> tuple[LogGroup, ...]:
        """As the door does, the first time."""
        with self._locks[prefix]:
            if (prefix, most) not in self._known:
                self._known[prefix, most] = self._logs.prefixed(prefix, most=most)
            return self._known[prefix, most]
