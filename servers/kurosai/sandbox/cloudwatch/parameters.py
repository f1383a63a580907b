"""What each operation takes, and the check of a request against it.

The table repeats the constraints of AWS's service model (a test compares the two), because
boto3 checks types and lower bounds only and leaves the rest to the service.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from kurosai.sandbox.cloudwatch.faults import InvalidParameter, Serialization, unsupported

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Text:
    """A string: its length, its pattern (the whole of it), or the values it may have."""

    least: int = 0
    most: int | None = None
    pattern: str = ""
    values: tuple[str, ...] = ()

    def fault(self, value: Any) -> str:
        """What the value breaks, in AWS's words; empty when nothing. TypeError: not a string."""
        if not isinstance(value, str) or not _is_text(value):
            raise TypeError("a string")
        if len(value) < self.least:
            return f"Member must have length greater than or equal to {self.least}"
        if self.most is not None and len(value) > self.most:
            return f"Member must have length less than or equal to {self.most}"
        if self.pattern and not re.fullmatch(self.pattern, value):
            return f"Member must satisfy regular expression pattern: {self.pattern}"
        if self.values and value not in self.values:
            return f"Member must satisfy enum value set: [{', '.join(self.values)}]"
        return ""


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number, both ends included."""

    least: int | None = None
    most: int | None = None

    def fault(self, value: Any) -> str:
        """What the value breaks; TypeError: not a whole number."""
        if not isinstance(value, int) or isinstance(value, bool):
            raise TypeError("a whole number")
        if self.least is not None and value < self.least:
            return f"Member must have value greater than or equal to {self.least}"
        if self.most is not None and value > self.most:
            return f"Member must have value less than or equal to {self.most}"
        return ""


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def fault(self, value: Any) -> str:
        """Nothing; TypeError: not a boolean."""
        if not isinstance(value, bool):
            raise TypeError("true or false")
        return ""


@dataclass(frozen=True, slots=True)
class Texts:
    """A list of strings and how many there may be."""

    item: Text
    least: int | None = None
    most: int | None = None

    def fault(self, value: Any) -> str:
        """What the list or its first bad member breaks; TypeError: not a list of strings."""
        if not isinstance(value, list):
            raise TypeError("a list of strings")
        members = cast("list[Any]", value)
        if self.least is not None and len(members) < self.least:
            return f"Member must have length greater than or equal to {self.least}"
        if self.most is not None and len(members) > self.most:
            return f"Member must have length less than or equal to {self.most}"
        return next((fault for member in members if (fault := self.item.fault(member))), "")


Shape = Text | Number | Flag | Texts

_GROUP = Text(1, 512, r"[\.\-_/#A-Za-z0-9]+")
_IDENTIFIER = Text(1, 2048, r"[\w#+=/:,.@-]*")
_STREAM = Text(1, 512, r"[^:*]*")
_TOKEN = Text(1)
_TIME = Number(0)
_EVENTS = Number(1, 10_000)
_ITEMS = Number(1, 50)
_QUERY_ID = Text(1, 256)
_LANGUAGE = Text(values=("CWLI", "SQL", "PPL"))
_CLASS = Text(values=("STANDARD", "INFREQUENT_ACCESS", "DELIVERY", "ESSENTIALS"))
_STATUS = Text(
    values=("Scheduled", "Running", "Complete", "Failed", "Cancelled", "Timeout", "Unknown")
)
_ONE_GROUP: Mapping[str, Shape] = {"logGroupName": _GROUP, "logGroupIdentifier": _IDENTIFIER}

SHAPES: Mapping[str, Mapping[str, Shape]] = {
    "DescribeLogGroups": {
        "accountIdentifiers": Texts(Text(12, 12, r"^\d{12}$"), 0, 20),
        "logGroupNamePrefix": _GROUP,
        "logGroupNamePattern": Text(0, 512, r"[\.\-_/#A-Za-z0-9]*"),
        "nextToken": _TOKEN,
        "limit": _ITEMS,
        "includeLinkedAccounts": Flag(),
        "logGroupClass": _CLASS,
        "logGroupIdentifiers": Texts(_IDENTIFIER, 1, 50),
    },
    "DescribeLogStreams": {
        **_ONE_GROUP,
        "logStreamNamePrefix": _STREAM,
        "orderBy": Text(values=("LogStreamName", "LastEventTime")),
        "descending": Flag(),
        "nextToken": _TOKEN,
        "limit": _ITEMS,
    },
    "FilterLogEvents": {
        **_ONE_GROUP,
        "logStreamNames": Texts(_STREAM, 1, 100),
        "logStreamNamePrefix": _STREAM,
        "startTime": _TIME,
        "endTime": _TIME,
        "filterPattern": Text(0, 1024),
        "nextToken": _TOKEN,
        "limit": _EVENTS,
        "startFromHead": Flag(),
        "interleaved": Flag(),
        "unmask": Flag(),
    },
    "GetLogEvents": {
        **_ONE_GROUP,
        "logStreamName": _STREAM,
        "startTime": _TIME,
        "endTime": _TIME,
        "nextToken": _TOKEN,
        "limit": _EVENTS,
        "startFromHead": Flag(),
        "unmask": Flag(),
    },
    "StartQuery": {
        "queryLanguage": _LANGUAGE,
        "logGroupName": _GROUP,
        "logGroupNames": Texts(_GROUP),
        "logGroupIdentifiers": Texts(_IDENTIFIER),
        "startTime": _TIME,
        "endTime": _TIME,
        "queryString": Text(0, 10_000),
        "limit": Number(1, 100_000),
    },
    "GetQueryResults": {
        "queryId": _QUERY_ID,
        "nextToken": Text(most=1024),
        "maxItems": Number(0, 10_000),
    },
    "StopQuery": {"queryId": _QUERY_ID},
    "DescribeQueries": {
        "logGroupName": _GROUP,
        "status": _STATUS,
        "maxResults": Number(1, 1000),
        "nextToken": _TOKEN,
        "queryLanguage": _LANGUAGE,
    },
    "GetLogRecord": {"logRecordPointer": Text(), "unmask": Flag()},
    "DescribeQueryDefinitions": {
        "queryLanguage": _LANGUAGE,
        "queryDefinitionNamePrefix": Text(1, 255),
        "maxResults": Number(1, 1000),
        "nextToken": _TOKEN,
    },
    "ListLogAnomalyDetectors": {
        "filterLogGroupArn": _IDENTIFIER,
        "limit": _ITEMS,
        "nextToken": _TOKEN,
    },
}
"""Operation -> parameter -> constraint."""

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "GetLogEvents": ("logStreamName",),
    "StartQuery": ("startTime", "endTime", "queryString"),
    "GetQueryResults": ("queryId",),
    "StopQuery": ("queryId",),
    "GetLogRecord": ("logRecordPointer",),
}


@dataclass(frozen=True, slots=True)
class Request:
    """A checked request. Each getter answers None (or its default) for what was not given."""

    operation: str
    values: Mapping[str, Any]

    def text(self, name: str) -> str | None:
        """A string parameter."""
        return self.values.get(name)

    def number(self, name: str) -> int | None:
        """A number parameter."""
        return self.values.get(name)

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean parameter."""
        return self.values.get(name, default)

    def texts(self, name: str) -> list[str] | None:
        """A list parameter."""
        return self.values.get(name)

    def refuse(self, *names: str) -> None:
        """Refuse parameters that the local world cannot honour, when they ask for something."""
        for name in names:
            if self.values.get(name):
                raise unsupported(f"The parameter {name} of {self.operation}")


