"""Lambda functions: their configuration as a reader sees it. What they log is in `log_groups`.

Every log group `/aws/lambda/NAME` is of a function; only what differs from the usual is told.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from kurosai.sandbox.aws_json import AwsError
from kurosai.sandbox.aws_kinds import event_sources
from kurosai.sandbox.aws_kinds.event_sources import Feed, Mappings
from kurosai.sandbox.aws_kinds.place import AGE, Place
from kurosai.sandbox.aws_rest import Given, Rest, Route
from kurosai.sandbox.schema_base import Problem, Span, Strict, Time
from kurosai.vocabulary import Json

FunctionName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-_]{1,64}$")]
GROUP: Final = "/aws/lambda/"
_PATH: Final = "/2015-03-31/functions"
_PAGE: Final = 50
_NAMED: Final = re.compile(
    r"(?:(?:arn:aws:lambda:)?(?P<region>[a-z0-9-]+):)?(?:(?P<account>\d{12}):)?(?:function:)?"
    r"(?P<name>[A-Za-z0-9-_]+)(?::(?P<qualifier>\$LATEST|[A-Za-z0-9-_]+))?"
)


class FunctionSettings(Strict):
    """How a function is set up; `modified` is when it was last deployed or changed."""

    runtime: str = "python3.12"
    handler: str = "main.handler"
    memory_mb: Annotated[int, Field(ge=128, le=10_240)] | None = None
    timeout: Annotated[Span, Field(ge=timedelta(seconds=1), le=timedelta(minutes=15))] = timedelta(
        minutes=1
    )
    modified: Time | None = None
    description: str = ""
    role: str | None = None
    environment: Mapping[str, str] = {}
    architecture: Literal["x86_64", "arm64"] = "x86_64"
    code_bytes: Annotated[int, Field(ge=1)] = 182_044
    dead_letters: str | None = None
    reserved: Annotated[int, Field(ge=0)] | None = None
    fed_by: tuple[Feed, ...] = ()


def misfits(
    functions: Mapping[str, FunctionSettings],
    logged: Mapping[str, int],
    queues: Mapping[str, object],
) -> Iterator[Problem]:
    """What is told against the REPORT lines, whose memory (MB) by function is `logged`, or of
    queues that are not among `queues`."""
    for name, one in functions.items():
        yield from event_sources.misfits(name, one.fed_by, queues)
        if one.memory_mb not in (None, logged.get(name, one.memory_mb)):
            text = f"its runs report {logged[name]} MB: mend `memory_mb` of its log group"
            yield ("functions", name, "memory_mb"), text


def service(
    functions: Mapping[str, FunctionSettings], logged: Mapping[str, int], place: Place
) -> Rest:
    """Lambda over the functions that are told or have logged."""
    mappings = Mappings({name: one.fed_by for name, one in functions.items()}, place)
    answers = _Lambda(functions, logged, place, mappings)
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
        reserved = self._settings(name).reserved
        return {} if reserved is None else {"ReservedConcurrentExecutions": reserved}

    def _settings(self, name: str) -> FunctionSettings:
        return self.functions.get(name) or FunctionSettings()

    def _described(self, name: str) -> Mapping[str, Json]:
        one, place = self._settings(name), self.place
        modified = one.modified if one.modified and one.modified <= place.now else place.now - AGE
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
