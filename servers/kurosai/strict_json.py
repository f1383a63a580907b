"""JSON that came from elsewhere, taken only when it can mean one thing.

Python's own reader takes more than JSON is: NaN, numbers without end, a key twice (the last one
counts, so that a list is empty which was not), text in other encodings. Each has a word here.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

_BEGUN = re.compile(r"(-|\.|[eE][+-]?|tr?u?|fa?l?s?|nu?l?|\\?u?[0-9a-fA-F]{0,3})?\s*")
"""What may be left where a text was cut off: the beginning of a value, or nothing."""

MOST_CONTAINERS = 400_000
"""Objects and lists of one text, those that stand in its strings included. An empty object takes
three bytes there and sixty of memory, one with a single key more than two hundred."""

MOST_DIGITS = 30
"""The largest numbers that a backend means have 19; what is longer is none to calculate with."""


class NotJson(ValueError):
    """`why` goes on from "its body": "is cut off". `cut`: another try may bring the rest."""

    def __init__(self, why: str, *, cut: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.cut = cut


def load(raw: bytes, *, most: int = MOST_CONTAINERS) -> Any:
    """The value of a whole JSON text in UTF-8, with or without a byte order mark; else NotJson.

    `most` is how many objects and lists it may have.
    """
    if raw.count(b"{") + raw.count(b"[") > most:
        raise NotJson(f"has more than {most:,} objects and lists")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotJson("is not UTF-8") from None
    if not text.strip():
        raise NotJson("is empty")
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_broken,
            parse_constant=_constant,
        )
    except NotJson:
        raise
    except json.JSONDecodeError as error:
        if _is_cut(text, error):
            raise NotJson("is cut off", cut=True) from None
        raise NotJson("is no JSON") from None
    except RecursionError:
        raise NotJson("is nested too deep") from None


def _is_cut(text: str, error: json.JSONDecodeError) -> bool:
    # Of a pair of escapes the place is that of the first.
    escape = error.msg.startswith("Invalid \\u") and len(text) - error.pos < 12
    unended = error.msg.startswith("Unterminated")
    return escape or unended or _BEGUN.fullmatch(text, error.pos) is not None


def kind(value: object) -> str:
    """What a JSON value is, for a sentence: "an object", "a list", "a text", "null"."""
    if value is None:
        return "null"
    names = {"dict": "an object", "list": "a list", "str": "a text", "bool": "true or false"}
    return names.get(type(value).__name__, "a number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))
        raise NotJson(f"has the key {twice[:40]!r} twice")
    return made


def _whole(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise NotJson(f"has a number of {len(text.lstrip('-'))} digits")
    return int(text)


def _broken(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise NotJson(f"has the number {text[:20]}, which is too large")
    return number


def _constant(text: str) -> float:
    raise NotJson(f"has {text}, which is no JSON")
