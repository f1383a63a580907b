"""Events that come as JSON (a state machine's, ECS's, a program's own), shown by what tells.

Such an event is kilobytes of which one member says why: the cause, the stopped reason, an exit
code. It may lie deep, and inside a text that is JSON again. What is left out is still recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from kurosai.aws import json_objects
from kurosai.aws.logs.lines import lambda_lines
from kurosai.flatten import scalar

MOST_VALUE = 220
MOST_WORDS = 520
MOST_OTHERS = 160
"""Characters: of one value, of all of them, and of the members that tell nothing by their name."""

AROUND_HIT = 80
AROUND_RAW = 24
SHORT = 120
"""An event that is no longer is shown as it is."""

MOST_DEPTH = 12
CUT = "…"
ID = "·"
_KINDS = ("type", "detailtype", "eventname", "eventtype", "event")
_STATES = ("laststatus", "status", "outcome", "state", "phase")
_CODES = ("error", "errorcode", "errortype", "stopcode", "exitcode", "statuscode")
_WORDS = (
    *("cause", "reason", "stoppedreason", "statusreason", "failurereason", "failuremessage"),
    *("errormessage", "message", "msg", "exception"),
)
_IDS = ("executionarn", "startedby", "jobid", "taskarn", "podname", "requestid")
_ERRORS = ("error", "errorcode", "errortype", "errormessage", "exception")
_NUMBERING = ("id", "account", "region", "source", "time", "timestamp", "count")
_FAILS = ("fail", "timedout", "timeout", "abort", "error", "exception")
_ASIDE = frozenset({"attachments", "attributes", "overrides", "environment", "input", "version"})
"""Members below which nothing says why, and much may be secret."""

_SAID_ALREADY = "Essential container in task exited"
"""What the stop code says too."""

_FAILED_SOMEHOW = frozenset({"States.TaskFailed", "TaskFailed"})
"""Errors that say nothing beside a cause or an exit code."""

_OF_ONE_REQUEST = re.compile(r" \(Service: [^()]*Request ID: [^()]*\)")
_TASK = re.compile(r"\b([Tt]ask) [\w-]+ (?=exited|failed|timed out)")

_NEAR = 2
"""A status deeper than this is one of a part: a network interface, a container."""


@dataclass(frozen=True, slots=True)
class _Leaf:
    """One value with the name of its member, that name without marks, and how deep it lies."""

    name: str
    key: str
    value: str
    depth: int


def told(message: str, sought: Sequence[str] = ()) -> str:
    """`TaskFailed error=ECS.AmazonECSException cause=Capacity is ... · job-16933018-1`; "" of what
    is no such event. What was `sought` in it stands in the words, wherever it lay."""
    leaves = _leaves_of(message)
    if not leaves:
        return ""
    kind = next((one.value for one in leaves if one.key in _KINDS and one.depth == 0), "")
    state = [one for one in leaves if one.key in _STATES and one.depth < _NEAR][:1]
    why = _why(leaves, kind)
    parts = [kind] if kind else []
    parts += [_pair(one, sought) for one in (*state, *why)]
    if not why:
        parts += _others(leaves, [*state])
    words = _bounded(parts)
    name = _id(leaves)
    words = f"{words} {ID} {name}" if name else words
    missing = [text for text in sought if text and " ".join(text.split()) not in words]
    return " ".join([words, *(found for text in missing if (found := _hit(message, leaves, text)))])


def grouped(message: str) -> str:
    """The words without whose event it is, nor the name of a task: by what events are alike."""
    return _TASK.sub(r"\1 <name> ", told(message).partition(f" {ID} ")[0])


def kind_and_why(message: str) -> tuple[str, str]:
    """The kind of an event, and why it came, by which events of several kinds are one: a task and
    its execution fail by the same. "" for what it does not tell."""
    leaves = _leaves_of(message)
    kind = next((one.value for one in leaves if one.key in _KINDS and one.depth == 0), "")
    why = " ".join(_pair(one, ()) for one in _why(leaves, kind))
    return kind, _TASK.sub(r"\1 <name> ", why)


def whose(message: str) -> str:
    """Whose event it is (an execution's, a task's), "" where it tells none."""
    return _id(_leaves_of(message))


def gist(message: str) -> str:
    """The longest text of why, as it stands in the message, "" where it tells none: what other
    events of the same cause hold."""
    said = [one.value for one in _leaves_of(message) if one.key in (*_WORDS, *_CODES)]
    said = [_OF_ONE_REQUEST.sub("", value) for value in said if not value.endswith(_SAID_ALREADY)]
    return max((value for value in said if value in message), key=len, default="")


def every(message: str) -> str:
    """All of an event's values with the names of their members, "" of what is no such event."""
    return " ".join(f"{one.name}={one.value}" for one in _leaves_of(message))


def failed(message: str) -> bool:
    """Whether an event says that something failed: by its kind, an error, or how it stopped."""
    for one in _leaves_of(message):
        value = one.value.lower().replace("_", "")
        if one.key in (*_KINDS, *_STATES) and one.depth < _NEAR:
            if any(word in value for word in _FAILS):
                return True
        elif one.key in _ERRORS or (one.key == "exitcode" and value != "0"):
            return True
    return False


