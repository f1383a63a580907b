"""Which of an alert's lines tell what happened, and what a line looks like undecorated."""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST_LINES = 20
MOST_LINE = 2_000

LOGGED = re.compile(
    r"^\[?(?:ERROR|WARN(?:ING)?|FATAL|CRITICAL|INFO)\b|^\[[\w.-]+\]\s|^\d{4}-\d\d-\d\dT\d\d:"
    r"|\b\w*(?:Error|Exception)\b:|\berror:"
    r"|^\d{4}[-/]\d\d[-/]\d\d[ T]\d\d:\d\d\S*\s.{0,40}?"
    r"\b(?:ERROR|error|WARN(?:ING)?|warn|FATAL|fatal|CRITICAL|crit|SEVERE|emerg|alert)\b"
)
"""A line as a program logs it."""

JOB = re.compile(
    # A date without separators has as many digits as a job id.
    r"(?<![A-Za-z0-9_.-])(?:job[-_])?(?!20\d\d(?:0\d|1[0-2])[0-3]\d(?!\d))(?P<id>\d{8})"
    r"(?![A-Za-z0-9_.])",
    re.IGNORECASE,
)
_TOLD = re.compile(r"\b\w*(?:Error|Exception|OOMKilled|BackOff)\b|Traceback \(most recent")
_PICTURE = (
    "\u231a\u231b\u23e9-\u23f3\u23f8-\u23fa\u25b6\u25c0\u2600-\u27bf\u2b05-\u2b55"
    "\U0001f000-\U0001faff\ufe0e\ufe0f\u200d\u20e3"
)
"""Emoji as characters: whether a chat copies them as such or by name is up to the chat."""

_MARKUP = re.compile(rf"^[\s>*#`{_PICTURE}]+|[\s*`{_PICTURE}]+$")
_EMOJI = re.compile(r":[a-z0-9][a-z0-9_+-]*:(?=\s)")
_LINK = re.compile(r"<(https?://[^|>\s]+)\|([^>]*)>")
_URL = re.compile(r"https?://[^\s<>|\"'`）」]+")


def undecorated(line: str) -> str:
    """A line without what Slack or Markdown put around it."""
    return _MARKUP.sub("", unlinked(line))


def unlinked(line: str) -> str:
    """A line with the words of its links, and without emoji."""
    return _EMOJI.sub("", _LINK.sub(r"\2", line) + " ")


def urls(text: str) -> tuple[str, ...]:
    """The addresses in a text, each once, in order, five at most."""
    return tuple(dict.fromkeys(match.group().rstrip(".,)") for match in _URL.finditer(text)))[:5]


def job_ids(text: str) -> tuple[str, ...]:
    """The 8-digit job ids in a text, each once, in order."""
    return tuple(dict.fromkeys(match["id"] for match in JOB.finditer(text)))


def logged(text: str) -> tuple[str, ...]:
    """The lines of a text that a program logged or that name an error."""
    return bounded(
        line for line in text.splitlines() if LOGGED.search(line.strip()) or _TOLD.search(line)
    )


def said(*parts: str) -> tuple[str, ...]:
    """The lines of texts that say what happened, log lines first, addresses left out."""
    every = [line.strip() for part in parts for line in part.splitlines()]
    kept = [line for line in every if line and not _URL.fullmatch(line)]
    first = [line for line in kept if LOGGED.search(line)]
    return bounded([*first, *kept])


def bounded(found: Iterable[str]) -> tuple[str, ...]:
    """Each line once, as many and as long as is kept of an alert."""
    cut = (line.strip()[:MOST_LINE] for line in found)
    return tuple(dict.fromkeys(line for line in cut if line))[:MOST_LINES]
