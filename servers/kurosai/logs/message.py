"""What an entry of a log says, without what its logger puts around it.

Plain text loses its prefix (time, level, request id, host); JSON and logfmt are read for their
message; of an entry with many lines those of a stack that name places in code are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, cast

from kurosai.logs.times import without_prefix

MOST_LINES = 8
"""So many lines of an entry count: the head, and what a stack says of its causes."""

_LEVELS = {
    "ERR": "ERROR",
    "WARNING": "WARN",
    "CRITICAL": "FATAL",
    "SEVERE": "ERROR",
    "EMERGENCY": "FATAL",
    "ALERT": "FATAL",
    "PANIC": "FATAL",
    "FAIL": "ERROR",
    "NOTICE": "INFO",
    "DEFAULT": "",
}
# Bunyan's and pino's numbers.
_NUMBERED = {10: "TRACE", 20: "DEBUG", 30: "INFO", 40: "WARN", 50: "ERROR", 60: "FATAL"}
# What stands before is looked at afterwards: a pattern that begins with letters is found faster.
_LEVEL = re.compile(
    r"(?:ERROR|ERR|WARNING|WARN|INFO|DEBUG|TRACE|FATAL|CRITICAL|NOTICE|SEVERE)(?![A-Za-z\d_=])"
)
_BORDER = re.compile(r"(?<![A-Za-z\d_=])")
_LEVEL_NUMBER = re.compile(r'"(?:level|severity|lvl)"\s*:\s*([0-9]+)')
_HEAD = 100
"""A level stands within so many characters, or it is a word of the message."""

_LEVEL_KEYS = ("level", "severity", "lvl", "levelname", "log.level", "@level")
_MESSAGE_KEYS = (
    *("message", "msg", "@message", "log", "textPayload", "MESSAGE", "errorMessage"),
    *("event", "eventName", "detail-type", "event_type", "type", "error", "reason"),
)
_EVENT_KEYS = frozenset(("event", "eventName", "detail-type", "event_type", "type"))
# What an event of a failure says of why, beside it or in its details.
_CAUSE_KEYS = (
    *("error", "errorType", "errorCode", "errorMessage", "cause", "reason"),
    *("StoppedReason", "stoppedReason"),
)
_INNER_KEYS = ("jsonPayload", "record", "detail", "data", "payload", "fields")
_LOGFMT = re.compile(r'(?:^|\s)(?:msg|message)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))')
_LOGFMT_LEVEL = re.compile(r"(?:^|\s)(?:level|lvl|severity)=\"?([A-Za-z]+)")
# Frames of Java, Python, Node, .NET and Go, and what only announces them.
_FRAME = re.compile(
    r"\s*(?:at |File \"|\.\.\. \d+ (?:more|common)|[~^]+\s*$|goroutine \d|\t/"
    r"|Traceback \(most recent call last\)|During handling of the above)"
)
_PYTHON_FRAME = re.compile(r"\s+File \"")


class Said(NamedTuple):
    """`level` as one of TRACE, DEBUG, INFO, WARN, ERROR, FATAL ("" when it tells none). `at_end`:
    the message is what the entry ends with, but for runs of space. `level_at` is where in the
    entry the number stands that the level was read from; -1 for none."""

    level: str
    message: str
    at_end: bool
    level_at: int = -1


def said(text: str) -> Said:
    """What an entry says; an entry of nothing but a prefix says itself."""
    if text.startswith("{") and (told := _json(text)) is not None:
        level, message = told
        inner = _plain(message)
        number = _LEVEL_NUMBER.search(text)
        at = number.start(1) if number else -1
        return Said(level or inner.level, inner.message, at_end=False, level_at=at)
    if "msg=" in text or "message=" in text:
        found = _LOGFMT.search(text)
        if found:
            level = _LOGFMT_LEVEL.search(text)
            message = found[1] if found[1] is not None else found[2]
            return Said(_named(level[1]) if level else "", message or text, at_end=False)
    return _plain(text)


def _plain(text: str) -> Said:
    head, others = text, _NOTHING
    if "\n" in text:
        head, *others = text.split("\n")
    normal = " ".join(head.split())
    level = _LEVEL.search(normal, 0, _HEAD)
    named = _named(level[0]) if level and _BORDER.match(normal, level.start()) else ""
    message = without_prefix(normal)
    if not others or not any(line.strip() for line in others):
        return Said(named, message, at_end=True)
    return Said(named, "\n".join((message, *_telling(others))), at_end=False)


def _telling(lines: list[str]) -> list[str]:
    """Of the lines below the head those that are no place in code; both ends when they are many."""
    told: list[str] = []
    source = False
    for line in lines:
        if line.startswith("\tat "):
            # Most lines of most stacks, told without a regular expression.
            source = False
            continue
        frame = _FRAME.match(line)
        if not frame and not source and line.strip():
            told.append(" ".join(line.split()))
        source = bool(frame) and _PYTHON_FRAME.match(line) is not None
    if len(told) > MOST_LINES:
        told = [*told[: MOST_LINES // 2], *told[-MOST_LINES // 2 :]]
    return told


def _json(text: str) -> tuple[str, str] | None:
    fields = _mapping(text)
    if fields is None:
        return None
    level = _level_of(fields)
    message = _message_of(fields)
    for key in _INNER_KEYS:
        if message:
            break
        if isinstance(inner := fields.get(key), Mapping):
            level = level or _level_of(cast("Mapping[str, Any]", inner))
            message = _message_of(cast("Mapping[str, Any]", inner))
    return (level, message) if message else None


def _mapping(text: str) -> Mapping[str, Any] | None:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return cast("Mapping[str, Any]", read) if isinstance(read, Mapping) else None


def _message_of(fields: Mapping[str, Any]) -> str:
    for key in _MESSAGE_KEYS:
        value = fields.get(key)
        if isinstance(value, str) and value.strip():
            if key in _EVENT_KEYS:
                return ": ".join((value, *_causes(fields)))
            kind = fields.get("errorType")
            return f"{kind}: {value}" if key == "errorMessage" and kind else value
    return ""


def _causes(event: Mapping[str, Any]) -> Iterator[str]:
    """Why an event happened, where it says so: two failures of one type are not one."""
    yield from _own_causes(event)
    for value in event.values():
        if isinstance(value, Mapping):
            yield from _own_causes(cast("Mapping[str, Any]", value))


def _own_causes(fields: Mapping[str, Any]) -> Iterator[str]:
    """Of a cause that is JSON itself (a task's description, what a function raised) what that
    says was the cause; of others their first line."""
    for key in _CAUSE_KEYS:
        value = fields.get(key)
        if not isinstance(value, str) or not value.strip():
            continue
        inner = _mapping(value) if value.startswith("{") else None
        if inner is None:
            yield value.strip().split("\n", maxsplit=1)[0]
        else:
            yield from _own_causes(inner)


def _level_of(fields: Mapping[str, Any]) -> str:
    for key in _LEVEL_KEYS:
        value = fields.get(key)
        if isinstance(value, str):
            return _named(value)
        if isinstance(value, int):
            return _NUMBERED.get(value, "")
    return ""


def _named(word: str) -> str:
    word = word.upper()
    return _LEVELS.get(word, word if word in _KNOWN else "")


_NOTHING: list[str] = []
_KNOWN = frozenset(("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"))
