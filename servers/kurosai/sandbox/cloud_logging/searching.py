"""SEARCH: whole words, in any order and without regard to case; `backticks` keep the order."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from kurosai.sandbox.cloud_logging.entries import Entry, leaves, written

_PHRASE = re.compile(r"`([^`]+)`")
_WORD = re.compile(r"\w+")


def search(query: str, texts: Callable[[Entry], Sequence[str]]) -> Callable[[Entry], bool] | None:
    """Whether all words of `query` are in the texts of an entry; None for a query of no word."""
    phrases = [_words(one) for one in _PHRASE.findall(query)]
    wanted = set(_words(_PHRASE.sub(" ", query)))
    phrases = [one for one in phrases if one]
    if not wanted and not phrases:
        return None

    anywhere = {*wanted, *(word for phrase in phrases for word in phrase)}

    def test(entry: Entry) -> bool:
        # Splitting into words is dear: only what has them all somewhere is worth it.
        if texts is everything and not all(word in entry.words() for word in anywhere):
            return False
        said = [_words(text) for text in texts(entry)]
        if not wanted <= {word for words in said for word in words}:
            return False
        return all(any(_contains(words, phrase) for words in said) for phrase in phrases)

    return test


def everything(entry: Entry) -> Sequence[str]:
    """All the texts of an entry, for a search that names no field."""
    return entry.words().split("\n")


def of_values(values: Sequence[object]) -> Sequence[str]:
    """The texts in a field's values."""
    found: list[str] = []
    for one in values:
        if isinstance(one, Mapping):
            found += [written(leaf) for leaf in leaves(one)]  # pyright: ignore[reportUnknownArgumentType]
        else:
            found.append(str(one))
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _contains(words: list[str], phrase: list[str]) -> bool:
    length = len(phrase)
    return any(words[at : at + length] == phrase for at in range(len(words) - length + 1))
