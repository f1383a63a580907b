"""Answers of http.client that end with the deadline of the call, whatever is sent how slowly.

A timeout of a socket bounds one wait for one byte. A backend that sends a byte now and then, in
its headers or its body, is never late by it: so the wait is set anew before each, to what is
left, and the bytes are counted where the count cannot be passed by.
"""

from __future__ import annotations

import http.client
import io
from typing import Any

from kurosai import deadline
from kurosai.errors import Unavailable


class Timely(http.client.HTTPResponse):
    """`seconds`: the longest wait for one byte; `most`: bytes of an answer, 0 for no bound.

    Raises Unavailable below whatever reads it, when the call's time is over or the bytes are too
    many.
    """

    seconds = 12.0
    most = 0

    def __init__(self, sock: Any, *given: Any, **named: Any) -> None:
        super().__init__(_Opened(sock, self.seconds, self.most), *given, **named)  # pyright: ignore[reportArgumentType]


class _Opened:
    """As much of a socket as http.client asks of one."""

    def __init__(self, sock: Any, seconds: float, most: int) -> None:
        self._sock = sock
        self._seconds = seconds
        self._most = most

    def makefile(self, _mode: str) -> io.BufferedReader:
        # The socket's own reader, because it keeps the socket open while it is read.
        raw = self._sock.makefile("rb", buffering=0)
        return io.BufferedReader(_Reader(raw, self._sock, self._seconds, self._most))


class _Reader(io.RawIOBase):
    def __init__(self, raw: io.RawIOBase, sock: Any, seconds: float, most: int) -> None:
        self._raw = raw
        self._sock = sock
        self._seconds = seconds
        self._most = most
        self._seen = 0

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._raw.fileno()

    def close(self) -> None:
        self._raw.close()
        super().close()

    def readinto(self, buffer: Any, /) -> int | None:
        left = deadline.remaining()
        self._sock.settimeout(min(left, self._seconds))
        try:
            count = self._raw.readinto(buffer)  # pyright: ignore[reportAttributeAccessIssue]
        except TimeoutError:
            # Whose time is over: the call's, or only the one for a single byte?
            deadline.remaining()
            raise
        self._seen += count or 0
        if self._most and self._seen > self._most:
            raise too_large(self._most)
        return count


def too_large(most: int) -> Unavailable:
    """The failure that says how much is the most, and of what."""
    current = deadline.current()
    during = f" (while {current.doing})" if current and current.doing else ""
    return Unavailable(
        f"The answer is larger than {most // 2**20} MiB, which none should be{during}.",
        "Ask for less; see whether something else answers in between.",
    )
