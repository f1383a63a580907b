"""`key=value` of a shown line as a condition on the field that it is: of JSON, a label, the entry.

The text itself may hold such a pair too, so that is always asked for beside the field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product

from kurosai.gcp import filters, lines, parts
from kurosai.gcp.columns import CUT

PAIR = re.compile(r"(?:^|(?<=\s))(?P<name>…?[A-Za-z_@][\w@./-]*(?:\[\d+\][\w@./-]*)*)=(?![=~])")

_LONG = 200
"""A value that is longer tells enough by itself, and would make the filter long."""

_NOTHING = frozenset({"", "-", "null", "{}", "[]"})
_INDEX = re.compile(r"\[\d+\]")
_LEVEL = re.compile(r"[A-Z]+")
_LEFT_OUT = frozenset({"project", "timestamp", "receiveTimestamp", "http.latency"})
"""Shown in another form than the API compares, or no field."""

_RENAMED = {"protoPayload.principalEmail": parts.PRINCIPAL}
_MOST_DOTS = 3
_ROOTS = ("labels", "resource", "protoPayload")
_PLAIN = 4
"""So many characters tell enough by themselves, where their field cannot be named."""


def conditions(text: str, pieces: Callable[[str], list[str]]) -> Iterator[str]:
    """One for each pair that can be asked for; `pieces` splits a value where it was altered."""
    found = list(PAIR.finditer(text))
    ends = [*(one.start() for one in found), len(text)][1:]
    # As a whole entry is recorded: the fields first, a text behind the last of them.
    recorded = text.startswith("log=")
    audit = any(one["name"] == "log" and text.startswith(lines.AUDIT, one.end()) for one in found)
    for match, end in zip(found, ends, strict=True):
        name, value = match["name"], text[match.end() : end].strip()
        # A field that was asked for with `show` is cut so.
        value = value.removesuffix("…")
        if value in _NOTHING or name in _LEFT_OUT:
            continue
        if name in _ENTRY:
            yield _ENTRY[name](value)
            continue
        listed = value[1:-1].split(", ") if value[0] == "[" and value[-1] == "]" else [value]
        for one in listed:
            parted = pieces(one)
            for piece in parted:
                has = filters.quoted(piece)
                if parted == [one]:
                    has = _has(_INDEX.sub("", name), one, audit=audit)
                yield _or_ended(name, piece, has, audit=audit) if recorded else has


def _or_ended(name: str, value: str, has: str, *, audit: bool) -> str:
    """The same, or that the value ended at a blank and the text of the entry begins there."""
    first, _, rest = value.partition(" ")
    alone = _has(_INDEX.sub("", name), first, audit=audit)
    return filters.some(has, f"({alone} AND {filters.quoted(rest)})") if rest and alone else has


def _has(name: str, value: str, *, audit: bool) -> str:
    """That the field holds a value; "" for what cannot be asked for: it would hide the entry."""
    if value in _NOTHING:
        return ""
    if name.startswith(CUT):
        # The end of a path: nobody can ask for every field that ends so.
        return filters.quoted(value) if len(value) >= _PLAIN else ""
    paths = [] if audit else _paths(name)
    if not paths or len(value) > _LONG:
        return filters.quoted(value) if len(value) >= _PLAIN and not _number(value) else ""
    return filters.some(
        filters.quoted(f"{name}={value}"), *(f"{path}:{filters.quoted(value)}" for path in paths)
    )


def _number(value: str) -> bool:
    return re.fullmatch(r"-?\d+(?:\.\d+)?|true|false", value) is not None


def _paths(name: str) -> list[str]:
    """Where a value may lie that is shown with this name; none for one that has too many."""
    name = name.removeprefix("jsonPayload.")
    root, _, rest = name.partition(".")
    if name == "textPayload":
        return [name]
    if rest and root in _ROOTS:
        return [_RENAMED.get(name) or parts.path(name)]
    if rest and root == "http":
        return [parts.path(f"httpRequest.{rest}")]
    keys = name.split(".")
    if len(keys) > _MOST_DOTS + 1:
        return []
    found: list[str] = []
    # A key may hold a dot itself.
    for joined in product((False, True), repeat=len(keys) - 1):
        path = [keys[0]]
        for inside, key in zip(joined, keys[1:], strict=True):
            path = [*path[:-1], f"{path[-1]}.{key}"] if inside else [*path, key]
        found.append(".".join(("jsonPayload", *map(parts.part, path))))
    if not rest:
        found += [parts.path(f"labels.{name}"), parts.path(f"resource.labels.{name}")]
    return found


def _either(condition: str, path: str, value: str) -> str:
    return filters.some(condition, f"{path}:{filters.quoted(value)}")


_ENTRY: dict[str, Callable[[str], str]] = {
    "log": lambda value: _either(filters.log(value), "jsonPayload.log", value),
    "logName": filters.log,
    "insertId": lambda value: filters.equals("insertId", value),
    "severity": lambda value: f"severity={value}" if _LEVEL.fullmatch(value) else "",
    "resource": lambda value: _either(
        filters.equals("resource.type", value), "jsonPayload.resource", value
    ),
    "trace": lambda value: _either(filters.equals("trace", value), "jsonPayload.trace", value),
    "span": lambda value: _either(filters.equals("spanId", value), "jsonPayload.span", value),
    "spanId": lambda value: filters.equals("spanId", value),
    "operation.id": lambda value: filters.equals("operation.id", value),
    "operation": lambda value: _either(
        filters.equals("operation.id", value), "jsonPayload.operation", value
    ),
}
"""What we name of an entry itself; a program may have a field of that name too."""
