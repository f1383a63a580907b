"""What cases made of the library: counted while they pass, so that their number does not matter."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from kurosai.cases.grade import AS_GOOD, WHOLE

if TYPE_CHECKING:
    from kurosai.cases.branch import Exit
    from kurosai.cases.reviewed import Left, Reviewed

MOST_SIGNATURES: Final = 50_000
"""More are not told apart, only counted: a page would not be written for each of them."""
MOST_REASONS: Final = 20
MOST_WORDS: Final = 200


@dataclass(slots=True)
class Alike:
    """Alerts of one signature that led to no entry: how many, and the newest of them."""

    signature: str
    what: str
    entry: str = ""
    """That was chosen by hand, "" for none."""
    count: int = 0
    newest: str = ""
    newest_at: datetime | None = None

    def add(self, case: Reviewed) -> None:
        """Count one more."""
        self.count += 1
        if self.newest_at is None or case.opened_at > self.newest_at:
            self.newest, self.newest_at = case.id, case.opened_at


@dataclass(slots=True)
class Way:
    """One branch of an entry: how many of its graded cases are low, and the newest low one."""

    way: str
    ends: str
    graded: int = 0
    low: int = 0
    newest: str = ""
    newest_at: datetime | None = None
    remarks: Counter[str] = field(default_factory=Counter[str])

    def add(self, case: Reviewed) -> None:
        """Count a graded case."""
        assert case.marks is not None
        self.graded += 1
        if case.marks[WHOLE] >= AS_GOOD:
            return
        self.low += 1
        self.remarks["waived"] += bool(case.waiver)
        self.remarks["corrected since"] += bool(case.corrected)
        if self.newest_at is None or case.opened_at > self.newest_at:
            self.newest, self.newest_at = case.id, case.opened_at


@dataclass(slots=True)
class Use:
    """What cases made of one entry.

    `versions` count cases by the digest of the page that they followed, `newest` is the last one
    of each; `reasons` are the newest of `lefts` that left it.
    """

    entry: str
    cases: int = 0
    walked: int = 0
    taken: Counter[Exit] = field(default_factory=Counter["Exit"])
    versions: Counter[str] = field(default_factory=Counter[str])
    newest: dict[str, tuple[datetime, str]] = field(default_factory=dict[str, tuple[datetime, str]])
    lefts: int = 0
    reasons: list[tuple[datetime, str, Left]] = field(
        default_factory=list["tuple[datetime, str, Left]"]
    )
    ways: dict[str, Way] = field(default_factory=dict[str, Way])

    def add(self, case: Reviewed) -> None:
        """Count a case that follows it, or left it last."""
        self.cases += 1
        if case.pin is not None:
            digest = case.pin.digest
            self.versions[digest] += 1
            self.newest[digest] = max(
                self.newest.get(digest, (case.opened_at, case.id)), (case.opened_at, case.id)
            )
        self.walked += bool(case.branch.taken)
        self.taken.update(set(case.branch.taken))
        if case.marks is not None:
            way = self.ways.setdefault(case.branch.way, Way(case.branch.way, case.branch.stands))
            way.add(case)

    def left(self, one: Left, *, for_good: bool) -> None:
        """Count that it was left; `for_good` if its case follows another entry now."""
        self.lefts += 1
        if for_good:
            self.walked += bool(one.taken)
            self.taken.update(set(one.taken))
        heapq.heappush(self.reasons, (one.at, one.case, one))
        if len(self.reasons) > MOST_REASONS:
            heapq.heappop(self.reasons)


@dataclass(slots=True)
class Usage:
    """`unmatched` and `chosen` are alerts by signature, `entries` by id; `free` are the graded
    cases without an entry. `others` counts unmatched alerts of signatures beyond the most."""

    alerts: int = 0
    inquiries: int = 0
    unmatched: dict[str, Alike] = field(default_factory=dict[str, Alike])
    chosen: dict[tuple[str, str], Alike] = field(default_factory=dict[tuple[str, str], Alike])
    entries: dict[str, Use] = field(default_factory=dict[str, Use])
    free: dict[str, Way] = field(default_factory=dict[str, Way])
    others: int = 0

    def add(self, case: Reviewed) -> None:
        """Count a case, whatever became of it."""
        self.alerts += case.alert
        self.inquiries += not case.alert
        for one in case.lefts:
            self.of(one.entry).left(one, for_good=one.entry != case.entry)
        if case.pin is not None:
            self.of(case.entry).add(case)
        elif case.marks is not None:
            way = "alerts without a runbook" if case.alert else "inquiries without a runbook"
            self.free.setdefault(way, Way(way, "")).add(case)
        if case.alert:
            self._alert(case)

    def of(self, entry: str) -> Use:
        """What is counted of an entry."""
        return self.entries.setdefault(entry, Use(entry))

    def _alert(self, case: Reviewed) -> None:
        key = case.signature or case.what[:MOST_WORDS]
        what = case.what[:MOST_WORDS]
        if case.pin is None:
            found = self.unmatched.get(key)
            if found is None and len(self.unmatched) >= MOST_SIGNATURES:
                self.others += 1
                return
            if found is None:
                found = self.unmatched[key] = Alike(key, what)
            found.add(case)
        elif case.pin.chosen and len(self.chosen) < MOST_SIGNATURES:
            place = (key, case.entry)
            self.chosen.setdefault(place, Alike(key, what, case.entry)).add(case)


def use(cases: Iterable[Reviewed]) -> Usage:
    """Count them all."""
    found = Usage()
    for case in cases:
        found.add(case)
    return found
