"""Times in prose: which are found, what they fit, and what they do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurosai import times
from kurosai.clock import jst
from kurosai.vocabulary import moment, stamp

HIT = moment("2025-11-04T18:14:40.914Z")


@pytest.mark.parametrize(
    "text",
    [
        "2025-11-04T18:14:40.914Z",
        "2025-11-04T18:14:40Z",
        "2025-11-04 18:14Z",
        "2025-11-05T03:14:40+09:00",
        "2025-11-05 03:14:40 JST",
        "2025-11-05 03:14:40",
        "2025/11/05 03:14",
        "11/5 03:14 JST",
        "11月5日 3時14分40秒",
        "2025年11月5日の03:14(JST)",
        "18:14:40Z",
        "日本時間 03:14",
        "午前3時14分",
        "11月5日3時14分(JST)",
        "18時14分(UTC)",
        "3時14分 日本時間",
        "6:14 PM UTC",
        "2025-11-05 3:14 a.m. JST",
        "18時台",
        "2025-11-04",
        "11月5日",
        "18:14",
    ],
)
def test_forms_that_mean_the_hit(text: str) -> None:
    found = times.mentions(f"障害は{text}に発生した。")
    assert len(found) == 1
    assert found[0].fits(HIT)


@pytest.mark.parametrize(
    "text",
    [
        "2025-11-04T18:15:40Z",
        "2025-11-04T18:14:40.915Z",
        "2025-11-04 18:14 JST",
        "2025-11-05 03:14:40Z",
        "18:14:41",
        "03:14Z",
        "午後3時14分",
        "6:14 AM UTC",
        "3:14 pm JST",
        "11月4日18時14分(JST)",
        "3時14分(UTC)",
        "発生は日本時間 18:14",
        "19時台",
        "2025-11-03",
        "10月30日",
    ],
)
def test_forms_that_mean_another_time(text: str) -> None:
    found = times.mentions(text)
    assert len(found) == 1
    assert not found[0].fits(HIT)


@pytest.mark.parametrize(
    "text",
    ["12時間", "2/11件", "25:61", "127.0.0.1:8080", "python:3.11", "tutorial_20250910", "99月99日"],
)
def test_what_is_no_time(text: str) -> None:
    assert times.mentions(text) == ()


def test_only_what_is_after_now_in_every_reading_is_the_future() -> None:
    now = moment("2025-11-04T21:00:00Z")

    def after(text: str) -> bool:
        return times.mentions(text)[0].is_after(now)

    assert after("2025-11-05T06:00:00Z")
    assert not after("2025-11-05 05:59")  # JST: 20:59Z
    assert after("2025-11-05 07:00")
    assert not after("23:59")


@pytest.mark.parametrize(("text", "hour"), [("12:05 AM", 0), ("12:05 p.m.", 12), ("1:05pm", 13)])
def test_noon_and_midnight_have_the_number_twelve(text: str, hour: int) -> None:
    (found,) = times.mentions(f"It was {text} then.")
    assert (found.hour, found.minute) == (hour, 5)


def test_what_begins_like_am_is_no_half_of_a_day() -> None:
    (found,) = times.mentions("at 6:14 ammonia and pmc")
    assert (found.hour, found.text) == (6, "6:14")


@given(
    st.datetimes(
        min_value=HIT.replace(year=2000, tzinfo=None), max_value=HIT.replace(year=2090, tzinfo=None)
    )
)
def test_what_code_writes_is_read_back(naive: object) -> None:
    assert isinstance(naive, type(HIT))
    at = naive.replace(tzinfo=HIT.tzinfo, microsecond=naive.microsecond // 1000 * 1000)
    for text in (stamp(at), jst(at)):
        (found,) = times.mentions(text)
        assert found.fits(at)


def test_patterns_find_the_same_time_in_a_log_of_either_zone() -> None:
    (mention,) = times.mentions("2025-11-05 03:14:40 JST")
    for log in (
        "at 2025-11-04T18:14:40.914Z x",
        "2025/11/05 03:14:40 x",
        "2025-11-05T03:14:40+09:00",
    ):
        assert any(
            times.zone_fits(log, match.end(), zone)
            for zone, pattern, _ in mention.writings()
            for match in pattern.finditer(log)
        )
    wrong = "2025-11-05T03:14:40Z"
    assert not any(
        times.zone_fits(wrong, match.end(), zone)
        for zone, pattern, _ in mention.writings()
        for match in pattern.finditer(wrong)
    )
