"""Grades counted over many cases: against a plain count, and nothing low is lost on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import median_low
from typing import Any
from xml.etree import ElementTree as ET

import many_cases
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurosai.cases import grade, period, reviewed
from kurosai.cases.grade import AXES, LEVELS, WHOLE, Grade
from kurosai.cases.grades import bar, counting, document, markdown, picture
from kurosai.cases.grades.counting import Counted, week
from kurosai.cases.period import Period
from kurosai.cases.reviewed import Reviewed
from kurosai.errors import BadInput
from kurosai.evidence.ledger import Ledger
from kurosai.library.shelf import Library
from kurosai.vocabulary import moment

FIRST, LAST = moment("2025-08-01T00:00:00Z"), moment("2025-11-24T00:00:00Z")
RUNBOOKS = Path(__file__).resolve().parents[2] / "runbooks"
LEVEL = st.integers(1, 4)
GIVEN = st.tuples(LEVEL, LEVEL, LEVEL)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    path = tmp_path_factory.mktemp("many") / "ledger.sqlite3"
    made = Ledger(path, operator="operator", clock=lambda: LAST)
    made.append("-", "login", {})
    habits = many_cases.Habits(waived=0.1, corrected=0.1)
    events = many_cases.cases(Library.load(RUNBOOKS), 400, FIRST, LAST, habits=habits)
    many_cases.write(made, events)
    yield made
    made.close()


@pytest.fixture(scope="module")
def cases(ledger: Ledger) -> tuple[Reviewed, ...]:
    return tuple(reviewed.cases(ledger))


@pytest.fixture(scope="module")
def counted(cases: tuple[Reviewed, ...]) -> Counted:
    return counting.count(cases, Period())


def grades(given: Sequence[tuple[int, str, tuple[int, int, int]]]) -> list[Grade]:
    return [
        Grade(place, FIRST, name, dict(zip(AXES, levels, strict=True)), "")
        for place, name, levels in given
    ]


@given(st.lists(st.tuples(st.sampled_from("abc"), GIVEN), max_size=9))
def test_each_person_counts_once_by_what_he_said_last(
    given: list[tuple[str, tuple[int, int, int]]],
) -> None:
    every = grades([(place, name, levels) for place, (name, levels) in enumerate(given)])
    marks = grade.settled(every)
    last = dict(given)
    if not last:
        assert marks is None
        return
    assert marks is not None
    for place, axis in enumerate(AXES):
        assert marks[axis] == median_low([levels[place] for levels in last.values()])
    assert marks[WHOLE] == min(marks[axis] for axis in AXES)
    # The order in which they are read is not the order in which they were given.
    assert grade.settled(every[::-1]) == marks


@given(GIVEN, GIVEN)
def test_one_more_opinion_of_two_makes_nothing_better(
    one: tuple[int, int, int], other: tuple[int, int, int]
) -> None:
    alone = grade.settled(grades([(0, "a", one)]))
    both = grade.settled(grades([(0, "a", one), (1, "b", other)]))
    assert alone is not None
    assert both is not None
    assert all(both[axis] <= alone[axis] for axis in both)


@given(st.fixed_dictionaries({level: st.integers(0, 500) for level in LEVELS}), st.integers(4, 60))
def test_a_bar_is_full_and_shows_each_grade_that_was_given(
    counts: dict[int, int], width: int
) -> None:
    found = bar.cells(counts, width)
    assert sum(found.values()) == (width if any(counts.values()) else 0)
    assert all((found[level] > 0) is (counts[level] > 0) for level in LEVELS)
    assert len(bar.text(counts, width)) == sum(found.values())


def test_the_numbers_are_those_of_a_plain_count(
    cases: tuple[Reviewed, ...], counted: Counted
) -> None:
    for kind in counted.kinds:
        own = [one for one in cases if one.alert is (kind.name == "alert")]
        marked = [one.marks for one in own if one.marks is not None]
        assert (kind.all.cases, kind.all.graded) == (len(own), len(marked))
        assert marked, "an example without grades shows nothing"
        for axis in (*AXES, WHOLE):
            plain = Counter(marks[axis] for marks in marked)
            assert kind.all.counts[axis] == {level: plain[level] for level in LEVELS}
            good = plain[4] + plain[3]
            assert (kind.all.share(axis).good, kind.all.share(axis).graded) == (good, len(marked))
        assert kind.all.waived == sum(bool(one.waiver and one.marks) for one in own) > 0
        assert kind.all.corrected == sum(bool(one.corrected and one.marks) for one in own) > 0


@pytest.mark.parametrize("by", counting.WAYS)
def test_each_case_is_in_one_group_of_each_way(counted: Counted, by: counting.By) -> None:
    for kind in counted.kinds:
        groups = kind.groups[by]
        assert sum(one.tally.cases for one in groups) == kind.all.cases
        assert sum(one.tally.graded for one in groups) == kind.all.graded
        assert sum(one.tally.low for one in groups) == kind.all.low
        assert len({one.key for one in groups}) == len(groups)


def test_weeks_begin_on_monday_in_jst_and_have_no_gaps() -> None:
    assert week(moment("2025-11-02T14:59:59Z")).isoformat() == "2025-10-27"
    assert week(moment("2025-11-02T15:00:00Z")).isoformat() == "2025-11-03"


def test_a_week_without_cases_is_there(cases: tuple[Reviewed, ...]) -> None:
    early = [one for one in cases if one.opened_at < FIRST + timedelta(days=7)]
    late = [one for one in cases if one.opened_at > FIRST + timedelta(days=30)]
    weeks = counting.count((*late, *early), Period()).kinds[0].groups["week"]
    mondays = [moment(f"{one.key[0]}T00:00:00Z") for one in weeks]
    assert {after - before for before, after in pairwise(mondays)} == {timedelta(days=7)}
    assert any(one.tally.cases == 0 for one in weeks)


def test_what_should_be_mended_comes_first(counted: Counted) -> None:
    for kind in counted.kinds:
        for by in ("entry", "branch"):
            low = [one.tally.low for one in kind.groups[by]]
            assert low == sorted(low, reverse=True)


def test_no_low_grade_is_hidden(cases: tuple[Reviewed, ...], counted: Counted) -> None:
    low = {one.id for one in cases if one.marks and one.marks[WHOLE] < 3}
    assert {one.case for one in counted.low} == low
    assert counted.low_in_all == len(low)
    marked = [one for one in counted.low if one.remarks]
    assert any("waived (山田太郎" in " ".join(one.remarks) for one in marked)
    assert any("corrected by" in " ".join(one.remarks) for one in marked)
    newest = [one.opened_at for one in counted.low]
    assert newest == sorted(newest, reverse=True)


def test_of_many_low_ones_the_newest_are_named_and_all_counted(
    cases: tuple[Reviewed, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MOST_LOW", 3)
    found = counting.count(cases, Period())
    every = counting.count(cases[::-1], Period())
    low = sorted(
        ((one.opened_at, one.id) for one in cases if one.marks and one.marks[WHOLE] < 3),
        reverse=True,
    )
    assert [one.case for one in found.low] == [case for _, case in low[:3]]
    assert found.low == every.low
    assert found.low_in_all == len(low)


def test_only_one_entry(cases: tuple[Reviewed, ...]) -> None:
    found = counting.count(cases, Period(), "gke-health-checker#002")
    alerts, inquiries = found.kinds
    assert [one.key for one in alerts.groups["entry"]] == [("gke-health-checker#002",)]
    assert inquiries.all.cases == 0
    assert alerts.all.cases == sum(one.entry == "gke-health-checker#002" for one in cases)


def test_shares_of_few_are_counts_everywhere(cases: tuple[Reviewed, ...]) -> None:
    few = [one for one in cases if one.alert and one.marks is not None][:9]
    found = counting.count(few, Period())
    share = found.kinds[0].all.share()
    assert share.few
    assert share.text == f"{share.good} of 9"
    assert f"{share.good} of 9" in markdown.markdown(found)
    written: Any = document.document(found)
    assert written["kinds"]["alert"]["few"] is True
    assert f"{share.good} of 9" in picture.picture(found).svg()
    ten = counting.count([*few, few[0]], Period()).kinds[0].all.share()
    assert not ten.few
    assert ten.text.endswith(" %")


def test_a_period_is_that_of_the_opening(ledger: Ledger) -> None:
    asked = period.asked("2025-09-01", "2025-09-30", LAST)
    assert str(asked) == "from 2025-09-01 to 2025-09-30 (JST)"
    within = tuple(reviewed.cases(ledger, since=asked.since, until=asked.until))
    start, end = moment("2025-08-31T15:00:00Z"), moment("2025-09-30T15:00:00Z")
    assert within
    every = [one for one in reviewed.cases(ledger) if start <= one.opened_at < end]
    assert within == tuple(every)


@pytest.mark.parametrize(
    ("since", "until", "says"),
    [
        ("", "", "all time"),
        ("30d", "", "from 2025-10-25 09:00 (JST)"),
        ("", "2025-11-01", "to 2025-11-01 (JST)"),
        ("", "2025-11-01T03:30:00Z", "until 2025-11-01 12:30 (JST)"),
    ],
)
def test_periods_as_people_say_them(since: str, until: str, says: str) -> None:
    assert str(period.asked(since, until, LAST)) == says


@pytest.mark.parametrize(
    ("since", "until"),
    [("2025-11-02", "2025-11-01"), ("2025-02-30", ""), ("yesterday", ""), ("", "9999-12-31")],
)
def test_periods_that_are_none(since: str, until: str) -> None:
    with pytest.raises(BadInput):
        period.asked(since, until, LAST)


def test_a_picture_shows_what_was_counted(counted: Counted) -> None:
    drawn = picture.picture(counted)
    root = ET.fromstring(drawn.svg())
    words = [one.text or "" for one in root.iter() if one.tag.endswith("text")]
    for kind in counted.kinds:
        assert any(f"{kind.all.waived} waived, {kind.all.corrected} corr" in one for one in words)
        for axis in (*AXES, WHOLE):
            share = kind.all.share(axis)
            told = share.text if share.few else f"{share.text} of {share.graded}"
            assert told in words
    assert any("gke-health-checker#001" in one for one in words)
    assert "http" not in drawn.svg().replace("http://www.w3.org/2000/svg", "")


@cache
def drawn_bars() -> list[list[tuple[str, float]]]:
    counts = {4: 2, 3: 5, 2: 2, 1: 1}
    tally = counting.Tally(cases=10, graded=10)
    for axis in (*AXES, WHOLE):
        tally.counts[axis].update(counts)
    found = Counted(Period(), "", (counting.Kind("alert", tally, {}),), (), 3)
    root = ET.fromstring(picture.picture(found).svg())
    rows: dict[str, list[tuple[str, float]]] = {}
    for one in root.iter():
        if one.tag.endswith("rect") and float(one.attrib["x"]) >= 232:
            rows.setdefault(one.attrib["y"], []).append(
                (one.attrib["fill"], float(one.attrib["width"]))
            )
    return [row for row in rows.values() if len(row) == 4]


def test_the_widths_of_a_bar_are_its_shares() -> None:
    bars = drawn_bars()
    assert len(bars) == 4
    for row in bars:
        widths = [width for _, width in row]
        total = sum(widths) + 4 * 0.5
        assert total == pytest.approx(262)
        assert [round((one + 0.5) / total, 2) for one in widths] == [0.2, 0.5, 0.2, 0.1]


def test_nothing_graded_is_said() -> None:
    nothing = counting.count((), Period())
    assert "No concluded case is graded." in picture.picture(nothing).svg()
    assert "0 of 0 concluded cases are graded" in markdown.markdown(nothing)
