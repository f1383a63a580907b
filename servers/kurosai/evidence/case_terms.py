"""The inverted index of cases: which cases have which terms, and how it is asked.

SQLite has one of its own (`case_fts5`); PostgreSQL's reads all that a common term has, so there it
is a table (`case_holders`).

A term is made of small letters, digits and whatever is not ASCII (`is_term`); `=` begins those
that are no words. Anything else is neither kept nor found: no text can speak the database's
language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import sqlalchemy as sa

IN_PERIOD = (
    "(i.opened_at >= :since AND i.opened_at <= :until"
    " OR i.concluded_at >= :since AND i.concluded_at <= :until)"
)
"""A condition on the row `i` of `case_index`, with the values of `period`."""

_ALWAYS = "9999"
_TERM = re.compile(r"[0-9a-z=\u0080-\U0010ffff]+")


def is_term(text: str) -> bool:
    """Whether a text can be a term."""
    return _TERM.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Cases with a term of each of `groups` and not all of `without`, opened or concluded in
    since..until (ISO times without zone, "" for an open end).

    `near` are terms of which each case of that period has one (none if not known): a way to them.
    """

    groups: tuple[tuple[str, ...], ...] = ()
    without: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    near: tuple[str, ...] = ()


class Terms(Protocol):
    """What both can do. `Wanted` without groups and `near` asks for all cases."""

    def create(self, connection: sa.Connection) -> None:
        """Make the table, if it is not there."""
        ...

    def put(self, connection: sa.Connection, number: int, terms: Sequence[str]) -> None:
        """Set the terms of a case."""
        ...

    def drop(self, connection: sa.Connection, number: int) -> None:
        """Take a case out."""
        ...

    def clear(self, connection: sa.Connection) -> None:
        """Take all out."""
        ...

    def numbers(
        self, connection: sa.Connection, wanted: Wanted, before: int, most: int
    ) -> list[int]:
        """The greatest numbers of those wanted, greatest first, below `before` unless that is 0."""
        ...

    def count(self, connection: sa.Connection, wanted: Wanted, most: int) -> int:
        """How many there are, at most `most`."""
        ...

    def holders(
        self, connection: sa.Connection, terms: Sequence[str], most: int
    ) -> dict[str, list[int]]:
        """The greatest numbers of the cases with each term, greatest first, at most `most` each."""
        ...

    def kept(self, connection: sa.Connection, numbers: Sequence[int]) -> dict[int, frozenset[str]]:
        """The terms of cases as they were put."""
        ...

    def differing(self, connection: sa.Connection) -> list[int]:
        """The numbers that are found by other terms than were put."""
        ...


def period(wanted: Wanted) -> dict[str, str]:
    """What `IN_PERIOD` names."""
    # `~` stands behind every character of a time: the whole of the last second is in it.
    # What was never concluded has "" for a time, which comes before everything.
    return {"since": wanted.since or "0", "until": f"{wanted.until or _ALWAYS}~"}
