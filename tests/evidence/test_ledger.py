"""What a ledger promises, in a file and in PostgreSQL alike."""

from __future__ import annotations

import os
import sqlite3
import threading
from datetime import timedelta

import psycopg
import pytest
import sqlalchemy as sa
from ledgers import NOW, READING, Place, at_once, ledger, process, record

from kurosai import deadline
from kurosai.deadline import Deadline
from kurosai.errors import LedgerFailed, Unavailable
from kurosai.evidence.ids import ALPHABET, new_id
from kurosai.evidence.ledger import Ledger
from kurosai.evidence.record import Event
from kurosai.vocabulary import Coverage


def test_evidence_comes_back_as_it_went_in(place: Place) -> None:
    book = ledger(place.at)
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


def test_order_is_the_tables_sequence_not_the_clock(place: Place) -> None:
    times = iter([NOW, NOW - timedelta(hours=5)])
    book = Ledger(place.at, operator="tester", clock=lambda: next(times))
    record(book, "AAAAAAAA")
    record(book, "BBBBBBBB")
    assert [one.id for one in book.since(0)] == ["AAAAAAAA", "BBBBBBBB"]
    assert [one.id for one in book.since(1)] == ["BBBBBBBB"]


def test_nobody_sees_the_readings_of_another_operator_as_his_own(place: Place) -> None:
    record(Ledger(place.at, operator="a", clock=lambda: NOW), "AAAAAAAA")
    assert Ledger(place.at, operator="b", clock=lambda: NOW).since(0) == ()


def test_events_are_a_cases_history(place: Place) -> None:
    book = ledger(place.at)
    first = book.append("CASE0001", "opened", {"text": "警報"})
    book.append("CASE0002", "opened", {})
    second = book.append("CASE0001", "walked", {"path": ["E4"]}, unless_after=first.sequence)
    assert book.events("CASE0001") == (first, second)
    assert [event.case for event in book.events_of_kind("opened")] == ["CASE0002", "CASE0001"]


def test_two_people_at_once_the_second_is_told_and_nothing_is_written(place: Place) -> None:
    book = ledger(place.at)
    first = book.append("CASE0001", "opened", {})
    book.append("CASE0001", "walked", {}, unless_after=first.sequence)
    with pytest.raises(LedgerFailed, match="changed by someone else"):
        book.append("CASE0001", "walked", {}, unless_after=first.sequence)
    assert len(book.events("CASE0001")) == 2


def test_an_index_row_is_kept_with_its_event_or_neither_is(place: Place) -> None:
    book = ledger(place.at)
    book.append("CASE0001", "opened", {})
    book.index(lambda db: db.execute(sa.text("CREATE TABLE words (sequence INTEGER)")))
    words = sa.table("words", sa.column("sequence"))

    def beside(connection: sa.Connection, event: Event) -> None:
        connection.execute(words.insert().values(sequence=event.sequence))
        if event.kind == "broken":
            raise OSError("no room")

    kept = book.append("CASE0001", "walked", {}, beside=beside)
    with pytest.raises(LedgerFailed, match="no room"):
        book.append("CASE0001", "broken", {}, beside=beside)
    assert book.select(sa.select(words)) == [{"sequence": kept.sequence}]
    assert [event.kind for event in book.events("CASE0001")] == ["opened", "walked"]


def test_what_was_abandoned_records_nothing(place: Place) -> None:
    book = ledger(place.at)
    given_up = Deadline(5)
    assert given_up.abandon()
    with deadline.running(given_up), pytest.raises(Unavailable, match="No answer within 5 s"):
        record(book, "AAAAAAAA")
    assert book.get(["AAAAAAAA"]) == {}


def test_what_is_being_recorded_cannot_be_abandoned_any_more(place: Place) -> None:
    book = ledger(place.at)
    late = Deadline(5)
    with deadline.running(late):
        record(book, "AAAAAAAA")
    assert not late.abandon()


