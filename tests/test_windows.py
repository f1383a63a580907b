"""Times as a model gives them: with a zone, or as a span before now."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kurosai import windows
from kurosai.errors import BadInput
from kurosai.vocabulary import moment, stamp

NOW = moment("2026-11-11T01:20:00Z")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-10T09:00:00Z", "2026-11-10T09:00:00Z"),
        ("2026-11-10T18:00:00+09:00", "2026-11-10T09:00:00Z"),
        ("2026-11-10 18:00 JST", "2026-11-10T09:00:00Z"),
        ("2026-11-10T18:00:30 jst", "2026-11-10T09:00:30Z"),
        ("2026-11-10 09:00 UTC", "2026-11-10T09:00:00Z"),
        ("2026-11-10 JST", "2026-11-09T15:00:00Z"),
        ("6h", "2026-11-10T19:20:00Z"),
        ("90m", "2026-11-10T23:50:00Z"),
        ("30 min", "2026-11-11T00:50:00Z"),
        ("2d ago", "2026-11-09T01:20:00Z"),
        ("1w", "2026-11-04T01:20:00Z"),
    ],
)
def test_moments(text: str, expected: str) -> None:
    assert stamp(windows.when(text, NOW)) == expected


@pytest.mark.parametrize("text", ["", "yesterday", "6", "-6h", "15h30m", "2026-11-10 09:00", "JST"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        windows.when(text, NOW)


def test_a_window_takes_them_all() -> None:
    asked = windows.of("", "6h", "2026-11-11 09:00 JST", 15, NOW)
    assert (stamp(asked.start), stamp(asked.end)) == (
        "2026-11-10T19:20:00Z",
        "2026-11-11T00:00:00Z",
    )
    around = windows.of("1h", "", "", 15, NOW)
    assert around.end - around.start == timedelta(minutes=30)
    day = windows.of("", "", "", 15, NOW, otherwise=timedelta(days=1))
    assert day.end - day.start == timedelta(days=1)


@pytest.mark.parametrize("since", ["9999w", "0001-01-01 00:00 JST", "2027-01-01 JST"])
def test_windows_that_cannot_be_are_refused(since: str) -> None:
    with pytest.raises(BadInput):
        windows.of("", since, "", 15, NOW)
