"""What a scenario tells that people have set up over the logs, as CloudWatch Logs keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from kurosai.sandbox.cloudwatch.definitions import Detector, SavedQuery
from kurosai.sandbox.lambdas import milliseconds
from kurosai.sandbox.schema_logs import FREQUENCIES, Saved, Watched


def queries(told: Mapping[str, Saved], now: datetime) -> list[SavedQuery]:
    """The queries that had been saved by `now`."""
    return [
        SavedQuery(name, one.query, one.groups, milliseconds(one.at))
        for name, one in told.items()
        if one.at <= now
    ]


def detectors(told: Mapping[str, Watched], now: datetime) -> list[Detector]:
    """The detectors that there were at `now`."""
    return [
        Detector(
            name,
            one.group,
            FREQUENCIES[one.every],
            one.status,
            one.pattern,
            one.shown_days,
            milliseconds(one.at),
        )
        for name, one in told.items()
        if one.at <= now
    ]
