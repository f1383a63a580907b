"""Calls in expressions: plain functions, `bin`, and those of `stats`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lark import Token

from kurosai.sandbox.cloudwatch.insights.aggregates import AGGREGATES, Aggregate, percentile
from kurosai.sandbox.cloudwatch.insights.expressions import TIME_FIELDS, Expr
from kurosai.sandbox.cloudwatch.insights.functions import FUNCTIONS
from kurosai.sandbox.cloudwatch.insights.malformed import misplaced
from kurosai.sandbox.cloudwatch.insights.periods import milliseconds

if TYPE_CHECKING:
    from collections.abc import Sequence


Argument = Expr | Token
"""A token is a period, or the `*` of `count(*)`."""


def called(name: Token, arguments: Sequence[Argument]) -> Expr:
    """The expression of a call. Raises MalformedQuery at whatever of it is not known."""
    low = name.lower()
    if low in AGGREGATES or low == "pct":
        return _aggregate(name, low, arguments)
    if low == "bin":
        return _binned(name, arguments)
    function = FUNCTIONS.get(low)
    if function is None:
        raise misplaced(name, f"there is no such function; there are {', '.join(_all_names())}.")
    most = function.most
    if not function.least <= len(arguments) <= (len(arguments) if most is None else most):
        raise misplaced(name, f"it takes {_counted(function.least, most)}.")
    values: list[Expr] = []
    for place, argument in enumerate(arguments):
        takes_period = function.takes_period and place == 1
        if isinstance(argument, Token) and takes_period and argument.type == "PERIOD":
            values.append(_length(argument))
        elif isinstance(argument, Expr) and not takes_period:
            values.append(argument)
        else:
            raise misplaced(_place(argument), f"that is no argument of {name}.")
    call, evaluate = function.call, [value.value for value in values]
    return Expr(
        _label(name, arguments),
        lambda row: call([value(row) for value in evaluate]),
        name,
        is_condition=function.is_condition,
    ).within(values)


def _length(token: Token) -> Expr:
    length = milliseconds(token)
    return Expr(str(token), lambda row: length, token)


def _binned(name: Token, arguments: Sequence[Argument]) -> Expr:
    """`bin(5m)`: the time of the event, cut down to a whole period."""
    if len(arguments) != 1 or not isinstance(arguments[0], Token) or arguments[0] == "*":
        raise misplaced(name, "bin takes a period, such as 5m.")
    step = milliseconds(arguments[0])
    floor = FUNCTIONS["datefloor"].call
    return Expr(
        _label(name, arguments),
        lambda row: floor([row.get("@timestamp"), step]),
        name,
        names=frozenset((name.update(value="@timestamp"),)),
        column=f"({TIME_FIELDS['@timestamp']} / {step} * {step})",
    )


def _aggregate(name: Token, low: str, arguments: Sequence[Argument]) -> Expr:
    """A call of `stats`: its result is in the row of its group, under its label."""
    label = _label(name, arguments)
    tally = AGGREGATES.get(low)
    if low == "pct":
        percent = arguments[1].constant if len(arguments) == 2 else None  # type: ignore[union-attr]
        if not isinstance(percent, int | float) or not 0 < percent <= 100:
            raise misplaced(name, "pct takes a field and a number up to 100.")
        tally, arguments = percentile(percent), arguments[:1]
    counts_rows = low == "count" and (not arguments or list(arguments) == ["*"])
    if not counts_rows and (len(arguments) != 1 or not isinstance(arguments[0], Expr)):
        raise misplaced(name, f"{low} takes one field or expression.")
    assert tally is not None
    inner = arguments[0] if arguments and isinstance(arguments[0], Expr) else None
    if inner is not None and inner.aggregates:
        raise misplaced(inner.at, "functions of stats do not stand in each other.")
    if inner is None:
        aggregate = Aggregate(label, None, tally)
    else:
        aggregate = Aggregate(label, inner.value, tally, inner.names)
    # Not within(): the names belong to the events, and this is a value of their group.
    depth = 1 if inner is None else inner.depth + 1
    return Expr(label, lambda row: row.get(label), name, depth=depth, aggregates=(aggregate,))


def _label(name: Token, arguments: Sequence[Argument]) -> str:
    """As AWS names the column: `count(*)`, `bin(5m)`, without the spaces."""
    shown = [one.label if isinstance(one, Expr) else "".join(one.split()) for one in arguments]
    return f"{name}({','.join(shown)})"


def _place(argument: Argument) -> Token:
    return argument.at if isinstance(argument, Expr) else argument


def _counted(least: int, most: int | None) -> str:
    if most is None:
        return f"{least} or more arguments"
    return f"{least} arguments" if least == most else f"{least} to {most} arguments"


def _all_names() -> list[str]:
    return sorted([*FUNCTIONS, *AGGREGATES, "bin", "pct"])
