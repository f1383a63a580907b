"""When a backend wants to be asked again, in the forms in which backends say it."""

from __future__ import annotations

import pytest

from kurosai import retry_after

DATE = "Tue, 04 Nov 2025 21:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": " 7 "}, 7.0),
        ({"retry-after": "86400"}, 86400.0),
        ({"retry-after": "86401"}, None),
        ({"retry-after": "1" + "0" * 400}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "²"}, None),
        ({"retry-after": "Tue, 04 Nov 2025 21:02:00 GMT", "date": DATE}, 120.0),
        ({"retry-after": "Tue, 04 Nov 2025 21:02:00", "date": DATE}, 120.0),
        ({"retry-after": "Tue, 04 Nov 2025 20:59:00 GMT", "date": DATE}, None),
        ({"retry-after": "Tue, 99 Nov 2025 20:59:00 GMT", "date": DATE}, None),
        ({"retry-after": DATE}, None),
    ],
)
def test_what_is_usable_of_a_time_to_wait(headers: dict[str, str], wait: float | None) -> None:
    assert retry_after.seconds(headers) == wait


def test_the_advice_is_a_sentence() -> None:
    assert retry_after.advice(7.0) == "Ask again in 7 s."
    assert retry_after.advice(None) == "Wait a minute and ask again."