def checked(operation: str, body: bytes) -> Request:
    """The request in `body`, every member known and within AWS's constraints.

    Raises Serialization when it is not the JSON of this operation, InvalidParameter (in AWS's
    words) when a value is out of range or a required one missing.
    """
    try:
        given: Any = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise Serialization("The request body is not JSON.") from None
    if not isinstance(given, dict):
        raise Serialization("The request body is not a JSON object.")
    members = cast("dict[str, Any]", given)
    values = {name: value for name, value in members.items() if value is not None}
    shapes = SHAPES[operation]
    for name in REQUIRED.get(operation, ()):
        if name not in values:
            raise _broken("null", name, "Member must not be null")
    for name, value in values.items():
        if name not in shapes:
            raise InvalidParameter(f"{operation} has no parameter {name!r}.")
        try:
            fault = shapes[name].fault(value)
        except TypeError as error:
            raise Serialization(f"{name} must be {error}.") from None
        if fault:
            raise _broken(f"'{value}'", name, fault)
    return Request(operation, values)


def _is_text(value: str) -> bool:
    """Whether it can be UTF-8: JSON may carry half a surrogate pair, which cannot."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _broken(value: str, name: str, fault: str) -> InvalidParameter:
    shown = value if len(value) <= 200 else f"{value[:200]}...'"
    return InvalidParameter(
        f"1 validation error detected: Value {shown} at '{name}' failed to satisfy constraint:"
        f" {fault}"
    )
