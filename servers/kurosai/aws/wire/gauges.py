"""CloudWatch over the session: the highest value that a metric had, in one request."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime

from kurosai.aws.wire.session import AwsSession
from kurosai.vocabulary import Window

MINUTE = 60
MOST_POINTS = 1_440
"""What GetMetricStatistics answers at most."""


class Gauges:
    """The maximum of one metric over a window."""

    def __init__(self, session: AwsSession) -> None:
        self._session = session

    def highest(
        self, namespace: str, name: str, dimensions: Mapping[str, str], window: Window
    ) -> tuple[datetime, float] | None:
        """When it was highest and how high; None where it has no point. Raises Denied, a Fault."""
        span = (window.end - window.start).total_seconds()
        minutes = max(1, math.ceil(span / MINUTE / MOST_POINTS))
        answer = self._session.call(
            "cloudwatch",
            "get_metric_statistics",
            {
                "Namespace": namespace,
                "MetricName": name,
                "Dimensions": [{"Name": key, "Value": one} for key, one in dimensions.items()],
                "StartTime": window.start,
                "EndTime": window.end,
                "Period": minutes * MINUTE,
                "Statistics": ["Maximum"],
            },
            doing=f"reading metric {name}",
        )
        points = [
            (float(one["Maximum"]), one["Timestamp"].astimezone(UTC))
            for one in answer.get("Datapoints", ())
        ]
        if not points:
            return None
        value, at = max(points)
        return at, value
