"""Condensed lines as text for a model: a row a pattern, within a budget of tokens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from kurosai.logs.condensed import Condensed, Pattern
from kurosai.logs.masks import masked
from kurosai.logs.varied import Varied
from kurosai.tokens import estimate_tokens

MOST = 50
BUDGET = 1_600
"""Tokens of all rows, as estimated; the estimate is within 10 % and mostly above."""

_MOST_CHARACTERS = 150
_SHORTEST_CHARACTERS = 70
_VALUES = 2
_LONGEST_VALUE = 18
_UNEVEN = 3
_FEWEST_SPREAD = 6
_IDS = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|\b[0-9a-f]{16,}\b")
_SAME_DAY = timedelta(days=1)


def _unknown(_: Pattern) -> Sequence[Varied]:
    """Of lines that were counted without being kept."""
    return ()


def rows(
    condensed: Condensed,
    most: int = MOST,
    budget: int = BUDGET,
    of_all: Callable[[Pattern], Sequence[Varied]] = _unknown,
) -> tuple[str, ...]:
    """The first patterns, one line each, and last what is not here.

    What went wrong is told at length as far as the budget goes: values of what varies, and when
    in the window it came; how many values there are where `of_all` lines they are known. Of all
    else there is what it says, how often, from when until when.
    """
    dated = _dated(condensed)
    shown = condensed.patterns[:most]
    told = [_row(one, dated, _SHORTEST_CHARACTERS, full=False) for one in shown]
    costs = [estimate_tokens(row) + 1 for row in told]
    while told and sum(costs) > budget:
        told.pop()
        costs.pop()
    left = budget - sum(costs)
    for at, one in enumerate(shown[: len(told)]):
        full = _row(one, dated, _MOST_CHARACTERS, full=True, of_all=of_all(one))
        more = estimate_tokens(full) + 1 - costs[at]
        if more <= left:
            told[at] = full
            left -= max(more, 0)
    hidden = condensed.patterns[len(told) :]
    if hidden:
        lines = sum(one.count for one in hidden)
        plural = "" if len(hidden) == 1 else "s"
        told.append(f"and {len(hidden):,} more pattern{plural}, {lines:,} lines")
    return tuple(told)


def row(pattern: Pattern) -> str:
    """`x14 18:10:02-18:29:40 ERROR tasks:normal-<n: 1, 4> ~000000025930`, without line breaks."""
    dated = bool(pattern.first and pattern.last and pattern.first.date() != pattern.last.date())
    return _row(pattern, dated, _MOST_CHARACTERS, full=True)


def with_values(pattern: Pattern, of_all: Sequence[Varied] = ()) -> str:
    """The whole template with values of what varies: `lag_seconds=<n: 3, 1180>`; with how many
    there are `of_all` lines where that is known: `<n: 3, 1180; 31 values, 3 to 2417>`."""
    text = pattern.template
    all_of_them = of_all or (None,) * len(pattern.varied)
    places = zip(pattern.ends, pattern.varied, all_of_them, strict=True)
    for end, varied, counted in reversed([*places]):
        text = f"{text[:end]}{_values(varied)}{_counted(varied, counted)}{text[end:]}"
    return text


def _dated(condensed: Condensed) -> bool:
    span = condensed.span
    return span is not None and span.end - span.start >= _SAME_DAY


def _row(one: Pattern, dated: bool, most: int, *, full: bool, of_all: Sequence[Varied] = ()) -> str:
    parts = [f"x{one.count:,}", *_when(one, dated, exact=full and one.trouble)]
    if one.level and one.level not in one.template[:20]:
        parts.append(one.level)
    parts.append(_said(one, most, of_all, values=full))
    if full and one.trouble and _uneven(one):
        parts.append(f"~{_spark(one.spread)}")
    return " ".join(parts)


def _when(one: Pattern, dated: bool, *, exact: bool) -> Iterator[str]:
    if one.first is None or one.last is None:
        return
    first, last = (_time(at, dated, exact) for at in (one.first, one.last))
    yield first if first == last else f"{first}-{last}"


def _time(at: datetime, dated: bool, exact: bool) -> str:
    clock = f"{at:%H:%M:%S}" if exact else f"{at:%H:%M}"
    return f"{at:%m-%d} {clock}" if dated else clock


def _said(one: Pattern, most: int, of_all: Sequence[Varied], *, values: bool) -> str:
    text = with_values(one, of_all) if values else one.template
    if not values and one.count == 1 and not one.trouble:
        # What came once has all of its values; of what nobody asked about they tell little.
        text = _IDS.sub(lambda found: masked(found[0]), text)
    text = " ⏎ ".join(line.strip() for line in text.split("\n"))
    if len(text) <= most:
        return text
    # Statements that begin alike often end apart.
    tail = most // 3
    return f"{text[: most - tail - 1].rstrip()}…{text[-tail:].lstrip()}"


def _values(varied: Iterable[str]) -> str:
    """`: 1, 4` of what is short enough to be read."""
    short = [value for value in varied if len(value) <= _LONGEST_VALUE][:_VALUES]
    return f": {', '.join(short)}" if short else ""


def _counted(varied: Iterable[str], of_all: Varied | None) -> str:
    """How many values there are, where not all of them are shown, and between which numbers."""
    shown = _values(varied)
    if of_all is None or (shown and of_all.count <= _VALUES):
        return ""
    ends = f", {of_all.ends[0]} to {of_all.ends[1]}" if of_all.ends else ""
    return f"{';' if shown else ':'} {of_all.count} values{ends}"


def _uneven(one: Pattern) -> bool:
    """Whether when the lines came tells more than the first and the last time."""
    if one.count < _FEWEST_SPREAD or not one.spread:
        return False
    return max(one.spread) * len(one.spread) >= _UNEVEN * one.count


def _spark(spread: Iterable[int]) -> str:
    """A digit a part, 9 for the most and 0 for none only: digits cost a third of a token each."""
    counts = list(spread)
    most = max(counts)
    return "".join(str(-(-9 * count // most)) for count in counts)