def test_threads_share_one_ledger(place: Place) -> None:
    book = ledger(place.at)
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


def test_what_is_not_there_yet_reads_as_empty_and_is_not_made(place: Place) -> None:
    book = ledger(place.at)
    assert book.get(["AAAAAAAA"]) == {}
    assert book.newest() == 0
    assert book.events("CASE0001") == ()
    book.append("CASE0001", "opened", {})
    assert len(ledger(place.at).events("CASE0001")) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM evidence",
        "UPDATE event SET body = '{}'",
        "UPDATE chain SET digest = content",
        "DELETE FROM chain",
    ],
)
def test_the_database_itself_refuses_to_change_the_past(place: Place, statement: str) -> None:
    book = ledger(place.at)
    record(book, "AAAAAAAA")
    book.append("CASE0001", "opened", {})
    with pytest.raises((sqlite3.IntegrityError, psycopg.Error), match="append-only"):
        place.sql(statement)
    assert list(book.get(["AAAAAAAA"])) == ["AAAAAAAA"]


def test_a_row_that_joins_no_chain_is_refused(place: Place) -> None:
    ledger(place.at).append("CASE0001", "opened", {})
    row = "INSERT INTO event (sequence, case_id, kind, at, operator, body) VALUES "
    with pytest.raises((sqlite3.IntegrityError, psycopg.Error), match="newer Kurosai"):
        place.sql(row + "(2, 'CASE0001', 'closed', '2025-11-04T21:00:00Z', 'x', '{}')")


def test_of_many_who_act_on_a_case_at_once_one_wins(place: Place) -> None:
    first = ledger(place.at).append("CASE0001", "opened", {})
    gate = threading.Barrier(8)
    won: list[str] = []

    def act() -> None:
        book = ledger(place.at)
        book.newest()
        gate.wait()
        try:
            book.append("CASE0001", "walked", {}, unless_after=first.sequence)
            won.append("won")
        except LedgerFailed as told:
            won.append(told.what)

    threads = [threading.Thread(target=act) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lost = "Case CASE0001 was changed by someone else in between."
    assert sorted(won) == [lost] * 7 + ["won"]
    assert len(ledger(place.at).events("CASE0001")) == 2


def test_a_kill_loses_nothing_that_was_acknowledged(place: Place) -> None:
    code = "n = 0\nwhile True: book.append('CASE', 'k', {'n': n}); n += 1; print(n, flush=True)"
    acknowledged = 0
    with process(place.at, code) as writer:
        assert writer.stdout is not None
        for line in writer.stdout:
            acknowledged = int(line)
            if acknowledged >= 25:
                break
        os.kill(writer.pid, 9)
    events = ledger(place.at).events("CASE")
    assert len(events) >= acknowledged
    assert [event.body["n"] for event in events] == list(range(len(events)))


def test_eight_processes_write_at_once_and_a_reader_misses_none(place: Place) -> None:
    """Whoever asks for what came after N never sees a smaller number appear later."""
    seen: list[int] = []
    written = threading.Event()

    def follow() -> None:
        reader = ledger(place.at, operator="p")
        while True:
            last = written.is_set()
            new = [one.sequence for one in reader.since(seen[-1] if seen else 0, most=10_000)]
            seen.extend(new)
            if last:
                return

    follower = threading.Thread(target=follow)
    follower.start()
    told = at_once(place.at, "for n in range(25): record(200)", times=8)
    written.set()
    follower.join()
    assert told == [("", "")] * 8
    assert seen == list(range(1, 201))
    assert place.sql("SELECT count(*), max(position) FROM chain") == [(200, 200)]


def test_six_processes_start_at_once_on_a_new_ledger(place: Place) -> None:
    told = at_once(place.at, "for n in range(20): book.append('CASE', 'k', {'n': n})", times=6)
    assert told == [("", "")] * 6
    assert len(ledger(place.at).events("CASE")) == 120
