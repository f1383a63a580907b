"""Answers without content: denied, not there, nothing in it. None of them is a silent nothing."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches

from kurosai.errors import BadInput
from kurosai.github.platform import Code
from kurosai.github.wire.allowed import listed
from kurosai.github.wire.objects import Denied, Missing, NoCommits, Place
from kurosai.vocabulary import Coverage, Reading, Window

MOST_NEAR = 6


def answered(
    code: Code, repository: str, ask: Callable[[], Reading], window: Window | None = None
) -> Reading:
    """What `ask` brings, or the reading that says why one repository gave nothing."""
    try:
        return ask()
    except Denied as denied:
        return _nothing(code, repository, window, f"GitHub does not allow it: {denied}")
    except NoCommits:
        return Reading(
            source=repository,
            identity=code.identity,
            coverage=Coverage.EMPTY,
            window=window,
            total=0,
            unit="commit",
            lead=("this repository has no commits",),
        )
    except Missing:
        return _nothing(
            code,
            repository,
            window,
            "there is no such repository, or this token may not see it: GitHub does not tell which",
        )


def place(code: Code, repository: str, ref: str) -> Place:
    """The place. A ref that is not there is BadInput with those that are."""
    try:
        return code.place(repository, ref)
    except Missing as missing:
        if not str(missing).startswith("ref "):
            raise
    known = code.refs(repository)
    near = get_close_matches(ref, known, MOST_NEAR, 0.5)
    raise BadInput(
        f"{repository} has no branch, tag or commit {ref!r}.",
        f"Near it: {', '.join(near)}." if near else f"There are: {listed(known, MOST_NEAR)}.",
    )


def _nothing(code: Code, repository: str, window: Window | None, why: str) -> Reading:
    return Reading(
        source=repository,
        identity=code.identity,
        coverage=Coverage.DENIED,
        window=window,
        lead=(why, "This shows neither presence nor absence. Ask someone who may read it."),
    )
