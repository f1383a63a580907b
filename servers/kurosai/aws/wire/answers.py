"""What counts as an answer of AWS: botocore takes less than one for success."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from kurosai import strict_json
from kurosai.errors import Unavailable
from kurosai.strict_json import NotJson

_ROOT = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<(?:\w+:)?(\w+)")
_XML = ("query", "ec2", "rest-xml")
_RPC = ("json", "query", "ec2")
_CONTAINERS: Mapping[str, type] = {"structure": dict, "map": dict, "list": list}
_WANTED = {"structure": "object", "map": "object"}
_PLAIN = frozenset({str, int, float, bool})
_BEHIND_A_LOGIN = "See whether a login page or a proxy stands in between; then try again."


def guard(events: Any) -> None:
    """Hold every client that is made under a session's `events` to what is said here."""
    events.register("creating-client-class", _bounded)
    events.register("before-parse", refuse_what_is_none)


def _bounded(base_classes: list[type], **_others: object) -> None:
    from kurosai.aws.wire.transport import Bounded  # noqa: PLC0415 - botocore on first use only

    base_classes.insert(0, Bounded)


@contextmanager
def shaped(what: str) -> Generator[None]:
    """Anything missing or of another type inside the block is no answer: Unavailable."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise Unavailable(f"AWS sent something that is no {what}.", "Try again.") from None


def listed(answer: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    """The list that an answer has to have, also when there is nothing in it."""
    found = answer.get(name)
    if not isinstance(found, list):
        raise Unavailable(
            f"AWS sent an answer without its list of {name}.",
            "This shows neither presence nor absence: try again.",
        )
    return found  # pyright: ignore[reportUnknownVariableType]


def of_aws(headers: Mapping[str, Any]) -> bool:
    """Whether the number that AWS gives each of its answers, or another header of its own, is
    there."""
    return any(str(name).lower().startswith("x-amz") for name in headers)


def refuse_what_is_none(
    operation_model: Any, response_dict: dict[str, Any], **_others: object
) -> None:
    """botocore reads an empty, cut or HTML body with status 200 as success without data."""
    service = operation_model.service_model
    protocol = service.resolved_protocol
    status: int = response_dict["status_code"]
    if status >= 300:
        _refuse_redirect(operation_model, response_dict)
        if "json" in protocol:
            response_dict["body"] = _error_body(response_dict["body"])
        return
    if not _has_body(operation_model):
        return
    name = operation_model.name
    declared = operation_model.http.get("responseCode", HTTPStatus.OK)
    if status not in ({HTTPStatus.OK} if protocol in _RPC else {HTTPStatus.OK, declared, 206}):
        raise Unavailable(
            f"{name} was answered with status {status}, which no answer of AWS to it has.",
            _BEHIND_A_LOGIN,
        )
    why = _why_not(operation_model, protocol, response_dict)
    if why:
        raise Unavailable(
            f"{name} was answered with what is no AWS answer: its body {why} "
            f"({len(response_dict['body'])} bytes).",
            "Try again." if why.startswith("is cut") else _BEHIND_A_LOGIN,
        )


def _why_not(operation: Any, protocol: str, response: dict[str, Any]) -> str:
    """What is wrong with a body, to go on from "its body"; "" for one that is as it should be."""
    body: bytes = response["body"]
    headers = response["headers"]
    if (encoding := headers.get("Content-Encoding", "identity").lower()) != "identity":
        # Not asked for, and botocore would not unpack it.
        return f"is compressed ({encoding[:20]})"
    announced = headers.get("Content-Length", "")
    if announced.isascii() and announced.isdigit() and int(announced) != len(body):
        return f"is cut off before {announced} bytes"
    if protocol in _XML:
        return _no_xml(operation, protocol, body)
    if "json" not in protocol:
        return "" if body else "is empty"
    try:
        value = strict_json.load(body)
    except NotJson as error:
        return error.why
    # botocore reads text without the mark of its order only, and takes what it cannot for empty.
    response["body"] = body.removeprefix(b"\xef\xbb\xbf")
    if misfit := _misfit(_payload(operation.output_shape), value, "the whole"):
        return misfit
    # Some operations leave out whatever is empty; then nothing in the body tells that it is AWS's.
    return "" if value or of_aws(headers) else "has nothing in it, and no header is of AWS"


def _no_xml(operation: Any, protocol: str, body: bytes) -> str:
    if not body.strip():
        return "is empty"
    root = _ROOT.match(body)
    if root is None or root[1].lower() == b"html":
        return "is no XML of AWS"
    if protocol != "rest-xml" and root[1].decode() != f"{operation.name}Response":
        return f"is a {root[1].decode()[:40]}"
    return ""


def _misfit(shape: Any, value: Any, where: str) -> str:
    """Where a list, an object or a value stands for another; null is the same as missing."""
    if getattr(shape, "is_document_type", False):
        return ""
    kind = shape.type_name
    needed = _CONTAINERS.get(kind)
    found: object = value
    if needed is None and not isinstance(found, dict | list):
        return ""
    if needed is None or not isinstance(found, needed):
        wanted = _WANTED.get(kind, kind)
        return f"has {strict_json.kind(value)} for {where}, no {wanted}"
    if kind == "structure":
        parts: Any = (
            (one, value.get(one.serialization.get("name", name)), name)
            for name, one in shape.members.items()
        )
    elif kind == "list":
        parts = ((shape.member, part, f"a part of {where}") for part in value)
    else:
        parts = ((shape.value, part, f"a part of {where}") for part in value.values())
    for inner, part, name in parts:
        # Most are plain values in their place: those are not worth a call.
        if part is None or (type(part) in _PLAIN and inner.type_name not in _CONTAINERS):
            continue
        if bad := _misfit(inner, part, name):
            return bad
    return ""


def _payload(shape: Any) -> Any:
    """The shape of the body: the whole output, or the one member that is the body."""
    member = shape.serialization.get("payload")
    return shape.members[member] if member else shape


def _has_body(operation: Any) -> bool:
    """Whether an answer has a body that we can know anything about."""
    shape = operation.output_shape
    streams = operation.has_streaming_output or operation.has_event_stream_output
    if shape is None or streams or not shape.members:
        return False
    if shape.serialization.get("payload"):
        return _payload(shape).type_name not in ("blob", "string")
    # What stands in headers or is the status leaves the body empty.
    return any("location" not in one.serialization for one in shape.members.values())


def _refuse_redirect(operation: Any, response: Mapping[str, Any]) -> None:
    """botocore follows none; S3 alone has redirects of its own, and says so in XML."""
    status: int = response["status_code"]
    service = operation.service_model.service_name
    if status >= 400 or status == HTTPStatus.NOT_MODIFIED or service == "s3":
        return
    target = str(response["headers"].get("Location", ""))[:200]
    where = f"redirected to {target.partition('?')[0]}" if target else "redirected to nowhere"
    raise Unavailable(f"{operation.name} is {where} ({status}): no AWS answer.", _BEHIND_A_LOGIN)


def _error_body(body: bytes) -> bytes:
    """The body of an error when it has AWS's form, else none: botocore would trip over it."""
    try:
        value = strict_json.load(body)
    except NotJson:
        return b""
    if not isinstance(value, dict):
        return b""
    texts: list[Any] = [value.get(name, "") for name in ("__type", "message", "Message")]  # pyright: ignore[reportUnknownMemberType]
    fits = all(isinstance(one, str) for one in texts)
    return body.removeprefix(b"\xef\xbb\xbf") if fits else b""
