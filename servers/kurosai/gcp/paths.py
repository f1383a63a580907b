"""An entry as fields by their paths, as the query language names them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kurosai import flatten
from kurosai.errors import BadInput
from kurosai.gcp import lines
from kurosai.gcp.wire.reading import LogEntry
from kurosai.vocabulary import Json, stamp

_PART = re.compile(r'"((?:[^"\\]|\\.)*)"|([^."\s]+)')
_LONGEST = 300


def split(path: str, argument: str = "show") -> tuple[str, ...]:
    """`labels."k8s-pod/app"` as its parts. Raises BadInput for what is no path."""
    found: list[str] = []
    at = 0
    while match := _PART.match(path, at):
        found.append(match[2] or match[1] or "")
        at = match.end() + 1
        if match.end() == len(path):
            return tuple(found)
        if path[match.end()] != ".":
            break
    raise BadInput(
        f"{path[:80]!r} in `{argument}` is no path.",
        'Write it like jsonPayload.reason or labels."k8s-pod/app".',
    )


def whole(entry: LogEntry) -> dict[str, Json]:
    """The entry as the API writes it in JSON."""
    found: dict[str, Json] = {
        "insertId": entry.id,
        "timestamp": stamp(entry.at),
        "receiveTimestamp": stamp(entry.received),
        "logName": entry.log,
        "severity": entry.severity,
        "resource": {"type": entry.resource, "labels": dict(entry.resource_labels)},
        "labels": dict(entry.labels),
        "trace": entry.trace,
        "spanId": entry.span,
        "operation": {"id": entry.operation} if entry.operation else None,
        "httpRequest": entry.http,
        "textPayload": entry.text,
    }
    if entry.payload is not None:
        audit = entry.log.startswith(lines.AUDIT)
        found["protoPayload" if audit else "jsonPayload"] = (
            _record(entry.payload) if audit else entry.payload
        )
    return found


def _record(payload: Mapping[str, Json]) -> dict[str, Json]:
    """An audit record, with who did it where the API has it too: readings say it flat."""
    found = dict(payload)
    if who := payload.get("principalEmail"):
        found.setdefault("authenticationInfo", {"principalEmail": who})
    return found


def selected(
    entry: LogEntry,
    shown: Sequence[tuple[str, ...]],
    names: Mapping[tuple[str, ...], str],
) -> str:
    """The fields that were asked for, `-` for one that the entry has not; `names` are those that
    have one of their own."""
    root = whole(entry)
    return " ".join(_shown(names.get(path) or named(path), reach(root, path)) for path in shown)


def common(entries: Sequence[LogEntry]) -> dict[str, str]:
    """What is the same in all of several entries, but for what was said: path to `path=value`."""
    if len(entries) < 2:
        return {}
    first, *rest = [_about(entry) for entry in entries]
    return {
        path: told for path, told in first.items() if all(one.get(path) == told for one in rest)
    }


def differing(entry: LogEntry, same: Mapping[str, str]) -> str:
    """What an entry says, and what of where it is from is not the same in all."""
    told = lines.spoken(entry)
    for path, one in _about(entry).items():
        # An event names its pod already, and a pod's name its Job.
        if path not in same and one.partition("=")[2] not in told:
            told += f" {one}"
    return told


def _about(entry: LogEntry) -> dict[str, str]:
    """Where an entry is from, path by path: not what it says, and not its project again."""
    found = {"log": f"log={entry.log}", "resource": f"resource={entry.resource}"}
    for name, value in sorted(entry.resource_labels.items()):
        if name != "project_id":
            found[f"resource.{name}"] = f"{name}={value}"
    for name, value in sorted(entry.labels.items()):
        found[f"labels.{name}"] = f"labels.{name}={value}"
    named = (("project", entry.project), ("trace", entry.trace), ("operation", entry.operation))
    return found | {name: f"{name}={value}" for name, value in named if value}


def named(path: tuple[str, ...]) -> str:
    """A path as every row names it, so that what is shown can be searched for."""
    root, rest = path[0], ".".join(path[1:])
    if path[:2] == ("resource", "labels") and len(path) > 2:
        return ".".join(path[2:])
    if path == ("resource", "type"):
        return "resource"
    if root == "jsonPayload" and rest:
        return rest
    return f"http.{rest}" if root == "httpRequest" and rest else ".".join(path)


def _shown(name: str, value: Json) -> str:
    if value is None or value == "":
        return f"{name}=-"
    told = " ".join(flatten.pairs(value, name))
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}…"


def reach(value: Json, path: tuple[str, ...]) -> Json:
    """What lies at a path; a key may hold dots itself, and of a list it is in each item."""
    if not path:
        return value
    if isinstance(value, Sequence) and not isinstance(value, str):
        inside = [one for one in (reach(inner, path) for inner in value) if one is not None]
        return inside or None
    if not isinstance(value, Mapping):
        return None
    for length in range(len(path), 0, -1):
        key = ".".join(path[:length])
        if key in value:
            return reach(value[key], path[length:])
    return None
