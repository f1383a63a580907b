"""The entries of a project in order of time, searched within the times that a filter states."""

from __future__ import annotations

import base64
import binascii
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

from kurosai.sandbox.cloud_logging.entries import Entry
from kurosai.sandbox.cloud_logging.language import Condition, parse
from kurosai.sandbox.cloud_logging.refusals import InvalidArgument, PermissionDenied

if TYPE_CHECKING:
    from kurosai.sandbox.cloud_logging.week_entries import WeekEntries

DEFAULT_PAGE = 50
LARGEST_PAGE = 1000

_Here: TypeAlias = "tuple[int, int | None]"

Within: TypeAlias = Callable[[Entry], bool]
"""Which entries lie in the bucket that is asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for entries, as it came."""

    filter: str
    newest_first: bool = False
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Entries in the order asked, and the token of the next page ("" at the end).

    As with the real service a token may lead to a page without entries.
    """

    entries: tuple[Entry, ...]
    token: str


def _anywhere(_entry: Entry) -> bool:
    return True


class Store:
    """What of `source` can be read at `now`: delivered by then, and not older than it is kept.

    The entries are made when they are first asked for: most worlds are never asked. Those of `week`
    are beside them, and each made only for a page that may show it.
    """

    def __init__(
        self,
        project: str,
        source: Callable[[], Iterable[Entry]],
        *,
        now: datetime,
        kept: timedelta,
        denied_logs: Sequence[str] = (),
        week: WeekEntries | None = None,
    ) -> None:
        self.project = project
        self._week = week
        self._source = source
        self._now = now
        self._kept = kept
        self._denied = frozenset(log.casefold() for log in denied_logs)
        self._lock = Lock()
        self._entries: list[Entry] = []
        self._times: list[datetime] = []
        self._by_log: dict[str, list[int]] = {}
        self._loaded = False

    def page(self, asked: Asked, within: Within = _anywhere) -> Page:
        """One page of what a filter matches of the entries `within`.

        Raises InvalidArgument, PermissionDenied.
        """
        condition = parse(asked.filter, self.project)
        for log in condition.logs:
            if log in self._denied:
                raise PermissionDenied(f"Permission denied for log {log!r}: no view grants it.")
        self.load()
        size = min(asked.page_size or DEFAULT_PAGE, LARGEST_PAGE)
        found: list[Entry] = []
        for here, entry in self._merged(condition, asked):
            if len(found) == size:
                return Page(tuple(found), _token(asked, here))
            readable = entry.log.casefold() not in self._denied and within(entry)
            if readable and condition.test(entry):
                found.append(entry)
        return Page(tuple(found), "")

    def _merged(self, condition: Condition, asked: Asked) -> Iterator[tuple[_Here, Entry]]:
        """What a condition may match, each with the places that a list which goes on with it begins
        at: of the store's own entries, and the last one before it of the week's."""
        order = self._places(condition)
        if asked.newest_first:
            order = order[::-1]
        mine, theirs = _place(asked) if asked.page_token else (0, None)
        if self._week is None:
            for place in range(mine, len(order)):
                yield (place, None), self._entries[order[place]]
            return
        others = self._week.found(condition, theirs, newest_first=asked.newest_first)
        other = next(others, None)
        while mine < len(order) or other is not None:
            own = self._entries[order[mine]] if mine < len(order) else None
            if own is not None and (other is None or _first(own, other[1], asked.newest_first)):
                yield (mine, theirs), own
                mine += 1
            elif other is not None:
                yield (mine, theirs), other[1]
                theirs = other[0]
                other = next(others, None)

    def logs(self, within: Within = _anywhere) -> tuple[str, ...]:
        """The ids of the logs that have entries and may be read."""
        self.load()
        found = {entry.log for entry in self._entries if within(entry)}
        if self._week is not None:
            found |= {entry.log for entry in self._week.samples if within(entry)}
        return tuple(sorted(log for log in found if log.casefold() not in self._denied))

    def load(self) -> None:
        """Make and sort the entries, unless that was done before."""
        with self._lock:
            if self._loaded:
                return
            oldest = self._now - self._kept
            self._entries = sorted(
                (
                    entry
                    for entry in self._source()
                    if oldest <= entry.at <= self._now and entry.received <= self._now
                ),
                key=lambda entry: (entry.at, entry.insert_id),
            )
            self._times = [entry.at for entry in self._entries]
            for place, entry in enumerate(self._entries):
                self._by_log.setdefault(entry.log.casefold(), []).append(place)
            self._loaded = True

    def _places(self, condition: Condition) -> Sequence[int]:
        """Where the entries are that a condition may match: those of its times and its log."""
        since, until = condition.since, condition.until
        low = 0 if since is None else bisect_left(self._times, since)
        high = len(self._times) if until is None else bisect_right(self._times, until)
        if not condition.only:
            return range(low, max(low, high))
        own = self._by_log.get(condition.only, [])
        return own[bisect_left(own, low) : bisect_left(own, max(low, high))]


def _first(own: Entry, other: Entry, newest_first: bool) -> bool:
    """Whether the store's own entry comes before one of the week; of one time it is the older."""
    return own.at > other.at if newest_first else own.at <= other.at


def _token(asked: Asked, here: _Here) -> str:
    own, week = here
    text = f"{_question(asked)}:{own}" + ("" if week is None else f":{week}")
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _place(asked: Asked) -> _Here:
    token = asked.page_token
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        text = ""
    question, *places = text.split(":")
    known = 1 <= len(places) <= 2 and all(one.isdigit() and len(one) < 19 for one in places)
    if question != _question(asked) or not known:
        raise InvalidArgument("page_token is invalid, or the request differs from the first one.")
    return int(places[0]), int(places[1]) if len(places) > 1 else None


def _question(asked: Asked) -> str:
    """What has to be the same in every page of a list."""
    same = f"{asked.filter}\0{asked.newest_first}\0{asked.page_size}"
    return sha256(same.encode("utf-8", "surrogatepass")).hexdigest()[:20]
