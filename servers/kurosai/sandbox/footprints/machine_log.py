"""What Step Functions delivers to CloudWatch Logs where the state machine logs: level ERROR.

A world says that it does by naming the group. One event for each event of a history that says
that something failed, timed out or was aborted, as the history has it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256

from kurosai.sandbox.footprints.executions import Execution
from kurosai.sandbox.footprints.history import History
from kurosai.sandbox.footprints.surroundings import STATE_MACHINE
from kurosai.sandbox.footprints.task_logs import Streams
from kurosai.sandbox.footprints.timeline import Event, details_name
from kurosai.sandbox.footprints.trail import Trail
from kurosai.vocabulary import Json

GROUP = f"/aws/vendedlogs/states/{STATE_MACHINE}"
_LOGGED = ("Failed", "TimedOut", "Aborted")


def logging_configuration(trail: Trail) -> Mapping[str, Json]:
    """As DescribeStateMachine says it; `includeExecutionData` for the cause of a failure."""
    if not trail.logs_to(GROUP):
        return {"level": "OFF", "includeExecutionData": False}
    around = trail.around
    arn = f"arn:aws:logs:{around.region}:{around.account}:log-group:{GROUP}:*"
    return {
        "level": "ERROR",
        "includeExecutionData": True,
        "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": arn}}],
    }


def delivered(trail: Trail, executions: Iterable[Execution] | None = None) -> Streams:
    """The group's streams, one for each hour of deliveries: of some executions, or of all but those
    of the week."""
    hours: dict[str, list[tuple[int, str, int]]] = {}
    for execution in reversed(trail.executions) if executions is None else executions:
        if _smooth(execution):
            continue
        for event in History(execution, trail.registries).events():
            if str(event["type"]).endswith(_LOGGED):
                at, text = _entry(event, execution.arn)
                hour = f"{execution.began:%Y-%m-%d-%H}-00"
                hours.setdefault(hour, []).append((at, text, at + 900 + at % 1_700))
    for hour, events in sorted(hours.items()):
        place = f"states/{STATE_MACHINE}/{hour}"
        yield f"{place}/{sha256(place.encode()).hexdigest()[:8]}", sorted(events)


def _smooth(execution: Execution) -> bool:
    """Whether nothing of it can have failed: most executions, whose histories take time."""
    job = execution.job
    return job.status == "SUCCEEDED" and all(
        run.went_well or (run.end is None and run.refused is None)
        for runs in execution.runs.values()
        for run in runs
    )


def _entry(event: Event, arn: str) -> tuple[int, str]:
    """Time in milliseconds and the message: numbers are texts there."""
    at = round(float(str(event["timestamp"])) * 1000)
    details = event.get(details_name(str(event["type"])))
    body = {
        "id": str(event["id"]),
        "type": event["type"],
        "details": dict(sorted(details.items())) if isinstance(details, Mapping) else {},
        "redrive_count": "0",
        "previous_event_id": str(event["previousEventId"]),
        "event_timestamp": str(at),
        "execution_arn": arn,
    }
    return at, json.dumps(body, ensure_ascii=False, separators=(",", ":"))
