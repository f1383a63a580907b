"""The functions of `stats`: what each keeps of a group of rows, and what it answers."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from kurosai.sandbox.cloudwatch.insights.values import Mean, number_of, order_of, text_of, tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lark import Token

    from kurosai.sandbox.cloudwatch.insights.rows import Row
    from kurosai.sandbox.cloudwatch.insights.values import Number, Order, Value


class Tally(Protocol):
    """What is kept of one group for one function."""

    def add(self, value: Value, at_ms: int) -> None:
        """Take in a value, which is there, and the time of its row."""

    def answer(self) -> Value:
        """The result; None if there was nothing to make it of."""


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One call in a query: over `value` of each row, which is None for `count(*)`.

    `names` are the fields in it.
    """

    label: str
    value: Callable[[Row], Value] | None
    tally: Callable[[], Tally]
    names: frozenset[Token] = frozenset()


@dataclass(slots=True)
class _Count:
    count: int = 0

    def add(self, value: Value, at_ms: int) -> None:
        self.count += 1

    def answer(self) -> Value:
        return self.count


@dataclass(slots=True)
class _Distinct:
    """Exact, where AWS estimates large numbers."""

    seen: set[str | None] = field(default_factory=set[str | None])

    def add(self, value: Value, at_ms: int) -> None:
        self.seen.add(text_of(value))

    def answer(self) -> Value:
        return len(self.seen)


@dataclass(slots=True)
class _Numbers:
    result: Callable[[Sequence[Number]], Number | None]
    numbers: list[Number] = field(default_factory=list["Number"])

    def add(self, value: Value, at_ms: int) -> None:
        number = number_of(value)
        if number is not None:
            self.numbers.append(number)

    def answer(self) -> Value:
        return self.result(self.numbers) if self.numbers else None


@dataclass(slots=True)
class _Extreme:
    """The largest or smallest number; of values without a number, the last or first text."""

    choose: Callable[..., int | float | str]
    number: Number | None = None
    text: str | None = None

    def add(self, value: Value, at_ms: int) -> None:
        number = number_of(value)
        if number is None:
            text = text_of(value) or ""
            self.text = text if self.text is None else str(self.choose(self.text, text))
        elif self.number is None or self.choose(self.number, number) != self.number:
            self.number = number

    def answer(self) -> Value:
        return self.text if self.number is None else tidy(self.number + 0)


@dataclass(slots=True)
class _First:
    """The value with the smallest rank; of several, the one that came first."""

    rank: Callable[[Value, int], int | Order]
    is_last: bool
    best: int | Order | None = None
    value: Value = None

    def add(self, value: Value, at_ms: int) -> None:
        rank: int | Order = self.rank(value, at_ms)
        best = self.best
        if best is None or (rank > best if self.is_last else rank < best):  # type: ignore[operator]
            self.best, self.value = rank, value

    def answer(self) -> Value:
        return self.value


def _total(numbers: Sequence[Number]) -> Number | None:
    if all(isinstance(number, int) for number in numbers):
        return tidy(sum(numbers))
    return tidy(math.fsum(numbers))


def _mean(numbers: Sequence[Number]) -> Number | None:
    return Mean(math.fsum(numbers) / len(numbers))


def _deviation(numbers: Sequence[Number]) -> Number | None:
    middle = math.fsum(numbers) / len(numbers)
    spread = math.fsum((number - middle) ** 2 for number in numbers) / len(numbers)
    return Mean(math.sqrt(spread))


def _by_time(value: Value, at_ms: int) -> int:
    return at_ms


def _by_order(value: Value, at_ms: int) -> Order:
    return order_of(value)


AGGREGATES: dict[str, Callable[[], Tally]] = {
    "count": _Count,
    "count_distinct": _Distinct,
    "sum": lambda: _Numbers(_total),
    "avg": lambda: _Numbers(_mean),
    "stddev": lambda: _Numbers(_deviation),
    "max": lambda: _Extreme(max),
    "min": lambda: _Extreme(min),
    "earliest": lambda: _First(_by_time, is_last=False),
    "latest": lambda: _First(_by_time, is_last=True),
    "sortsfirst": lambda: _First(_by_order, is_last=False),
    "sortslast": lambda: _First(_by_order, is_last=True),
}
"""Name in small letters -> an empty tally. `percentile` has an argument of its own."""


def percentile(percent: Number) -> Callable[[], Tally]:
    """`pct`: the number at or below which `percent` of the numbers are (nearest rank)."""

    def rank(numbers: Sequence[Number]) -> Number:
        at = math.ceil(percent / 100 * len(numbers)) - 1
        return sorted(numbers)[max(0, at)]

    return lambda: _Numbers(rank)
