"""Maintenance windows of Systems Manager over the session: when somebody works on the machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from kurosai.aws.wire import answers
from kurosai.aws.wire.session import AwsSession
from kurosai.vocabulary import Window, stamp

MOST_WINDOWS: Final = 50
"""One page: of so many windows the executions are asked."""

MOST_RUNS: Final = 20
LONGEST: Final = timedelta(hours=24)
"""A window is open for no longer than that, so what touches a time began at most so long before."""

DOING: Final = "asking for maintenance windows"


@dataclass(frozen=True, slots=True)
class Maintenance:
    """One execution of a window; `ended` is None while it goes on."""

    window: str
    name: str
    started: datetime
    ended: datetime | None
    status: str


@dataclass(frozen=True, slots=True)
class MaintenanceFound:
    """Executions oldest first; `complete` is False when there are more than were read."""

    runs: tuple[Maintenance, ...]
    complete: bool


class AwsMaintenance:
    """The two reads of Systems Manager that tell of maintenance windows."""

    def __init__(self, session: AwsSession) -> None:
        self._session = session

    def windows(self) -> tuple[Mapping[str, str], bool]:
        """The names of the windows by id, and whether these are all. Raises Denied, or a Fault."""
        arguments: dict[str, Any] = {"MaxResults": MOST_WINDOWS}
        answer = self._session.call("ssm", "describe_maintenance_windows", arguments, doing=DOING)
        with answers.shaped("maintenance window"):
            found = {
                str(one["WindowId"]): str(one.get("Name") or one["WindowId"])
                for one in answers.listed(answer, "WindowIdentities")
            }
        return found, not answer.get("NextToken")

    def runs(self, identifier: str, name: str, window: Window) -> MaintenanceFound:
        """The executions of one window that touch a time. Raises Denied, or a Fault."""
        since = stamp(window.start - LONGEST)
        arguments: dict[str, Any] = {
            "WindowId": identifier,
            "Filters": [
                {"Key": "ExecutedAfter", "Values": [since]},
                {"Key": "ExecutedBefore", "Values": [stamp(window.end)]},
            ],
            "MaxResults": MOST_RUNS,
        }
        answer = self._session.call(
            "ssm", "describe_maintenance_window_executions", arguments, doing=DOING
        )
        with answers.shaped("execution of a maintenance window"):
            found = [
                _run(identifier, name, one) for one in answers.listed(answer, "WindowExecutions")
            ]
        touching = [one for one in found if one.ended is None or one.ended >= window.start]
        touching.sort(key=lambda one: one.started)
        return MaintenanceFound(tuple(touching), not answer.get("NextToken"))


def _run(identifier: str, name: str, raw: Mapping[str, Any]) -> Maintenance:
    ended = raw.get("EndTime")
    return Maintenance(
        identifier,
        name,
        raw["StartTime"].astimezone(UTC),
        ended.astimezone(UTC) if ended else None,
        str(raw.get("Status") or ""),
    )
