"""Entries of many lines, which of them tells what happened, and the last words of programs."""

from __future__ import annotations

import re

_HEAD = "Traceback (most recent call last):"
_FRAMES = re.compile(r"^\s*(?:at |File \"|goroutine \d|Traceback \()", re.MULTILINE)
_CAUSE = "Caused by:"
_FEWEST_LINES = 3
"""An entry of fewer lines is told whole."""

# What runtimes print when a program dies: of Go, Rust, Java, Python, Node and C.
_CRASHED = re.compile(
    r"(?:panic|fatal error): |thread '[^'\n]{0,80}' panicked at|Exception in thread \""
    r"|Traceback \(most recent call last\)|Uncaught \w|Unhandled (?:promise|rejection|exception)"
    r"|Segmentation fault|Aborted \(core|terminate called after|java\.lang\.OutOfMemoryError",
    re.IGNORECASE,
)
CRASH_PATTERN = (
    '?"panic: " ?"fatal error: " ?"panicked at" ?"Exception in thread" ?"Traceback (most recent"'
    ' ?Uncaught ?Unhandled ?"Segmentation fault" ?"Aborted (core" ?"terminate called after"'
    " ?OutOfMemoryError"
)
"""What such a line contains; `crashed` then judges."""


def crashed(text: str) -> bool:
    """Whether a line of no level is how a runtime says that its program died."""
    return _CRASHED.match(text) is not None


def telling(text: str) -> str:
    """The one line of an entry that says what happened: of a Python traceback the last."""
    lines = _lines(text)
    if not lines:
        return ""
    return lines[-1].strip() if lines[0].startswith(_HEAD) else lines[0].strip()


def short(text: str) -> str:
    """An entry on one line: of a stack the error and its cause, of others the first and the last
    line, with how many there are."""
    lines = _lines(text)
    if len(lines) < _FEWEST_LINES:
        return text
    if _HEAD in lines[0]:
        before = lines[0].partition(_HEAD)[0]
        told = f"{before}{lines[-1].strip()}"
    elif _FRAMES.search(text):
        causes = [line.strip() for line in lines if line.lstrip().startswith(_CAUSE)]
        told = " … ".join([lines[0], *causes[-1:]])
    else:
        told = f"{lines[0]} … {lines[-1].strip()}"
    return f"{told} ({len(lines)} lines)"


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]
