"""What only a file can meet: modes, full disks, folders in the way, files that are moved."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from ledgers import ledger, record
from sqlalchemy import event

from kurosai.errors import LedgerFailed
from kurosai.evidence import sqlite
from kurosai.vocabulary import Coverage, Reading, Row


def test_a_full_disk_is_said_and_reading_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite3"
    book = ledger(path)
    record(book, "AAAAAAAA")
    connection = sqlite3.connect(path)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.close()

    def fill(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    book.close()
    event.listen(book.store.engine, "connect", fill)
    big = Reading("s", "i", Coverage.COMPLETE, rows=(Row("x" * 200_000),))
    with pytest.raises(LedgerFailed, match=r"could not be written.*full.*Free disk space"):
        record(book, "BBBBBBBB", big)
    assert list(book.get(["AAAAAAAA", "BBBBBBBB"])) == ["AAAAAAAA"]


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite3"
    path.write_bytes(b"this is no database at all, but long enough to have a header" * 40)
    with pytest.raises(LedgerFailed, match="move it away"):
        ledger(path).append("CASE", "k", {})


@pytest.mark.parametrize("where", ["file/below.sqlite3"])
def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LedgerFailed, match="could not be written"):
        ledger(tmp_path / where).append("CASE", "k", {})


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX")
def test_nobody_else_on_the_machine_can_read_it(tmp_path: Path) -> None:
    book = ledger(tmp_path / "state" / "l.sqlite3")
    record(book, "AAAAAAAA")
    assert (tmp_path / "state").stat().st_mode & 0o077 == 0
    for path in (tmp_path / "state").glob("l.sqlite3*"):
        if path.suffix != ".lock":
            assert path.stat().st_mode & 0o077 == 0, path


def test_a_name_that_no_file_can_have_is_said(tmp_path: Path) -> None:
    book = ledger(tmp_path / ("x" * 300))
    with pytest.raises(LedgerFailed, match="could not be read"):
        book.newest()


def test_a_ledger_that_does_not_exist_reads_as_empty_and_is_not_created(tmp_path: Path) -> None:
    book = ledger(tmp_path / "ledger.sqlite3")
    assert book.get(["AAAAAAAA"]) == {}
    assert book.newest() == 0
    assert list(tmp_path.iterdir()) == []


READ = (
    "import sys\n"
    "from ledgers import ledger, record\n"
    "from kurosai.errors import LedgerFailed\n"
    "book = ledger(sys.argv[1])\n"
    "for _ in range(2):\n"
    "    print(*book.get(['AAAAAAAA', 'BBBBBBBB']), len(book.events('CASE0001')))\n"
    "    try: record(book, 'CCCCCCCC')\n"
    "    except LedgerFailed as told: print(told)\n"
)


def as_one_who_may_not(path: Path, code: str = READ) -> list[str]:
    """The lines that `code` prints in a process for which modes hold."""
    # For root they hold no more, unless it gives that power up.
    weak = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]
    told = subprocess.run(
        [*(weak if os.geteuid() == 0 else ()), sys.executable, "-c", code, str(path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.splitlines()


def filled(folder: Path, *, crashed: bool = False) -> Path:
    """A ledger in a folder of its own; `crashed` leaves the newest rows in the log beside it."""
    book = ledger(folder / "first" / "l.sqlite3")
    record(book, "AAAAAAAA")
    book.append("CASE0001", "opened", {})
    if crashed:
        with closing(sqlite3.connect(folder / "first" / "l.sqlite3")) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        record(book, "BBBBBBBB")
    else:
        book.close()
    place = folder / "place"
    place.mkdir()
    for suffix in ("", "-wal") if crashed else ("",):
        shutil.copy(folder / "first" / f"l.sqlite3{suffix}", place)
    return place / "l.sqlite3"


@pytest.mark.parametrize(
    ("crashed", "holds"), [(False, "AAAAAAAA 1"), (True, "AAAAAAAA BBBBBBBB 1")]
)
def test_a_folder_that_takes_nothing_is_said_and_whoever_comes_first_can_read(
    tmp_path: Path, crashed: bool, holds: str
) -> None:
    path = filled(tmp_path, crashed=crashed)
    for one in (*path.parent.iterdir(), path.parent):
        one.chmod(0o555 if one.is_dir() else 0o444)
    try:
        lines = as_one_who_may_not(path)
    finally:
        path.parent.chmod(0o755)
    assert lines[0::2] == [holds] * 2
    assert all("could not be written" in line for line in lines[1::2])
    assert all("writable, or set KUROSAI_LEDGER" in line for line in lines[1::2])
    assert [one.name for one in path.parent.iterdir() if one.suffix == ".lock"] == []


def test_a_file_that_takes_nothing_is_said_and_can_be_read(tmp_path: Path) -> None:
    path = filled(tmp_path)
    path.chmod(0o444)
    lines = as_one_who_may_not(path)
    assert lines[0::2] == ["AAAAAAAA 1"] * 2
    assert all("Make the file writable" in line for line in lines[1::2])


def test_a_file_that_becomes_writable_is_written_by_the_same_process(tmp_path: Path) -> None:
    path = filled(tmp_path)
    path.chmod(0o444)
    lines = as_one_who_may_not(
        path,
        READ.replace("    try:", "    if _: import os; os.chmod(sys.argv[1], 0o644)\n    try:"),
    )
    assert len(lines) == 3
    assert list(ledger(path).get(["CCCCCCCC"])) == ["CCCCCCCC"]


def test_a_file_that_is_moved_away_under_a_server_costs_no_evidence(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite3"
    book = ledger(path)
    record(book, "AAAAAAAA")
    (tmp_path / "away").mkdir()
    for one in tmp_path.glob("l.sqlite3*"):
        one.rename(tmp_path / "away" / one.name)
    assert book.get(["AAAAAAAA"]) == {}
    record(book, "BBBBBBBB")
    assert list(ledger(path).get(["AAAAAAAA", "BBBBBBBB"])) == ["BBBBBBBB"]
    assert list(ledger(tmp_path / "away" / "l.sqlite3").get(["AAAAAAAA"])) == ["AAAAAAAA"]


@pytest.mark.parametrize("table", ["evidence", "chain"])
def test_not_even_insert_or_replace_changes_the_past(tmp_path: Path, table: str) -> None:
    path = tmp_path / "l.sqlite3"
    record(ledger(path), "AAAAAAAA")
    with (
        closing(sqlite3.connect(path)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        connection.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


def test_whoever_keeps_the_lock_keeps_others_waiting_only_so_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.3)
    book = ledger(tmp_path / "l.sqlite3")
    record(book, "AAAAAAAA")
    with closing(sqlite3.connect(tmp_path / "l.sqlite3")) as holder:
        holder.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        with pytest.raises(LedgerFailed, match=r"locked\. Another process holds it; try again"):
            record(book, "BBBBBBBB")
        assert 0.3 < time.monotonic() - started < 3
        assert list(book.get(["AAAAAAAA"])) == ["AAAAAAAA"]
    record(book, "BBBBBBBB")
