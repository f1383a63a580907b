"""A library's indexes on disk, so that the next start reads them instead of every page.

One SQLite file, written whole, moved into place and never changed after; several processes may
read it while a newer one is put there. It holds nothing that the pages do not: deleting it costs
the time of the next start. One of another version, or a damaged one, is passed over.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from array import array
from contextlib import closing, suppress
from dataclasses import astuple, dataclass, field
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING, Any, NoReturn
from zlib import crc32

from kurosai.errors import Unavailable
from kurosai.library.card import Card
from kurosai.library.folder import Stamp
from kurosai.library.inverted import NONE, Memory, paired, split
from kurosai.library.page import PageFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kurosai.library.inverted import Holders, Index

# Each row is sealed by a checksum of its values: what rots on a disk must not become an answer.
_TABLES = """
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT, seal INTEGER) WITHOUT ROWID;
    CREATE TABLE files (place INTEGER PRIMARY KEY, path TEXT, modified INTEGER, changed INTEGER,
        size INTEGER, digest TEXT, cards TEXT, faults TEXT, records TEXT, seal INTEGER);
    CREATE TABLE pages (place INTEGER PRIMARY KEY, data BLOB, seal INTEGER);
    CREATE TABLE records (place INTEGER PRIMARY KEY, body TEXT, seal INTEGER);
    CREATE TABLE lengths (field TEXT PRIMARY KEY, lengths BLOB, seal INTEGER) WITHOUT ROWID;
    CREATE TABLE words (field TEXT, word TEXT, pairs BLOB, seal INTEGER,
        PRIMARY KEY (field, word)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Filed:
    """One file as filed.

    `place` is its number in the library's order, `records` how many records each of its cards
    has. A file that could not be read has no cards and a fault.
    """

    place: int
    path: str
    stamp: Stamp | None
    digest: str
    cards: tuple[Card, ...]
    faults: tuple[PageFault, ...]
    records: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a snapshot is made of: files with their bytes, records, and named indexes, in order."""

    files: Iterable[tuple[Filed, bytes]]
    records: Iterable[str]
    indexes: Mapping[str, Index]


class Snapshot:
    """A snapshot that is open; `files` in order, `indexes` by name."""

    def __init__(self, path: Path, fingerprint: str) -> None:
        """Open a file. Raises sqlite3.Error, OSError or ValueError where it is none of ours."""
        self.damaged = False
        self._path = path
        self._lock = threading.Lock()
        self._database = sqlite3.connect(
            f"{path.resolve(strict=True).as_uri()}?mode=ro&immutable=1",
            uri=True,
            check_same_thread=False,
        )
        try:
            meta = dict(self._sealed("SELECT * FROM meta"))
            if meta.get("fingerprint") != fingerprint:
                raise ValueError("it was made by another version")
            self.files: Mapping[str, Filed] = {filed.path: filed for filed in self._files()}
            self.indexes: Mapping[str, Index] = {
                name: _OnDisk(self, name, array("I", lengths))
                for name, lengths in self._sealed("SELECT * FROM lengths")
            }
        except BaseException:
            self._database.close()
            raise

    def page(self, place: int) -> bytes:
        """The bytes of a file."""
        return bytes(self._one("SELECT * FROM pages WHERE place = ?", place)[1])

    def record(self, place: int) -> str:
        """One record."""
        return str(self._one("SELECT * FROM records WHERE place = ?", place)[1])

    def holders(self, field: str, word: str) -> Holders:
        """As in Index."""
        question = "SELECT * FROM words WHERE field = ? AND word = ?"
        for _, _, pairs in self._asked(question, field, word):
            return split(array("I", pairs))
        return NONE

    def vocabulary(self, field: str) -> list[str]:
        """As in Index."""
        return [word for _, word, _ in self._asked("SELECT * FROM words WHERE field = ?", field)]

    def _one(self, question: str, place: int) -> tuple[Any, ...]:
        found = self._asked(question, place)
        return found[0] if found else self._give_up()

    def _asked(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the file. Raises Unavailable, and does away with the file, where it is damaged."""
        try:
            with self._lock:
                return self._sealed(question, *values)
        except (sqlite3.Error, ValueError):
            self._give_up()

    def _sealed(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """Whole rows without their seals. Raises ValueError where one is broken."""
        found = self._database.execute(question, values).fetchall()
        for row in found:
            if row[-1] != _seal(row[:-1]):
                raise ValueError("a row is damaged")
        return [row[:-1] for row in found]

    def _give_up(self) -> NoReturn:
        self.damaged = True
        with suppress(OSError):
            self._path.unlink()
        raise Unavailable(
            "The index of the runbooks was damaged and has been removed.",
            "Call again: it is built anew from the pages.",
        )

    def _files(self) -> Iterator[Filed]:
        for place, path, modified, changed, size, digest, cards, faults, records in self._sealed(
            "SELECT * FROM files ORDER BY place"
        ):
            yield Filed(
                place,
                path,
                None if modified is None else Stamp(modified, changed, size),
                digest,
                tuple(Card(*values) for values in json.loads(cards)),
                tuple(PageFault(*values) for values in json.loads(faults)),
                tuple(json.loads(records)),
            )


@dataclass(frozen=True, slots=True)
class _OnDisk:
    """An index of a snapshot; each word is read once and kept."""

    snapshot: Snapshot
    name: str
    lengths: Sequence[int]
    known: dict[str, Holders] = field(default_factory=dict[str, "Holders"])

    def holders(self, word: str) -> Holders:
        found = self.known.get(word)
        if found is None:
            found = self.known[word] = self.snapshot.holders(self.name, word)
        return found

    def vocabulary(self) -> Iterable[str]:
        return self.snapshot.vocabulary(self.name)


def write(path: Path, fingerprint: str, contents: Contents) -> None:
    """Put a snapshot at a path, whole or not at all. Raises OSError or sqlite3.Error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = mkstemp(dir=path.parent, prefix=path.stem, suffix=".new")
    os.close(handle)
    try:
        with closing(sqlite3.connect(name, isolation_level=None)) as database:
            # Nobody else sees the file before it is whole, so nothing has to survive a crash.
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            database.executescript(_TABLES)
            database.execute("BEGIN")
            _fill(database, fingerprint, contents)
            database.execute("COMMIT")
        _settle(name)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _settle(name: str) -> None:
    """Have the bytes on the disk before the name leads to them."""
    handle = os.open(name, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _fill(database: sqlite3.Connection, fingerprint: str, contents: Contents) -> None:
    _insert(database, "meta", [("fingerprint", fingerprint)])
    for filed, data in contents.files:
        stamp = filed.stamp or (None, None, None)
        cards = json.dumps(filed.cards, ensure_ascii=False)
        faults = json.dumps([astuple(fault) for fault in filed.faults], ensure_ascii=False)
        records = json.dumps(filed.records)
        row = (filed.place, filed.path, *stamp, filed.digest, cards, faults, records)
        _insert(database, "files", [row])
        _insert(database, "pages", [(filed.place, data)])
    _insert(database, "records", enumerate(contents.records))
    for name, index in contents.indexes.items():
        _insert(database, "lengths", [(name, array("I", index.lengths).tobytes())])
        _insert(database, "words", _words(name, index))


def _insert(database: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    sealed = ((*row, _seal(row)) for row in rows)
    columns = {"meta": 3, "files": 10, "pages": 3, "records": 3, "lengths": 3, "words": 4}[table]
    marks = ", ".join("?" * columns)
    database.executemany(f"INSERT INTO {table} VALUES ({marks})", sealed)  # noqa: S608


def _seal(row: Sequence[Any]) -> int:
    seal = 0
    for value in row:
        data = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
        seal = crc32(data, seal + 1)
    return seal


def _words(name: str, index: Index) -> Iterator[tuple[str, str, bytes]]:
    # In order of the key, so that the tree is filled from one end and not all over.
    for word in sorted(index.vocabulary()):
        pairs = index.words[word] if isinstance(index, Memory) else paired(index.holders(word))
        if pairs:
            yield name, word, pairs.tobytes()
