"""What people on call wrote down, each note as a page of the documentation with date and author."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from kurosai.sandbox.schema_base import Strict, Time
from kurosai.vocabulary import stamp

FOLDER = "notes"
MOST_TITLE = 80
_NO_NAME = re.compile(r"[^\w.-]+")


class Note(Strict):
    """A note that somebody left `at` a time: a hand-over, what was done by hand. Markdown; without
    a `title` its first line is that."""

    at: Time
    by: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    title: Annotated[str, StringConstraints(max_length=200)] = ""
    text: Annotated[str, StringConstraints(min_length=1)]


def pages(notes: Iterable[Note], now: datetime) -> Mapping[str, str]:
    """The notes there are by `now`, as pages by their path."""
    found: dict[str, str] = {}
    for path, note in of(notes, now):
        title = note.title or note.text.strip().partition("\n")[0].lstrip("# ")[:MOST_TITLE]
        # JSON is YAML: whatever a name holds, it stays one line of text.
        by = json.dumps(note.by, ensure_ascii=False)
        found[path] = (
            f"---\ndate: {stamp(note.at)}\nauthor: {by}\n---\n\n# {title}\n\n{note.text.strip()}\n"
        )
    return found


def of(notes: Iterable[Note], now: datetime) -> list[tuple[str, Note]]:
    """Each note there is by `now` with its path, oldest first."""
    found: list[tuple[str, Note]] = []
    taken: dict[str, int] = {}
    for note in sorted(notes, key=lambda one: one.at):
        if note.at > now:
            break
        stem = f"{note.at:%Y-%m-%d-%H%M}-{_NO_NAME.sub('-', note.by).strip('-').lower() or 'note'}"
        taken[stem] = taken.get(stem, 0) + 1
        number = f"-{taken[stem]}" if taken[stem] > 1 else ""
        found.append((f"{FOLDER}/{stem}{number}.md", note))
    return found