def _why(leaves: Sequence[_Leaf], kind: str) -> list[_Leaf]:
    """Codes and words, without what only says once more that something failed."""
    codes = [one for one in leaves if one.key in _CODES]
    found = _distinct([*codes, *(one for one in leaves if one.key in _WORDS)])
    found = [one for one in found if not kind or one.value.rpartition(".")[2] != kind]
    telling = [one for one in found if one.value not in _FAILED_SOMEHOW]
    return telling or found


def _leaves_of(message: str) -> list[_Leaf]:
    """What an event holds; nothing of a line that says its level or its request otherwise."""
    if not message.startswith("{") or len(message) <= SHORT:
        return []
    line = lambda_lines.parse(message)
    if line.level or line.request or line.frame:
        return []
    return list(_leaves(json_objects.parse(message), "", 0))


def _leaves(value: Any, name: str, depth: int) -> Iterator[_Leaf]:
    key = name.lower().replace("_", "").replace("-", "")
    if depth > MOST_DEPTH or key in _ASIDE:
        return
    if isinstance(value, str):
        value = json_objects.parse(value) or json_objects.salvaged(value) or value
    if isinstance(value, Mapping):
        for inner_name, inner in cast("Mapping[str, Any]", value).items():
            below = 1 if isinstance(inner, Mapping | list | str) and _nests(inner) else 0
            yield from _leaves(inner, inner_name, depth + below)
    elif isinstance(value, list):
        for inner in cast("list[Any]", value):
            yield from _leaves(inner, name, depth + 1)
    elif value is not None and value != "":
        yield _Leaf(name, key, scalar(value), depth)


def _nests(value: Any) -> bool:
    return not isinstance(value, str) or value.startswith("{")


def _distinct(leaves: Sequence[_Leaf]) -> list[_Leaf]:
    """Each value once: the task's reason often repeats its container's with a prefix."""
    kept: list[_Leaf] = []
    for one in leaves:
        inside = (two.value for two in leaves if two is not one and len(two.value) > len(one.value))
        again = any(one.value == two.value for two in kept)
        again = again or one.value.endswith(_SAID_ALREADY)
        if not again and not (len(one.value) > AROUND_HIT and any(one.value in v for v in inside)):
            kept.append(one)
    return kept


def _others(leaves: Sequence[_Leaf], shown: Sequence[_Leaf]) -> Iterator[str]:
    """Of an event that says no reason the first members that are short."""
    left = MOST_OTHERS
    for one in leaves:
        if one in shown or one.key in (*_KINDS, *_IDS) or one.key.endswith(_NUMBERING):
            continue
        pair = f"{one.name}={one.value}"
        if len(pair) > left or one.value.startswith("arn:"):
            continue
        left -= len(pair)
        yield pair


def _id(leaves: Sequence[_Leaf]) -> str:
    """Whose event it is, by the end of its name: what is before that all of them share."""
    for key in _IDS:
        for one in leaves:
            if one.key == key:
                return one.value.rpartition(":")[2].rpartition("/")[2]
    return ""


def _pair(one: _Leaf, sought: Sequence[str]) -> str:
    value = _excerpt(one.value, sought)
    # What is named a message is what the event says: its name says nothing more.
    return value if one.key in ("message", "msg") else f"{one.name}={value}"


def _excerpt(value: str, sought: Sequence[str]) -> str:
    """A long value's beginning, or where it holds what was sought."""
    value = " ".join(value.split())
    short = _OF_ONE_REQUEST.sub("", value)
    if all(text in short for text in sought if text in value):
        value = short
    if len(value) <= MOST_VALUE:
        return value
    at = next((place for text in sought if text and (place := value.find(text)) >= 0), -1)
    if at < MOST_VALUE - AROUND_HIT:
        return f"{value[:MOST_VALUE]}{CUT}"
    return f"{value[:AROUND_HIT]}{CUT}{_near(value, at, AROUND_HIT)}"


def _near(value: str, at: int, length: int) -> str:
    start, end = max(0, at - AROUND_HIT // 2), at + length + AROUND_HIT
    return f"{value[start:end]}{CUT if end < len(value) else ''}"


def _bounded(parts: Sequence[str]) -> str:
    words = ""
    for part in parts:
        if words and len(words) + len(part) > MOST_WORDS:
            return f"{words} {CUT}"
        words = f"{words} {part}".strip()
    return words


def _hit(message: str, leaves: Sequence[_Leaf], text: str) -> str:
    """What holds the text, of members that are not shown for themselves."""
    for one in leaves:
        if (at := one.value.find(text)) >= 0:
            return f"{one.name}={_near(one.value, at, len(text))}"
    at = message.find(text)
    end = at + len(text) + AROUND_RAW
    return f"{CUT}{message[max(0, at - AROUND_RAW) : end]}{CUT}" if at >= 0 else ""
