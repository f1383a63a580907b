"""Log lines as AWS Lambda writes them: which request, which level, what is left to read."""

from __future__ import annotations

import re

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_REQUEST = re.compile(
    rf"^(?:START|END|REPORT) RequestId: ({UUID})"
    rf"|^\[?[A-Z]+\]?\s+\S+Z\s+({UUID})\b"
    rf"|^\S+Z\s+({UUID})\b"
)
_ANYWHERE = re.compile(rf"\b({UUID})\b")
_PREFIX = re.compile(rf"^(\[[A-Z]+\])\s+\d{{4}}-\d\d-\d\dT[\d:.]+Z\s+{UUID}\s+")
_PLAIN_PREFIX = re.compile(rf"^\d{{4}}-\d\d-\d\dT[\d:.]+Z\s+{UUID}\s+")
_TROUBLE = re.compile(r"^\[?(?:ERROR|WARN|WARNING|FATAL|CRITICAL)\b|Task timed out|Traceback")

GROUP_PREFIX = "/aws/lambda/"
RUN_PATTERN = '"REPORT RequestId:"'
"""Lambda writes one such line at the end of every run, whatever the code does."""

TROUBLE_PATTERN = (
    '?ERROR ?Exception ?"Task timed out" ?Traceback ?"Status: error" ?"Status: timeout"'
)
"""What the line of a run that went wrong contains, whoever wrote it."""


def request_of(message: str) -> str:
    """The request id at the front of a line; "" when the line names none there."""
    match = _REQUEST.match(message)
    return next((group for group in match.groups() if group), "") if match else ""


def any_request(message: str) -> str:
    """The first UUID anywhere in the line, which in a Lambda's log is its request id."""
    match = _ANYWHERE.search(message)
    return match.group(1) if match else ""


def is_trouble(message: str) -> bool:
    """Whether the line warns or reports an error."""
    return _TROUBLE.search(message) is not None


def is_frame(message: str) -> bool:
    """Whether the line is Lambda's own START, END or REPORT."""
    return message.startswith(("START RequestId:", "END RequestId:", "REPORT RequestId:"))


def brief(message: str) -> str:
    """The line without time and request id, which stand beside it already; tabs as spaces."""
    text = _PREFIX.sub(r"\1 ", message, count=1)
    text = _PLAIN_PREFIX.sub("", text, count=1)
    return text.replace("\t", " ").rstrip("\n")
