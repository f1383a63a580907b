"""How each contestant gets to what a question asks: the shortest way that we found with its tools.

A step may use what the question says and what earlier answers showed, as a model would. For a
peer we looked for the way with the fewest tokens, and gave it windows and limits that an operator
would have to guess right the first time.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from contestants import Contestant
from questions import (
    ALARMS,
    CHANGED,
    CHECKER,
    FORWARDER,
    LINE,
    METRICS,
    NO_WORDS,
    SINCE_WHEN,
    SYNC,
)

Route = Callable[[Contestant], Awaitable[object]]

REGION = "ap-northeast-1"
"""One of their tools takes no region from its environment."""


async def _our_line(kurosai: Contestant) -> None:
    await kurosai.call(
        "find_logs",
        group=CHECKER,
        text="started_at has no value",
        around="2025-11-04T18:14:00Z",
    )


async def _our_no_words(kurosai: Contestant) -> None:
    await kurosai.call("find_logs", group=CHECKER, around="2025-11-04T18:14:00Z")


async def _our_since_when(kurosai: Contestant) -> None:
    await kurosai.call("find_logs", group=SYNC, around="2026-05-18T03:16:44Z")


async def _our_changed(kurosai: Contestant) -> None:
    await kurosai.call(
        "find_changes", resource=f"lambda:{FORWARDER}", around="2025-11-04T19:53:00Z", minutes=60
    )


async def _our_alarms(kurosai: Contestant) -> None:
    await kurosai.call("find_alarms", since="2025-11-04T00:00:00Z")


async def _our_metrics(kurosai: Contestant) -> None:
    await kurosai.call(
        "read_metrics",
        metrics=[
            f"lambda:{FORWARDER} errors 60s >= 5",
            f"lambda:{FORWARDER} throttles",
            f"lambda:{FORWARDER} duration",
        ],
        around="2025-11-04T19:58:00Z",
        minutes=15,
    )


KUROSAI: Mapping[str, Route] = {
    LINE.key: _our_line,
    NO_WORDS.key: _our_no_words,
    SINCE_WHEN.key: _our_since_when,
    CHANGED.key: _our_changed,
    ALARMS.key: _our_alarms,
    METRICS.key: _our_metrics,
}


async def _insights(peer: Contestant, group: str, since: str, until: str, query: str) -> str:
    return await peer.call(
        "execute_log_insights_query",
        log_group_names=[group],
        start_time=since,
        end_time=until,
        query_string=query,
    )


async def _their_line(awslabs: Contestant) -> None:
    # The whole half hour instead of the line, then its request: this group happens to be quiet.
    await _insights(
        awslabs,
        CHECKER,
        "2025-11-04T18:00:00+00:00",
        "2025-11-04T18:30:00+00:00",
        "fields @timestamp, @requestId, @message | sort @timestamp asc | limit 50",
    )
    await _insights(
        awslabs,
        CHECKER,
        "2025-11-04T12:00:00+00:00",
        "2025-11-04T21:00:00+00:00",
        'filter @message like /has no value/ or @type = "REPORT"'
        " | stats count(*) as n by bin(1h) as hour, @type | sort hour asc",
    )


async def _their_no_words(awslabs: Contestant) -> None:
    await _insights(
        awslabs,
        CHECKER,
        "2025-11-04T18:00:00+00:00",
        "2025-11-04T18:30:00+00:00",
        "fields @timestamp, @requestId, @message | sort @timestamp asc | limit 50",
    )


async def _their_since_when(awslabs: Contestant) -> None:
    await _insights(
        awslabs,
        SYNC,
        "2026-05-18T03:15:00+00:00",
        "2026-05-18T03:18:00+00:00",
        "fields @timestamp, @message | filter @message like /(?i)error/ | limit 5",
    )
    await _insights(
        awslabs,
        SYNC,
        "2026-05-17T15:00:00+00:00",
        "2026-05-18T04:06:00+00:00",
        "filter @message like /refused the token: 401/"
        " | stats count(*) as n, min(@timestamp) as first, max(@timestamp) as last",
    )
    await _insights(
        awslabs,
        SYNC,
        "2026-05-18T02:55:00+00:00",
        "2026-05-18T03:03:00+00:00",
        "fields @timestamp, @message | sort @timestamp asc | limit 50",
    )


async def _their_changed(awslabs: Contestant) -> None:
    await awslabs.call(
        "lookup_events",
        start_time="2025-11-04T18:53:00Z",
        end_time="2025-11-04T19:53:00Z",
        attribute_key="ResourceName",
        attribute_value=FORWARDER,
        max_results=50,
        region=REGION,
    )


async def _their_alarms(awslabs: Contestant) -> None:
    await awslabs.call("get_active_alarms")
    await awslabs.call(
        "get_alarm_history",
        alarm_name=f"{FORWARDER}-errors",
        start_time="2025-11-04T00:00:00Z",
        end_time="2025-11-04T21:00:00Z",
    )


async def _their_metrics(awslabs: Contestant) -> None:
    # All three at once, a value a minute, for a quarter of an hour that happens to be right.
    wanted = {"errors": "Sum", "throttles": "Sum", "duration": "Maximum"}
    await awslabs.call(
        "get_metric_data",
        start_time="2025-11-04T19:46:00Z",
        end_time="2025-11-04T20:01:00Z",
        queries=[
            {
                "id": name,
                "metric_stat": {
                    "namespace": "AWS/Lambda",
                    "metric_name": name.capitalize(),
                    "dimensions": [{"name": "FunctionName", "value": FORWARDER}],
                    "statistic": statistic,
                    "period": 60,
                },
            }
            for name, statistic in wanted.items()
        ],
    )


AWSLABS: Mapping[str, Route] = {
    LINE.key: _their_line,
    NO_WORDS.key: _their_no_words,
    SINCE_WHEN.key: _their_since_when,
    CHANGED.key: _their_changed,
    ALARMS.key: _their_alarms,
    METRICS.key: _their_metrics,
}
