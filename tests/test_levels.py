"""A change of level is named where it is one, and nothing else is."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest

from kurosai import levels


def noisy(level: Callable[[int], float], count: int, noise: float, seed: int) -> list[float]:
    drawn = random.Random(seed)
    return [max(0.0, level(at) * (1 + noise * drawn.uniform(-1, 1))) for at in range(count)]


@pytest.mark.parametrize("at", [4, 9, 30, 56])
@pytest.mark.parametrize(("was", "now"), [(163, 762), (762, 163), (0, 5), (0.2, 0.9), (10, 16)])
@pytest.mark.parametrize("noise", [0.0, 0.08])
def test_a_step_is_found_where_it_is(at: int, was: float, now: float, noise: float) -> None:
    found = levels.step(noisy(lambda one: now if one >= at else was, 60, noise, at))
    assert found is not None
    assert found.at == at
    assert found.was == pytest.approx(was, rel=noise or 1e-9)
    assert found.now == pytest.approx(now, rel=noise or 1e-9)


NO_STEP: dict[str, Callable[[int], float]] = {
    "level": lambda at: 100.0,
    "rises": lambda at: 10.0 + at,
    "falls": lambda at: 100.0 - at,
    "grows": lambda at: 1.05**at,
    "waves": lambda at: 100 + 90 * math.sin(at / 6),
    "hump": lambda at: 400.0 if 30 <= at < 50 else 100.0,
    "comb": lambda at: 400.0 if at % 7 == 0 else 100.0,
    "spike": lambda at: 400.0 if at == 40 else 100.0,
    "too late": lambda at: 100.0 if at < 57 else 400.0,
    "ended": lambda at: 100.0 if at < 40 or at > 57 else 400.0,
    "small": lambda at: 100.0 if at < 30 else 130.0,
}


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("name", NO_STEP)
def test_what_is_no_step_is_not_called_one(name: str, seed: int) -> None:
    assert levels.step(noisy(NO_STEP[name], 60, 0.15, seed)) is None


@pytest.mark.parametrize("seed", range(200))
def test_chance_is_no_step(seed: int) -> None:
    drawn = random.Random(seed)
    few = [float(drawn.choice((0, 0, 1, 1, 2, 3))) for _ in range(drawn.choice((8, 12, 24, 90)))]
    assert levels.step(few) is None


def test_a_stray_value_on_either_level_does_not_hide_it() -> None:
    values = [100.0] * 40 + [500.0] * 40
    values[10], values[60] = 520.0, 0.0
    assert levels.step(values) == levels.Step(40, 100, 500)


def test_too_few_values_tell_nothing() -> None:
    assert levels.step([1, 1, 1, 9, 9, 9]) is None
    assert levels.step([]) is None


def test_it_is_told_in_few_words() -> None:
    told = levels.Step(7, 163.2, 1524.4).told("03:10Z")
    assert told == "about 163 before 03:10Z, about 1524 since (x9.34)"
    assert levels.Step(7, 0, 5).told("03:10Z") == "about 0 before 03:10Z, about 5 since"
