"""Log lines as AWS Lambda writes them: which request, which level, what is left to read.

Four forms: text as the Python runtime writes it (`[ERROR]\\ttime\\tid\\ttext`), as the Node
runtime does (`time\\tid\\tERROR\\ttext`), AWS's JSON log format with its platform events, and what
other programs write into a log group (`[time][ERROR][logger] text`).
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeGuard

from kurosai.aws.logs.lines import json_lines, memory, stacks
from kurosai.vocabulary import Json

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_TIME = r"\d{4}-\d\d-\d\d[T ][\d:.,]+Z?"
_LEVEL = r"TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL"
_FRAME = re.compile(rf"(START|END|REPORT) RequestId: ({UUID})")
_PLATFORM = re.compile(rf"RequestId: ({UUID})\s+")
_PYTHON = re.compile(rf"\[({_LEVEL})\]\s+(?:{_TIME}(?:\s+({UUID})|\t\t|\s)\s*)?")
_LEVELLED = re.compile(rf"({_LEVEL})\s+{_TIME}\s+({UUID})\s*")
_NODE = re.compile(rf"{_TIME}\s+(?:({UUID})|undefined)\s+(?:({_LEVEL})\s+)?")
_TIMED = re.compile(
    rf"\[?{_TIME}\]?\s*(?:\[(?!(?:{_LEVEL})\b)[\w.:#-]{{1,40}}\s*\]\s*){{0,2}}"
    rf"\[?({_LEVEL})\b\s*[\]:-]?\s*"
)
"""As the loggers of other platforms begin: time, perhaps a thread, level, each in brackets or
bare."""
_BARE = re.compile(rf"({_LEVEL})\b")
_FAILED = re.compile(r"Task timed out|Error: Runtime |Process exited before completing")
_STATUS = re.compile(r"\bStatus: (?:error|timeout|failure)\b")
_SPEAKS_OF_ERROR = re.compile(
    r"^(?:error|exception|panic|fatal)\b|(?:error|exception):|Traceback \(", re.IGNORECASE
)

GROUP_PREFIX = "/aws/lambda/"
FRAMES_PATTERN = '?"START RequestId:" ?"REPORT RequestId:" ?"platform.start" ?"platform.report"'
"""Lambda writes both at the start and the end of every run, whatever the code does."""

TROUBLE_PATTERN = '?ERROR ?FATAL ?CRITICAL ?"Task timed out" ?"Error: Runtime" ?"Process exited"'
"""What the line of a run that went wrong contains, whoever wrote it; `Line.failed` then judges.
What Lambda itself says of a run's end stands in its frames."""

SPOKEN_PATTERN = (
    "?error ?Error ?exception ?Exception ?EXCEPTION ?panic ?Panic ?fatal ?Fatal ?Traceback"
)
"""What a line that only speaks of an error contains; `Line.weight` then judges. Far more lines
contain it than mean it: only for where no line has a level that tells."""

SHORT = 2048
"""Characters of a line that is worth to be remembered: all of them are 4 MB."""

FAILED_WEIGHT = 2
_FAILURES = frozenset({"ERROR", "FATAL", "CRITICAL"})
WARNINGS = frozenset({"WARN", "WARNING"})
_PLATFORM_EVENT = "platform."
_JSON_FRAMES = {"platform.start": "START", "platform.runtimeDone": "END"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its request ("" when it names none), its level ("" when it tells none), the text
    without them, and which of Lambda's own lines it is (START, END, REPORT; "" for none)."""

    request: str
    level: str
    text: str
    frame: str = ""

    @property
    def weight(self) -> int:
        """2 when it says that its run failed, 1 when it warns or speaks of an error, else 0.

        A level is believed: an INFO line that contains "ERROR" weighs nothing.
        """
        if self.level:
            return FAILED_WEIGHT if self.level in _FAILURES else 1 if self.level in WARNINGS else 0
        if self.frame:
            return 0
        if _FAILED.match(self.text):
            return FAILED_WEIGHT
        return 1 if _SPEAKS_OF_ERROR.search(self.text) else 0


def parse(message: str) -> Line:
    """A line as one of the four forms; any other is text of no request and no level."""
    return (_seen if len(message) <= SHORT else _parsed)(message)


def _parsed(message: str) -> Line:
    message = message.rstrip("\n")
    if message.startswith("{"):
        found = _json(message)
        if found is not None:
            return found
    if frame := _FRAME.match(message):
        level = "ERROR" if frame[1] == "REPORT" and _STATUS.search(message) else ""
        return Line(frame[2], level, message, frame[1])
    if python := _PYTHON.match(message) or _LEVELLED.match(message):
        return Line(python[2] or "", python[1], message[python.end() :])
    if node := _NODE.match(message):
        return Line(node[1] or "", node[2] or "", message[node.end() :])
    if platform := _PLATFORM.match(message):
        return Line(platform[1], "", message[platform.end() :])
    if timed := _TIMED.match(message):
        return Line("", timed[1], message[timed.end() :])
    bare = _BARE.match(message)
    return Line("", bare[1] if bare else "", message)


_seen = functools.lru_cache(maxsize=2048)(_parsed)
"""A question asks half a dozen times what the same line is."""


def brief(message: str) -> str:
    """The line without time and request id, which stand beside it already; tabs as spaces, JSON
    as `key=value`."""
    line = parse(message)
    text = line.text
    if message.startswith("{") and not text.startswith(_PLATFORM_EVENT):
        return json_lines.flat(message)
    if line.level and not line.frame and not text.startswith(line.level):
        text = f"[{line.level}] {text}"
    return text.replace("\t", " ").rstrip("\n")


def short(message: str) -> str:
    """The brief line, of many lines the one that tells."""
    return stacks.short(brief(message))


def _json(message: str) -> Line | None:
    try:
        body: Json = json.loads(message)
    except (ValueError, RecursionError):
        return None
    if not _is_object(body):
        return None
    kind, record = _text(body, "type"), body.get("record")
    if kind.startswith(_PLATFORM_EVENT) and _is_object(record):
        return _platform_event(kind, record)
    level = (_text(body, "level") or _text(body, "log_level")).upper()
    request = _text(body, "requestId") or _text(body, "AWSRequestId")
    request = request or _text(body, "function_request_id")
    said = [body.get("message"), *(_text(body, key) for key in ("errorType", "errorMessage"))]
    text = ": ".join(_shown(one) for one in said if one)
    # Whatever has neither is some JSON that a program printed.
    return Line(request, level, text or message) if request or level else None


def _platform_event(kind: str, record: Mapping[str, Json]) -> Line:
    request, status = _text(record, "requestId"), _text(record, "status")
    reports = kind == "platform.report"
    frame = "REPORT" if reports else _JSON_FRAMES.get(kind, "") if request else ""
    level = "ERROR" if reports and status and status != "success" else ""
    full = memory.used_up(json.dumps(record)) if reports else ""
    told = (kind, status, _text(record, "errorType"), f"memory used {full}" if full else "")
    return Line(request, level, " ".join(filter(None, told)), frame)


def _is_object(value: Json) -> TypeGuard[Mapping[str, Json]]:
    return isinstance(value, dict)


def _text(body: Mapping[str, Json], key: str) -> str:
    value = body.get(key)
    return value if isinstance(value, str) else ""


def _shown(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
