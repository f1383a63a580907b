"""Ledgers of other versions: older ones are taken over, newer ones are read and left alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import old_ledgers
import psycopg
import pytest
from ledgers import NOW, Place, at_once, ledger, record

from kurosai.cases import indexing, story, trigger
from kurosai.errors import LedgerFailed
from kurosai.evidence import migrating, schema
from kurosai.evidence.case_terms import Wanted
from kurosai.evidence.ledger import Ledger
from kurosai.vocabulary import Coverage, Look, Reading

OLD = [old_ledgers.FIRST, old_ledgers.SECOND]


@pytest.mark.parametrize("version", OLD)
def test_an_old_ledger_is_taken_over_with_all_it_holds(sqlite: Place, version: int) -> None:
    old_ledgers.make(Path(sqlite.at), version, rows=1203)
    book = ledger(sqlite.at)
    denied = Look("/b", Coverage.DENIED, "no", "history")
    record(book, "BBBBBBBB", Reading("s", "i", Coverage.COMPLETE, looks=(denied,)))
    found = book.get(["E0000001", "E0001203", "BBBBBBBB"])
    looks = {name: one.looks for name, one in found.items()}
    assert looks == {"E0000001": (), "E0001203": (), "BBBBBBBB": (denied,)}
    assert found["E0000001"].asked == {"group": "行"}
    assert [event.kind for event in book.events("CASE0001")] == ["opened", "walked", "closed"]
    assert book.newest() == 1204
    chain = sqlite.sql("SELECT part, sequence FROM chain ORDER BY position")
    assert len(chain) == 1203 + 3 + 1 + 1
    assert chain[-1] == ("evidence", 1204)
    # In the order of their times, but each table in its own order.
    assert chain[:3] == [("evidence", 1), ("evidence", 2), ("event", 1)]
    for part in ("evidence", "event"):
        order = [sequence for name, sequence in chain if name == part]
        assert order == sorted(order)
    (chained,) = book.events_of_kind(migrating.KIND)
    assert chained.body == {"rows": 1206}


@pytest.mark.parametrize("version", OLD)
def test_six_processes_start_at_once_on_an_old_ledger(sqlite: Place, version: int) -> None:
    old_ledgers.make(Path(sqlite.at), version, rows=700)
    told = at_once(sqlite.at, "for n in range(5): record(100)", times=6)
    assert told == [("", "")] * 6
    assert ledger(sqlite.at).newest() == 730
    assert len(ledger(sqlite.at).events_of_kind(migrating.KIND)) == 1
    assert sqlite.sql("SELECT count(*), max(position) FROM chain") == [(734, 734)]


def test_a_takeover_that_dies_half_way_leaves_the_old_ledger(sqlite: Place) -> None:
    old_ledgers.make(Path(sqlite.at), old_ledgers.FIRST, rows=30)
    with closing(sqlite3.connect(sqlite.at)) as connection:
        # A row that no encoding holds stops it after the tables and the column were made.
        connection.execute("INSERT INTO event VALUES (9, 'C', 'k', 'z', 'o', CAST(X'FF' AS TEXT))")
        connection.commit()
    with pytest.raises(LedgerFailed, match="could not be written"):
        ledger(sqlite.at).append("CASE0001", "walked", {})
    names = {name for (name,) in sqlite.sql("SELECT name FROM sqlite_master WHERE type='table'")}
    assert "chain" not in names
    assert sqlite.sql("SELECT max(version) FROM schema_version") == [(1,)]
    assert list(ledger(sqlite.at).get(["E0000007"])) == ["E0000007"]


def test_a_server_of_the_old_version_that_still_runs_cannot_write_past_the_chain(
    sqlite: Place,
) -> None:
    old_ledgers.make(Path(sqlite.at), old_ledgers.SECOND, rows=1)
    with closing(sqlite3.connect(sqlite.at)) as old:
        insert = (
            "INSERT INTO event (case_id, kind, at, operator, body) VALUES ('C','k','z','o','{}')"
        )
        old.execute(insert)
        old.commit()
        ledger(sqlite.at).append("CASE0001", "walked", {})
        with pytest.raises(sqlite3.IntegrityError, match="newer Kurosai than this server"):
            old.execute(insert)


def test_an_index_of_schema_4_in_postgresql_is_made_anew(postgres: Place) -> None:
    """Its terms were in a table of another form, which an older server may still write to."""
    book = ledger(postgres.at)
    indexing.of(book)
    open_case(book, "CASE0001", "the bucket is locked")
    book.close()
    postgres.sql(
        "DROP TABLE case_holders",
        "DROP TABLE case_held",
        "CREATE TABLE case_terms (number BIGINT PRIMARY KEY, terms TEXT[])",
        "CREATE INDEX case_terms_gin ON case_terms USING gin (terms)",
        "INSERT INTO case_terms SELECT number, '{bucket}' FROM case_index",
        "DELETE FROM schema_version",
        "INSERT INTO schema_version VALUES (4)",
    )
    index = indexing.of(ledger(postgres.at)).answers(60)
    assert index.behind == ""
    assert [row.case_id for row in index.page(Wanted((("bucket",),)), most=9)] == ["CASE0001"]
    with pytest.raises(psycopg.errors.UndefinedTable):
        postgres.sql("INSERT INTO case_terms VALUES (9, '{}')")


def open_case(book: Ledger, case: str, text: str) -> None:
    told = trigger.parse(text, "en", NOW)
    body = story.opened_body(told, signature="", match={}, pin=None, position=0)
    book.append(case, story.OPENED, body)


def newer(place: Place, *statements: str) -> None:
    book = ledger(place.at)
    record(book, "AAAAAAAA")
    book.append("CASE0001", "opened", {})
    book.close()
    place.sql("INSERT INTO schema_version VALUES (99)", *statements)


def test_a_newer_ledger_is_read_and_not_written(place: Place) -> None:
    newer(place, "ALTER TABLE evidence ADD COLUMN mood TEXT", "ALTER TABLE evidence DROP looks")
    book = ledger(place.at)
    for _ in range(2):
        with pytest.raises(LedgerFailed, match=r"newer Kurosai \(schema 99.*Update Kurosai"):
            record(book, "BBBBBBBB")
        assert list(book.get(["AAAAAAAA", "BBBBBBBB"])) == ["AAAAAAAA"]
        assert [event.kind for event in book.events("CASE0001")] == ["opened"]
        assert book.newest() == 1


def test_a_newer_ledger_without_a_column_that_is_needed_says_which(place: Place) -> None:
    newer(place, "ALTER TABLE evidence RENAME COLUMN facts TO truths")
    with pytest.raises(LedgerFailed, match=r"no evidence.facts.*schema 99.*Update Kurosai"):
        ledger(place.at).get(["AAAAAAAA"])
    assert len(ledger(place.at).events("CASE0001")) == 1


def test_the_version_is_that_of_the_last_step() -> None:
    assert max(migrating.STEPS) == schema.VERSION
    assert list(migrating.STEPS) == sorted(migrating.STEPS)
