"""Whoever asks until later than now reads how far it was seen."""

from __future__ import annotations

import pytest

from kurosai.serving import yet_to_come
from kurosai.vocabulary import Coverage, Reading, Window, moment

NOW = moment("2026-11-15T02:20:00Z")
SEEN = Reading(
    source="/aws/lambda/x",
    identity="aws 1 r",
    coverage=Coverage.COMPLETE,
    window=Window(moment("2026-11-15T02:00:00Z"), NOW),
    tail=("same text: 1",),
)
LINE = (
    "asked until 2026-11-15T03:00:00Z, which is yet to come: nothing after 2026-11-15T02:20:00Z "
    "was seen"
)


@pytest.mark.parametrize("until", ["2026-11-15T03:00:00Z", "2026-11-15T12:00:00+09:00"])
def test_the_part_that_has_not_happened_is_named(until: str) -> None:
    assert yet_to_come.told({"until": until}, SEEN, NOW).tail == ("same text: 1", LINE)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"until": ""},
        {"until": None},
        {"until": "2026-11-15T02:20:00Z"},
        {"until": "1h"},
        {"until": "tomorrow"},
    ],
)
def test_what_has_happened_needs_no_word(asked: dict[str, str | None]) -> None:
    assert yet_to_come.told(asked, SEEN, NOW) == SEEN


def test_a_reading_without_a_window_was_of_no_time() -> None:
    reading = Reading(source="x", identity="", coverage=Coverage.COMPLETE)
    assert yet_to_come.told({"until": "2026-11-15T03:00:00Z"}, reading, NOW) == reading
