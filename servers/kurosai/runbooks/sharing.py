"""Words in a row that an error shares with the title or a sample of an entry, where they tell
something: `exit code 137`. They lead to what may be worth reading, and prove nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from kurosai.library.card import Card
from kurosai.library.match.telling import is_telling
from kurosai.library.search.tokenizer import STOP, terms
from kurosai.library.shelf import Library

# What more entries hold tells none of them from the others: so many, or one in so many.
_RARE = 3
_SHARE = 10
# So many words in a row tell something, or one that is a name, or Japanese of so many characters.
_WORDS = 2
_LONG = 4
_MOST_WORDS = 300
_MOST_SHOWN = 100
_WORD = re.compile(
    r"[A-Za-z][A-Za-z0-9_]*|\d+|[\u3400-\u9fff\uf900-\ufaff々]+|[\u30a1-\u30faー]+|[\u3041-\u3096]+"
)
_HIRAGANA = re.compile(r"[\u3041-\u3096]+")
_NAME = re.compile(r"[A-Za-z0-9]+_\w+|[A-Z]*[a-z0-9]+[A-Z]\w*")


@dataclass(frozen=True, slots=True)
class _Text:
    """A text, its words in order, case-folded, and where in it each begins and ends."""

    text: str
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str) -> _Text:
        whole = normalize("NFKC", text)
        found = [*_WORD.finditer(whole)][:_MOST_WORDS]
        words = tuple(word[0].casefold() for word in found)
        return cls(whole, words, tuple(word.span() for word in found))

    def word(self, place: int) -> str:
        """As it is compared; "" before the first and behind the last."""
        return self.words[place] if 0 <= place < len(self.words) else ""

    def written(self, first: int, last: int) -> str:
        """Some words as they are written, with what stands between them."""
        return self.text[self.spans[first][0] : self.spans[last - 1][1]]


def sharing(library: Library, cards: Sequence[Card], text: str) -> list[tuple[Card, str]]:
    """Those of the cards that share something telling, each with the words as the error writes
    them. What too many of them share tells none from the others."""
    here = _Text.of(text)
    found = [(card, words) for card in cards if (words := _shared(library, card, here))]
    often = Counter(words.casefold() for _, words in found)
    return [(card, words) for card, words in found if often[words.casefold()] <= _few(library)]


def _shared(library: Library, card: Card, here: _Text) -> str:
    """The most telling words; "" where nothing tells."""
    best, most = "", 0
    for line in _own(library, card):
        there = _Text.of(line)
        if not any(map(_says, {*here.words}.intersection(there.words))):
            continue
        for first, last in _runs(here, there):
            said = [here.written(at, at + 1) for at in range(first, last) if _says(here.words[at])]
            if len(said) > most and _tells(library, said):
                best, most = here.written(first, last), len(said)
    return " ".join(best.split())[:_MOST_SHOWN]


def _own(library: Library, card: Card) -> Iterator[str]:
    yield from dict.fromkeys((card.title, card.heading))
    if card.samples:
        for sample in library.opened(card).samples:
            yield from sample.log


def _runs(here: _Text, there: _Text) -> Iterator[tuple[int, int]]:
    """What stands in both in a row, as long as it can be: its first word here, and its end."""
    before = [0] * len(there.words)
    for row, word in enumerate(here.words):
        lengths = [0] * len(there.words)
        for column, other in enumerate(there.words):
            if word != other:
                continue
            length = lengths[column] = 1 + (before[column - 1] if column else 0)
            after = here.word(row + 1), there.word(column + 1)
            around = here.word(row - length), there.word(column - length)
            longer = after[0] and after[0] == after[1]
            # `exit code 1` is not `exit code 137`.
            if not longer and not _two_numbers(*after) and not _two_numbers(*around):
                yield row + 1 - length, row + 1
        before = lengths


def _two_numbers(one: str, other: str) -> bool:
    return one.isdigit() and other.isdigit() and one != other


def _says(word: str) -> bool:
    """Whether a word can tell something: no particle, no lone letter, no `error`."""
    small = word.casefold()
    if not is_telling(small) or small in STOP or _HIRAGANA.fullmatch(word):
        return False
    return len(word) > 1 or word.isdigit()


def _tells(library: Library, said: Sequence[str]) -> bool:
    """Whether they say enough, not numbers alone, and one of them is rare in the library."""
    if all(word.isdigit() for word in said):
        return False
    # Of Japanese, whose words are not divided, a long one is several.
    long = not said[0].isascii() and len(said[0]) >= _LONG
    if len(said) < _WORDS and not long and not _NAME.fullmatch(said[0]):
        return False
    return min(_held(library, word) for word in said) <= _few(library)


def _few(library: Library) -> int:
    return max(_RARE, len(library.cards) // _SHARE)


def _held(library: Library, word: str) -> int:
    """How many entries hold a word: an identifier whole, of Japanese its rarest pair."""
    found = terms(word)
    body = library.index("body")
    asked = found[:1] if word.isascii() else found
    return min((len(body.holders(term)[0]) for term in asked), default=0)
