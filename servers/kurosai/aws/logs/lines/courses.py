"""How the numbers in lines of one kind went over time: folded to a pattern they are ends without a
course, and when a number rose is often the answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kurosai.aws.logs.lines import shown_form
from kurosai.aws.wire.logs import LogEvent

MOST = 24
"""Of so many lines each value is told."""

MOST_FIELDS = 3
_FEWEST_WITH = 0.8
"""A field is one that so many of the lines have."""

_LEAST_CHANGE = 2.0
"""A number that never doubles goes nowhere; ids do not either."""

_NUMBER = r"-?\d{1,12}(?:\.\d{1,6})?"
_KEYED = re.compile(
    rf"(?<![\w./-])(?P<key>[A-Za-z_][\w.-]{{0,40}})[=:](?P<n>{_NUMBER})(?![\w./:-])"
)
_COUNTED = re.compile(rf"(?<![\w.=:/-])(?P<n>{_NUMBER}) ?(?P<key>[A-Za-z]{{1,20}}|%)(?![\w=:/-])")


@dataclass(frozen=True, slots=True)
class Course:
    """A number that is in nearly all of some lines, oldest first, "-" where a line has none; as a
    regular expression (`parsed`) what finds it."""

    name: str
    values: tuple[str, ...]
    parsed: str

    @property
    def change(self) -> float:
        """How many times the lowest the highest is."""
        known = [abs(float(one)) for one in self.values if one != "-"]
        low, high = min(known), max(known)
        return high / low if low else high + 1

    def told(self) -> str:
        """`svc-ad-report by time: 149 152 6588 52488 60095`."""
        return f"{self.name} by time: {' '.join(self.values)}"


def of(hits: Sequence[LogEvent]) -> tuple[Course, ...]:
    """The numbers that changed most, of hits in order of time."""
    lines = [_numbers(shown_form.brief(event.message)) for event in hits]
    names = dict.fromkeys(name for line in lines for name in line)
    found: list[Course] = []
    for name in names:
        values = tuple(line.get(name, "-") for line in lines)
        if len(values) - values.count("-") >= _FEWEST_WITH * len(values):
            found.append(_course(name, values))
    changing = [one for one in found if one.change >= _LEAST_CHANGE]
    return tuple(sorted(changing, key=lambda one: -one.change)[:MOST_FIELDS])


def _course(name: tuple[str, bool], values: tuple[str, ...]) -> Course:
    key, keyed = name
    return Course(key, values, rf"{key}[=:](?<v>[0-9.]+)" if keyed else rf"(?<v>[0-9.]+) ?{key}")


def _numbers(text: str) -> Mapping[tuple[str, bool], str]:
    """The numbers of a line by what stands before or behind them; none that stands there twice."""
    found: dict[tuple[str, bool], str] = {}
    twice: set[tuple[str, bool]] = set()
    for pattern, keyed in ((_KEYED, True), (_COUNTED, False)):
        for match in pattern.finditer(text):
            name = (match["key"], keyed)
            if name in found:
                twice.add(name)
            found[name] = match["n"]
    return {name: value for name, value in found.items() if name not in twice}
