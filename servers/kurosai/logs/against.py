"""What is new in some time against an earlier one: patterns that came, went, or became frequent."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from kurosai.logs.condensed import Condensed, Pattern
from kurosai.logs.gathering import Named, alike

SURE = 3.0
"""A baseline that would have had so many lines at the window's rate, and has none, is long enough:
by chance that happens in one of twenty."""

MUCH = 3.0
"""So many times the rate is much more; and it must be no chance either (`_by_chance`)."""

_SIGMAS = 3.3
_FEWEST_GONE = 5.0


@dataclass(frozen=True, slots=True)
class Change:
    """One pattern (of the window; of what is gone, of the baseline) and its lines in both times.

    `expected` is how many lines the one time would have by the rate of the other: the baseline
    for a pattern that it does not have, else the window.
    """

    pattern: Pattern
    now: int
    before: int
    expected: float

    def told(self) -> str:
        """`0 before (7.0 expected), 14 now`."""
        if not self.before:
            return f"0 before ({_about(self.expected)} expected), {self.now:,} now"
        return f"{self.before:,} before, {self.now:,} now ({_about(self.expected)} expected)"


@dataclass(frozen=True, slots=True)
class Against:
    """Each most telling first. `unsure` are patterns that the baseline does not have, and is too
    short to have had for sure. `why_not` says why nothing can be told at all, else "": then all
    are empty, and that does not mean that nothing changed."""

    new: tuple[Change, ...] = ()
    more: tuple[Change, ...] = ()
    gone: tuple[Change, ...] = ()
    unsure: tuple[Change, ...] = ()
    why_not: str = ""


def against(now: Condensed, before: Condensed) -> Against:
    """Compare what was condensed of one place at two times that do not overlap.

    Both must be all lines of their time: of a part only, rates say nothing.
    """
    if not now.lines:
        return Against(why_not="the window has no lines to compare")
    if not before.lines:
        return Against(why_not="the baseline has no lines: what is new against it cannot be told")
    ratio = _ratio(now, before)
    if ratio is None:
        return Against(why_not="without a length of both times rates cannot be compared")
    names = alike(
        [(one.level, one.words, one.wide) for one in (*now.keys, *before.keys)],
    )
    had, has = _counted(before, names), _counted(now, names)
    new: list[Change] = []
    more: list[Change] = []
    unsure: list[Change] = []
    for named, pattern in _first_of(now, names).items():
        count, old = has[named], had[named]
        if not old:
            change = Change(pattern, count, 0, count / ratio)
            (new if change.expected >= SURE else unsure).append(change)
        elif count > MUCH * old * ratio and not _by_chance(count, old, ratio):
            more.append(Change(pattern, count, old, old * ratio))
    gone = [
        Change(pattern, 0, had[named], had[named] * ratio)
        for named, pattern in _first_of(before, names).items()
        if not has[named] and had[named] * ratio >= _FEWEST_GONE
    ]
    return Against(tuple(new), tuple(more), tuple(gone), tuple(unsure))


def _ratio(now: Condensed, before: Condensed) -> float | None:
    """How long the window is, as a part of the baseline."""
    if now.span is None or before.span is None:
        return None
    window, baseline = now.span.end - now.span.start, before.span.end - before.span.start
    return window / baseline if window and baseline else None


def _by_chance(now: int, before: int, ratio: float) -> bool:
    """Whether one rate may give both counts: the difference of two Poisson rates, by their roots
    (Anscombe), which are all about as uncertain."""
    apart = 2 * (sqrt(now + 0.375) - sqrt(ratio * (before + 0.375))) / sqrt(1 + ratio)
    return apart < _SIGMAS


def _counted(condensed: Condensed, names: Mapping[Named, Named]) -> Counter[Named]:
    counts: Counter[Named] = Counter()
    for pattern, key in zip(condensed.patterns, condensed.keys, strict=True):
        counts[names[key.level, key.words]] += pattern.count
    return counts


def _first_of(condensed: Condensed, names: Mapping[Named, Named]) -> dict[Named, Pattern]:
    """For each of them its most telling pattern, in order."""
    found: defaultdict[Named, list[Pattern]] = defaultdict(list)
    for pattern, key in zip(condensed.patterns, condensed.keys, strict=True):
        found[names[key.level, key.words]].append(pattern)
    return {named: patterns[0] for named, patterns in found.items()}


def _about(expected: float) -> str:
    return f"{expected:,.0f}" if expected >= 10 else f"{expected:.1f}"
