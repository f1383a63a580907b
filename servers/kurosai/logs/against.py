"""What is new in some time against an earlier one: patterns that came, went, or became frequent."""

from __future__ import annotations

from dataclasses import dataclass

from kurosai.logs.condensed import Condensed, Pattern


@dataclass(frozen=True, slots=True)
class Change:
    """One pattern and its lines in both times; `expected` is how many the other time's rate would
    have given (in the baseline for what is new, in the window for all else)."""

    pattern: Pattern
    now: int
    before: int
    expected: float

    def told(self) -> str:
        """`0 before, 14 now (7.0 expected)`."""
        return f"{self.before:,} before, {self.now:,} now ({self.expected:.1f} expected)"


@dataclass(frozen=True, slots=True)
class Against:
    """Each most telling first. `unsure` are patterns that the baseline does not have and is too
    short to have had for sure. `why_not` says why nothing can be told at all, else ""."""

    new: tuple[Change, ...] = ()
    more: tuple[Change, ...] = ()
    gone: tuple[Change, ...] = ()
    unsure: tuple[Change, ...] = ()
    why_not: str = ""


def against(now: Condensed, before: Condensed) -> Against:
    """Compare two condensed logs of the same place."""
    if now.span is None or before.span is None or not before.lines:
        return Against(why_not="the baseline has no lines")
    ratio = (before.span.end - before.span.start) / (now.span.end - now.span.start)
    had = {one.template: one.count for one in before.patterns}
    new = [
        Change(one, one.count, 0, one.count * ratio)
        for one in now.patterns
        if one.template not in had
    ]
    return Against(
        new=tuple(one for one in new if one.expected >= 3),
        unsure=tuple(one for one in new if one.expected < 3),
    )
