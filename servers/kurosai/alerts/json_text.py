"""JSON as people paste it: cut in the middle, in smart quotes, with text around it.

A strict reader gives up where a person still sees what is meant. This one reads on as far as the
text goes and says where it ended. It does not recurse, so that no nesting can end it, and it
keeps nothing below MOST_DEPTH.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

Value: TypeAlias = "dict[str, Any] | list[Any] | str | int | float | bool | None"

MOST_DEPTH = 40
MOST_TOKENS = 60_000
MOST_STARTS = 1_000
"""Places where an object may begin; a text of nothing but brackets has no more to say."""

_SMART = "“”„"
# An object begins with a key, a list of interest with an object: `[ERROR]` is no JSON.
_START = re.compile(rf"\{{(?=\s*[\"{_SMART}}}])|\[(?=\s*\{{)")
_TOKEN = re.compile(
    rf"\s*(?:(?P<mark>[{{}}\[\]:,])"
    rf'|"(?P<plain>[^"\\]*(?:\\.[^"\\]*)*)(?P<shut>"?)'
    rf"|[{_SMART}](?P<smart>[^{_SMART}\\]*(?:\\.[^{_SMART}\\]*)*)(?P<closed>[{_SMART}]?)"
    rf"|(?P<word>[^\s{{}}\[\]:,\"{_SMART}]+))",
    re.DOTALL,
)
_NUMBER = re.compile(r"-?\d{1,18}(?P<rest>(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?)")
_WORDS: Mapping[str, Value] = {"true": True, "false": False}
_LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON object in a text: its value, its place, and whether it was cut before its end."""

    value: Mapping[str, Any]
    start: int
    end: int
    cut: bool


def documents(text: str) -> tuple[Document, ...]:
    """The objects in a text, those of a list one by one, in order; never raises."""
    found: list[Document] = []
    at = 0
    for _ in range(MOST_STARTS):
        match = _START.search(text, at)
        if match is None:
            break
        value, at, cut = _value(text, match.start())
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                found.append(Document(cast("dict[str, Any]", one), match.start(), at, cut))
    return tuple(found)


def _value(text: str, start: int) -> tuple[Value, int, bool]:
    """The value that begins at `start`, where it ends, and whether it is incomplete."""
    reader = _Reader()
    at = start
    for match in _tokens(text, start):
        if match.end() == len(text) and not _whole(match):
            # Half a name is another name: what was cut itself is left out.
            return reader.root, match.end(), True
        if not reader.take(match):
            # What cannot be JSON ends it, and is itself looked at again by whoever called.
            return reader.root, max(at, start + 1), True
        at = match.end()
        if reader.done:
            return reader.root, at, False
    return reader.root, max(at, start + 1), True


def _tokens(text: str, start: int) -> Iterator[re.Match[str]]:
    at = start
    for _ in range(MOST_TOKENS):
        match = _TOKEN.match(text, at)
        if match is None:
            return
        yield match
        at = match.end()


def _whole(token: re.Match[str]) -> bool:
    return bool(token["mark"] or token["shut"] or token["closed"])


class _Reader:
    """Builds a value from tokens, forgiving a missing comma or bracket."""

    def __init__(self) -> None:
        self.root: Value = None
        self.done = False
        self._open: list[dict[str, Any] | list[Any]] = []
        self._key: str | None = None
        self._keys: list[str | None] = []

    def take(self, token: re.Match[str]) -> bool:
        """Add a token; False if nothing can be made of it."""
        mark = token["mark"]
        if mark in ("{", "["):
            return self._begin({} if mark == "{" else [])
        if mark in ("}", "]"):
            return self._end(dict if mark == "}" else list)
        if mark == ":":
            return self._key is not None
        if mark == ",":
            return True
        if token["word"] is not None:
            return self._word(token["word"])
        text = token["plain"] if token["plain"] is not None else token["smart"]
        return self._text(_unescaped(text))

    def _begin(self, new: dict[str, Any] | list[Any]) -> bool:
        if self._open and not self._fits():
            return False
        if self.root is None and not self._open:
            self.root = new
        elif len(self._open) < MOST_DEPTH:
            self._put(new)
        self._open.append(new)
        self._keys.append(self._key)
        self._key = None
        return True

    def _end(self, kind: type) -> bool:
        if not self._open or not isinstance(self._open[-1], kind):
            return False
        self._open.pop()
        self._keys.pop()
        self._key = None
        self.done = not self._open
        return True

    def _text(self, text: str) -> bool:
        if isinstance(self._open[-1], dict) and self._key is None:
            self._key = text
            return True
        return self._put(text)

    def _word(self, word: str) -> bool:
        if not self._fits() or len(word) > _LONGEST_WORD:
            return False
        number = _NUMBER.fullmatch(word)
        if number:
            return self._put(float(word) if number["rest"] else int(word))
        # NaN and what else is no JSON value counts as nothing.
        return self._put(_WORDS.get(word))

    def _fits(self) -> bool:
        return isinstance(self._open[-1], list) or self._key is not None

    def _put(self, value: Value) -> bool:
        within = self._open[-1]
        if isinstance(within, list):
            within.append(value)
        elif self._key is not None:
            within[self._key] = value
        self._key = None
        return True


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    straight = re.sub(rf"\\([{_SMART}])", r'\\"', text)
    try:
        return str(json.loads(f'"{straight}"', strict=False))
    except ValueError:
        return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), text)
