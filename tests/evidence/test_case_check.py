"""`verify` holds the index of cases against the events, and `reindex` mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from ledgers import NOW, Place, ledger

from kurosai.cases import indexing, story, trigger
from kurosai.cli.main import main
from kurosai.evidence import case_check

if TYPE_CHECKING:
    from kurosai.evidence.ledger import Ledger

CASES = ("CASE0001", "CASE0002", "CASE0003")


@pytest.fixture
def kept(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A ledger with three cases, the first one closed, named by the environment."""
    book = ledger(place.at)
    indexing.of(book)
    for number, case in enumerate(CASES):
        told = trigger.parse(f"the bucket b{number} is gone", "en", NOW)
        body = story.opened_body(told, signature="", match={}, pin=None, position=0)
        book.append(case, story.OPENED, body)
    book.append(CASES[0], story.LEFT, {"why": "about another bucket"})
    monkeypatch.setenv("KUROSAI_LEDGER", str(place.at))
    monkeypatch.delenv("KUROSAI_WORLD", raising=False)
    return place


def found(place: Place) -> case_check.Findings:
    checked = case_check.check(ledger(place.at).store, indexing.describe)
    assert checked is not None
    return checked


def mark(place: Place, upto: int) -> None:
    place.sql(f"INSERT INTO case_index_mark VALUES ('upto', {upto})")


def terms(place: Place, number: int, words: str) -> str:
    """What puts a case under other words, in the inverted index and beside it."""
    if place.server is None:
        return f"INSERT OR REPLACE INTO case_terms(rowid, terms) VALUES ({number}, '{words}')"
    return f"UPDATE case_held SET terms = '{{{words}}}' WHERE number = {number}"


def test_an_index_as_it_was_written_is_found_whole(kept: Place) -> None:
    seen: list[tuple[int, int]] = []
    store = ledger(kept.at).store

    def progress(done: int, of: int) -> None:
        seen.append((done, of))

    checked = case_check.check(store, indexing.describe, progress)
    assert checked == case_check.Findings()
    assert seen == [(3, 3)]


def test_a_case_that_the_index_shows_otherwise_is_named(kept: Place) -> None:
    kept.sql("UPDATE case_index SET state = 'closed', title = 'x' WHERE case_id = 'CASE0002'")
    assert found(kept).faults == [
        "the index has another state, title of case CASE0002 than its events"
    ]


def test_a_case_under_other_terms_is_named(kept: Place) -> None:
    kept.sql(terms(kept, 2, "violet"))
    first, *others = found(kept).faults
    assert first == "the index has another terms of case CASE0002 than its events"
    # In SQLite both are written together; see below.
    assert others == ([] if kept.server is None else ["case CASE0002 is found by other terms"])


def test_a_case_that_is_not_found_by_the_terms_that_it_has_is_named(kept: Place) -> None:
    if kept.server is None:
        # What is kept beside the inverted index, alone.
        kept.sql(
            "PRAGMA writable_schema = ON",
            "UPDATE case_terms_content SET c0 = replace(c0, 'bucket', 'packet') WHERE id = 3",
        )
        said = "the index has another terms of case CASE0003 than its events"
    else:
        kept.sql("UPDATE case_holders SET term = 'packet' WHERE term = 'bucket' AND number = 3")
        said = ""
    faults = found(kept).faults
    assert faults == [*([said] if said else []), "case CASE0003 is found by other terms"]


def test_a_case_that_is_missing_is_behind_until_the_index_has_come_past_it(kept: Place) -> None:
    kept.sql("DELETE FROM case_index WHERE case_id = 'CASE0003'")
    assert found(kept).behind == 1
    mark(kept, 9)
    checked = found(kept)
    assert checked.behind == 0
    assert checked.faults[0] == "the index lacks the newest of case CASE0003"


def test_a_case_of_the_index_without_events_is_named(kept: Place) -> None:
    kept.sql("UPDATE case_index SET case_id = 'CASE0009' WHERE case_id = 'CASE0003'")
    assert "the index has a case CASE0009 that has no events" in found(kept).faults


def test_an_event_that_is_none_is_said_and_the_others_are_looked_at(kept: Place) -> None:
    kept.unguarded("UPDATE event SET body = '{' WHERE sequence = 4")
    kept.sql("UPDATE case_index SET title = 'x' WHERE case_id = 'CASE0003'")
    assert found(kept).faults == [
        "case CASE0001 cannot be indexed: an event of it is no event",
        "the index has another title of case CASE0003 than its events",
    ]


def test_verify_says_it_and_reindex_mends_it(
    kept: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    kept.sql(terms(kept, 1, "violet"), "DELETE FROM case_index WHERE case_id = 'CASE0003'")
    mark(kept, 9)
    assert main(["ledger", "verify"]) == 1
    said = capsys.readouterr().out
    assert "fault: the index lacks the newest of case CASE0003\n" in said
    assert "note: kurosai ledger reindex makes the index of cases anew\n" in said
    assert main(["ledger", "reindex"]) == 0
    assert "3 cases of " in capsys.readouterr().out
    assert main(["ledger", "verify"]) == 0
    assert found(kept) == case_check.Findings()


def test_verify_says_what_is_not_indexed_yet_and_is_content(
    kept: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    older: Ledger = ledger(kept.at)
    older.append(CASES[2], story.LEFT, {"why": "seen without the index"})
    assert main(["ledger", "verify"]) == 0
    assert "note: 1 case not in the index as it" in capsys.readouterr().out.replace("they", "it")


def test_there_must_be_a_ledger_to_index(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KUROSAI_LEDGER", str(place.at))
    assert main(["ledger", "reindex"]) == 2
    assert "There is no ledger at" in capsys.readouterr().err
