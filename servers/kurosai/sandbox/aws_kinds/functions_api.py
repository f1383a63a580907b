"""Lambda on the wire: functions, their limits, and what becomes of asynchronous events."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from kurosai.sandbox.aws_json import AwsError
from kurosai.sandbox.aws_kinds.event_sources import Mappings
from kurosai.sandbox.aws_kinds.functions import GROUP, FunctionSettings, Limits, reserved_at
from kurosai.sandbox.aws_kinds.over_time import held
from kurosai.sandbox.aws_kinds.place import AGE, Place, seconds
from kurosai.sandbox.aws_rest import Given, Rest, Route
from kurosai.vocabulary import Json

_PATH: Final = "/2015-03-31/functions"
_PAGE: Final = 50
_NAMED: Final = re.compile(
    r"(?:(?:arn:aws:lambda:)?(?P<region>[a-z0-9-]+):)?(?:(?P<account>\d{12}):)?(?:function:)?"
    r"(?P<name>[A-Za-z0-9-_]+)(?::(?P<qualifier>\$LATEST|[A-Za-z0-9-_]+))?"
)


def service(
    functions: Mapping[str, FunctionSettings],
    logged: Mapping[str, int],
    place: Place,
    limits: Limits,
) -> Rest:
    """Lambda over the functions that are told or have logged."""
    mappings = Mappings({name: one.fed_by for name, one in functions.items()}, place)
    answers = _Lambda(functions, logged, place, mappings, limits)
    named = rf"{_PATH}/(?P<FunctionName>[^/?]+)"
    return Rest(
        "Lambda",
        (
            Route("GetFunction", named, answers.function, ("Qualifier",)),
            Route(
                "GetFunctionConfiguration",
                f"{named}/configuration",
                answers.configuration,
                ("Qualifier",),
            ),
            Route(
                "ListFunctions",
                f"{_PATH}/?",
                answers.listed,
                ("Marker", "MaxItems", "MasterRegion", "FunctionVersion"),
            ),
            Route(
                "GetFunctionConcurrency",
                "/2019-09-30/functions/(?P<FunctionName>[^/?]+)/concurrency",
                answers.concurrency,
            ),
            Route("GetAccountSettings", "/2016-08-19/account-settings/?", answers.account),
            Route(
                "GetFunctionEventInvokeConfig",
                "/2019-09-25/functions/(?P<FunctionName>[^/?]+)/event-invoke-config",
                answers.asynchronous,
                ("Qualifier",),
            ),
            Route(
                "ListEventSourceMappings",
                "/2015-03-31/event-source-mappings/?",
                answers.mapped,
                ("EventSourceArn", "FunctionName", "Marker", "MaxItems"),
            ),
        ),
        {"ResourceNotFoundException": 404},
    )


@dataclass(frozen=True, slots=True)
class _Lambda:
    functions: Mapping[str, FunctionSettings]
    logged: Mapping[str, int]
    place: Place
    mappings: Mappings
    limits: Limits

    def function(self, given: Given) -> Mapping[str, Json]:
        """GetFunction; where its code lies is left out."""
        name = self._named(given)
        body: dict[str, Json] = {
            "Configuration": self._described(name),
            "Code": {"RepositoryType": "S3"},
        }
        reserved = self._reserved(name)
        return {**body, "Concurrency": reserved} if reserved else body

    def concurrency(self, given: Given) -> Mapping[str, Json]:
        """GetFunctionConcurrency: nothing where nothing is reserved."""
        return self._reserved(self._named(given))

    def account(self, _: Given) -> Mapping[str, Json]:
        """GetAccountSettings: what may run at once, and what of it nobody has reserved."""
        names = {*self.functions, *self.logged}
        code = sum(self._settings(name).code_bytes for name in names)
        return {
            "AccountLimit": {
                "TotalCodeSize": 80_530_636_800,
                "CodeSizeUnzipped": 262_144_000,
                "CodeSizeZipped": 52_428_800,
                "ConcurrentExecutions": self.limits.concurrent,
                "UnreservedConcurrentExecutions": self.limits.concurrent
                - reserved_at(self.functions, self.place.now),
            },
            "AccountUsage": {"TotalCodeSize": code, "FunctionCount": len(names)},
        }

    def asynchronous(self, given: Given) -> Mapping[str, Json]:
        """GetFunctionEventInvokeConfig; a function that is as usual has none."""
        name = self._named(given)
        one, arn = self._settings(name), self.place.arn("lambda", f"function:{name}")
        ends = {"OnSuccess": one.on_success, "OnFailure": one.on_failure}
        told = (one.retries, one.age, one.on_success, one.on_failure)
        if all(it is None for it in told):
            text = f"The function {arn}:$LATEST doesn't have an EventInvokeConfig"
            raise AwsError("ResourceNotFoundException", text)
        body: dict[str, Json] = {
            "FunctionArn": f"{arn}:$LATEST",
            "LastModified": seconds(self._modified(one)),
            "DestinationConfig": {
                key: {"Destination": value} if value else {} for key, value in ends.items()
            },
        }
        if one.retries is not None:
            body["MaximumRetryAttempts"] = one.retries
        if one.age is not None:
            body["MaximumEventAgeInSeconds"] = int(one.age.total_seconds())
        return body

    def _modified(self, one: FunctionSettings) -> datetime:
        now = self.place.now
        return one.modified if one.modified and one.modified <= now else now - AGE

    def mapped(self, given: Given) -> Mapping[str, Json]:
        """ListEventSourceMappings."""
        return self.mappings.listed(given, self._named(given) if "FunctionName" in given else "")

    def configuration(self, given: Given) -> Mapping[str, Json]:
        """GetFunctionConfiguration."""
        return self._described(self._named(given))

    def listed(self, given: Given) -> Mapping[str, Json]:
        """ListFunctions, by name; the marker is the last name of the page before."""
        size, marker = given.get("MaxItems", str(_PAGE)), given.get("Marker", "")
        if not size.isdigit() or not 1 <= int(size) <= 10_000:
            raise AwsError("InvalidParameterValueException", "MaxItems must be 1 to 10000.")
        names = sorted({*self.functions, *self.logged})
        if marker and marker not in names:
            raise AwsError("InvalidParameterValueException", "Invalid Marker.")
        rest = [one for one in names if one > marker]
        page = rest[: min(int(size), _PAGE)]
        body: dict[str, Json] = {"Functions": [self._described(one) for one in page]}
        return {**body, "NextMarker": page[-1]} if len(rest) > len(page) else body

    def _named(self, given: Given) -> str:
        match = _NAMED.fullmatch(given["FunctionName"])
        if match is None:
            raise AwsError(
                "ValidationException",
                f"1 validation error detected: Value '{given['FunctionName'][:100]}' at"
                " 'functionName' failed to satisfy constraint: Member must satisfy regular"
                " expression pattern",
            )
        name, place = match["name"], self.place
        qualifier = given.get("Qualifier") or match["qualifier"] or "$LATEST"
        here = match["region"] in (None, place.region) and match["account"] in (None, place.account)
        if qualifier != "$LATEST" or not here or name not in {*self.functions, *self.logged}:
            end = "" if qualifier == "$LATEST" else f":{qualifier}"
            arn = place.arn("lambda", f"function:{name}{end}")
            raise AwsError("ResourceNotFoundException", f"Function not found: {arn}")
        return name

    def _reserved(self, name: str) -> dict[str, Json]:
        told = self._settings(name).reserved
        reserved = None if told is None else held(told, self.place.now, None)
        return {} if reserved is None else {"ReservedConcurrentExecutions": reserved}

    def _settings(self, name: str) -> FunctionSettings:
        return self.functions.get(name) or FunctionSettings()

    def _described(self, name: str) -> Mapping[str, Json]:
        one, place = self._settings(name), self.place
        modified = self._modified(one)
        drawn = sha256(f"{name}/{modified.isoformat()}".encode()).digest()
        role = one.role or f"arn:aws:iam::{place.account}:role/{name}"
        body: dict[str, Json] = {
            "FunctionName": name,
            "FunctionArn": place.arn("lambda", f"function:{name}"),
            "Runtime": one.runtime,
            "Role": role,
            "Handler": one.handler,
            "CodeSize": one.code_bytes,
            "Description": one.description,
            "Timeout": int(one.timeout.total_seconds()),
            "MemorySize": one.memory_mb or self.logged.get(name, 128),
            "LastModified": f"{modified:%Y-%m-%dT%H:%M:%S}.000+0000",
            "CodeSha256": base64.b64encode(drawn).decode(),
            "Version": "$LATEST",
            "TracingConfig": {"Mode": "PassThrough"},
            "RevisionId": str(UUID(bytes=drawn[:16], version=4)),
            "State": "Active",
            "LastUpdateStatus": "Successful",
            "PackageType": "Zip",
            "Architectures": [one.architecture],
            "EphemeralStorage": {"Size": 512},
            "LoggingConfig": {"LogFormat": "Text", "LogGroup": GROUP + name},
        }
        if one.environment:
            body["Environment"] = {"Variables": dict(one.environment)}
        if one.dead_letters:
            body["DeadLetterConfig"] = {"TargetArn": one.dead_letters}
        return body
