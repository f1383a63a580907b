"""Files of words that stand for each other: the shipped ones and a team's own have one form.

A file holds `same` (groups of equal words), `also` (one word to others, one way), `oneway` (the
same for several words at once) and `glossary` (a term and its explanation, whose words the term
also finds).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.library.search.tokenizer import atoms
from kurosai.strict_yaml import Place, YamlFault, compose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_PARTS = ("same", "also", "oneway", "glossary")
_ONEWAY = ("said", "finds")
_MAX_ATOMS = 20


@dataclass(frozen=True, slots=True)
class Phrase:
    """A word or phrase with what else it finds; `explanation` is "" for all but glossary terms."""

    text: str
    finds: tuple[str, ...]
    explanation: str = ""


def parse(text: str) -> tuple[Phrase, ...]:
    """The phrases of a file. Raises YamlFault with the line of what is wrong."""
    root = compose(text)
    parts = _mapping(root, "the file must hold same, also, oneway or glossary")
    for name, place in parts.items():
        if name not in _PARTS:
            raise YamlFault(f"{name!r} is none of {', '.join(_PARTS)}", place.line)
    return tuple(phrase for name in _PARTS if name in parts for phrase in _READ[name](parts[name]))


def _same(place: Place) -> Iterator[Phrase]:
    for group in _items(place, "same must be a list of lists"):
        words = [_phrase(item) for item in _items(group, "a group must be a list of words")]
        if len(words) < 2:
            raise YamlFault("a group needs two words at least", group.line)
        for at, word in enumerate(words):
            yield Phrase(word, tuple(words[:at] + words[at + 1 :]))


def _also(place: Place) -> Iterator[Phrase]:
    for word, others in _mapping(place, "also must map a word to a list of words").items():
        listed = _items(others, f"{word!r} must lead to a list of words")
        yield Phrase(_checked(word, others.line), tuple(_phrase(item) for item in listed))


def _oneway(place: Place) -> Iterator[Phrase]:
    for entry in _items(place, "oneway must be a list of entries"):
        lists = _mapping(entry, "an entry must hold said and finds")
        if set(lists) != set(_ONEWAY):
            raise YamlFault("an entry must hold said and finds, and nothing else", entry.line)
        said, finds = (
            [_phrase(item) for item in _items(lists[name], f"{name} must be a list of words")]
            for name in _ONEWAY
        )
        for word in said:
            yield Phrase(word, tuple(finds))


def _glossary(place: Place) -> Iterator[Phrase]:
    for term, meaning in _mapping(place, "glossary must map a term to its explanation").items():
        if not meaning.text or not meaning.text.strip():
            raise YamlFault(f"the explanation of {term!r} must be a text", meaning.line)
        explanation = " ".join(meaning.text.split())
        yield Phrase(_checked(term, meaning.line), (explanation,), explanation)


_READ = {"same": _same, "also": _also, "oneway": _oneway, "glossary": _glossary}


def _phrase(place: Place) -> str:
    if place.text is None:
        raise YamlFault("a word is expected here", place.line)
    return _checked(place.text, place.line)


def _checked(word: str, line: int) -> str:
    if not 0 < len(tuple(atoms(word))) <= _MAX_ATOMS:
        raise YamlFault(f"{word!r} is no word that a search could find", line)
    return word


def _items(place: Place, what: str) -> Sequence[Place]:
    if place.items is None:
        raise YamlFault(what, place.line)
    return place.items


def _mapping(place: Place, what: str) -> Mapping[str, Place]:
    if place.mapping is None:
        raise YamlFault(what, place.line)
    return place.mapping
