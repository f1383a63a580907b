"""How one series went: extremes, crossings, gaps, against the same span before; as a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kurosai import bars, levels
from kurosai.aws.metrics import metric_onset
from kurosai.aws.metrics.metric_item import Limit
from kurosai.aws.metrics.metric_periods import Periods
from kurosai.vocabulary import Window

Points = Sequence[tuple[datetime, float]]
WIDTH: Final = 24
MOST_SPANS: Final = 3
ALIKE: Final = 0.05
LEAST_KNOWN: Final = 0.8
"""Of fewer periods with data it is not known whether they are zero or none."""


@dataclass(frozen=True, slots=True)
class Course:
    """The values of the window and those of the same span before; `sums` are added up, all else
    is averaged; `uncompared`: why there is no `limit` though one was given; `compared_by`: what
    has to be said of a comparison with it."""

    points: Points
    before: Points
    periods: Periods
    sums: bool
    limit: Limit | None = None
    uncompared: str = ""
    compared_by: str = ""

    @property
    def peak(self) -> tuple[datetime, float]:
        """The first of the highest values, the lowest where the limit is a lower one."""
        low = self.limit is not None and self.limit.sign.startswith("<")
        points = (self._whole if low else self.points) or self.points
        return min(points, key=lambda one: one[1] if low else -one[1])

    @property
    def crossed(self) -> tuple[datetime, ...]:
        """The periods that were beyond the limit."""
        low = self.limit is not None and self.limit.sign.startswith("<")
        points = self._whole if low else self.points
        return tuple(at for at, value in points if self.limit and self.limit.crossed(value))

    @property
    def _whole(self) -> Points:
        """Without the sum that still grows, which is low for no other reason."""
        step = timedelta(seconds=self.periods.length)
        if not (self.sums and self.periods.growing):
            return self.points
        return [one for one in self.points if one[0] + step < self.periods.window.end]

    @property
    def stands_out(self) -> bool:
        """Whether it is worth asking why: beyond its limit, or three times what it was."""
        if self.limit is not None:
            return bool(self.crossed)
        if not self.before or not self.points:
            return False
        return self.peak[1] > 3 * max(value for _, value in self.before)

    @property
    def onset(self) -> datetime | None:
        """When what stands out began; None where nothing does, or it is not known."""
        return self.stay.start if self.stay else None

    @property
    def stay(self) -> metric_onset.Stay | None:
        """For how long it stood out."""
        if not self.stands_out:
            return None
        low = self.limit is not None and self.limit.sign.startswith("<")
        step = timedelta(seconds=self.periods.length)
        return metric_onset.longest(self.before, self.points, self.peak[0], step, low=low)

    @property
    def changed(self) -> datetime | None:
        """When it left its level, else when what stands out began; None where nothing did."""
        level = self._level()
        return level[0] if level else self.onset or (self.peak[0] if self.stands_out else None)

    def told(self) -> Iterator[str]:
        """Its sentences, most telling first."""
        values = [value for _, value in self.points]
        whole = [value for _, value in self._whole] or values
        at, peak = self.peak
        mean = number(sum(whole) / len(whole))
        total = f"total {number(sum(values))} " if self.sums else ""
        last = f"last {number(values[-1])}{' so far' if len(whole) < len(values) else ''}"
        if min(values) == max(values):
            yield f"{total}always {number(peak)}"
        else:
            ends = {"min": min(whole), "max": max(values)}
            least, most = (
                f"{name} {number(value)}{f' at {self._time(at)}' if value == peak else ''}"
                for name, value in ends.items()
            )
            yield f"{total}{least} avg {mean} {most} {last}"
        level = self._level()
        if level is not None:
            yield level[1]
        onset = self.onset
        told = (at, *self.crossed[:1], *(level[:1] if level else ()))
        if onset is not None and onset not in told:
            form = "%H:%MZ" if onset.date() == self.periods.window.end.date() else "%m-%dT%H:%MZ"
            yield f"began {onset:{form}}"
        yield from self._crossings()
        yield from self._gaps()
        yield from self._change()

    def _level(self) -> tuple[datetime, str] | None:
        """Since when it is on another level, and the sentence on it; None where it changed none, or
        where so much is missing that nobody can tell."""
        points = self._whole
        if len(points) < LEAST_KNOWN * self.periods.count:
            return None
        step = levels.step([value for _, value in points])
        if step is None:
            return None
        since = points[step.at][0]
        return since, f"changed level: {step.told(self._time(since))}"

    def _crossings(self) -> Iterator[str]:
        if self.uncompared:
            yield self.uncompared
        if self.limit is None:
            return
        if not self.crossed:
            yield f"never {self.limit}{self.compared_by}"
            return
        spans = [*_spans(self.crossed, timedelta(seconds=self.periods.length))]
        told = ", ".join(self._span(one) for one in spans[:MOST_SPANS])
        more = f" and {len(spans) - MOST_SPANS} more times" if len(spans) > MOST_SPANS else ""
        count = f"({len(self.crossed)} of {len(self.points)} values)"
        yield f"{self.limit} {told}{more} {count}{self.compared_by}"

    def _gaps(self) -> Iterator[str]:
        """Periods without data, which are not zero."""
        missing = self._missing()
        if not missing:
            return
        spans = sorted(
            _spans(missing, timedelta(seconds=self.periods.length)),
            key=lambda one: one.start - one.end,
        )
        longest = f", longest {self._span(spans[0])}" if len(missing) > 1 else ""
        yield f"no data in {len(missing)} of {self.periods.count} periods (not zero){longest}"

    def _missing(self) -> list[datetime]:
        step = timedelta(seconds=self.periods.length)
        known = {at for at, _ in self.points}
        count = self.periods.count - self.periods.growing
        every = (self.periods.window.start + number * step for number in range(count))
        return [at for at in every if at not in known]

    def _change(self) -> Iterator[str]:
        if self.periods.before is None:
            yield "before it: kept coarser, not compared"
            return
        if not self.before:
            yield "no data in the same span before"
            return
        was, now = (_level(one, sums=self.sums) for one in (self.before, self.points))
        what = "total" if self.sums else "avg"
        seen, count = len(self.before), self.periods.count
        gaps = f" ({seen} of {count} periods have data)" if seen < count else ""
        # Totals of more and of fewer periods are no measure of each other.
        alike = not self.sums or not (gaps or self._missing())
        yield f"before {what} {number(was)}{gaps}{_ratio(was, now) if alike else ''}"

    def _time(self, at: datetime) -> str:
        form = "%H:%MZ" if self._one_day else "%m-%dT%H:%MZ"
        return format(at, form)

    def _span(self, span: Window) -> str:
        if span.start == span.end:
            return self._time(span.start)
        return f"{self._time(span.start)[:-1]}-{self._time(span.end)}"

    @property
    def _one_day(self) -> bool:
        return self.periods.window.start.date() == self.periods.window.end.date()

    def line(self) -> str:
        """The course as bars, each the highest of its share of the window; a dot: no data."""
        count = max(1, min(WIDTH, self.periods.count))
        start, end = self.periods.window.start, self.periods.window.end
        share = (end - start) / count
        slots: list[list[float]] = [[] for _ in range(count)]
        for at, value in self.points:
            slots[min(count - 1, int((at - start) / share))].append(value)
        return bars.of_values([max(one) if one else None for one in slots])


def _level(points: Points, *, sums: bool) -> float:
    values = [value for _, value in points]
    if not values:
        return 0.0
    return sum(values) if sums else sum(values) / len(values)


def _ratio(was: float, now: float) -> str:
    if was == now == 0:
        return ""
    if was == 0:
        return " (from zero)"
    change = now / was
    if abs(change - 1) <= ALIKE:
        return " (alike)"
    return f" (x{change:.3g})" if not 0.5 < change < 2 else f" ({change - 1:+.0%})"


def number(value: float) -> str:
    """A value in few characters. Four digits are enough to see, more of a whole number are kept."""
    if value == int(value) and abs(value) < 1e9:
        return str(int(value))
    return f"{value:.4g}"


def _spans(times: Sequence[datetime], step: timedelta) -> Iterator[Window]:
    """Consecutive periods as spans from the first to the last of them."""
    begun = last = None
    for at in times:
        if begun is None or last is None:
            begun = at
        elif at - last > step:
            yield Window(begun, last)
            begun = at
        last = at
    if begun is not None and last is not None:
        yield Window(begun, last)
