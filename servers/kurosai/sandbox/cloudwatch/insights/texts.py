"""Functions of Logs Insights on texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai.sandbox.cloudwatch.insights.values import Call, Value, number_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

_MAX_TEXT = 1_048_576
"""Characters that a function may make: `replace` in `replace` would grow without end."""


def textual(call: Callable[..., Value]) -> Call:
    """A function of texts; nothing, where one of them is missing."""

    def on_texts(values: list[Value]) -> Value:
        texts = [text_of(value) for value in values]
        return None if None in texts else call(*texts)

    return on_texts


def concat(values: list[Value]) -> Value:
    """One after the other; what is missing is empty."""
    return "".join(text_of(value) or "" for value in values)[:_MAX_TEXT]


def substr(values: list[Value]) -> Value:
    """From a place, counted from 0, to the end or for a length."""
    text, *places = values
    numbers = [number_of(place) for place in places]
    whole = text_of(text)
    if whole is None or any(number is None or number < 0 for number in numbers):
        return None
    begin = int(numbers[0] or 0)
    return whole[begin:] if len(numbers) == 1 else whole[begin : begin + int(numbers[1] or 0)]


def replaced(text: str, old: str, new: str) -> Value:
    """Every `old` in a text as `new`."""
    if not old:
        return text
    return None if len(text) + text.count(old) * len(new) > _MAX_TEXT else text.replace(old, new)


def trimmed_left(text: str, characters: str | None = None) -> Value:
    """Without white space, or without these characters, at the beginning."""
    return text.lstrip(characters)


def trimmed_right(text: str, characters: str | None = None) -> Value:
    """Without them at the end."""
    return text.rstrip(characters)


def trimmed(text: str, characters: str | None = None) -> Value:
    """Without them at both ends."""
    return text.strip(characters)


def contains(text: str, part: str) -> Value:
    """1 if the part is in the text, else 0."""
    return int(part in text)


def is_empty(values: list[Value]) -> Value:
    """1 for what is missing or has no character."""
    return int(not text_of(values[0]))


def is_blank(values: list[Value]) -> Value:
    """1 for what is missing or has only white space."""
    return int(not (text_of(values[0]) or "").strip())
