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


def pull_of(commit: Commit, base: str, brought: Commit | None) -> Pull | None:
    """The pull request that a commit says it merges: by GitHub's two kinds of subject.

    `brought` is the last commit of the merged branch, None for one parent: who merges on the page
    is the author of the merge, so the author of the pull request has to be looked for there.
    """
    merged, squashed = _MERGED.match(commit.subject), _SQUASHED.match(commit.subject)
    rest = commit.message.strip("\n").partition("\n")[2].strip("\n")
    if merged and brought is not None:
        number, (title, _, body) = merged["number"], rest.partition("\n")
        author, merger, head = brought.author, commit.author.name, brought.sha
    elif squashed:
        number, title, body = squashed["number"], squashed["title"], rest
        author, merger, head = commit.author, commit.committer.name, commit.sha
    else:
        return None
    return Pull(
        number=int(number),
        title=title or commit.subject,
        body=body.strip("\n"),
        author=author.name,
        state="closed",
        base=base,
        head=head,
        merged_at=commit.committed,
        # "GitHub" commits what is squashed on the page; who pressed the button is not told.
        merged_by="" if merger == "GitHub" else merger,
        merge=commit.sha,
    )
