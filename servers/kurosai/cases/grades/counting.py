"""The grades of a period, counted by week, by entry and by branch, alerts and inquiries apart."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from kurosai.cases.grade import AS_GOOD, WHOLE, Marks
from kurosai.cases.grades.tally import Tally
from kurosai.cases.period import Period
from kurosai.clock import JST

if TYPE_CHECKING:
    from kurosai.cases.reviewed import Reviewed

By = Literal["week", "entry", "branch"]
WAYS: Final[tuple[By, ...]] = ("week", "entry", "branch")
KINDS: Final = ("alert", "inquiry")

MOST_LOW = 200
"""So many cases with a low grade are named, the newest; all of them are counted."""


@dataclass(frozen=True, slots=True)
class Group:
    """Some cases. `key` is a week's Monday, an entry or (entry, way); `ids` is it in ASCII.

    `end` is the text of the node where a branch stands.
    """

    key: tuple[str, ...]
    ids: tuple[str, ...]
    end: str = ""
    tally: Tally = field(default_factory=Tally)

    @property
    def name(self) -> str:
        """As a table calls it."""
        return " · ".join(self.key)


@dataclass(frozen=True, slots=True)
class Low:
    """A case that is graded below "as good", with what its graders wrote."""

    opened_at: datetime
    case: str
    kind: str
    entry: str
    way: str
    marks: Marks
    comments: tuple[str, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """Alerts or inquiries: all of them, and in groups."""

    name: str
    all: Tally
    groups: dict[By, tuple[Group, ...]]


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted. `entry` is the only one that was asked for, "" for all.

    `low` are the newest of `low_in_all` cases with a low grade.
    """

    period: Period
    entry: str
    kinds: tuple[Kind, ...]
    low: tuple[Low, ...]
    low_in_all: int


def count(cases: Iterable[Reviewed], period: Period, entry: str = "") -> Counted:
    """Count the concluded cases among these (those of one entry, if it is named)."""
    totals = {kind: Tally() for kind in KINDS}
    groups: dict[tuple[str, By], dict[tuple[str, ...], Group]] = {
        (kind, by): {} for kind in KINDS for by in WAYS
    }
    newest: list[tuple[datetime, str, Low]] = []
    for case in cases:
        if case.done is None or (entry and case.entry != entry):
            continue
        kind = KINDS[0] if case.alert else KINDS[1]
        totals[kind].add(case)
        for by, key, ids, end in _places(case):
            known = groups[kind, by]
            if key not in known:
                known[key] = Group(key, ids, end)
            known[key].tally.add(case)
        low = _low(case, kind)
        if low is not None:
            heapq.heappush(newest, (low.opened_at, low.case, low))
            if len(newest) > MOST_LOW:
                heapq.heappop(newest)
    return Counted(
        period,
        entry,
        tuple(
            Kind(kind, totals[kind], {by: _ordered(by, groups[kind, by].values()) for by in WAYS})
            for kind in KINDS
        ),
        tuple(low for *_, low in sorted(newest, key=lambda one: one[:2], reverse=True)),
        sum(one.low for one in totals.values()),
    )


def week(at: datetime) -> date:
    """The Monday of a time's week, as operators live: in JST."""
    day = at.astimezone(JST).date()
    return day - timedelta(days=day.weekday())


def _places(case: Reviewed) -> tuple[tuple[By, tuple[str, ...], tuple[str, ...], str], ...]:
    """The groups of a case, each with key, ids and end."""
    monday = (week(case.opened_at).isoformat(),)
    entry = (case.entry or "no runbook",)
    branch = case.branch
    way, ids = (branch.way,), (branch.ids,)
    if not case.entry:
        way, ids = (), ()
    return (
        ("week", monday, monday, ""),
        ("entry", entry, entry, ""),
        ("branch", entry + way, entry + ids, branch.stands),
    )


def _ordered(by: By, groups: Iterable[Group]) -> tuple[Group, ...]:
    if by == "week":
        return _without_gaps(sorted(groups, key=lambda one: one.key))
    # What should be mended first: most low grades, then the larger share of them.
    worst: Callable[[Group], tuple[object, ...]] = lambda one: (  # noqa: E731 - typed here
        -one.tally.low,
        one.tally.share().value or 0.0,
        -one.tally.cases,
        one.key,
    )
    return tuple(sorted(groups, key=worst))


def _without_gaps(weeks: Sequence[Group]) -> tuple[Group, ...]:
    """With the weeks in which nothing was concluded: time goes on in them too."""
    if not weeks:
        return ()
    known = {group.key[0]: group for group in weeks}
    first, last = (date.fromisoformat(one.key[0]) for one in (weeks[0], weeks[-1]))
    days = (last - first).days
    mondays = (str(first + timedelta(days=day)) for day in range(0, days + 1, 7))
    return tuple(known.get(monday) or Group((monday,), (monday,)) for monday in mondays)


def _low(case: Reviewed, kind: str) -> Low | None:
    if case.marks is None or case.marks[WHOLE] >= AS_GOOD:
        return None
    return Low(
        case.opened_at,
        case.id,
        kind,
        case.entry,
        case.branch.way,
        case.marks,
        tuple(f"{one.grader}: {one.comment}" for one in case.grades if one.comment),
        case.remarks,
    )


def only(counted: Counted, by: By | None) -> Counted:
    """The same with one way of grouping, if one is asked for."""
    if by is None:
        return counted
    kinds = tuple(replace(one, groups={by: one.groups[by]}) for one in counted.kinds)
    return replace(counted, kinds=kinds)
