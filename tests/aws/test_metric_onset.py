"""When a series left its usual level: steps, trends, noise, gaps; and what cannot be told."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from kurosai.aws.metrics import metric_onset

START = datetime(2026, 11, 12, tzinfo=UTC)
STEP = timedelta(minutes=1)
SPAN = 120
Level = Callable[[int], float | None]


def series(level: Level, *, noise: float = 0.0, seed: int = 7) -> list[tuple[datetime, float]]:
    """Two spans of values, by their minute; None: there is no value."""
    drawn = random.Random(seed)
    return [
        (START + STEP * minute, value * (1 + noise * drawn.uniform(-1, 1)))
        for minute in range(2 * SPAN)
        if (value := level(minute)) is not None
    ]


def began(points: list[tuple[datetime, float]], *, low: bool = False) -> int | None:
    """The minute in which the extreme of the second span began."""
    middle = START + STEP * SPAN
    before = [one for one in points if one[0] < middle]
    window = [one for one in points if one[0] >= middle]
    extreme = (min if low else max)(window, key=lambda one: one[1])[0]
    found = metric_onset.longest(before, window, extreme, STEP, low=low)
    return None if found is None else (found.start - START) // STEP


def step(at: int, low: float, high: float) -> Level:
    return lambda minute: high if minute >= at else low


def ramp(at: int, low: float, slope: float) -> Level:
    return lambda minute: low + slope * max(0, minute - at)


@pytest.mark.parametrize("at", [121, 150, 200, 239])
@pytest.mark.parametrize(("low", "high"), [(0, 40), (12, 300), (0.2, 0.9)])
def test_a_step_begins_where_it_is(at: int, low: float, high: float) -> None:
    assert began(series(step(at, low, high), noise=0.05)) == at


@pytest.mark.parametrize("seed", range(5))
def test_a_trend_begins_within_minutes_of_its_first_rise(seed: int) -> None:
    found = began(series(ramp(160, 20, 12), noise=0.3, seed=seed))
    assert found is not None
    assert 160 <= found <= 163


def test_a_fall_begins_where_the_values_fell() -> None:
    assert began(series(step(170, 120, 3), noise=0.2), low=True) == 170


def test_it_may_have_begun_in_the_span_before() -> None:
    found = began(series(ramp(110, 10, 20)))
    assert found is not None
    # What begins so close to the end of the span before is a little of what was usual there.
    assert 111 <= found <= 117


def test_a_spike_before_is_not_its_beginning() -> None:
    def level(minute: int) -> float:
        return 200 if minute in (40, 130) else 300 if minute >= 180 else 10

    assert began(series(level)) == 180


@pytest.mark.parametrize("spike", [130, 230])
def test_a_spike_that_is_higher_is_not_its_beginning(spike: int) -> None:
    def level(minute: int) -> float:
        return 900 if minute == spike else 300 if 180 <= minute < 220 else 10

    assert began(series(level)) == 180


def test_of_two_alike_that_with_the_extreme_counts() -> None:
    def level(minute: int) -> float:
        return 200 if minute in (140, 141) else 300 if minute in (190, 191) else 10

    assert began(series(level)) == 190


def test_a_short_dip_does_not_hide_the_beginning_and_a_long_one_is_an_end() -> None:
    short = series(lambda minute: 300 if minute >= 150 and minute not in (170, 171) else 10)
    long = series(lambda minute: 300 if 150 <= minute < 160 or minute >= 180 else 10)
    short.append((START + STEP * 2 * SPAN, 900.0))
    long.append((START + STEP * 2 * SPAN, 900.0))
    assert (began(short), began(long)) == (150, 180)


def test_minutes_without_a_value_are_no_dip_while_it_is_high() -> None:
    def level(minute: int) -> float | None:
        if 160 <= minute < 175:
            return None
        return 300 + minute if minute >= 150 else 10

    assert began(series(level)) == 150


NEVER: list[tuple[Level, str]] = [
    (step(0, 0, 300), "it was so all the time"),
    (lambda minute: 10 if minute % 7 else 40, "what is usual comes and goes"),
    (lambda minute: 300 if minute >= SPAN else None, "nothing is known of before"),
    (step(2, 0, 300), "nearly all that is known is so"),
]


@pytest.mark.parametrize(("level", "why"), NEVER)
def test_where_nothing_began_no_time_is_told(level: Level, why: str) -> None:
    assert began(series(level)) is None, why


def test_of_few_values_nothing_is_usual() -> None:
    few = [(START + STEP * minute, 0.0) for minute in range(metric_onset.FEWEST - 1)]
    late = START + STEP * 30
    assert metric_onset.longest(few, [(late, 9.0)], late, STEP) is None
    enough = [*few, (START + STEP * 10, 0.0)]
    found = metric_onset.longest(enough, [(late, 9.0)], late, STEP)
    assert (found and found.start, found and found.values) == (late, 1)
