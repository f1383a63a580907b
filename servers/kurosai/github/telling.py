"""How commits, people and times are told to a model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from kurosai.clock import jst
from kurosai.github import hunks
from kurosai.github.wire.objects import Commit, Person, Place, Touched
from kurosai.vocabulary import stamp

MOST_NAMES = 3
_LETTERS = {"added": "A", "modified": "M", "removed": "D", "renamed": "R"}


def lines(data: bytes) -> list[str]:
    """The lines of a text, counted as Git and stack traces do: a form feed ends none."""
    found = re.split(r"\r?\n", data.decode("utf-8", "replace"))
    return found[:-1] if not found[-1] else found


def short(sha: str) -> str:
    """Ten digits: enough to be unique, and to be found again."""
    return sha[:10]


def who(person: Person) -> str:
    """`Kenji Ito (k-ito)`."""
    return f"{person.name} ({person.login})" if person.login else person.name


def where(place: Place) -> str:
    """`crois/core-v2@3f9a1c2b7d (main)`."""
    branch = f" ({place.branch})" if place.branch else ""
    return f"{place.repository}@{short(place.tip.sha)}{branch}"


def renamed(place: Place) -> tuple[str, ...]:
    """Our sentence where the repository answers under another name than was asked."""
    if place.asked.lower() == place.repository.lower():
        return ()
    return (f"{place.asked} is now called {place.repository}",)


def both_times(at: datetime) -> str:
    """`2025-11-04T16:05:12Z (2025-11-05 01:05:12 JST)`."""
    return f"{stamp(at)} ({jst(at)})"


def span(length: timedelta) -> str:
    """`14 min 55 s`, `3 h 20 min`, `2 d 4 h`: two units, of a span that is not negative."""
    seconds = int(length.total_seconds())
    parts = [
        (seconds // 86_400, "d"),
        (seconds // 3_600 % 24, "h"),
        (seconds // 60 % 60, "min"),
        (seconds % 60, "s"),
    ]
    first = next((index for index, (count, _) in enumerate(parts) if count), 3)
    return " ".join(f"{count} {unit}" for count, unit in parts[first : first + 2] if count) or "0 s"


def counted(files: Sequence[Touched], *, complete: bool) -> str:
    """`3 files +14 -9: a.py, b.py and 1 more`; those first that decide."""
    added, removed = sum(one.added for one in files), sum(one.removed for one in files)
    ordered = hunks.decisive(files)
    names = ", ".join(one.path for one in ordered[:MOST_NAMES])
    more = f" and {len(files) - MOST_NAMES} more" if len(files) > MOST_NAMES else ""
    least = "" if complete else "at least "
    noun = "file" if len(files) == 1 else "files"
    return f"{least}{len(files)} {noun} +{added} -{removed}{': ' if names else ''}{names}{more}"


def touched(file: Touched) -> str:
    """`M +1 -1 lambdas/x/main.py`."""
    before = f" (was {file.before})" if file.before else ""
    return f"{_LETTERS[file.status]} +{file.added} -{file.removed} {file.path}{before}"


def whole(commit: Commit) -> str:
    """Everything Git tells of a commit, for the ledger."""
    committer = f"{commit.committer.name} <{commit.committer.email}>"
    return "\n".join(
        (
            f"commit {commit.sha}",
            *(f"parent {sha}" for sha in commit.parents),
            f"author {commit.author.name} <{commit.author.email}> {stamp(commit.written)}",
            f"committer {committer} {stamp(commit.committed)}",
            "",
            commit.message.strip("\n"),
        )
    )
