"""A text that was looked for in vain and is the name of a field: a search goes through values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from kurosai.errors import Unavailable
from kurosai.gcp import compact, fields, filters, paths, slices
from kurosai.gcp.fields import Path
from kurosai.gcp.platform import Logs
from kurosai.gcp.question import Asked, Question
from kurosai.gcp.wire.errors import Denied
from kurosai.gcp.wire.reading import LogEntry
from kurosai.vocabulary import Call, Json

READ = 50
"""Entries of each look: the newest of any log, then of those logs that were not among them."""

_LOOKS = 3
_MOST_TOLD = 3
_NAME = re.compile(r"(?=.{2,200}$)[A-Za-z_@][\w@-]*(?:\.[\w@-]+)*")


@dataclass(frozen=True, slots=True)
class Named:
    """Our sentence, and the call for the entries that have the field."""

    told: str
    call: Call | None


def may_be(text: str) -> bool:
    """Whether a text could be the name of a field."""
    return _NAME.fullmatch(text) is not None


def of(
    logs: Logs, asked: Asked, question: Question, project: str, first: tuple[LogEntry, ...]
) -> Named | None:
    """The field of that name among the entries that are there, of which `first` were read; None
    where the newest of each log have none."""
    text = asked.text
    counts: Counter[Path] = Counter()
    having: list[LogEntry] = []
    for entries in _newest(logs, question, project, first):
        for entry in entries:
            found = set(_paths(paths.whole(entry), text))
            counts.update(found)
            having += [entry] * bool(found)
        if counts:
            break
    if not counts:
        return None
    several = [fields.written(path) for path, _ in counts.most_common(_MOST_TOLD)]
    condition = filters.every(question.place_filter, filters.given(question.given))
    return Named(
        f"{text} is the name of a field, and a text is looked for in values only: "
        f"{', '.join(several)}.",
        compact.of(
            filters.every(condition, f"{several[0]}:*"),
            having,
            question.window,
            asked.project,
            first=several[0],
        ),
    )


def _newest(
    logs: Logs, question: Question, project: str, first: tuple[LogEntry, ...]
) -> Iterator[tuple[LogEntry, ...]]:
    """The newest entries, then those of logs that write less."""
    entries, seen = first, set[str]()
    yield entries
    for _ in range(1, _LOOKS):
        seen |= {entry.log for entry in entries}
        if not slices.affordable(logs, project):
            return
        others = (f"NOT {filters.log(one)}" for one in sorted(seen))
        condition = filters.every(question.place_filter, *others)
        try:
            entries = logs.entries(
                condition, question.window, most=READ, project=project, newest=True
            ).entries
        except (Denied, Unavailable):
            # What was found in vain stands as it is; this would only have said why.
            return
        if not entries:
            return
        yield entries


def _paths(value: Json, text: str, at: Path = ()) -> Iterator[Path]:
    """The paths that end with a name, in whatever letters; not those inside of them."""
    if isinstance(value, list | tuple):
        for inner in value:
            yield from _paths(inner, text, at)
    elif isinstance(value, dict):
        for key, inner in value.items():
            path = (*at, key)
            if inner is None or path == fields.FLAT:
                continue
            if f".{'.'.join(path)}".casefold().endswith(f".{text}".casefold()):
                yield path
            else:
                yield from _paths(inner, text, path)
