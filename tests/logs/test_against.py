"""New, gone, more frequent: by rates, and silent where nothing can be told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kurosai.logs.against import Against, against
from kurosai.logs.condense import condense
from kurosai.logs.condensed import Condensed
from kurosai.vocabulary import Window

START = datetime(2025, 11, 4, 18, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def condensed(length: timedelta, **counts: int) -> Condensed:
    """So many lines of each kind, evenly over so long a time."""
    texts = [text.replace("_", " ") for text, count in counts.items() for _ in range(count)]
    step = length / max(len(texts), 1)
    window = Window(START, START + length)
    return condense(((START + at * step, text) for at, text in enumerate(texts)), window)


def said(found: Against) -> dict[str, list[tuple[str, str]]]:
    return {
        kind: [(one.pattern.template, one.told()) for one in changes]
        for kind, changes in (
            *(("new", found.new), ("more", found.more)),
            *(("gone", found.gone), ("unsure", found.unsure)),
        )
        if changes
    }


def test_a_pattern_that_a_long_baseline_does_not_have_is_new() -> None:
    found = against(condensed(HOUR, disk_full=1, beat=60), condensed(DAY, beat=1_440))
    assert said(found) == {"new": [("disk full", "0 before (24 expected), 1 now")]}
    assert found.why_not == ""


def test_a_baseline_that_is_too_short_says_so() -> None:
    found = against(condensed(DAY, disk_full=30, beat=1_440), condensed(HOUR, beat=60))
    assert said(found) == {"unsure": [("disk full", "0 before (1.2 expected), 30 now")]}
    enough = against(condensed(DAY, disk_full=72, beat=1_440), condensed(HOUR, beat=60))
    assert [one.pattern.template for one in enough.new] == ["disk full"]


def test_much_more_frequent_is_told_with_numbers() -> None:
    found = against(condensed(HOUR, slow=40, beat=60), condensed(DAY, slow=100, beat=1_440))
    assert said(found) == {"more": [("slow", "100 before, 40 now (4.2 expected)")]}


@pytest.mark.parametrize(("now", "before"), [(12, 100), (2, 1), (1, 1), (300, 2_400)])
def test_what_may_be_chance_or_is_not_much_more_is_not_told(now: int, before: int) -> None:
    found = against(condensed(HOUR, slow=now, beat=60), condensed(DAY, slow=before, beat=1_440))
    assert said(found) == {}


def test_what_used_to_come_and_does_not_is_gone() -> None:
    found = against(condensed(HOUR, beat=60), condensed(DAY, beat=1_440, tick=2_880, rare=24))
    assert said(found) == {"gone": [("tick", "2,880 before, 0 now (120 expected)")]}


def test_a_new_code_of_an_old_statement_is_new() -> None:
    now = condense(
        ((START, f"answered {code} to 7") for code in (200, 200, 502)), Window(START, START + HOUR)
    )
    before = condense(((START, "answered 200 to 9") for _ in range(48)), Window(START, START + DAY))
    found = against(now, before)
    assert [one.pattern.template for one in found.new] == ["answered 502 to 7"]


def test_names_that_only_one_of_both_times_has_are_not_new() -> None:
    names = ("orders", "billing", "crawl", "audit", "ranking", "coupon", "export")
    window = Window(START, START + HOUR)
    before = condense(((START, f"workflow {name} is late now") for name in names), window)
    now = condense([(START, "workflow thumbnails is late now")], window)
    assert len(before.patterns) == 1
    assert said(against(now, before)) == {}


@pytest.mark.parametrize(
    ("now", "before", "why"),
    [
        (condensed(HOUR, a=1), condensed(DAY), "baseline has no lines"),
        (condensed(HOUR), condensed(DAY, a=1), "window has no lines"),
        (condense([(None, "a")]), condensed(DAY, a=1), "without a length"),
        (condense([(START, "a")]), condensed(DAY, a=1), "without a length"),
    ],
)
def test_what_cannot_be_compared_says_why(now: Condensed, before: Condensed, why: str) -> None:
    found = against(now, before)
    assert why in found.why_not
    assert said(found) == {}


def test_a_log_against_itself_has_nothing_new() -> None:
    one = condensed(HOUR, a=5, b=7, c_failed=1)
    assert said(against(one, one)) == {}
