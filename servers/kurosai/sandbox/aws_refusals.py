"""How AWS says no, in the form that the protocol of each service has."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias
from uuid import uuid4
from xml.sax.saxutils import escape

Answer: TypeAlias = "tuple[int, dict[str, str], bytes]"
"""Status, headers, body."""

HAD_QUERY = frozenset({"monitoring", "sqs"})
"""Services that spoke the query protocol before AWS JSON: clients show their errors' old names."""

_XML = frozenset({"cloudfront", "route53"})
"""REST services whose clients read nothing but XML, beside S3 with a form of its own."""

_CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/(\d{8})/([^/,\s]+)/([^/,\s]+)/aws4_request")


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed a request, as its Authorization header says; the signature is not checked."""

    access_key_id: str
    region: str
    service: str


def signer(headers: Mapping[str, str]) -> Signer | None:
    """The signer, from headers with lower-case names; None when the request is not signed."""
    match = _CREDENTIAL.search(headers.get("authorization", ""))
    return Signer(match[1], match[3], match[4].lower()) if match else None


def wrong_key(headers: Mapping[str, str], service: str) -> Answer:
    """The refusal of an access key that does not exist."""
    if service == "s3":
        text = "The AWS Access Key Id you provided does not exist in our records."
        return _s3("InvalidAccessKeyId", text)
    if service == "ec2":
        text = "AWS was not able to validate the provided access credentials"
        return _ec2("AuthFailure", text)
    text = "The security token included in the request is invalid."
    if _is_query(headers):
        return _query(403, "InvalidClientTokenId", text)
    return _json(headers, 400, 403, "UnrecognizedClientException", text)


def not_signed(headers: Mapping[str, str]) -> Answer:
    """The refusal of a request without a signature."""
    text = "Missing Authentication Token"
    if _is_query(headers):
        return _query(403, "MissingAuthenticationToken", "Request is missing Authentication Token")
    return _json(headers, 400, 403, "MissingAuthenticationTokenException", text)


def not_authorized(caller: str, action: str, resource: str, *, policy: str = "identity") -> str:
    """IAM's sentence: `caller` may not do `action` (`ecs:DescribeTasks`) to `resource` (an ARN;
    "" where the action has none) for want of an identity- or resource-based `policy`."""
    place = f" on resource: {resource}" if resource else ""
    return (
        f"User: {caller} is not authorized to perform: {action}{place}"
        f" because no {policy}-based policy allows the {action} action"
    )


def access_denied(headers: Mapping[str, str], service: str, text: str) -> Answer:
    """The refusal of who lacks a permission; `service` is what the request is signed for."""
    if service == "s3":
        return _s3("AccessDenied", text)
    if service == "ec2":
        text = f"You are not authorized to perform this operation. {text}"
        return _ec2("UnauthorizedOperation", text, 403)
    if _is_query(headers):
        return _query(403, "AccessDenied", text)
    if service in HAD_QUERY:
        status, told, body = _json(headers, 403, 403, "AccessDeniedException", text)
        return status, {**told, "x-amzn-query-error": "AccessDenied;Sender"}, body
    return _json(headers, 400, 403, "AccessDeniedException", text)


def not_here(headers: Mapping[str, str], what: str) -> Answer:
    """The answer for what this local world does not have; 501, which no client tries again."""
    text = f"The local world does not have {what}."
    who = signer(headers)
    if who is not None and who.service == "s3":
        return _s3("NotImplemented", text, 501)
    if who is not None and who.service in _XML:
        return _query(501, "NotImplemented", text)
    if _is_query(headers):
        return _query(501, "NotImplemented", text)
    return _json(headers, 501, 501, "NotImplementedException", text)


def _is_query(headers: Mapping[str, str]) -> bool:
    return headers.get("content-type", "").startswith("application/x-www-form-urlencoded")


def _json(headers: Mapping[str, str], rpc: int, rest: int, code: str, text: str) -> Answer:
    """AWS JSON (a target header, status `rpc`) and REST JSON (status `rest`) differ in little."""
    body = json.dumps({"__type": code, "message": text}).encode()
    kind = headers.get("content-type") if "x-amz-target" in headers else "application/json"
    status = rpc if "x-amz-target" in headers else rest
    return status, {**_headers(kind or "application/json"), "x-amzn-ErrorType": code}, body


def _query(status: int, code: str, text: str) -> Answer:
    body = (
        f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code>"
        f"<Message>{escape(text)}</Message></Error><RequestId>{uuid4()}</RequestId></ErrorResponse>"
    )
    return status, _headers("text/xml"), body.encode()


def _s3(code: str, text: str, status: int = 403) -> Answer:
    body = f"<Error><Code>{code}</Code><Message>{escape(text)}</Message></Error>"
    return status, _headers("application/xml"), body.encode()


def _ec2(code: str, text: str, status: int = 401) -> Answer:
    body = (
        f"<Response><Errors><Error><Code>{code}</Code><Message>{escape(text)}</Message></Error>"
        f"</Errors><RequestID>{uuid4()}</RequestID></Response>"
    )
    return status, _headers("text/xml"), body.encode()


def _headers(kind: str) -> dict[str, str]:
    return {"Content-Type": kind, "x-amzn-RequestId": str(uuid4())}
