"""One AWS service that speaks EC2's query protocol: parameters as a form, answers as XML."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from kurosai.sandbox.aws_json import AwsError, NotHere
from kurosai.sandbox.aws_refusals import Answer, not_here
from kurosai.sandbox.moto_backend import HttpRequest

Given: TypeAlias = "Mapping[str, Sequence[str]]"
"""Parameters by the first part of their names: `SubnetId.1` and `SubnetId.2` are two values of
`SubnetId`."""

Xml: TypeAlias = "str | Mapping[str, Xml] | Sequence[Xml]"
"""What stands in an element: text, elements by name, or the items of a list."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation: what it takes, and how it is answered."""

    answer: Callable[[Given], Mapping[str, Xml]]
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """The operations of a service that the world answers itself; all others are not here."""

    version: str
    operations: Mapping[str, Asked]

    def answer(self, request: HttpRequest) -> Answer | None:
        """Status, headers and body for one request; None for an operation that is not here."""
        form = parse_qsl(request.body.decode("latin-1"), keep_blank_values=True)
        given: dict[str, list[str]] = {}
        for name, value in form:
            given.setdefault(name.partition(".")[0], []).append(value)
        (name,) = given.pop("Action", [""])
        given.pop("Version", None)
        operation = self.operations.get(name)
        if operation is None:
            return None
        try:
            for unknown in given.keys() - set(operation.parameters):
                text = f"The parameter {unknown} is not recognized"
                raise AwsError("UnknownParameter", text)
            body = operation.answer(given)
        except NotHere as told:
            return not_here(request.headers, str(told))
        except AwsError as error:
            return 400, _headers(), _fault(error.code, str(error))
        opened = f'<{name}Response xmlns="http://ec2.amazonaws.com/doc/{self.version}/">'
        content = _xml({"requestId": str(uuid.uuid4()), **body})
        return 200, _headers(), f"{opened}{content}</{name}Response>".encode()


def _xml(value: Xml) -> str:
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, Mapping):
        return "".join(f"<{name}>{_xml(one)}</{name}>" for name, one in value.items())
    return "".join(f"<item>{_xml(one)}</item>" for one in value)


def _fault(code: str, text: str) -> bytes:
    return (
        f"<Response><Errors><Error><Code>{code}</Code><Message>{escape(text)}</Message></Error>"
        f"</Errors><RequestID>{uuid.uuid4()}</RequestID></Response>"
    ).encode()


def _headers() -> dict[str, str]:
    return {"Content-Type": "text/xml;charset=UTF-8", "x-amzn-RequestId": str(uuid.uuid4())}
