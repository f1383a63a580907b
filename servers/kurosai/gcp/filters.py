"""Pieces of the Logging query language. Every value goes in quoted and escaped."""

from __future__ import annotations

from collections.abc import Iterable

from kurosai.errors import BadInput


def quoted(value: str) -> str:
    """A value as a string of the language."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def equals(field: str, value: str) -> str:
    """`field="value"`; "" for no value, which restricts nothing."""
    return f"{field}={quoted(value)}" if value else ""


def one_of(field: str, values: Iterable[str]) -> str:
    """`field=("a" OR "b")`."""
    return f"{field}=({' OR '.join(quoted(value) for value in values)})"


def log(name: str) -> str:
    """Entries of one log; "" for no name."""
    return f"log_id({quoted(name)})" if name else ""


def every(*parts: str) -> str:
    """All of the parts that restrict something."""
    return " AND ".join(part for part in parts if part)


def some(*parts: str) -> str:
    """Any of the parts, in parentheses."""
    return f"({' OR '.join(parts)})"


def given(text: str) -> str:
    """A filter that the caller wrote, in parentheses of its own.

    Raises BadInput for one whose quotes or parentheses do not close: it would take the window
    and the place that are ANDed to it into itself.
    """
    if not text.strip():
        return ""
    depth, at, length = 0, 0, len(text)
    while at < length:
        char = text[at]
        if char in "\"'":
            at = _end_of_quote(text, at)
        elif text.startswith("--", at) and (at == 0 or text[at - 1].isspace()):
            at = text.find("\n", at)
            at = length if at < 0 else at
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth < 0:
                break
        at += 1
    if depth:
        raise BadInput("The parentheses of `filter` do not match.", "Write each with its partner.")
    return f"(\n{text}\n)"


def _end_of_quote(text: str, at: int) -> int:
    """Where the quote that opens at `at` closes."""
    quote = text[at]
    place = at + 1
    while place < len(text):
        if text[place] == "\\":
            place += 1
        elif text[place] == quote:
            return place
        place += 1
    raise BadInput("A quote of `filter` does not close.", 'Write "..." around the value.')
