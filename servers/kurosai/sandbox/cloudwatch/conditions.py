"""Pieces of a WHERE clause with their bound values, and how they combine.

A value never enters the SQL text: literals of patterns and queries are parameters, so nothing
that a caller writes can change the statement.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Bound = str | int
_NUMBER = re.compile(r"[0-9]{5,}")
_FILLED = re.compile(r"[0-9-]")


@dataclass(frozen=True, slots=True)
class Condition:
    """A boolean SQL expression over the columns of the `lines` view, and its parameters.

    `terms` counts the comparisons in it and `depth` how deep they are nested: SQLite runs out
    of stack for large or deep expressions, so parsers bound both.
    """

    sql: str
    bound: tuple[Bound, ...] = ()
    terms: int = 1
    depth: int = 1
    texts: tuple[str, ...] = ()
    """What stands in the message of every event for which it is true."""
    each: tuple[Condition, ...] = ()
    """It as conditions of which any is enough, each about one group; none where that is unknown."""

    def negated(self) -> Condition:
        """True exactly where this one is not; a missing value counts as "does not match"."""
        sql = f"NOT coalesce({self.sql}, 0)"
        return Condition(sql, self.bound, self.terms, self.depth + 1)


ALWAYS = Condition("1", terms=0)


def contains(column: str, literal: str) -> Condition:
    """Whether `column` has `literal` as a case-sensitive substring (LIKE would fold case)."""
    if column != "message":
        return Condition(f"(instr({column}, ?) > 0)", (literal,))
    if _NUMBER.fullmatch(literal):
        # Longer than any number of a date: it stands there already, or in the id of the job.
        sql = "(instr(raw, ?) > 0 OR instr(named, ?) > 0)"
        return Condition(sql, (literal, literal), terms=2, texts=(literal,))
    # What is filled into `raw` to make a message are digits and hyphens, so nothing else needs it.
    searched = "message" if _FILLED.search(literal) else "raw"
    return Condition(f"(instr({searched}, ?) > 0)", (literal,), texts=(literal,))


def all_of(conditions: Iterable[Condition]) -> Condition:
    """True where every condition is; `ALWAYS` when there is none."""
    several = [c for c in conditions if c is not ALWAYS]
    if len(several) <= 1:
        return several[0] if several else ALWAYS
    split = [one for one in several if one.each]
    others = [one for one in several if not one.each]
    each = tuple(all_of([one, *others]) for one in split[0].each) if len(split) == 1 else ()
    texts = tuple(text for one in several for text in one.texts)
    return replace(_joined(" AND ", several, ALWAYS), texts=texts, each=each)


def any_of(conditions: Iterable[Condition]) -> Condition:
    """True where at least one condition is; never, when there is none."""
    return _joined(" OR ", list(conditions), Condition("0"))


def _joined(word: str, conditions: list[Condition], none: Condition) -> Condition:
    if not conditions:
        return none
    if len(conditions) == 1:
        return conditions[0]
    return Condition(
        "(" + word.join(c.sql for c in conditions) + ")",
        tuple(value for c in conditions for value in c.bound),
        sum(c.terms for c in conditions),
        max(c.depth for c in conditions) + 1,
    )
