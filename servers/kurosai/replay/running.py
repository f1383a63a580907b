"""The repetition itself: each recorded call to the servers of a host configuration, in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from kurosai.replay import asking, seen
from kurosai.replay.comparing import Difference, compare, unordered
from kurosai.vocabulary import Coverage

if TYPE_CHECKING:
    from datetime import datetime

    from kurosai.evidence.record import Evidence
    from kurosai.rehearsal.answers import Answer
    from kurosai.rehearsal.host import Host
    from kurosai.replay.asking import Asked
    from kurosai.replay.case import Case
    from kurosai.replay.seen import Seen

Outcome: TypeAlias = Literal["same", "since", "differs", "expired", "denied", "failed", "skipped"]

_WORST_FIRST: tuple[Outcome, ...] = (
    "failed",
    "skipped",
    "denied",
    "expired",
    "differs",
    "since",
    "same",
)

Find: TypeAlias = "Callable[[str], Evidence | None]"
"""What the servers recorded under an id, None where their ledger cannot be read from here."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """One call of the case, and what came of it now.

    `failure` is why there is no reading to compare, "" if there is one; `now` is the id of the
    new evidence ("" if it was not recorded). `decisive`: of the rows that were asked for (all,
    where none was marked), how many are still there exactly so, and how many there were.
    `by_lines`: only what was shown could be compared.
    """

    number: int
    recorded: Evidence
    asked: Asked
    difference: Difference
    failure: str = ""
    now: str = ""
    coverage: Coverage | None = None
    decisive: tuple[int, int] = (0, 0)
    by_lines: bool = False

    @property
    def outcome(self) -> Outcome:
        """What a person should know of it first."""
        if self.asked.why_not:
            return "skipped"
        if self.failure:
            return "failed"
        if self.difference.same:
            return "same"
        if self.difference.coverage is not None:
            after = self.difference.coverage[1]
            if after is Coverage.EXPIRED:
                return "expired"
            if after is Coverage.DENIED:
                return "denied"
        return "since" if self.difference.only_later else "differs"


@dataclass(frozen=True, slots=True)
class Replay:
    """All calls of a case, repeated."""

    case: Case
    calls: tuple[Repeated, ...]

    @property
    def same(self) -> bool:
        """Whether every call was asked, answered, and reads the same."""
        return all(one.outcome == "same" for one in self.calls)

    @property
    def cited(self) -> tuple[Repeated, ...]:
        """Those that the walk or the conclusion names."""
        return tuple(one for one in self.calls if one.recorded.id in self.case.cited)


async def replay(
    case: Case,
    host: Host,
    find: Find,
    now: Callable[[], datetime],
    watch: Callable[[Repeated], None] = lambda _: None,
    begins: Callable[[int, Evidence], None] = lambda _number, _evidence: None,
    compared: Callable[[str], str] = str,
) -> Replay:
    """Repeat the calls of a case one after the other; `watch` sees each as it comes.

    `compared` is what of a row's text is compared.
    """
    cursors: dict[str, str] = {}
    done: list[Repeated] = []
    for number, recorded in enumerate(case.readings, 1):
        begins(number, recorded)
        one = await _repeated(number, recorded, host, find, now, cursors, compared)
        done.append(one)
        watch(one)
    return Replay(case, tuple(done))


async def _repeated(
    number: int,
    recorded: Evidence,
    host: Host,
    find: Find,
    now: Callable[[], datetime],
    cursors: dict[str, str],
    compared: Callable[[str], str],
) -> Repeated:
    asked = asking.again(recorded, cursors)
    if asked.why_not:
        return Repeated(number, recorded, asked, Difference())
    if not host.serves(recorded.server):
        why = f"the configuration has no server {recorded.server}"
        return Repeated(number, recorded, asked, Difference(), failure=why)
    answer = await host.call(recorded.server, recorded.tool, asked.arguments)
    _pair(cursors, recorded, answer)
    if not answer.coverage:
        # Without an id at its start a result is a failure, or it could not be recorded.
        why = answer.head if answer.error else f"it is not citable now: {answer.head}"
        return Repeated(number, recorded, asked, Difference(), failure=why)
    read = find(answer.evidence)
    if read is None:
        after = seen.shown(answer.text, answer.coverage, now())
        before = seen.as_shown(recorded)
    else:
        before, after = seen.recorded(recorded, compared), seen.recorded(read, compared)
    return Repeated(
        number,
        recorded,
        asked,
        compare(before, after),
        now=answer.evidence,
        coverage=after.coverage,
        decisive=_decisive(before, after),
        by_lines=read is None,
    )


def _decisive(before: Seen, after: Seen) -> tuple[int, int]:
    wanted = [row for row in before.rows if row.mark == ">"] or [
        row for row in before.rows if row.mark != "."
    ]
    there = {(row.at, unordered(row.text)) for row in after.rows}
    return sum((row.at, unordered(row.text)) in there for row in wanted), len(wanted)


def _pair(cursors: dict[str, str], recorded: Evidence, answer: Answer) -> None:
    before, after = asking.cursor(recorded.text), asking.cursor(answer.text)
    if before and after:
        cursors[before] = after


def summed(calls: tuple[Repeated, ...]) -> Mapping[Outcome, int]:
    """How many calls came out how, the worst first; those of which there are none are missing."""
    counted: dict[Outcome, int] = {}
    for name in _WORST_FIRST:
        if count := sum(one.outcome == name for one in calls):
            counted[name] = count
    return counted
