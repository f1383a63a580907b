"""Which words tell one error from another, and how much each weighs."""

from __future__ import annotations

from math import log

from kurosai.logs.signature import is_mask

# Words that say nothing: one in the place of another is no difference.
_MEANINGLESS = frozenset(
    {
        *("a", "an", "the", "is", "are", "was", "were", "be", "been", "has", "have", "had"),
        *("error", "err", "warn", "warning", "info", "exception"),
        *("が", "を", "に", "は", "の", "で", "と", "も", "や"),
    }
)
# Words that lead to no entry, but turn a statement round: copied *from*, copied *to*.
_SMALL = frozenset(
    {
        *("of", "to", "in", "on", "at", "for", "by", "with", "from", "and", "or"),
        *("へ", "から", "まで"),
    }
)
_EMPTY = _MEANINGLESS | _SMALL
_EMPTY_WEIGHT = 0.1
# What turns a statement into its opposite, and so never is context.
NEGATING = frozenset({"no", "not", "never", "without", "non", "cannot", "can't", "unable", "un"})
# Stands in a sample's words where the entry's own samples show that anything may stand.
ANY = "<any>"
# With few entries every word is rare; counting as if there were more keeps a word that several
# share from weighing next to nothing.
_MIN_ENTRIES = 10


def is_telling(word: str) -> bool:
    """Whether a word, case-folded, can lead to an entry."""
    return word not in _EMPTY and not is_mask(word)


def differs(word: str) -> bool:
    """Whether a word, case-folded, makes a difference where the other side lacks it."""
    return word not in _MEANINGLESS and not is_mask(word)


def weight(word: str, held: int, entries: int) -> float:
    """What a word of a sample weighs: BM25's IDF over the entries that hold it."""
    if is_mask(word):
        return 0.0
    # A single letter is most often the rest of a name whose digits are masked.
    if word in _EMPTY or (len(word) == 1 and word.isascii()):
        return _EMPTY_WEIGHT
    count = max(entries, _MIN_ENTRIES)
    return log(1 + (count - held + 0.5) / (held + 0.5))
