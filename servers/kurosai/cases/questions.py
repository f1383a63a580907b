"""What a reading asked, apart from when: by it two readings are of the same, or one of more.

Logs are asked in several ways: by words, or in a language of filters. Where the same lines fit
fewer conditions, whoever saw all that fits those has seen all of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kurosai.vocabulary import Json

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence

_WHEN = ("around", "since", "until", "minutes")
_PLACES = ("cursor", "page", "line", "start")
_HOW_MUCH = ("most", "most_gb", "limit", "show", "newest", "chart")
"""What changes how much of the answer is shown, and not what it is of."""

_WORDS = ("text", "pattern", "like")
_ANYTHING = "what it shows of itself"
"""The condition of a search without words: it looks for failures first."""

_SORTED = re.compile(r"sort\s+@timestamp\s+(asc|desc)\s*", re.IGNORECASE)
_SHOWN = re.compile(r"fields\s.*@message\b.*", re.IGNORECASE)
_LIMIT = re.compile(r"limit\s+\d+\s*", re.IGNORECASE)
_FILTER = re.compile(r"filter\s+(.+)", re.IGNORECASE | re.DOTALL)
_LOG_ID = re.compile(r"log_id\(\"[^\"]*\"\)")
_NOT_APART = re.compile(r"\bOR\b|[()]|--")
_AND = re.compile(r"\s+AND\s+|\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Question:
    """Where it was asked, and what has to hold of an answer. `open_ended`: whatever fits there is
    found, so that fewer conditions find more."""

    where: tuple[str, ...]
    conditions: frozenset[str]
    open_ended: bool = False

    def finds_all_of(self, other: Question) -> bool:
        """Whether whatever the other one finds is found by this one."""
        if self.where != other.where:
            return False
        if self.open_ended and other.open_ended:
            return self.conditions <= other.conditions
        return self.conditions == other.conditions

    def is_narrower(self, other: Question) -> bool:
        """Whether it asks for some of the things among which the other one only looks around."""
        same = self.where == other.where and self.open_ended and other.open_ended
        return same and self.conditions > other.conditions - {_ANYTHING}


def of(one: Evidence) -> Question:
    """That of a reading."""
    return question(one.server, one.tool, one.asked, one.source)


def question(server: str, tool: str, asked: Mapping[str, Json], source: str) -> Question:
    """That of a call, which read at `source`."""
    region = str(asked.get("where") or "")
    if (server, tool) == ("aws", "find_logs"):
        words = frozenset(f"{name}={asked[name]}" for name in _WORDS if asked.get(name))
        where = ("aws lines", str(asked.get("group")), region)
        return Question(where, words or frozenset((_ANYTHING,)), open_ended=True)
    if (server, tool) == ("aws", "query_logs"):
        where = ("aws lines", str(asked.get("groups")), region)
        filters = _filters(str(asked.get("query")))
        if filters is not None:
            return Question(where, filters, open_ended=True)
        asked = {**asked, "query": limited(asked)[0]}
    if (server, tool) in (("gcp", "find_entries"), ("gcp", "query_entries")):
        received = "received" if asked.get("received") else ""
        where = ("gcp entries", source.partition(" ")[0], received)
        return Question(where, frozenset(_conditions(asked)), open_ended=True)
    return Question((server, tool), frozenset(_asked(asked, (*_WHEN, *_HOW_MUCH, "cursor"))))


def limited(asked: Mapping[str, Json]) -> tuple[str, bool]:
    """A query without the limit that it ends with, and whether it has one: that is how much of its
    answer is shown. A limit before other parts makes another answer.
    """
    parts = _parts(str(asked.get("query") or ""))
    ends = _LIMIT.fullmatch(parts[-1]) is not None
    return " | ".join(parts[:-1] if ends else parts), ends


def of_pages(one: Evidence) -> Question:
    """That of a reading in pages: the same of all of them, whose size and order count too."""
    named = _named(one.asked)
    apart = (*_PLACES, *(_WHEN if "cursor" in one.asked else ()))
    return Question((one.server, one.tool), frozenset(_asked(named, apart)))


def place(one: Evidence) -> Mapping[str, str]:
    """Which page it asked for, by the names of the arguments."""
    return {name: str(value) for name, value in _named(one.asked).items() if name in _PLACES}


def sorted_by_time(one: Evidence) -> str:
    """`asc` or `desc` of a query whose rows are all lines in that order, else ""."""
    query = str(one.asked.get("query") or "")
    if (one.server, one.tool) != ("aws", "query_logs") or _filters(query) is None:
        return ""
    found = [match[1].lower() for part in _parts(query) if (match := _SORTED.fullmatch(part))]
    return found[0] if len(found) == 1 else ""


def _asked(asked: Mapping[str, Json], apart: tuple[str, ...]) -> Iterator[str]:
    return (f"{name}={value}" for name, value in asked.items() if value and name not in apart)


def _named(asked: Mapping[str, Json]) -> Mapping[str, Json]:
    """The arguments, those of the operation that is called among them."""
    inner = asked.get("arguments")
    return {**asked, "arguments": None, **inner} if isinstance(inner, Mapping) else asked


def _parts(query: str) -> list[str]:
    return [part.strip() for part in query.strip().split("|")]


@cache
def _filters(query: str) -> frozenset[str] | None:
    """The conditions of a query that shows lines as they are; None of one that makes others."""
    found: set[str] = set()
    shown = False
    for part in _parts(query):
        shown = shown or _SHOWN.fullmatch(part) is not None
        if match := _FILTER.fullmatch(part):
            found.add(match[1])
        elif not any(form.fullmatch(part) for form in (_SHOWN, _SORTED, _LIMIT)):
            return None
    return frozenset(found) if shown else None


def _conditions(asked: Mapping[str, Json]) -> Iterator[str]:
    """Those of a search of entries, as the language of filters has them where it is plain."""
    if log := asked.get("log"):
        yield f'log_id("{log}")'
    if severity := asked.get("severity"):
        yield f"severity>={severity}"
    for name in ("text", "like", "resource", "fields"):
        if asked.get(name):
            yield f"{name}={asked[name]}"
    given = str(asked.get("filter") or "").strip()
    if _NOT_APART.search(_LOG_ID.sub("", given)):
        yield given
    else:
        yield from (part for part in _AND.split(given) if part)
