"""An expression that is ready to search, and the choice of the machine that does it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kurosai.sandbox.cloudwatch.regular.ambiguity import Cost, cost
from kurosai.sandbox.cloudwatch.regular.automaton import Automaton
from kurosai.sandbox.cloudwatch.regular.nodes import python
from kurosai.sandbox.cloudwatch.regular.syntax import BadExpression, parsed

_STEPS = 20_000_000
"""Estimated steps on one text up to which `re` may have it: well under a second at worst."""
_LONGEST = 2**21
"""More characters than a message has."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A regular expression; `names` are its named groups in order."""

    names: tuple[str, ...]
    _quick: re.Pattern[str]
    _steady: Automaton
    _quick_length: int

    def search(self, text: str) -> bool:
        """Whether it matches anywhere in `text`."""
        if self._is_quick(text):
            return self._quick.search(text) is not None
        return self._steady.search(text) is not None

    def groups(self, text: str) -> dict[str, str] | None:
        """What the named groups of the leftmost match hold; None without a match.

        A group that took no part is left out.
        """
        if self._is_quick(text):
            found = self._quick.search(text)
            if found is None:
                return None
            return {name: value for name, value in found.groupdict().items() if value is not None}
        marks = self._steady.search(text)
        if marks is None:
            return None
        places = dict(marks)
        return {
            name: text[places[f"<{name}"] : places[f">{name}"]]
            for name in self.names
            if f">{name}" in places
        }

    def _is_quick(self, text: str) -> bool:
        # `re` finds no \B in an empty text, as everyone else does.
        return 0 < len(text) <= self._quick_length


def _quick_length(cost: Cost) -> int:
    """The longest text (to a factor of two) that `re` may have."""
    length = 0
    while length < _LONGEST and cost.is_within(_STEPS, max(2 * length, 1)):
        length = max(2 * length, 1)
    return length


@lru_cache(maxsize=256)
def compiled(pattern: str) -> Expression:
    """The expression in `pattern`, in the notation that RE2, Hyperscan and Java share.

    Raises BadExpression.
    """
    tree = parsed(pattern)
    steady = Automaton(tree)
    try:
        quick = re.compile(python(tree), re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise BadExpression(str(error)) from None
    return Expression(tuple(quick.groupindex), quick, steady, _quick_length(cost(tree)))
