"""SEARCH of metric math: which metrics a search names, by their schema and words.

`{Namespace,Dimension,...}` are a namespace and exactly the names of the dimensions. Behind it words
in quotes are a whole name, others a part of one; `Name=` binds them to the metric's name or to one
dimension; blank is AND. What else AWS takes (no schema, `:aws.AccountId`) is refused.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from kurosai.sandbox.aws_json import NotHere
from kurosai.sandbox.aws_kinds.metric_math import Unreadable
from kurosai.sandbox.aws_kinds.metrics import Metric

MOST: Final = 500
"""A search brings no more series than these."""

_SCHEMA: Final = re.compile(r"\s*\{([^{}]*)\}")
_NAME: Final = re.compile(r'\s*(?:"([^"]*)"|([^",]+?))\s*(?:,|$)')
_TOKEN: Final = re.compile(r'\s*(?:(?P<exact>"[^"]*")|(?P<sign>[()=])|(?P<word>[^\s()="]+))')
_PARTS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_]+|\d+")
_PLAIN: Final = re.compile(r"\w+")

_Test: TypeAlias = "Callable[[Mapping[str, str]], bool]"


@dataclass(frozen=True, slots=True)
class Search:
    """A namespace, the names of dimensions, and what the names must be like."""

    namespace: str
    dimensions: frozenset[str]
    fits: _Test

    def finds(self, metric: Metric) -> bool:
        """Whether a metric is one of those."""
        if metric.namespace != self.namespace or frozenset(metric.dimensions) != self.dimensions:
            return False
        return self.fits({"MetricName": metric.name, **metric.dimensions})


def parse(text: str) -> Search:
    """The search of a text. Raises Unreadable, and NotHere for what this world has not."""
    schema = _SCHEMA.match(text)
    if schema is None:
        raise NotHere("a SEARCH without {Namespace,Dimension,...}")
    names = [one[1] if one[1] is not None else one[2] for one in _NAME.finditer(schema[1].strip())]
    if not names or any(":" in one for one in names):
        raise NotHere(f"the schema {{{schema[1][:80]}}} of a SEARCH")
    reader = _Reader(list(_tokens(text, schema.end())))
    fits = reader.all_of() if reader.tokens else _any_name
    if reader.place < len(reader.tokens):
        raise Unreadable(f"Unexpected '{reader.tokens[reader.place][1]}' in SEARCH")
    return Search(names[0], frozenset(names[1:]), fits)


def _any_name(_names: Mapping[str, str]) -> bool:
    return True


def _tokens(text: str, place: int) -> Iterator[tuple[str, str]]:
    end = len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise Unreadable(f"Unexpected '{text[place:].strip()[:1]}' in SEARCH")
        yield match.lastgroup, match[match.lastgroup]
        place = match.end()


@dataclass(slots=True)
class _Reader:
    tokens: list[tuple[str, str]]
    place: int = 0

    def all_of(self, of: str = "") -> _Test:
        """Several with OR between them, which binds less than AND; `of` is the name they are of."""
        tests = [self._both(of)]
        while self._next("OR"):
            tests.append(self._both(of))
        return lambda names: any(test(names) for test in tests)

    def _both(self, of: str) -> _Test:
        tests = [self._one(of)]
        while self._next("AND") or not self._at("OR", ")", ""):
            tests.append(self._one(of))
        return lambda names: all(test(names) for test in tests)

    def _one(self, of: str) -> _Test:
        if self._next("NOT"):
            test = self._one(of)
            return lambda names: not test(names)
        if self._next("("):
            test = self.all_of(of)
            if not self._next(")"):
                raise Unreadable("Expected ')' in SEARCH")
            return test
        if self._at("", "AND", "OR", ")", "="):
            raise Unreadable("Expected a word in SEARCH")
        kind, text = self.tokens[self.place]
        self.place += 1
        if not of and self._next("="):
            return self._one(text.strip('"'))
        return _like(text, of, exact=kind == "exact")

    def _at(self, *words: str) -> bool:
        """Whether one of the words stands here; "" is the end."""
        over = self.place >= len(self.tokens)
        return ("" if over else self.tokens[self.place][1]) in words

    def _next(self, word: str) -> bool:
        found = self._at(word)
        self.place += found
        return found


def _like(text: str, of: str, *, exact: bool) -> _Test:
    word = text.strip('"')
    if of.startswith(":") or word.startswith(":") or of == "Namespace":
        raise NotHere(f"{of or word} in a SEARCH")
    if not exact and not _PLAIN.fullmatch(word):
        raise NotHere(f"the word {word[:40]} of a SEARCH without quotes")

    def test(names: Mapping[str, str]) -> bool:
        values = [value for name, value in names.items() if of in ("", name)]
        if exact:
            return word in values
        return any(word.lower() in _words(value) for value in values)

    return test


def _words(value: str) -> set[str]:
    """The words of a name as a search sees them: whole, between signs, and by its capitals."""
    pieces = _PLAIN.findall(value)
    return {one.lower() for one in (value, *pieces, *_PARTS.findall(value))}
