"""Pull requests as a clone knows them: by what their merges say."""

from __future__ import annotations

import re

from kurosai.github.wire.objects import Commit, Pull

_MERGED = re.compile(r"^Merge pull request #(?P<number>\d+) from (?P<head>\S+)")
_SQUASHED = re.compile(r"^(?P<title>.*) \(#(?P<number>\d+)\)$")


def number(subject: str) -> int:
    """The pull request that a subject names as the one it merges; 0 for none."""
    found = _MERGED.match(subject) or _SQUASHED.match(subject)
    return int(found["number"]) if found else 0


def pull_of(commit: Commit, base: str) -> Pull | None:
    """The pull request that a commit says it merges: by GitHub's two kinds of subject."""
    merged, squashed = _MERGED.match(commit.subject), _SQUASHED.match(commit.subject)
    rest = commit.message.strip("\n").partition("\n")[2].strip("\n")
    if merged and len(commit.parents) > 1:
        title, _, body = rest.partition("\n")
        return _as_pull(commit, int(merged["number"]), title or commit.subject, body, base)
    if squashed:
        return _as_pull(commit, int(squashed["number"]), squashed["title"], rest, base)
    return None


def _as_pull(commit: Commit, number: int, title: str, body: str, base: str) -> Pull:
    return Pull(
        number=number,
        title=title,
        body=body.strip("\n"),
        author=commit.author.name,
        state="closed",
        base=base,
        head=commit.parents[-1] if len(commit.parents) > 1 else commit.sha,
        merged_at=commit.committed,
        merged_by="" if commit.committer.name == "GitHub" else commit.committer.name,
        merge=commit.sha,
    )
