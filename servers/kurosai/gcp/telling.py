"""Which of the fields in which entries differ tell a reader most: what went wrong, who it was, what
it was about, how much of it; times of the entry's own last, each row has one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kurosai.gcp import paths
from kurosai.gcp.wire.reading import LogEntry
from kurosai.vocabulary import Json

DEEPEST = 7
_LONGEST = 200
# What an entry is told by, and when: no field in which they differ tells less.
_OWN = frozenset({"insertId", "timestamp", "receiveTimestamp", "trace", "spanId"})
_SAID = ("protoPayload.status.message", "textPayload", "jsonPayload.message")
_FLAT = "protoPayload.principalEmail"
_PLAIN = re.compile(r"[A-Za-z_]\w*")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_NUMBER = re.compile(r"-?\d{1,30}(?:\.\d{1,30})?")

_WRONG = re.compile(r"(?:error|fail|reason|cause|severity$|code$|message$)", re.IGNORECASE)
_WHO = re.compile(r"(?:principal|email|user|caller|actor|owner)", re.IGNORECASE)
_WHAT = re.compile(r"(?:name|uri|url|path|target|query|table|method)$", re.IGNORECASE)
_MUCH = re.compile(
    r"(?:bytes|rows|count|size|cost|amount|total|duration|latency|elapsed|took|seconds|millis|ms$)",
    re.IGNORECASE,
)
_ADDED = re.compile(r"(?:bytes|rows|count|cost|amount)", re.IGNORECASE)
"""Of what is how much: what it makes sense to add up."""


def fields(entries: Sequence[LogEntry], most: int) -> tuple[str, ...]:
    """The paths of short values that are not the same in all entries, the most telling first."""
    values: dict[str, dict[int, str]] = {}
    for number, entry in enumerate(entries):
        for path, value in _leaves(paths.whole(entry), ""):
            values.setdefault(path, {})[number] = value
    told = {
        path: len({*those.values()}) + (len(those) < len(entries))
        for path, those in values.items()
        if max(map(len, those.values())) <= _LONGEST
    }
    differing = [path for path, different in told.items() if different > 1]
    found: list[str] = []
    for path in _ranked(differing, values, told):
        if not any(_same(values[path], values[one]) for one in found):
            found.append(path)
    return tuple(found[:most])


def added(shown: Sequence[str]) -> str:
    """What is to be added up by whom, as query_entries takes it, of some paths; "" for nothing."""
    much = next((one for one in shown if _ADDED.search(_last(one))), "")
    who = next((one for one in shown if _WHO.search(_last(one))), "")
    return f"{much} by {who}" if much and who else ""


def _ranked(
    differing: Sequence[str], values: Mapping[str, Mapping[int, str]], told: Mapping[str, int]
) -> list[str]:
    """One of each kind, then those that differ in most."""
    often = sorted(differing, key=lambda path: (len({*values[path].values()}) < 2, -told[path]))
    plain = [path for path in often if not _late(path, values[path].values())]
    numbers = {path for path in plain if all(map(_NUMBER.fullmatch, values[path].values()))}
    # What most of them have, where it tells them apart by more than that others have none.
    whole = sorted(plain, key=lambda path: -len(values[path]))
    apart = [path for path in whole if len({*values[path].values()}) > 1]
    first = [path for path in plain if path in _SAID]
    for kind, number in ((_WRONG, None), (_WHO, False), (_WHAT, False), (_MUCH, True)):
        if kind is _WRONG and first:
            continue
        fits = (one for one in apart if kind.search(_last(one)))
        one = next((one for one in fits if number is None or (one in numbers) is number), "")
        first += [one] * bool(one and one not in first)
    rest = [path for path in plain if path not in first]
    return [*first, *rest, *(path for path in often if path not in plain)]


def _late(path: str, values: Iterable[str]) -> bool:
    """Whether it only says when, or which operation, an entry is of."""
    return path == "operation.id" or all(map(_TIME.match, values))


def _same(one: Mapping[int, str], other: Mapping[int, str]) -> bool:
    """Whether a field says nothing that another does not say of the same entries."""
    return all(other.get(number) == value for number, value in one.items())


def _last(path: str) -> str:
    return path.rstrip('"').rpartition(".")[2]


def _leaves(value: Mapping[str, Json], root: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    for key, inner in value.items():
        if not root and key in _OWN:
            continue
        name = key if _PLAIN.fullmatch(key) else f'"{key}"'
        path = f"{root}.{name}" if root else name
        if path == _FLAT:
            # Google has it deeper, and there it comes as well.
            continue
        if isinstance(inner, Mapping):
            if depth < DEEPEST:
                yield from _leaves(inner, path, depth + 1)
        elif isinstance(inner, str | int | float) and '"' not in key and inner != "":
            yield path, str(inner)
