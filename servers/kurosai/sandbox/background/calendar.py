"""When the jobs of the platform are created: what schedules start, and what people do besides.

A day has the same number of jobs in each hour, so that their numbers grow evenly with time.
"""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

from kurosai.sandbox.background.catalogue import Flow, flows
from kurosai.sandbox.background.scale import JOBS_A_DAY, SEED
from kurosai.sandbox.dice import dice

DAY_S = 86_400
HOUR_S = 3_600
_LATEST = 20  # seconds after its time at which a schedule's job is created at the latest
_TOKYO = 9  # hours that the clock of the schedules is ahead of UTC


class Creation(NamedTuple):
    """A job: created so many seconds into its UTC day, of which workflow (its index), and when
    its schedule was due; -1 for one that somebody started by hand or through the API."""

    at: int
    flow: int
    due: int


def day(number: int) -> list[Creation]:
    """The jobs of the day of that number (from 0), in the order of their ids."""
    chance = dice(SEED, "day", number)
    found = [
        Creation(due + 1 + int(chance.random() * _LATEST), flow.index, due)
        for flow in flows()
        for due in dues(flow)
    ]
    several = flows()
    weights = [*accumulate(flow.by_hand for flow in several)]
    filled = [0] * 24
    for one in found:
        filled[one.at // HOUR_S] += 1
    for hour in range(24):
        quota = number_at((hour + 1) * HOUR_S) - number_at(hour * HOUR_S)
        chosen = chance.choices(several, cum_weights=weights, k=quota - filled[hour])
        for flow in chosen:
            at = hour * HOUR_S + int(chance.random() * HOUR_S)
            found.append(Creation(at, flow.index, -1))
    found.sort()
    return found


def number_at(second: int) -> int:
    """The number of the first job of the hour that a second of the week is in."""
    days, rest = divmod(second, DAY_S)
    return days * JOBS_A_DAY + JOBS_A_DAY * (rest // HOUR_S) // 24


def dues(flow: Flow) -> list[int]:
    """The seconds of a UTC day at which a workflow's schedule is due."""
    minute, hour, *_ = flow.cron.split()
    hours = range(24) if hour == "*" else _every(hour, 24)
    return [
        (at - _TOKYO) % 24 * HOUR_S + minutes * 60 for at in hours for minutes in _every(minute, 60)
    ]


def _every(field: str, most: int) -> list[int]:
    """The values of a field of these schedules: numbers, or every so many."""
    if field.startswith("*/"):
        return [*range(0, most, int(field[2:]))]
    return [int(one) for one in field.split(",")]
