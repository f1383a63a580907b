from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kurosai import deadline
from kurosai.deadline import Deadline
from kurosai.errors import LedgerFailed, Unavailable
from kurosai.evidence.ids import ALPHABET, new_id
from kurosai.evidence.ledger import Ledger
from kurosai.vocabulary import Again, Call, Coverage, Look, Reading, Row, Window

NOW = datetime(2025, 11, 4, 21, 0, tzinfo=UTC)
READING = Reading(
    source="/aws/lambda/x",
    identity="aws 111122223333 ap-northeast-1",
    coverage=Coverage.COMPLETE,
    rows=(Row("行 one", NOW, ">", "one"), Row("two")),
    window=Window(NOW - timedelta(hours=1), NOW),
    total=2,
    again=Again(NOW, Call("aws", "find_logs", {"group": "x"}), "later"),
    facts={"request": "2291eeee"},
)


def ledger(path: Path) -> Ledger:
    return Ledger(path, operator="tester", clock=lambda: NOW)


def record(to: Ledger, evidence: str, reading: Reading = READING) -> None:
    to.record(
        evidence,
        reading,
        server="aws",
        tool="find_logs",
        asked={"group": "x"},
        shown=1,
        text="as shown",
    )


def test_evidence_comes_back_as_it_went_in(tmp_path: Path) -> None:
    book = ledger(tmp_path / "deep" / "ledger.sqlite3")
    evidence = new_id()
    record(book, evidence)
    back = book.get([evidence, "ZZZZZZZZ"])
    assert list(back) == [evidence]
    one = back[evidence]
    assert [(row.text, row.at, row.mark) for row in one.rows] == [
        (row.text, row.at, row.mark) for row in READING.rows
    ]
    assert (one.window, one.again, one.facts) == (READING.window, READING.again, READING.facts)
    assert (one.coverage, one.total, one.shown, one.text) == (Coverage.COMPLETE, 2, 1, "as shown")
    assert (one.operator, one.read_at, one.asked) == ("tester", NOW, {"group": "x"})


def test_a_ledger_that_does_not_exist_reads_as_empty_and_is_not_created(tmp_path: Path) -> None:
    book = ledger(tmp_path / "ledger.sqlite3")
    assert book.get(["AAAAAAAA"]) == {}
    assert book.newest() == 0
    assert list(tmp_path.iterdir()) == []


def test_order_is_the_tables_sequence_not_the_clock(tmp_path: Path) -> None:
    times = iter([NOW, NOW - timedelta(hours=5)])
    book = Ledger(tmp_path / "l.sqlite3", operator="tester", clock=lambda: next(times))
    record(book, "AAAAAAAA")
    record(book, "BBBBBBBB")
    assert [one.id for one in book.since(0)] == ["AAAAAAAA", "BBBBBBBB"]
    assert [one.id for one in book.since(1)] == ["BBBBBBBB"]


