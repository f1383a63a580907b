"""One AWS service that speaks the query protocol: parameters as a form, answers as XML.

IAM speaks it as it is, EC2 in a dialect of its own.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from kurosai.sandbox.aws_json import AwsError, NotHere, Pages
from kurosai.sandbox.aws_refusals import Answer, not_here
from kurosai.sandbox.cloudwatch.tokens import Tokens
from kurosai.sandbox.moto_backend import HttpRequest

Given: TypeAlias = "Mapping[str, Sequence[str]]"
"""Parameters by the first part of their names: `SubnetId.1` and `SubnetId.2` are two values of
`SubnetId`. The values of a filter are those of `Filter:` and its name."""

Xml: TypeAlias = "str | Mapping[str, Xml] | Sequence[Xml]"
"""What stands in an element: text, elements by name, or the items of a list."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation: what it takes, and how it is answered."""

    answer: Callable[[Given], Mapping[str, Xml]]
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """The operations of a service that the world answers itself; all others are not here.

    `space` is the namespace of its answers. `statuses` are those other than 400, by error code.
    `untold` are operations that nobody can answer, moto least of all: 501.
    """

    space: str
    operations: Mapping[str, Asked]
    ec2: bool = True
    statuses: Mapping[str, int] | None = None
    untold: frozenset[str] = frozenset()

    def answer(self, request: HttpRequest) -> Answer | None:
        """Status, headers and body for one request; None for an operation that is not here."""
        name, given = _read(request.body.decode("latin-1"))
        if name in self.untold:
            return not_here(request.headers, name)
        operation = self.operations.get(name)
        if operation is None:
            return None
        try:
            for one in given:
                if one.partition(":")[0] not in operation.parameters:
                    raise AwsError("UnknownParameter", f"The parameter {one} is not recognized")
            body = operation.answer(given)
        except NotHere as told:
            return not_here(request.headers, str(told))
        except AwsError as error:
            status = (self.statuses or {}).get(error.code, 400)
            fault = _ec2_fault if self.ec2 else _fault
            return status, _headers(), fault(error.code, str(error))
        opened = f'<{name}Response xmlns="{self.space}">'
        number = str(uuid.uuid4())
        if self.ec2:
            content = _xml({"requestId": number, **body}, "item")
        else:
            told = {f"{name}Result": body, "ResponseMetadata": {"RequestId": number}}
            content = _xml(told, "member")
        return 200, _headers(), f"{opened}{content}</{name}Response>".encode()


def page(
    items: Sequence[Xml],
    given: Given,
    tokens: Tokens,
    names: tuple[str, str],
    size: int,
    *request: object,
) -> tuple[Sequence[Xml], str]:
    """The items of the page that is asked for, and the token ("" at the end).

    `names` are the service's own of token and size, `size` its default. AwsError for a token of
    another request and a size that is no number.
    """
    token, most = names
    asked: dict[str, Any] = {token: given[token][0]} if token in given else {}
    if most in given:
        if not given[most][0].isdigit() or int(given[most][0]) < 1:
            raise AwsError("InvalidParameterValue", f"{most} must be a number from 1 on")
        asked[most] = int(given[most][0])
    refusal = AwsError("InvalidParameterValue", f"The {token} is not of this request")
    cut, more = Pages(tokens, refusal, token, most).cut(items, asked, size, *request)
    return cut, str(more.get(token, ""))


def _read(text: str) -> tuple[str, Given]:
    """The operation of a form ("" for none), and its parameters."""
    form = parse_qsl(text, keep_blank_values=True)
    filters = {
        name.removesuffix(".Name"): value
        for name, value in form
        if name.startswith("Filter.") and name.endswith(".Name")
    }
    given: dict[str, list[str]] = {}
    for name, value in form:
        number, dot, _ = name.partition(".Value.")
        if dot and number in filters:
            given.setdefault(f"Filter:{filters[number]}", []).append(value)
        elif name.removesuffix(".Name") not in filters:
            given.setdefault(name.partition(".")[0], []).append(value)
    given.pop("Version", None)
    operation = given.pop("Action", [""])
    return operation[0], given


def _xml(value: Xml, item: str) -> str:
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, Mapping):
        return "".join(f"<{name}>{_xml(one, item)}</{name}>" for name, one in value.items())
    return "".join(f"<{item}>{_xml(one, item)}</{item}>" for one in value)


def _ec2_fault(code: str, text: str) -> bytes:
    return (
        f"<Response><Errors><Error><Code>{code}</Code><Message>{escape(text)}</Message></Error>"
        f"</Errors><RequestID>{uuid.uuid4()}</RequestID></Response>"
    ).encode()


def _fault(code: str, text: str) -> bytes:
    return (
        f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code>"
        f"<Message>{escape(text)}</Message></Error><RequestId>{uuid.uuid4()}</RequestId>"
        "</ErrorResponse>"
    ).encode()


def _headers() -> dict[str, str]:
    return {"Content-Type": "text/xml;charset=UTF-8", "x-amzn-RequestId": str(uuid.uuid4())}
