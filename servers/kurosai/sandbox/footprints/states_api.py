"""Step Functions on the wire: DescribeExecution, ListExecutions, GetExecutionHistory, and the
one state machine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from kurosai.sandbox.aws_json import (
    AwsError,
    Given,
    NotHere,
    Operation,
    Pages,
    Service,
)
from kurosai.sandbox.cloudwatch.parameters import Flag, Number, Text
from kurosai.sandbox.cloudwatch.tokens import Tokens
from kurosai.sandbox.footprints.definition import EXECUTION_ROLE, definition
from kurosai.sandbox.footprints.executions import Execution
from kurosai.sandbox.footprints.history import History
from kurosai.sandbox.footprints.machine_log import logging_configuration
from kurosai.sandbox.footprints.surroundings import STATE_MACHINE
from kurosai.sandbox.footprints.trail import Trail
from kurosai.vocabulary import Json

PREFIX = "AWSStepFunctions."
_PAGE = 100
_ARN = Text(1, 256)
_PAGE_SIZE = Number(0, 1000)
_TOKEN = Text(1, 1024)
_INCLUDED = Text(values=("ALL_DATA", "METADATA_ONLY"))
_STATUSES = ("RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE")
_ANY_ARN = re.compile(r"arn:aws:states:([a-z0-9-]+):(\d{12}):([A-Za-z]+):(.+)")
_AGE = timedelta(days=400)


class States:
    """Step Functions over the jobs of a world."""

    def __init__(self, trail: Trail, tokens: Tokens) -> None:
        self._trail = trail
        self._around = trail.around
        self._pages = Pages(tokens, AwsError("InvalidToken", "Invalid Token: 'Invalid token'"))

    def service(self) -> Service:
        """The service with its operations."""
        return Service(
            "Step Functions",
            PREFIX,
            "1.0",
            "ValidationException",
            {
                "DescribeExecution": Operation(
                    self.execution,
                    {"executionArn": _ARN, "includedData": _INCLUDED},
                    ("executionArn",),
                ),
                "ListExecutions": Operation(
                    self.executions,
                    {
                        "stateMachineArn": _ARN,
                        "statusFilter": Text(values=_STATUSES),
                        "maxResults": _PAGE_SIZE,
                        "nextToken": Text(1, 3096),
                        "mapRunArn": Text(1, 2000),
                        "redriveFilter": Text(values=("REDRIVEN", "NOT_REDRIVEN")),
                    },
                ),
                "GetExecutionHistory": Operation(
                    self.history,
                    {
                        "executionArn": _ARN,
                        "maxResults": _PAGE_SIZE,
                        "reverseOrder": Flag(),
                        "nextToken": _TOKEN,
                        "includeExecutionData": Flag(),
                    },
                    ("executionArn",),
                ),
                "DescribeStateMachine": Operation(
                    self.machine,
                    {"stateMachineArn": _ARN, "includedData": _INCLUDED},
                    ("stateMachineArn",),
                ),
                "ListStateMachines": Operation(
                    self.machines, {"maxResults": _PAGE_SIZE, "nextToken": _TOKEN}
                ),
            },
        )

    def execution(self, given: Given) -> Mapping[str, Json]:
        """DescribeExecution. Error and cause are there only for one that FAILED or was ABORTED."""
        one = self._execution(given["executionArn"])
        whole = given.get("includedData") != "METADATA_ONLY"
        history = History(one, self._trail.registries)
        body: dict[str, Json] = {
            **_summary(one),
            "inputDetails": {"included": whole},
            "redriveCount": 0,
            "redriveStatus": "REDRIVABLE",
        }
        if one.status in ("RUNNING", "SUCCEEDED"):
            why = f"Execution is {one.status} and cannot be redriven"
            body |= {"redriveStatus": "NOT_REDRIVABLE", "redriveStatusReason": why}
        if whole:
            body["input"] = history.input()
        if one.status == "SUCCEEDED":
            body["outputDetails"] = {"included": whole}
            if whole:
                body["output"] = history.output()
        if one.status == "FAILED" and (failure := history.failure()) is not None:
            body |= failure.details
        if one.status == "ABORTED" and one.job.error:
            body["cause"] = one.job.error
        return body

    def executions(self, given: Given) -> Mapping[str, Json]:
        """ListExecutions: newest first."""
        if "mapRunArn" in given:
            raise NotHere("map runs: this state machine's map runs inline")
        if "stateMachineArn" not in given:
            raise AwsError(
                "ValidationException", "Must provide exactly one of stateMachineArn or mapRunArn."
            )
        arn = given["stateMachineArn"]
        self._machine(arn)
        wanted = given.get("statusFilter")
        redriven = given.get("redriveFilter") == "REDRIVEN"
        found = list[Execution]() if redriven else self._trail.listed(wanted)
        page, more = self._pages.cut(found, given, _PAGE, "executions", arn, wanted)
        return {"executions": [_summary(one, brief=True) for one in page], **more}

    def history(self, given: Given) -> Mapping[str, Json]:
        """GetExecutionHistory."""
        one = self._execution(given["executionArn"])
        events = History(one, self._trail.registries).events()
        backwards, whole = given.get("reverseOrder", False), given.get("includeExecutionData", True)
        if backwards:
            events.reverse()
        page, more = self._pages.cut(events, given, _PAGE, "history", one.arn, backwards)
        return {"events": list(page) if whole else [_bare(event) for event in page], **more}

    def machine(self, given: Given) -> Mapping[str, Json]:
        """DescribeStateMachine."""
        arn = given["stateMachineArn"]
        self._machine(arn)
        body: dict[str, Json] = {
            **self._listed(),
            "status": "ACTIVE",
            "roleArn": self._around.role(EXECUTION_ROLE),
            "loggingConfiguration": logging_configuration(self._trail),
            "tracingConfiguration": {"enabled": False},
        }
        whole = given.get("includedData") != "METADATA_ONLY"
        return {**body, "definition": definition(self._around)} if whole else body

    def machines(self, given: Given) -> Mapping[str, Json]:
        """ListStateMachines."""
        page, more = self._pages.cut([self._listed()], given, _PAGE, "machines")
        return {"stateMachines": list(page), **more}

    def _listed(self) -> dict[str, Json]:
        return {
            "stateMachineArn": self._around.state_machine,
            "name": STATE_MACHINE,
            "type": "STANDARD",
            "creationDate": _seconds(self._around.now - _AGE),
        }

    def _machine(self, arn: str) -> None:
        self._of_kind(arn, "stateMachine")
        if arn != self._around.state_machine:
            raise AwsError("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{arn}'")

    def _execution(self, arn: str) -> Execution:
        self._of_kind(arn, "execution")
        found = self._trail.execution(arn)
        if found is None:
            raise AwsError("ExecutionDoesNotExist", f"Execution Does Not Exist: '{arn}'")
        return found

    def _of_kind(self, arn: str, kind: str) -> None:
        """Refuse what is no ARN of that kind, and what lies in another region."""
        match = _ANY_ARN.fullmatch(arn)
        if match is None:
            raise AwsError("InvalidArn", f"Invalid Arn: 'Invalid ARN prefix: {arn}'")
        if match[3] != kind:
            why = f"Resource type not valid in this context: {match[3]}"
            raise AwsError("InvalidArn", f"Invalid Arn: '{why}'")
        if match[1] != self._around.region:
            why = f"Region {match[1]} does not match the region of this endpoint"
            raise AwsError("InvalidArn", f"Invalid Arn: '{why}'")


def _summary(one: Execution, *, brief: bool = False) -> dict[str, Json]:
    body: dict[str, Json] = {
        "executionArn": one.arn,
        "stateMachineArn": one.around.state_machine,
        "name": one.name,
        "status": one.status,
        "startDate": _seconds(one.began),
    }
    if one.over and one.stop is not None:
        body["stopDate"] = _seconds(one.stop)
    if brief:
        body["redriveCount"] = 0
    return body


def _bare(event: Mapping[str, Json]) -> Mapping[str, Json]:
    """An event without the execution's data: neither inputs nor outputs."""
    data = {"input", "output", "inputDetails", "outputDetails"}
    return {
        name: {key: one for key, one in value.items() if key not in data}
        if isinstance(value, Mapping)
        else value
        for name, value in event.items()
    }


def _seconds(at: datetime) -> float:
    return round(at.timestamp(), 3)
