"""What tells more of a thing that an alarm watches than its metrics do: one read of each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from kurosai import calls
from kurosai.aws.metrics.measured import Measured
from kurosai.aws.metrics.metric_leads import LOGGED
from kurosai.aws.suspects.suspects import Suspects
from kurosai.vocabulary import Call, stamp

AROUND: Final = timedelta(hours=3)
_SERVICE: Final = (
    "services[].{status:status,desired:desiredCount,running:runningCount,pending:pendingCount,"
    "rollouts:deployments[].[status,rolloutState,rolloutStateReason,createdAt],"
    "events:events[:4].[createdAt,message]}"
)
"""Without it a service tells its last hundred events."""

_JOBS: Final = "jobSummaryList[].[jobName,createdAt,statusReason]"


def beside(thing: Measured | None, metric: str, behind: Suspects, at: datetime) -> tuple[Call, ...]:
    """What to read beside the metrics of `thing` when its `metric` alarmed, one call at most: the
    log of the function that works for it, what is set for it, what happened to it."""
    if thing is None:
        return ()
    if thing.kind == "lambda" and metric in LOGGED:
        return (calls.find_logs(f"/aws/lambda/{thing.name}", "", around=at),)
    if behind.working:
        return (calls.find_logs(f"/aws/lambda/{behind.working}", "", around=at),)
    # What limits a function was read already, where that is what was sought behind it.
    found = None if behind.told or thing.kind not in _READS else _READS[thing.kind](thing.name, at)
    return (found,) if found else ()


def _reserved(name: str, _at: datetime) -> Call:
    """How many may run at once."""
    return calls.call_aws("lambda", "GetFunctionConcurrency", {"FunctionName": name})


def _service(name: str, _at: datetime) -> Call | None:
    """How many tasks it wants and has, and why not."""
    cluster, _, service = name.partition("/")
    if not service:
        return None
    given = {"cluster": cluster, "services": [service]}
    return calls.call_aws("ecs", "DescribeServices", given, fields=_SERVICE)


def _events(name: str, at: datetime) -> Call:
    """Failovers, restarts, storage that ran out."""
    given = {"SourceType": "db-instance", "SourceIdentifier": name}
    span = {"StartTime": stamp(at - AROUND), "EndTime": stamp(at + AROUND)}
    return calls.call_aws("rds", "DescribeEvents", {**given, **span})


def _waiting(name: str, _at: datetime) -> Call:
    """The jobs that wait for a place, and why."""
    given = {"jobQueue": name, "jobStatus": "RUNNABLE"}
    return calls.call_aws("batch", "ListJobs", given, fields=_JOBS)


_READS: Final[Mapping[str, Callable[[str, datetime], Call | None]]] = {
    "lambda": _reserved,
    "ecs": _service,
    "rds": _events,
    "batch": _waiting,
}
