"""Many cases by page: none is lost or torn where a page ends, and a period has exact ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kurosai.evidence import histories
from kurosai.evidence.ledger import Ledger
from kurosai.vocabulary import moment

START = moment("2025-11-04T15:00:00Z")


class Clocked:
    """A ledger whose clock is set by hand."""

    def __init__(self, path: Path) -> None:
        self.now = START
        self.ledger = Ledger(path, operator="operator", clock=lambda: self.now)

    def append(self, case: str, kind: str, at: datetime = START, **body: str) -> None:
        self.now = at
        self.ledger.append(case, kind, body)


@pytest.fixture
def clocked(tmp_path: Path) -> Iterator[Clocked]:
    made = Clocked(tmp_path / "ledger.sqlite3")
    yield made
    made.ledger.close()


def histories_of(clocked: Clocked, **bounds: datetime) -> dict[str, list[str]]:
    found = histories.of_cases(clocked.ledger, "opened", ("walked",), **bounds)
    return {events[0].case: [one.kind for one in events] for events in found}


def test_a_ledger_that_is_not_there_has_no_cases(clocked: Clocked) -> None:
    assert list(histories.of_cases(clocked.ledger, "opened", ("walked",))) == []
    assert list(histories.of_kind(clocked.ledger, "opened")) == []
    assert histories.count(clocked.ledger, "opened") == 0


@pytest.mark.parametrize("page", [1, 2, 3, 5, 1_000])
def test_no_page_tears_a_case(clocked: Clocked, page: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(histories, "PAGE", page)
    for place in range(4):
        # Written in turns, as by people who work at the same time.
        for case in ("BBBBBBBB", "AAAAAAAA", "CCCCCCCC"):
            clocked.append(case, "opened" if place == 0 else "walked", number=str(place))
        clocked.append("-", "login")
        clocked.append("AAAAAAAA", "drafted")
    found = list(histories.of_cases(clocked.ledger, "opened", ("walked",)))
    assert [events[0].case for events in found] == ["AAAAAAAA", "BBBBBBBB", "CCCCCCCC"]
    for events in found:
        assert [one.body["number"] for one in events] == ["0", "1", "2", "3"]
        assert {one.case for one in events} == {events[0].case}
    assert len(list(histories.of_kind(clocked.ledger, "walked"))) == 9
    assert histories.count(clocked.ledger, "opened") == 3


@settings(max_examples=30, deadline=None)
@given(
    offsets=st.lists(st.integers(-3_000, 3_000), min_size=1, max_size=8),
    since=st.integers(-3, 3),
    length=st.integers(0, 3),
)
def test_a_period_has_its_start_and_not_its_end(
    tmp_path_factory: pytest.TempPathFactory, offsets: list[int], since: int, length: int
) -> None:
    clocked = Clocked(tmp_path_factory.mktemp("period") / "ledger.sqlite3")
    times = {f"CASE{place:04}": offset for place, offset in enumerate(offsets)}
    for case, offset in times.items():
        clocked.append(case, "opened", START + timedelta(milliseconds=offset))
        # What came later belongs to its case, whenever it was.
        clocked.append(case, "walked", START + timedelta(days=1))
    first, last = START + timedelta(seconds=since), START + timedelta(seconds=since + length)
    expected = {case for case, at in times.items() if 1000 * since <= at < 1000 * (since + length)}
    found = histories_of(clocked, since=first, until=last)
    assert found == {case: ["opened", "walked"] for case in expected}
    counted = histories.count(clocked.ledger, "opened", since=first, until=last)
    assert counted == len(expected)
    clocked.ledger.close()


def test_those_that_hold_a_text_as_it_stands(clocked: Clocked) -> None:
    for entry in ("a#1", "A%1", "a_1"):
        clocked.append("AAAAAAAA", "graded", entry=entry)
    for entry in ("a#1", "A%1", "a_1"):
        (one,) = histories.of_kind(clocked.ledger, "graded", holding=f'"entry":"{entry}"')
        assert one.body["entry"] == entry
