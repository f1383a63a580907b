"""Other words for what a query says: the shipped ones, and a team's own beside its pages.

How such a file is written is `word_lists`' part.
"""

from __future__ import annotations

import stat
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from math import sqrt
from typing import TYPE_CHECKING

from kurosai.library.page import PageFault
from kurosai.library.search.tokenizer import atoms, terms
from kurosai.library.search.word_lists import Phrase, parse
from kurosai.strict_yaml import YamlFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

NAMES = ("synonyms.yaml", "glossary.yaml")
"""What a team's own files are called; both are read, from the library's root only."""

ENGLISH = 0.5
"""What an English word for an English one counts: pages in English mostly say the word itself,
while a question in Japanese is written in many ways, and one in the other language in none."""

_WORDS = ("synonyms.yaml", "operations.yaml")
_ASKING = "asking.yaml"
_MAX_BYTES = 1_000_000
_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}


class Synonyms:
    """Phrases, ready to be found in a text: the longest at each place counts.

    `asking` are turns of a question, which stand around the words it is about (誰の承認, "who
    approves"): those are looked for apart, so that they do not hide them.
    """

    def __init__(self, phrases: Iterable[Phrase], asking: Iterable[Phrase] = ()) -> None:
        self.phrases = tuple(phrases)
        self.asking = tuple(asking)
        self._layers = (_Known(self.phrases), _Known(self.asking))

    def within(self, text: str) -> Iterator[Phrase]:
        """The phrases that a text holds, in its order, and then the turns of a question."""
        pieces = _pieces(text)
        for layer in self._layers:
            yield from layer.within(pieces)

    def others(self, text: str) -> Mapping[str, float]:
        """The terms that a text's phrases also find, each with what it counts beside a said word.

        Every other phrase counts as one word, however many terms it has, and the less the more
        of them there are: a word with one other name is sure of its meaning, one with forty may
        mean any of many things, and would drown the rest of the question. A phrase itself is
        among them: in the text it may stand in hiragana.
        """
        shares: dict[str, float] = {}
        for phrase in self.within(text):
            alike = (phrase.text, *phrase.finds)
            sure = sqrt(2 / len(alike))
            for other in alike:
                near = ENGLISH if phrase.text.isascii() and other.isascii() else 1
                meant = terms(other)
                for term in meant:
                    shares[term] = max(shares.get(term, 0), near * sure / len(meant))
        return shares


class _Known:
    """Phrases by their pieces."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        known: defaultdict[tuple[str, ...], list[Phrase]] = defaultdict(list)
        for phrase in phrases:
            known[_pieces(phrase.text)].append(phrase)
        self._known: Mapping[tuple[str, ...], list[Phrase]] = dict(known)
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for pieces in known:
            lengths[pieces[0]].add(len(pieces))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def within(self, pieces: tuple[str, ...]) -> Iterator[Phrase]:
        """The longest phrases of some pieces, in their order."""
        place = 0
        while place < len(pieces):
            for length in self._lengths.get(pieces[place], ()):
                found = self._known.get(pieces[place : place + length])
                if found:
                    yield from found
                    place += length
                    break
            else:
                place += 1


def _pieces(text: str) -> tuple[str, ...]:
    """A text's atoms, with hiragana as katakana: whoever is in haste does not convert."""
    return tuple(atoms(text.translate(_KATAKANA)))


@cache
def shipped() -> Synonyms:
    """The words that come with the product."""
    words = (phrase for name in _WORDS for phrase in _shipped(name))
    return Synonyms(words, _shipped(_ASKING))


def _shipped(name: str) -> tuple[Phrase, ...]:
    return parse(files("kurosai.library.search").joinpath(name).read_text("utf-8"))


def of_folder(root: Path) -> tuple[Synonyms, tuple[PageFault, ...]]:
    """The shipped words with a team's own, as its files are now; a broken file is a fault."""
    stamps = tuple(stamp for name in NAMES if (stamp := _stamp(root / name)))
    return _with(stamps) if stamps else (shipped(), ())


@dataclass(frozen=True, slots=True)
class _Stamp:
    """One file as it is now: modification time in ns, and size; `fault` why it is not read."""

    path: Path
    time: int
    size: int
    fault: str


def _stamp(path: Path) -> _Stamp | None:
    """None where there is no such file."""
    try:
        state = path.lstat()
    except OSError:
        return None
    # A link could lead out of the library, and a device never ends.
    fault = "" if stat.S_ISREG(state.st_mode) else "it is no regular file"
    if state.st_size > _MAX_BYTES:
        fault = f"it has more than {_MAX_BYTES:,} bytes"
    return _Stamp(path, state.st_mtime_ns, state.st_size, fault)


@lru_cache(maxsize=8)
def _with(stamps: tuple[_Stamp, ...]) -> tuple[Synonyms, tuple[PageFault, ...]]:
    phrases = list(shipped().phrases)
    faults: list[PageFault] = []
    for stamp in stamps:
        try:
            phrases += _read(stamp)
        except YamlFault as fault:
            faults.append(PageFault("synonyms", stamp.path.name, fault.line, fault.what))
    return Synonyms(phrases, shipped().asking), tuple(faults)


def _read(stamp: _Stamp) -> tuple[Phrase, ...]:
    if stamp.fault:
        raise YamlFault(stamp.fault, 1)
    try:
        return parse(stamp.path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise YamlFault(f"byte {error.start} is not UTF-8", 1) from None
    except OSError as error:
        raise YamlFault(f"it cannot be read: {error.strerror}", 1) from None
