"""The functions of Logs Insights, by name."""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.sandbox.cloudwatch.insights import addresses, texts
from kurosai.sandbox.cloudwatch.insights.texts import textual
from kurosai.sandbox.cloudwatch.insights.values import (
    Call,
    Instant,
    Number,
    Value,
    number_of,
    tidy,
)

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Function:
    """How many arguments it takes (`most` None: any number), and what it makes of them."""

    least: int
    most: int | None
    call: Call
    is_condition: bool = False
    takes_period: bool = False


def _numeric(call: Callable[..., float]) -> Call:
    def on_numbers(values: list[Value]) -> Value:
        numbers = [number_of(value) for value in values]
        given = [number for number in numbers if number is not None]
        if len(given) < len(numbers):
            return None
        try:
            return tidy(call(*given))
        except (ValueError, ArithmeticError):
            return None

    return on_numbers


def _extreme(choose: Callable[[list[Number]], Number]) -> Call:
    def on_those_present(values: list[Value]) -> Value:
        numbers = [number for value in values if (number := number_of(value)) is not None]
        return choose(numbers) if numbers else None

    return on_those_present


def _divided(left: float, right: float) -> float:
    return left / right


def _coalesce(values: list[Value]) -> Value:
    return next((value for value in values if value is not None), None)


def _is_present(values: list[Value]) -> Value:
    return int(values[0] is not None)


def _floor(values: list[Value]) -> Value:
    at, step = values
    ms = number_of(at)
    return Instant(int(ms) // step * step) if ms is not None and isinstance(step, int) else None


def _ceil(values: list[Value]) -> Value:
    at, step = values
    ms = number_of(at)
    return Instant(-(-int(ms) // step) * step) if ms is not None and isinstance(step, int) else None


def _from_millis(values: list[Value]) -> Value:
    ms = number_of(values[0])
    return None if ms is None else Instant(int(ms))


def _to_millis(values: list[Value]) -> Value:
    return int(values[0]) if isinstance(values[0], Instant) else None


FUNCTIONS = {
    "abs": Function(1, 1, _numeric(math.fabs)),
    "ceil": Function(1, 1, _numeric(math.ceil)),
    "floor": Function(1, 1, _numeric(math.floor)),
    "log": Function(1, 1, _numeric(math.log)),
    "sqrt": Function(1, 1, _numeric(math.sqrt)),
    "greatest": Function(1, None, _extreme(max)),
    "least": Function(1, None, _extreme(min)),
    "ispresent": Function(1, 1, _is_present, is_condition=True),
    "coalesce": Function(1, None, _coalesce),
    "isempty": Function(1, 1, texts.is_empty, is_condition=True),
    "isblank": Function(1, 1, texts.is_blank, is_condition=True),
    "concat": Function(1, None, texts.concat),
    "ltrim": Function(1, 2, textual(texts.trimmed_left)),
    "rtrim": Function(1, 2, textual(texts.trimmed_right)),
    "trim": Function(1, 2, textual(texts.trimmed)),
    "strlen": Function(1, 1, textual(len)),
    "toupper": Function(1, 1, textual(str.upper)),
    "tolower": Function(1, 1, textual(str.lower)),
    "substr": Function(2, 3, texts.substr),
    "replace": Function(3, 3, textual(texts.replaced)),
    "strcontains": Function(2, 2, textual(texts.contains), is_condition=True),
    "datefloor": Function(2, 2, _floor, takes_period=True),
    "dateceil": Function(2, 2, _ceil, takes_period=True),
    "frommillis": Function(1, 1, _from_millis),
    "tomillis": Function(1, 1, _to_millis),
    "isvalidip": Function(1, 1, addresses.is_ip(4, 6), is_condition=True),
    "isvalidipv4": Function(1, 1, addresses.is_ip(4), is_condition=True),
    "isvalidipv6": Function(1, 1, addresses.is_ip(6), is_condition=True),
    "isipinsubnet": Function(2, 2, addresses.in_subnet(4, 6), is_condition=True),
    "isipv4insubnet": Function(2, 2, addresses.in_subnet(4), is_condition=True),
    "isipv6insubnet": Function(2, 2, addresses.in_subnet(6), is_condition=True),
}
"""Name in small letters -> function. `bin` and those of `stats` are elsewhere."""

ARITHMETIC: dict[str, Call] = {
    "+": _numeric(operator.add),
    "-": _numeric(operator.sub),
    "*": _numeric(operator.mul),
    "/": _numeric(_divided),
    "%": _numeric(math.fmod),
    # In floating point: whole numbers would grow without end.
    "^": _numeric(math.pow),
}
