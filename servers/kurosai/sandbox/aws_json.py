"""One AWS JSON service: operations by target, parameters checked, errors as AWS writes them.

Whatever the world answers itself, beside CloudWatch Logs, is made of this.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias, cast

from kurosai.sandbox.aws_refusals import Answer, not_here
from kurosai.sandbox.cloudwatch.parameters import Shape
from kurosai.sandbox.cloudwatch.tokens import InvalidParameter, Tokens
from kurosai.vocabulary import Json

Given: TypeAlias = "Mapping[str, Any]"
"""Checked parameters; what was not given is missing."""


class AwsError(Exception):
    """An answer of a service that is not a success; `code` is AWS's name for it.

    `older` is its name in the query protocol, for services that had it before (SQS, CloudWatch):
    clients show that one. Left out, it is `code` without `Exception`.
    """

    def __init__(self, code: str, message: str, *, older: str = "", **more: Json) -> None:
        super().__init__(message)
        self.code = code
        self.older = older or code.removesuffix("Exception")
        self.more = more


class NotHere(Exception):
    """A question that AWS can answer and this local world cannot: 501, never a success."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time, as seconds since 1970."""

    def fault(self, value: Any) -> str:
        """Nothing; TypeError: not a number that is a time."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError("a number of seconds")
        try:
            datetime.fromtimestamp(value, UTC)
        except (ValueError, OverflowError, OSError):
            raise TypeError("a number of seconds since 1970") from None
        return ""


@dataclass(frozen=True, slots=True)
class Structures:
    """A list of structures: the shape of each member, what it must have, how many there may be."""

    members: Mapping[str, AnyShape]
    least: int | None = None
    most: int | None = None
    required: tuple[str, ...] = ()

    def fault(self, value: Any) -> str:
        """What the list breaks; TypeError: not a list of structures."""
        if not isinstance(value, list):
            raise TypeError("a list of structures")
        listed = cast("list[Any]", value)
        if self.least is not None and len(listed) < self.least:
            return f"Member must have length greater than or equal to {self.least}"
        if self.most is not None and len(listed) > self.most:
            return f"Member must have length less than or equal to {self.most}"
        one = Structure(self.members, self.required)
        return next((fault for member in listed if (fault := one.fault(member))), "")


@dataclass(frozen=True, slots=True)
class Structure:
    """A structure with these members and no others."""

    members: Mapping[str, AnyShape]
    required: tuple[str, ...] = ()

    def fault(self, value: Any) -> str:
        """What the first bad member breaks; TypeError: not a structure, or an unknown member."""
        if not isinstance(value, dict):
            raise TypeError("a structure")
        given = cast("dict[str, Any]", value)
        if unknown := given.keys() - self.members.keys():
            raise TypeError(f"a structure without {', '.join(sorted(unknown))}")
        told = {name: one for name, one in given.items() if one is not None}
        if any(name not in told for name in self.required):
            return "Member must not be null"
        faults = (self.members[name].fault(one) for name, one in told.items())
        return next((fault for fault in faults if fault), "")


@dataclass(frozen=True, slots=True)
class Labels:
    """A mapping with any names."""

    def fault(self, value: Any) -> str:
        """Nothing; TypeError: not a mapping."""
        if not isinstance(value, dict):
            raise TypeError("a mapping")
        return ""


AnyShape: TypeAlias = "Shape | Moment | Structure | Structures | Labels"


@dataclass(frozen=True, slots=True)
class Operation:
    """What an operation takes and how it is answered."""

    answer: Callable[[Given], Mapping[str, Json]]
    parameters: Mapping[str, AnyShape]
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Service:
    """One service; `invalid` is its name for a parameter that breaks a constraint.

    `had_query`: it spoke the query protocol before, and names its errors for those clients too.
    """

    name: str
    prefix: str
    version: str
    invalid: str
    operations: Mapping[str, Operation]
    had_query: bool = False

    def answer(self, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Status, headers and body for one request whose target starts with `prefix`."""
        name = target.removeprefix(self.prefix)
        operation = self.operations.get(name)
        if operation is None:
            return not_here(headers, f"{self.name} {name[:100]}")
        try:
            return self._response(200, operation.answer(self._checked(operation, body)))
        except NotHere as told:
            return not_here(headers, str(told))
        except AwsError as error:
            told = {"__type": error.code, "message": str(error), **error.more}
            status, kinds, content = self._response(400, told)
            if self.had_query:
                kinds["x-amzn-query-error"] = f"{error.older};Sender"
            return status, kinds, content

    def _checked(self, operation: Operation, body: bytes) -> Given:
        try:
            given: Any = json.loads(body or b"{}")
        except (ValueError, RecursionError):
            given = None
        if not isinstance(given, dict):
            raise AwsError("SerializationException", "The request body is not a JSON object.")
        told = cast("dict[str, Any]", given)
        values = {name: value for name, value in told.items() if value is not None}
        faults = [
            f"Value null at '{name}' failed to satisfy constraint: Member must not be null"
            for name in operation.required
            if name not in values
        ]
        for name, value in values.items():
            shape = operation.parameters.get(name)
            if shape is None:
                raise AwsError(self.invalid, f"Unknown parameter: {name[:100]}")
            try:
                fault = shape.fault(value)
            except TypeError as error:
                raise AwsError("SerializationException", f"{name} must be {error}.") from None
            if fault:
                shown = json.dumps(value, ensure_ascii=False)[:200]
                faults.append(f"Value {shown} at '{name}' failed to satisfy constraint: {fault}")
        if faults:
            count = f"{len(faults)} validation error{'s' if len(faults) > 1 else ''} detected"
            raise AwsError(self.invalid, f"{count}: {'; '.join(faults)}")
        return values

    def _response(self, status: int, body: Mapping[str, Json]) -> Answer:
        content = json.dumps(body, ensure_ascii=False).encode()
        kind = f"application/x-amz-json-{self.version}"
        return status, {"Content-Type": kind, "x-amzn-RequestId": str(uuid.uuid4())}, content


@dataclass(frozen=True, slots=True)
class Pages:
    """Cuts lists into pages; a token counts for the request that it came from only.

    `next_name` and `size_name` are what the service calls its token and the size of a page.
    """

    tokens: Tokens
    invalid: AwsError
    next_name: str = "nextToken"
    size_name: str = "maxResults"

    def cut(
        self, items: Sequence[Any], given: Given, size: int, *request: object
    ) -> tuple[Sequence[Any], dict[str, Json]]:
        """The items of the page that is asked for, and the token where there are more.

        The request's own number counts, 0 as `size`; `request` is what the token is bound to
        beside the number of items, which never changes in a frozen world.
        """
        bound = (*request, len(items))
        start = 0
        if (token := given.get(self.next_name)) is not None:
            try:
                (start,) = self.tokens.open(token, *bound)
            except InvalidParameter:
                raise self.invalid from None
        end = start + (given.get(self.size_name) or size)
        more: dict[str, Json] = {}
        if end < len(items):
            more[self.next_name] = self.tokens.seal([end], *bound)
        return items[start:end], more