def test_nobody_sees_the_readings_of_another_operator_as_his_own(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite3"
    record(Ledger(path, operator="a", clock=lambda: NOW), "AAAAAAAA")
    assert Ledger(path, operator="b", clock=lambda: NOW).since(0) == ()


def test_whoever_takes_over_can_ask_for_what_others_read(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite3"
    for operator, name in (("a", "AAAAAAAA"), ("b", "BBBBBBBB"), ("c", "CCCCCCCC")):
        record(Ledger(path, operator=operator, clock=lambda: NOW), name)
    book = Ledger(path, operator="c", clock=lambda: NOW)
    assert [one.id for one in book.since(0, operators={"a", "b"})] == ["AAAAAAAA", "BBBBBBBB"]
    assert [one.id for one in book.since(1, operators={"a", "c"}, most=1)] == ["CCCCCCCC"]


def test_events_are_a_cases_history(tmp_path: Path) -> None:
    book = ledger(tmp_path / "l.sqlite3")
    first = book.append("CASE0001", "opened", {"text": "警報"})
    book.append("CASE0002", "opened", {})
    second = book.append("CASE0001", "walked", {"path": ["E4"]}, unless_after=first.sequence)
    assert book.events("CASE0001") == (first, second)
    assert [event.case for event in book.events_of_kind("opened")] == ["CASE0002", "CASE0001"]


def test_two_people_at_once_the_second_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    book = ledger(tmp_path / "l.sqlite3")
    first = book.append("CASE0001", "opened", {})
    book.append("CASE0001", "walked", {}, unless_after=first.sequence)
    with pytest.raises(LedgerFailed, match="changed by someone else"):
        book.append("CASE0001", "walked", {}, unless_after=first.sequence)
    assert len(book.events("CASE0001")) == 2


def test_of_many_who_act_on_a_case_at_once_one_wins(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite3"
    first = ledger(path).append("CASE0001", "opened", {})
    gate = threading.Barrier(8)
    won: list[bool] = []

    def act() -> None:
        book = ledger(path)
        book.newest()
        gate.wait()
        try:
            book.append("CASE0001", "walked", {}, unless_after=first.sequence)
            won.append(True)
        except LedgerFailed:
            won.append(False)

    threads = [threading.Thread(target=act) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 7 + [True]
    assert len(ledger(path).events("CASE0001")) == 2


@pytest.mark.parametrize("statement", ["DELETE FROM evidence", "UPDATE event SET body = '{}'"])
def test_the_database_itself_refuses_to_change_the_past(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "l.sqlite3"
    book = ledger(path)
    record(book, "AAAAAAAA")
    book.append("CASE0001", "opened", {})
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
    connection.close()


def test_six_processes_start_at_once_on_a_new_file(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    code = (
        "import sys, time\n"
        "from datetime import datetime, UTC\n"
        "from pathlib import Path\n"
        "from kurosai.evidence.ledger import Ledger\n"
        "book = Ledger(Path(sys.argv[1]), operator='p', clock=lambda: datetime.now(UTC))\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "for n in range(20): book.append('CASE', 'k', {'n': n})\n"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    endings = [process.communicate(timeout=60)[1] for process in processes]
    assert endings == [""] * 6
    assert len(ledger(path).events("CASE")) == 120


def test_a_full_disk_is_said_and_reading_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite3"
    book = ledger(path)
    record(book, "AAAAAAAA")
    connection = sqlite3.connect(path)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.close()
    from sqlalchemy import event

    def fill(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    book.close()
    event.listen(book._engine, "connect", fill)  # pyright: ignore[reportPrivateUsage]
    big = Reading("s", "i", Coverage.COMPLETE, rows=(Row("x" * 200_000),))
    with pytest.raises(LedgerFailed, match=r"could not be written.*full.*Free disk space"):
        record(book, "BBBBBBBB", big)
    assert list(book.get(["AAAAAAAA", "BBBBBBBB"])) == ["AAAAAAAA"]


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite3"
    path.write_bytes(b"this is no database at all, but long enough to have a header" * 40)
    with pytest.raises(LedgerFailed, match="move it away"):
        ledger(path).append("CASE", "k", {})


def test_a_newer_schema_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite3"
    ledger(path).append("CASE", "k", {})
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO schema_version VALUES (99)")
    connection.commit()
    connection.close()
    with pytest.raises(LedgerFailed, match="newer Kurosai"):
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


def test_what_was_abandoned_records_nothing(tmp_path: Path) -> None:
    book = ledger(tmp_path / "l.sqlite3")
    given_up = Deadline(5)
    assert given_up.abandon()
    with deadline.running(given_up), pytest.raises(Unavailable, match="No answer within 5 s"):
        record(book, "AAAAAAAA")
    assert book.get(["AAAAAAAA"]) == {}


def test_what_is_being_recorded_cannot_be_abandoned_any_more(tmp_path: Path) -> None:
    book = ledger(tmp_path / "l.sqlite3")
    late = Deadline(5)
    with deadline.running(late):
        record(book, "AAAAAAAA")
    assert not late.abandon()


def test_a_kill_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite3"
    code = (
        "import sys, os\n"
        "from datetime import datetime, UTC\n"
        "from pathlib import Path\n"
        "from kurosai.evidence.ledger import Ledger\n"
        "book = Ledger(Path(sys.argv[1]), operator='p', clock=lambda: datetime.now(UTC))\n"
        "n = 0\n"
        "while True:\n"
        "    book.append('CASE', 'k', {'n': n}); n += 1; print(n, flush=True)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    acknowledged = 0
    for line in process.stdout:
        acknowledged = int(line)
        if acknowledged >= 25:
            break
    os.kill(process.pid, 9)
    process.wait(timeout=10)
    process.stdout.close()
    assert len(ledger(path).events("CASE")) >= acknowledged


def test_threads_share_one_ledger(tmp_path: Path) -> None:
    book = ledger(tmp_path / "l.sqlite3")
    failures: list[Exception] = []

    def write() -> None:
        try:
            for _ in range(10):
                record(book, new_id())
        except LedgerFailed as error:
            failures.append(error)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert book.newest() == 80


def test_ids_are_crockford() -> None:
    made = {new_id() for _ in range(500)}
    assert len(made) == 500
    assert set("".join(made)) <= set(ALPHABET)
    assert not set("ILOU") & set(ALPHABET)


def test_a_ledger_of_the_first_schema_is_taken_over_with_all_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite3"
    book = ledger(path)
    record(book, "AAAAAAAA")
    book.close()
    connection = sqlite3.connect(path)
    connection.execute("ALTER TABLE evidence DROP COLUMN looks")
    connection.execute("UPDATE schema_version SET version = 1")
    connection.commit()
    connection.close()
    again = ledger(path)
    denied = Look("/b", Coverage.DENIED, "no", "history")
    record(again, "BBBBBBBB", Reading("s", "i", Coverage.COMPLETE, looks=(denied,)))
    found = again.get(["AAAAAAAA", "BBBBBBBB"])
    assert found["AAAAAAAA"].looks == ()
    assert found["AAAAAAAA"].looked == (Look(found["AAAAAAAA"].source, Coverage.COMPLETE),)
    assert found["BBBBBBBB"].looks == (denied,)


def test_a_takeover_that_died_half_way_is_finished(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite3"
    book = ledger(path)
    record(book, "AAAAAAAA")
    book.close()
    connection = sqlite3.connect(path)
    # The column was added, and the process ended before it said so.
    connection.execute("UPDATE schema_version SET version = 1")
    connection.commit()
    connection.close()
    assert ledger(path).get(["AAAAAAAA"])["AAAAAAAA"].looks == ()
