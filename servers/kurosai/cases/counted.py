"""How often a reading counted what it looked for, and over which time."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kurosai.logs.signature import signature
from kurosai.vocabulary import Window, moment

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence

SLACK = 20
"""A search may be short of the time that is asked for by one in so many."""

_HEADER = re.compile(
    r" · (?P<found>\d+) of (?P<total>\d+|\?) (?P<unit>[a-z ]+) · [a-z]+$", re.ASCII
)
_EVENTS = ("hit", "row", "change", "alarm", "job", "item", "entry", "entrie", "commit")
"""Units of which each one is something that happened."""
_ATTEMPTS = ("attempt", "task attempt")
_SAME = ("same signature", "same text")
_FACT = re.compile(
    r"(?P<least>at least )?(?P<count>[\d,]+)(?: lines in (?P<in>\d+) \w+)? "
    r"\((?P<day>\d{4}-\d\d-\d\d) (?P<start>\d\d:\d\d:\d\d)Z-(?P<end>[\dT:.-]+)Z\)",
    re.ASCII,
)
_OF_QUERY = re.compile(r"\bcount(?:_distinct)?\s*\([^)]*\)(?:\s+as\s+(?P<name>[\w.]+))?", re.I)
_VALUE = re.compile(r"(?P<name>\S+?)=(?P<value>\d+)(?!\S)")


@dataclass(frozen=True, slots=True)
class Counted:
    """There were `least` to `most` in `window` (`most` None: nobody knows), as `told`.

    A line that one run says twice may be one or two: hence the range. `whole` is False where part
    of the window was not searched. `times` are those of each, empty where they are not known.
    """

    window: Window
    least: int
    most: int | None
    told: str
    whole: bool = True
    times: tuple[datetime, ...] = ()

    def covers(self, span: timedelta) -> bool:
        """Whether it is long enough for a question about so long a time."""
        return self.window.end - self.window.start >= span * (1 - 1 / SLACK)

    def within(self, span: timedelta) -> tuple[int, int | None]:
        """The least and the most that there were within any time so long; see `most`."""
        if self.window.end - self.window.start <= span * (1 + 1 / SLACK):
            return self.least, self.most
        if not self.times or self.most is None or len(self.times) < self.most:
            # How they lie in a longer time is not known: none of it may be within the shorter one.
            return 0, self.most
        dense = max(
            bisect_right(self.times, at + span) - place for place, at in enumerate(self.times)
        )
        return dense * self.least // self.most, dense


def of(evidence: Evidence, *, attempts: bool = False) -> Iterator[Counted]:
    """The counts of a reading over a time; none where it is of one thing or has no window.

    `attempts` lets those at one job count, too.
    """
    if evidence.window is not None:
        found = _in_window(evidence, evidence.window, attempts=attempts)
        if found is not None:
            yield found
    for label, value in evidence.facts.items():
        name, _, part = label.partition(",")
        match = _FACT.fullmatch(value) if name in _SAME else None
        if match is None:
            continue
        end = match["end"] if "T" in match["end"] else f"{match['day']}T{match['end']}"
        window = Window(moment(f"{match['day']}T{match['start']}Z"), moment(f"{end}Z"))
        most = int(match["count"].replace(",", ""))
        least = int(match["in"] or most)
        yield Counted(
            window,
            least,
            None if match["least"] else most,
            f"{value.partition(' (')[0]} over {window}",
            whole=not (part or match["least"]),
            times=_of_the_same(evidence, window),
        )


def _in_window(evidence: Evidence, window: Window, *, attempts: bool) -> Counted | None:
    header = _HEADER.search(evidence.text.split("\n", 1)[0])
    if header is None:
        return None
    unit = header["unit"].removesuffix("s")
    found, total = int(header["found"]), header["total"]
    whole = evidence.coverage.proves_absence
    told = f"{found} of {total} {header['unit']} over {window}"
    if unit == "metric":
        # A course of values is no count, and may well tell one.
        return Counted(window, 0, None, told, whole=whole)
    if unit not in (*_EVENTS, *(_ATTEMPTS if attempts else ())):
        return None
    if evidence.tool.startswith("trace_") and not attempts:
        return None
    query = str(evidence.asked.get("query", ""))
    if re.search(r"\bstats\b", query):
        return _of_query(evidence, window, query, told, whole=whole)
    most = int(total) if total != "?" else None
    asked = [row.at for row in evidence.rows if row.mark == ">" and row.at is not None]
    timed = asked or [row.at for row in evidence.rows if row.at is not None]
    times = tuple(sorted(at for at in timed if window.start <= at <= window.end))
    return Counted(window, found, most, told, whole, times if len(times) == most else ())


def _of_query(
    evidence: Evidence, window: Window, query: str, told: str, *, whole: bool
) -> Counted | None:
    """What a query counted that makes its own rows: one number, or one for each of its groups."""
    names = {match["name"] or match.group().replace(" ", "") for match in _OF_QUERY.finditer(query)}
    values = [
        int(match["value"])
        for row in evidence.rows
        for match in _VALUE.finditer(row.text)
        if match["name"] in names
    ]
    if not names or (not values and evidence.rows):
        return Counted(window, 0, None, told, whole)
    total = sum(values)
    told = f"{total} over {window}"
    parted = len(values) > 1 and not all(row.at for row in evidence.rows)
    # Of groups without a time each may be what is counted.
    return Counted(window, max(values) if parted else total, total, told, whole)


def _of_the_same(evidence: Evidence, window: Window) -> tuple[datetime, ...]:
    """When lines of the same statement as those that were asked for were written."""
    meant = {signature(row.text) for row in evidence.rows if row.mark == ">"}
    return tuple(
        sorted(
            row.at
            for row in evidence.rows
            if row.at is not None
            and window.start <= row.at <= window.end
            and (row.mark == ">" or signature(row.text) in meant)
        )
    )
