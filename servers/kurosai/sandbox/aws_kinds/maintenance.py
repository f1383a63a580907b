"""Maintenance windows of Systems Manager: when somebody works on the machines, and did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Final, Literal, TypeAlias
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from kurosai.errors import BadInput
from kurosai.sandbox.aws_json import (
    AwsError,
    Given,
    NotHere,
    Operation,
    Pages,
    Service,
    Structures,
)
from kurosai.sandbox.aws_kinds.over_time import Course, held
from kurosai.sandbox.aws_kinds.place import AGE, Place, seconds
from kurosai.sandbox.cloudwatch.parameters import Number, Text, Texts
from kurosai.sandbox.schema_base import Problem, Strict, Time
from kurosai.vocabulary import Json, moment

WindowId = Annotated[str, StringConstraints(pattern=r"^mw-[0-9a-f]{17}$")]
_Name = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9_\-.]{3,128}$")]
_Schedule = Annotated[str, StringConstraints(pattern=r"^(cron|rate|at)\(.+\)$")]

PREFIX: Final = "AmazonSSM."
_PAGE: Final = 50
_ID: Final = Text(20, 20, r"^mw-[0-9a-f]{17}$")


Status: TypeAlias = Literal["SUCCESS", "FAILED", "TIMED_OUT", "CANCELLED", "SKIPPED_OVERLAPPING"]


class WindowRun(Strict):
    """One execution: it goes on as long as there is no `until` by now."""

    at: Time
    until: Time | None = None
    status: Literal["SUCCESS", "FAILED", "TIMED_OUT", "CANCELLED", "SKIPPED_OVERLAPPING"] = (
        "SUCCESS"
    )
    details: Annotated[str, StringConstraints(max_length=250)] = ""

    @model_validator(mode="after")
    def _fits(self) -> WindowRun:
        if self.until is not None and self.until < self.at:
            raise ValueError("it ends before it begins")
        return self


class Window(Strict):
    """A window of `hours`, in the last `cutoff` of which no task begins any more. `enabled` may be
    told from each time on; `next` is when it opens the next time."""

    name: _Name
    description: Annotated[str, StringConstraints(max_length=128)] = ""
    schedule: _Schedule
    timezone: str | None = None
    hours: Annotated[int, Field(ge=1, le=24)] = 4
    cutoff: Annotated[int, Field(ge=0, le=23)] = 1
    enabled: Course[bool] = True
    next: Time | None = None
    created: Time | None = None
    modified: Time | None = None
    runs: tuple[WindowRun, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Window:
        if self.cutoff >= self.hours:
            raise ValueError("`cutoff` is less than the window's `hours`")
        return self


def misfits(windows: Mapping[str, Window]) -> Iterator[Problem]:
    """Executions while a window was disabled; steps from `maintenance_windows` on."""
    for name, one in windows.items():
        for index, run in enumerate(one.runs):
            if not held(one.enabled, run.at, True):
                yield ("maintenance_windows", name, "runs", index), "the window is disabled then"


def service(windows: Mapping[str, Window], place: Place) -> Service:
    """Systems Manager over the windows that exist at `now`."""
    answers = _Ssm(windows, place)
    page = {
        "Filters": Structures({"Key": Text(1, 128), "Values": Texts(Text(1, 256))}, 0, 5),
        "MaxResults": Number(10, 100),
        "NextToken": Text(),
    }
    return Service(
        "SSM",
        PREFIX,
        "1.1",
        "ValidationException",
        {
            "DescribeMaintenanceWindows": Operation(answers.listed, page),
            "GetMaintenanceWindow": Operation(answers.described, {"WindowId": _ID}, ("WindowId",)),
            "DescribeMaintenanceWindowExecutions": Operation(
                answers.runs, {"WindowId": _ID, **page}, ("WindowId",)
            ),
        },
    )


@dataclass(frozen=True, slots=True)
class _Ssm:
    windows: Mapping[str, Window]
    place: Place

    def listed(self, given: Given) -> Mapping[str, Json]:
        """DescribeMaintenanceWindows, by name and by whether they are enabled."""
        wanted = _filters(given, ("Name", "Enabled"))
        found: list[Json] = [
            shown
            for name, one in self.windows.items()
            if one.created is None or one.created <= self.place.now
            for shown in (self._shown(name, one),)
            if one.name in wanted.get("Name", (one.name,))
            and str(shown["Enabled"]).lower() in wanted.get("Enabled", ("true", "false"))
        ]
        return self._page("WindowIdentities", found, given, wanted)

    def described(self, given: Given) -> Mapping[str, Json]:
        """GetMaintenanceWindow."""
        name = self._named(given)
        one, now = self.windows[name], self.place.now
        created = one.created or now - AGE
        changed = one.modified if one.modified and one.modified <= now else created
        return {
            **self._shown(name, one),
            "AllowUnassociatedTargets": False,
            "CreatedDate": seconds(created),
            "ModifiedDate": seconds(changed),
        }

    def runs(self, given: Given) -> Mapping[str, Json]:
        """DescribeMaintenanceWindowExecutions, newest first, by when they began."""
        name = self._named(given)
        wanted = _filters(given, ("ExecutedBefore", "ExecutedAfter"))
        before = [_time(one) for one in wanted.get("ExecutedBefore", ())]
        after = [_time(one) for one in wanted.get("ExecutedAfter", ())]
        found: list[Json] = [
            self._run(name, one)
            for one in sorted(self.windows[name].runs, key=lambda run: run.at, reverse=True)
            if one.at <= self.place.now
            and all(one.at < at for at in before)
            and all(one.at > at for at in after)
        ]
        return self._page("WindowExecutions", found, given, name, wanted)

    def _named(self, given: Given) -> str:
        name = given["WindowId"]
        one = self.windows.get(name)
        if one is None or (one.created is not None and one.created > self.place.now):
            text = f"Maintenance window {name} does not exist"
            raise AwsError("DoesNotExistException", text)
        return name

    def _shown(self, name: str, one: Window) -> dict[str, Json]:
        now = self.place.now
        body: dict[str, Json | None] = {
            "WindowId": name,
            "Name": one.name,
            "Description": one.description or None,
            "Enabled": held(one.enabled, now, True),
            "Duration": one.hours,
            "Cutoff": one.cutoff,
            "Schedule": one.schedule,
            "ScheduleTimezone": one.timezone,
            "NextExecutionTime": f"{one.next:%Y-%m-%dT%H:%MZ}"
            if one.next is not None and one.next > now
            else None,
        }
        return {key: value for key, value in body.items() if value is not None}

    def _run(self, name: str, one: WindowRun) -> Json:
        drawn = sha256(f"{name}/{one.at.isoformat()}".encode()).digest()[:16]
        body: dict[str, Json] = {
            "WindowId": name,
            "WindowExecutionId": str(UUID(bytes=drawn, version=4)),
            "Status": "IN_PROGRESS",
            "StartTime": seconds(one.at),
        }
        if one.until is not None and one.until <= self.place.now:
            body |= {"Status": one.status, "EndTime": seconds(one.until)}
            if one.details:
                body["StatusDetails"] = one.details
        return body

    def _page(self, key: str, found: Any, given: Given, *bound: object) -> Mapping[str, Json]:
        refusal = AwsError("InvalidNextToken", "The specified token is not valid.")
        pages = Pages(self.place.tokens, refusal, "NextToken", "MaxResults")
        cut, more = pages.cut(found, given, _PAGE, key, *bound)
        return {key: [*cut], **more}


def _filters(given: Given, known: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one in given.get("Filters") or ():
        if one.get("Key") not in known:
            raise NotHere(f"maintenance windows by {str(one.get('Key'))[:60]}")
        found[one["Key"]] = tuple(one.get("Values") or ())
    return found


def _time(text: str) -> datetime:
    try:
        return moment(text)
    except BadInput:
        raise AwsError("ValidationException", f"{text[:40]} is no time.") from None
