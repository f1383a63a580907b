"""Fields of a log entry by their path: what kind of value each has, and how to get at it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from kurosai.sandbox.cloud_logging.entries import Entry
from kurosai.vocabulary import Json

Kind: TypeAlias = Literal["text", "map", "payload", "time", "severity", "duration"]

_SEGMENT = re.compile(r'(@?[A-Za-z_][\w-]*|\d+)|"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True, slots=True)
class Field:
    """A field: `values` gives those that an entry has there; none when it is missing.

    A "text" or "time" field is there in every entry (empty by default); the keys of a "map" and
    the parts of a "payload" may be missing, and every comparison with a missing one fails.
    """

    kind: Kind
    values: Callable[[Entry], Sequence[object]]


def segments(path: str) -> tuple[str, ...] | None:
    """`labels."k8s-pod/job-name"` as its parts; None for what is no path."""
    found: list[str] = []
    at = 0
    while True:
        match = _SEGMENT.match(path, at)
        if match is None:
            return None
        found.append(match[1] or re.sub(r"\\(.)", r"\1", match[2] or ""))
        at = match.end()
        if at == len(path):
            return tuple(found)
        if path[at] != ".":
            return None
        at += 1


def field_of(path: Sequence[str], project: str) -> Field | None:
    """The field with this path; None when log entries have none."""
    root, rest = path[0], tuple(path[1:])
    if not rest:
        return _whole(root, project)
    if root == "resource":
        return _resource(rest)
    if root == "labels":
        return _key(lambda entry: entry.labels, rest)
    if root == "operation" and len(rest) == 1 and rest[0] in _OPERATION:
        return _operation(_OPERATION.index(rest[0]))
    if root == "operation" and rest in (("first",), ("last",)):
        return _end_of_operation(rest[0])
    if root in _PAYLOADS:
        if path == ("httpRequest", "latency"):
            return Field("duration", _inside(_PAYLOADS[root], rest))
        return Field("payload", _inside(_PAYLOADS[root], rest))
    return None


_PAYLOADS: Mapping[str, Callable[[Entry], Mapping[str, Json] | None]] = {
    "jsonPayload": lambda entry: entry.json,
    "protoPayload": lambda entry: entry.proto,
    "httpRequest": lambda entry: entry.http,
}

_OPERATION = ("id", "producer")
_TEXTS: Mapping[str, Callable[[Entry], str]] = {
    "insertId": lambda entry: entry.insert_id,
    "textPayload": lambda entry: entry.text or "",
    "trace": lambda entry: entry.trace,
    "spanId": lambda entry: entry.span_id,
}


def _whole(root: str, project: str) -> Field | None:
    if root in _TEXTS:
        get = _TEXTS[root]
        return Field("text", lambda entry: (get(entry),))
    if root == "logName":
        return Field("text", lambda entry: (log_name(project, entry.log),))
    if root == "timestamp":
        return Field("time", lambda entry: (entry.at,))
    if root == "receiveTimestamp":
        return Field("time", lambda entry: (entry.received,))
    if root == "severity":
        return Field("severity", lambda entry: (entry.severity,))
    if root == "labels":
        return Field("payload", lambda entry: (entry.labels,) if entry.labels else ())
    if root in _PAYLOADS:
        payload = _PAYLOADS[root]
        return Field("payload", lambda entry: _some(payload(entry)))
    return None


def log_name(project: str, log: str) -> str:
    """A log's full name; slashes in its id are escaped, as in every entry."""
    return f"projects/{project}/logs/{log.replace('/', '%2F')}"


def _resource(rest: tuple[str, ...]) -> Field | None:
    if rest == ("type",):
        return Field("text", lambda entry: (entry.resource,))
    if rest == ("labels",):
        return Field("payload", lambda entry: (entry.resource_labels,))
    if rest[0] == "labels":
        return _key(lambda entry: entry.resource_labels, rest[1:])
    return None


def _key(get: Callable[[Entry], Mapping[str, str]], rest: tuple[str, ...]) -> Field:
    # A key may hold dots that nobody quoted: labels.compute.googleapis.com/x is one key.
    name = ".".join(rest)

    def values(entry: Entry) -> Sequence[object]:
        found = get(entry).get(name)
        return () if found is None else (found,)

    return Field("map", values)


def _operation(place: int) -> Field:
    return Field("map", lambda entry: (entry.operation or ())[place : place + 1])


def _end_of_operation(end: str) -> Field:
    # As with every field of this kind, false is the same as missing.
    return Field("payload", lambda entry: (True,) if getattr(entry, end) else ())


def _inside(
    get: Callable[[Entry], Mapping[str, Json] | None], rest: tuple[str, ...]
) -> Callable[[Entry], Sequence[object]]:
    def values(entry: Entry) -> Sequence[object]:
        value: Json = get(entry)
        for name in rest:
            # Most of a payload is plain objects: a list is what takes the long way.
            if not isinstance(value, dict):
                return () if value is None else tuple(_reach(get(entry), rest))
            if name not in value:
                return ()
            value = value[name]
        return tuple(_reach(value, ())) if isinstance(value, list) else (value,)

    return values


def _reach(value: Json, rest: tuple[str, ...]) -> Iterator[object]:
    """What lies at the end of the path; of a list, in each of its items."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            yield from _reach(item, rest)
    elif not rest:
        yield value
    elif isinstance(value, Mapping) and rest[0] in value:
        yield from _reach(value[rest[0]], rest[1:])


def _some(value: Mapping[str, Json] | None) -> Sequence[object]:
    return () if value is None else (value,)
