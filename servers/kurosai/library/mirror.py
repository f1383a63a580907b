"""A library that follows a repository: asked now and then, served from the last good copy.

Asking happens in a thread of its own: a call waits for it a moment, and is then answered from
the copy that is there. Only where there is none at all does a call wait as long as it may.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
import weakref
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from kurosai import deadline
from kurosai.clock import Clock, now
from kurosai.deadline import Deadline
from kurosai.errors import Fault, Unavailable
from kurosai.library.copies import Copies, Copy
from kurosai.library.current import Current
from kurosai.library.origin import Repository, Tip
from kurosai.library.page import PageFault
from kurosai.library.shelf import Library

SECONDS = 60.0
"""How old the last answer of the repository may be before it is asked again."""

AGAIN = 5.0
"""The same while there is nothing to serve."""

PATIENCE = 2.0
REFRESH_SECONDS = 300.0
CHANGE_SECONDS = 2.0
"""How long a page waits to say when it was last changed: nice to know, and not worth more."""

_MARGIN = 0.5


@dataclass(frozen=True, slots=True)
class _Down:
    """Since when the repository could not be asked, why, and when it is worth asking again."""

    since: datetime
    fault: Fault


@dataclass(frozen=True, eq=False)
class _Shown:
    """What a loaded library says of its copy (an `Origin`)."""

    mirror: Mirror
    copy: Copy
    times: dict[str, datetime] = field(default_factory=dict[str, datetime])

    @property
    def repository(self) -> str:
        return self.copy.repository

    @property
    def commit(self) -> str:
        return self.copy.tip.commit

    @property
    def faults(self) -> tuple[PageFault, ...]:
        return self.copy.faults

    def notes(self) -> tuple[str, ...]:
        return self.mirror.notes()

    def changed(self, path: str, *, ask: bool) -> datetime | None:
        if ask and path not in self.times and path in self.copy.blobs:
            self.times.update(self.mirror.changed(self.copy, path))
        return self.times.get(path)


class Mirror:
    """The library of one repository, refreshed not more often than every `seconds`."""

    def __init__(
        self,
        repository: Repository,
        folder: Path,
        *,
        seconds: float = SECONDS,
        clock: Clock = now,
    ) -> None:
        self._repository = repository
        self._copies = Copies(folder)
        self._current = Current(folder.parent)
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.RLock()
        self._asking: threading.Event | None = None
        self._asked: datetime | None = None
        self._due = 0.0
        self._mute = 0.0
        self._down: _Down | None = None
        self._told = ""
        self._unkept = ""
        self._own: Copies | None = None
        self._library: Library | None = None
        self._shown: _Shown | None = None

    def library(self) -> Library:
        """The library now. Raises the repository's Fault when there is nothing to serve."""
        with self._lock:
            if self._library is None:
                self._open(self._copies.current())
            if time.monotonic() >= self._due and self._asking is None:
                self._asking, self._asked = threading.Event(), self._clock()
                threading.Thread(target=self._ask, args=(self._asking,), daemon=True).start()
            asking, served = self._asking, self._library
        if asking is not None:
            doing = f"fetching the runbooks of {self._repository.name}"
            left = deadline.remaining(doing=doing) - _MARGIN
            asking.wait(max(0.0, min(left, PATIENCE) if served else left))
        with self._lock:
            if self._library is not None:
                return self._library
            if self._down is not None:
                raise self._down.fault.with_traceback(None)
        raise Unavailable(
            f"The runbooks of {self._repository.name} are still being fetched.",
            "Ask again in a minute.",
        )

    def notes(self) -> tuple[str, ...]:
        """That the repository is down or the copy not kept; nothing while all is well."""
        with self._lock:
            down, shown, unkept = self._down, self._shown, self._unkept
            asked = self._asked if self._asking is not None else None
        found: list[str] = []
        silent = asked is not None and self._clock() - asked > timedelta(seconds=PATIENCE / 2)
        if shown is not None and (down is not None or silent):
            tip, confirmed = shown.copy.tip, shown.copy.confirmed
            said = down.fault.what.rstrip(".") if down is not None else "no answer yet"
            since = down.since if down is not None else asked
            last = f", last confirmed {_minute(confirmed)}" if confirmed else ""
            found.append(
                f"the repository could not be asked since {since:%H:%MZ} ({said}); "
                f"serving commit {tip.commit[:7]} of {_minute(tip.committed)}{last}"
            )
        if unkept:
            found.append(
                f"the state directory cannot be written ({unkept}): this copy of the runbooks is "
                "lost when the server ends"
            )
        return tuple(found)

    def changed(self, copy: Copy, path: str) -> Mapping[str, datetime]:
        """When a page was last changed, by one call; nothing when that cannot be told soon."""
        with self._lock:
            # Who is down is not asked, nor who has just let a call wait for nothing.
            silent = self._down is not None or self._asking is not None
            silent = silent or time.monotonic() < self._mute
        # Who tells all at once is asked when the copy is made.
        if silent or self._repository.tells_changes:
            return {}
        seconds = max(0.0, deadline.remaining(CHANGE_SECONDS + _MARGIN) - _MARGIN)
        ends = time.monotonic() + seconds
        found: dict[str, datetime] = {}

        def ask() -> None:
            with suppress(Fault), deadline.running(Deadline(seconds)):
                found.update(self._repository.changed(copy.tip, {path: copy.blobs[path]}))

        # In a thread of its own: an answer that comes byte by byte keeps its reader for minutes.
        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        asking.join(seconds)
        if time.monotonic() >= ends:
            with self._lock:
                self._mute = ends + SECONDS
        return {} if asking.is_alive() else found

    def _ask(self, answered: threading.Event) -> None:
        wait = self._seconds
        try:
            with deadline.running(Deadline(REFRESH_SECONDS)):
                self._refresh()
        except Fault as fault:
            wait = self._failed(fault)
        except Exception as defect:  # noqa: BLE001 - a thread that died would be a silence
            kind = type(defect).__name__
            wait = self._failed(
                Unavailable(f"{self._repository.name} could not be copied ({kind}: {defect}).")
            )
        finally:
            with self._lock:
                self._due = time.monotonic() + wait
                self._asking = None
            answered.set()
        self._tell_changes()

    def _failed(self, fault: Fault) -> float:
        with self._lock:
            since = self._down.since if self._down else self._clock()
            self._down = _Down(since, fault)
            wait = self._seconds if self._library is not None else min(AGAIN, self._seconds)
        # A server that says when it will answer again is not asked before.
        return max(wait, fault.after if isinstance(fault, Unavailable) else 0.0)

    def _refresh(self) -> None:
        with self._lock:
            shown = self._shown
        known = shown.copy.tip if shown else None
        tip = self._repository.tip(known)
        if shown is None or tip.commit != shown.copy.tip.commit:
            self._open(self._copied(tip))
        else:
            self._confirmed(shown, replace(shown.copy, tip=tip))
        with self._lock:
            self._down = None

    def _copied(self, tip: Tip) -> Copy:
        try:
            copy = self._copies.confirm(self._copies.add(self._repository, tip), self._clock())
            self._unkept = ""
            return copy
        except OSError as error:
            unkept = error.strerror or type(error).__name__
        try:
            copy = self._spare().add(self._repository, tip)
        except OSError as error:
            raise Unavailable(
                f"There is no room for a copy of {self._repository.name} "
                f"({error.strerror or type(error).__name__}).",
                "Make room in the state directory (KUROSAI_STATE_DIR) or the temporary one.",
            ) from None
        self._unkept = unkept
        return replace(copy, confirmed=self._clock())

    def _spare(self) -> Copies:
        """A place of this process, for when the state directory cannot be written."""
        if self._own is None:
            folder = tempfile.mkdtemp(prefix="kurosai-runbooks-")
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            self._own = Copies(Path(folder))
        return self._own

    def _confirmed(self, shown: _Shown, copy: Copy) -> None:
        if not self._unkept:
            # Only the time would be lost, and a full disk may have room again in a minute.
            with suppress(OSError):
                self._copies.confirm(copy, self._clock())
        with self._lock:
            self._shown = replace(shown, copy=replace(copy, confirmed=self._clock()))

    def _open(self, copy: Copy | None) -> None:
        """Load a copy and serve it from now on."""
        if copy is None:
            return
        shown = _Shown(self, copy)
        library = replace(self._current.at(copy.pages, str(self._copies.folder)), origin=shown)
        with self._lock:
            self._shown, self._library = shown, library

    def _tell_changes(self) -> None:
        """Times of all pages, where they cost no question each; the library is served already."""
        with self._lock:
            shown = self._shown
            if shown is None or shown.commit == self._told or not self._repository.tells_changes:
                return
            self._told = shown.commit
        with suppress(Fault), deadline.running(Deadline(REFRESH_SECONDS)):
            shown.times.update(self._repository.changed(shown.copy.tip, shown.copy.blobs))


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%MZ}"
