"""What cases are found by: in SQLite and in PostgreSQL, with the event or not at all."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from ledgers import NOW, Place, ledger

from kurosai.errors import LedgerFailed
from kurosai.evidence import case_rows, pruning, verifying
from kurosai.evidence.case_answers import Answers
from kurosai.evidence.case_index import BATCH
from kurosai.evidence.case_rows import Extent, Indexed
from kurosai.evidence.case_terms import Wanted
from kurosai.evidence.record import NewEvent
from kurosai.vocabulary import stamp

if TYPE_CHECKING:
    from kurosai.evidence.ledger import Ledger
    from kurosai.evidence.record import Event


def describe(events: Sequence[Event]) -> Indexed:
    """A case is found by the words of its newest event."""
    first, newest = events[0], events[-1]
    words = str(newest.body.get("words", ""))
    return Indexed(
        number=first.sequence,
        case_id=first.case,
        last=newest.sequence,
        opened_at=str(first.body.get("at", stamp(first.at))),
        opened_by=first.operator,
        position=int(str(first.body.get("position", 0))),
        state="closed" if newest.kind == "closed" else "open",
        concluded_at=str(newest.body.get("at", "")) if newest.kind == "closed" else "",
        cause=words,
        terms=frozenset(words.split()),
    )


def opened(book: Ledger, case: str, words: str, **body: str) -> None:
    book.append(case, "opened", {"words": words, **body})


def found(index: Answers, *groups: str, before: int = 0, most: int = 9, **more: object) -> str:
    """The first letters of the cases that have a word of each group ("a|b"), as they come."""
    wanted = replace(Wanted(tuple(tuple(one.split("|")) for one in groups)), **more)  # pyright: ignore[reportArgumentType] - tests only
    rows = index.page(wanted, before=before, most=most)
    assert index.count(wanted) == len(index.page(wanted, most=1_000))
    return "".join(row.case_id[0] for row in rows)


@pytest.fixture
def book(place: Place) -> Ledger:
    return ledger(place.at)


@pytest.fixture
def index(book: Ledger) -> Answers:
    """Four cases: A, B, C and D in the order in which they were opened."""
    book.indexed(describe)
    opened(book, "A0000000", "red =v1 日本", at="2025-01-01T00:00:00Z")
    opened(book, "B0000000", "red green =v2", at="2025-02-01T00:00:00Z")
    opened(book, "C0000000", "green blue =v1", at="2025-03-01T00:00:00Z")
    opened(book, "D0000000", "blue 日本 本語 =v2", at="2025-04-01T00:00:00.500Z")
    return Answers(book)


def test_every_mix_of_conditions_is_one_question(index: Answers) -> None:
    assert found(index) == "DCBA"
    assert found(index, "red") == "BA"
    assert found(index, "red", "green") == "B"
    assert found(index, "red|blue") == "DCBA"
    assert found(index, "red|blue", "green") == "CB"
    assert found(index, "red|blue", "=v1") == "CA"
    assert found(index, "日本") == "DA"
    assert found(index, "日本", "本語") == "D"
    assert found(index, "red", "blue") == ""
    assert found(index, "nowhere") == ""
    assert found(index, "green", without=("blue",)) == "B"
    assert found(index, "green", without=("blue", "=v2")) == "CB"


def test_nothing_in_a_term_is_the_databases_language(index: Answers) -> None:
    for term in ("red*", "red OR blue", "terms:red", "^red", "NEAR", "re", "RED", '"', "", "re d"):
        assert found(index, term) == ""
        assert found(index, "red", f"{term}|green" if term else "green") == "B"
    assert found(index, "red", without=('"',)) == "BA"


def test_a_period_holds_what_was_opened_or_concluded_in_it(book: Ledger, index: Answers) -> None:
    def during(since: str, until: str, *groups: str) -> str:
        return found(index, *groups, since=since, until=until)

    assert during("2025-02-01T00:00:00", "2025-03-01T00:00:00") == "CB"
    assert during("2025-02-01T00:00:01", "") == "DC"
    assert during("", "2025-01-31T00:00:00") == "A"
    # A whole second with its milliseconds.
    assert during("2025-04-01T00:00:00", "2025-04-01T00:00:00") == "D"
    assert during("2025-02-01T00:00:00", "2025-03-01T00:00:00", "red") == "B"
    book.append("A0000000", "closed", {"words": "red", "at": "2025-02-15T00:00:00Z"})
    assert during("2025-02-01T00:00:00", "2025-03-01T00:00:00") == "CBA"
    assert during("2025-02-02T00:00:00", "2025-02-28T00:00:00", "red") == "A"


def test_pages_go_down_by_number(index: Answers) -> None:
    first = index.page(Wanted(), most=2)
    assert [row.case_id[0] for row in first] == ["D", "C"]
    assert found(index, before=first[-1].number) == "BA"
    assert found(index, "red|blue", before=first[-1].number, most=1) == "B"
    assert index.count(Wanted(), most=2) == 3
    held = index.holders(("red", "x", "no term"), most=9)
    assert {word: len(numbers) for word, numbers in held.items()} == {
        "red": 2,
        "x": 0,
        "no term": 0,
    }
    assert index.holders(("red",), most=1) == {"red": held["red"][:1]}


def test_what_a_case_was_found_by_before_is_gone(book: Ledger, index: Answers) -> None:
    book.append("A0000000", "closed", {"words": "violet", "at": stamp(NOW)})
    assert found(index, "violet") == "A"
    assert found(index, "red") == "B"
    row = index.case("A0000000")
    assert row is not None
    assert (row.state, row.cause, row.opened_at) == ("closed", "violet", "2025-01-01T00:00:00Z")
    assert index.case("ZZZZZZZZ") is None
    assert index.extent() == Extent(4, "2025-01-01T00:00:00Z", "2025-04-01T00:00:00.500Z")


def test_an_event_that_is_refused_leaves_the_index_as_it_was(book: Ledger, index: Answers) -> None:
    with pytest.raises(LedgerFailed, match="changed by someone else"):
        book.append_together(
            NewEvent("A0000000", "closed", {"words": "violet"}),
            NewEvent("B0000000", "closed", {"words": "violet"}, unless_after=0),
        )
    assert found(index, "violet") == ""
    assert [event.kind for event in book.events("A0000000")] == ["opened"]


def test_what_was_written_without_it_is_caught_up_with(place: Place, book: Ledger) -> None:
    """A ledger that had cases before, and an older Kurosai that writes beside this one."""
    for number in range(BATCH + 20):
        opened(book, f"N{number:07d}", f"many w{number}")
    book.append("-", "login", {"words": "many"})
    index = ledger(place.at).indexed(describe)
    assert Answers(book).count(Wanted((("many",),))) == 0
    answers = index.answers(0)
    assert answers.behind == "the index is being made, 21 events are left: cases may be missing"
    assert answers.count(Wanted((("many",),))) == BATCH
    answers = index.answers(60)
    assert answers.behind == ""
    assert answers.count(Wanted((("many",),))) == BATCH + 20
    book.append("N0000003", "closed", {"words": "late"})
    assert found(answers, "late") == ""
    assert found(index.answers(60), "late") == "N"


def test_it_can_be_made_anew_from_the_events(book: Ledger, index: Answers) -> None:
    book.append("A0000000", "closed", {"words": "violet 日本", "at": stamp(NOW)})

    def kept() -> list[tuple[object, ...]]:
        rows = book.select(sa.select(case_rows.rows).order_by(case_rows.rows.c.number))
        terms = {word: found(index, word) for word in ("red", "violet", "日本", "=v2", "blue")}
        return [*(tuple(row.values()) for row in rows), tuple(terms.items())]

    before = kept()
    book.index(lambda connection: connection.execute(case_rows.rows.delete()))
    assert found(index) == ""
    book.indexed(describe).rebuild()
    assert kept() == before


def broken(place: Place, number: int) -> Ledger:
    """A ledger in which the case that event `number` opened cannot be put into the index."""
    book = ledger(place.at)
    book.append("-", "k", {})
    if place.server is None:
        place.sql(
            "CREATE TRIGGER broken BEFORE INSERT ON case_index WHEN NEW.number = "
            f"{number} BEGIN SELECT RAISE(ABORT, 'no room'); END"
        )
    else:
        place.sql(f"ALTER TABLE case_index ADD CONSTRAINT broken CHECK (number <> {number})")
    return book


def mend(place: Place) -> None:
    what = "ALTER TABLE case_index DROP CONSTRAINT broken"
    place.sql("DROP TRIGGER broken" if place.server is None else what)


def test_an_event_stays_where_the_index_fails_and_whoever_asks_is_told(place: Place) -> None:
    book = broken(place, 3)
    index = book.indexed(describe)
    opened(book, "A0000000", "red")
    opened(book, "B0000000", "red")
    opened(book, "C0000000", "red")
    book.append("B0000000", "closed", {"words": "red late"})
    assert [event.kind for event in book.events("B0000000")] == ["opened", "closed"]
    answers = index.answers(9)
    assert answers.behind.startswith("the newest cases may be missing (The ledger ")
    assert found(answers, "red") == "CA"
    mend(place)
    answers = index.answers(9)
    assert answers.behind == ""
    assert found(answers, "red") == "CBA"
    assert found(answers, "late") == "B"
    assert verifying.verify(book.store).faults == []


def test_of_several_events_that_are_written_together_each_stays(place: Place) -> None:
    book = broken(place, 2)
    index = book.indexed(describe)
    book.append_together(
        NewEvent("A0000000", "opened", {"words": "red"}),
        NewEvent("B0000000", "opened", {"words": "red"}),
    )
    assert found(Answers(book), "red") == "B"
    mend(place)
    assert found(index.answers(9), "red") == "BA"


def test_an_idle_event_only_says_how_far_its_case_is(place: Place, book: Ledger) -> None:
    described: list[list[str]] = []

    def listed(events: Sequence[Event]) -> Indexed:
        described.append([event.kind for event in events])
        return describe(events)

    index = book.indexed(listed, {"walked"})
    opened(book, "A0000000", "red")
    for _ in range(3):
        book.append("A0000000", "walked", {"words": "violet"})
    assert described == [["opened"]]
    row = Answers(book).case("A0000000")
    assert row is not None
    assert row.last == 4
    assert found(Answers(book), "red") == "A"
    assert found(Answers(book), "violet") == ""
    # The newest, whatever it is, and else only what the case is found by.
    book.append("A0000000", "graded", {"words": "green"})
    assert described[-1] == ["opened", "graded"]
    # What was written without the index has to be looked at first.
    ledger(place.at).append("A0000000", "closed", {"words": "blue"})
    book.append("A0000000", "walked", {"words": "violet"})
    assert described[-1] == ["opened", "graded", "closed", "walked"]
    assert index.answers(9).behind == ""


def test_what_is_pruned_is_no_longer_found(place: Place, book: Ledger, index: Answers) -> None:
    # By somebody else: it would be kept if it had interrupted a case that is open.
    closed = {"words": "red", "at": stamp(NOW)}
    ledger(place.at, operator="other").append("A0000000", "closed", closed)
    later = NOW + timedelta(days=1)
    pruning.run(book.store, later, cases=True, operator="x", at=later)
    assert book.events("A0000000") == ()
    assert found(index, "red") == "B"
    assert index.case("A0000000") is None


def test_eight_at_once_leave_a_whole_index(place: Place) -> None:
    ledger(place.at).append("-", "k", {})
    failures: list[Exception] = []

    def write(who: int) -> None:
        book = ledger(place.at)
        book.indexed(describe)
        try:
            for number in range(5):
                opened(book, f"{who}{number}000000", f"all w{who}")
                book.append(f"{who}{number}000000", "closed", {"words": f"all done{who}"})
        except LedgerFailed as fault:
            failures.append(fault)

    threads = [threading.Thread(target=write, args=(who,)) for who in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    made = ledger(place.at).indexed(describe)
    index = made.answers(0)
    assert index.count(Wanted((("all",),))) == 40
    assert index.count(Wanted((("done3",),))) == 5
    assert index.count(Wanted((("w3",),))) == 0
    assert made.catch_up(60) == 0


def test_a_ledger_that_is_not_there_has_no_cases(place: Place) -> None:
    index = ledger(place.at).indexed(describe).answers(1)
    assert index.behind == ""
    assert (index.page(Wanted(), most=3), index.count(Wanted())) == ((), 0)
    assert index.extent() == Extent(0)
