"""The library that `KUROSAI_RUNBOOKS` names: a folder, or a repository through its door."""

from __future__ import annotations

import hashlib
import re
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kurosai.environment import Environment
from kurosai.errors import NotConfigured

if TYPE_CHECKING:
    from kurosai.github.wire.door import Door
    from kurosai.library.address import Address
    from kurosai.library.current import Current
    from kurosai.library.mirror import Mirror
    from kurosai.library.origin import Repository
    from kurosai.library.shelf import Library

TOKENS = ("KUROSAI_RUNBOOKS_TOKEN", "GITHUB_TOKEN")
SECONDS = "KUROSAI_RUNBOOKS_REFRESH"
EXAMPLES = "these are the example runbooks of Kurosai, not yours: set KUROSAI_RUNBOOKS"
_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")


class ChosenLibrary:
    """Looked at anew for each call: a folder is read where it changed, a repository followed."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._lock = threading.Lock()
        self._folder: Current | None = None
        self._example: tuple[Library, Library] | None = None
        self._mirror: tuple[tuple[str, str, float], Mirror] | None = None
        self._door: Door | None = None

    def library(self) -> Library:
        """The library now. Raises a Fault when there is none."""
        from kurosai.library import address
        from kurosai.library.places import default_runbooks

        chosen = self._environment.get(address.VARIABLE)
        told = address.parse(chosen) if chosen else None
        if told is not None and told.kind != "folder":
            return self._followed(told).library()
        if told is not None:
            return self._read(Path(told.place).expanduser())
        library = self._read(default_runbooks())
        # A world is about the company of the examples; anyone else has forgotten a setting.
        return library if self._environment.world_name else self._noted(library)

    def secrets(self) -> frozenset[str]:
        """The tokens that may be shown to GitHub."""
        return frozenset({self._environment.get(name) for name in TOKENS} - {""})

    def close(self) -> None:
        """Give back kept connections."""
        if self._door is not None:
            self._door.close()

    def _read(self, root: Path) -> Library:
        from kurosai.library.current import Current

        with self._lock:
            self._folder = self._folder or Current(self._environment.state)
        return self._folder.at(root)

    def _noted(self, library: Library) -> Library:
        if self._example is None or self._example[0] is not library:
            self._example = (library, replace(library, note=EXAMPLES))
        return self._example[1]

    def _followed(self, told: Address) -> Mirror:
        from kurosai.library.mirror import Mirror

        where = self._where(told)
        key = (where, str(told), self._seconds())
        with self._lock:
            if self._mirror is None or self._mirror[0] != key:
                folder = self._environment.state / "runbooks" / _called(where, told)
                mirror = Mirror(self._repository(told), folder, seconds=key[2])
                self._mirror = (key, mirror)
            return self._mirror[1]

    def _repository(self, told: Address) -> Repository:
        if told.kind == "git":
            from kurosai.github.wire.runbooks_by_clone import RunbooksByClone

            return RunbooksByClone(Path(told.place), told.ref, told.folder)
        from kurosai.github.wire.door import Door
        from kurosai.github.wire.runbooks_by_api import RunbooksByApi

        self.close()
        # A world lends a token of its own; the real one is not for it.
        tokens = TOKENS[1:] if self._environment.world_name else TOKENS
        self._door = Door(self._environment, tokens=tokens, only=told.place)
        return RunbooksByApi(self._door, told.place, told.ref, told.folder)

    def _where(self, told: Address) -> str:
        """Two servers may each have a `crois/runbooks`, and so may a world."""
        if told.kind == "git":
            return "git"
        return self._environment.world_name or self._environment.get("GITHUB_API_URL")

    def _seconds(self) -> float:
        given = self._environment.get(SECONDS, "60")
        if not given.isascii() or not given.isdigit() or int(given) > 86_400:
            raise NotConfigured(
                f"{SECONDS} {given[:40]!r} is no number of seconds.",
                "Write how often the repository may be asked, 0 to 86400; 60 without it.",
            )
        return float(given)


def _called(where: str, told: Address) -> str:
    """A folder's name that a person recognizes and no other address has."""
    mark = hashlib.sha256(f"{told.kind} {where} {told}".encode()).hexdigest()[:12]
    return f"{_UNFIT.sub('-', Path(told.place).name)[:60]}-{mark}"
