from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kurosai.errors import BadInput
from kurosai.vocabulary import Coverage, Window, moment, stamp

NOW = datetime(2025, 11, 4, 18, 17, tzinfo=UTC)


def test_a_window_is_clipped_at_now() -> None:
    window = Window.clipped(NOW - timedelta(minutes=5), NOW + timedelta(hours=1), NOW)
    assert window.end == NOW


def test_a_start_in_the_future_is_refused_and_says_what_now_is() -> None:
    with pytest.raises(BadInput, match=r"in the future \(now 2025-11-04T18:17:00Z\)"):
        Window.clipped(NOW + timedelta(seconds=1), NOW + timedelta(hours=1), NOW)


def test_a_window_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(BadInput, match="Swap"):
        Window(NOW, NOW - timedelta(seconds=1))


def test_a_window_without_utc_is_a_defect() -> None:
    with pytest.raises(ValueError, match="UTC"):
        Window(NOW.replace(tzinfo=None), NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2025-11-05T03:14:40+09:00", "2025-11-04T18:14:40Z"),
        ("2025-11-04T18:14:40.914Z", "2025-11-04T18:14:40.914Z"),
        (" 2025-11-04 18:14:40Z ", "2025-11-04T18:14:40Z"),
    ],
)
def test_times_are_read_with_their_zone(text: str, same: str) -> None:
    assert stamp(moment(text)) == same


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2025-11-04T18:14:40", "9999999999", "0001-01-01T00:00:00+09:00"]
)
def test_a_time_without_zone_or_sense_is_refused_with_a_form_that_fits(text: str) -> None:
    with pytest.raises(BadInput, match="2025-11-04T18:14:00Z"):
        moment(text)


def test_only_a_whole_look_proves_absence() -> None:
    assert {c for c in Coverage if c.proves_absence} == {Coverage.COMPLETE, Coverage.EMPTY}
