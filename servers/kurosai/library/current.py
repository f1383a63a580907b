"""The library as it is now, for a process that asks again and again."""

from __future__ import annotations

import hashlib
import threading
import time
from pathlib import Path

from kurosai import deadline
from kurosai.library.shelf import Library

# A look at many thousand files takes a while: it is not repeated before this many times as long
# has passed. A small folder is looked at for each call.
_REST = 10


class Current:
    """One library, read when it is first asked for and then where it has changed.

    `state` is the folder for what the next start can use. Several threads may ask: one reads,
    the others wait for it.
    """

    def __init__(self, state: Path) -> None:
        self._state = state
        self._lock = threading.Lock()
        self._library: Library | None = None
        self._next = 0.0

    def at(self, root: Path, name: str = "") -> Library:
        """The library below a folder. Raises NotConfigured if there is no such folder.

        `name` stands for the folder where it is another one each time, with the same pages.
        """
        with self._lock:
            known = self._library
            if known is not None and known.root == root and time.monotonic() < self._next:
                return known
            began = time.monotonic()
            cache = self._state / "library" / f"{_mark(name or str(root.absolute()))}.sqlite3"
            if known is not None and known.cache == cache:
                self._library = known.refreshed(root, _told)
            else:
                self._library = Library.load(root, cache, _told)
            ended = time.monotonic()
            self._next = ended + _REST * (ended - began) if self._library is known else 0.0
            return self._library


def _told(done: int, pages: int) -> None:
    # A call that is given up goes on reading: the next one then finds the library.
    running = deadline.current()
    if running is not None:
        running.doing = f"reading the runbooks for the first time, {done:,} of {pages:,} pages"


def _mark(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:16]
