"""`fields` as JMESPath: what is picked of an answer, bounded in time and memory.

An expression of a few characters can double its own result again and again (`[@,@]|[@,@]|...`)
and then compare the two or make them one text. So three things are limited: how often the whole
may stand in the result, how many steps it takes, and which functions there are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, cast

import jmespath
from jmespath import exceptions, visitor

from kurosai.errors import BadInput
from kurosai.vocabulary import Json

MOST_CHARACTERS = 400

MOST_STEPS = 200_000
"""Nodes visited and items built; 1,000 instances with ten fields each are 12,000."""

MOST_GROWTH = 256
"""How often one part of the answer can stand in the result."""

_NO_FUNCTIONS = frozenset({"to_string", "join"})
"""They would write a result out that shares its parts."""

_HOW = "It is JMESPath over the answer, like `Reservations[].Instances[].[InstanceId,State.Name]`."


class _Counting(visitor.TreeInterpreter):  # pyright: ignore[reportMissingTypeArgument]
    """jmespath's own interpreter with a limit on what it does."""

    def __init__(self) -> None:
        super().__init__()
        self._left = MOST_STEPS

    def visit(self, node: Any, *args: Any, **kwargs: Any) -> Any:
        """Count the step, take it, and count what it built."""
        self._spend(1)
        built = cast("Any", super()).visit(node, *args, **kwargs)
        if isinstance(built, list | dict):
            self._spend(len(cast("list[object]", built)))
        return cast("object", built)

    def _spend(self, steps: int) -> None:
        self._left -= steps
        if self._left < 0:
            raise BadInput("`fields` builds too much.", "Pick fewer, or narrow the parameters.")


def compiled(fields: str) -> Any:
    """The expression, checked before anything is asked; None for "" (everything)."""
    if not fields:
        return None
    if len(fields) > MOST_CHARACTERS:
        raise BadInput(f"`fields` is longer than {MOST_CHARACTERS} characters.", _HOW)
    try:
        expression = cast("Any", jmespath.compile(fields)).parsed
        growth = _growth(expression)
    except (exceptions.JMESPathError, RecursionError) as error:
        raise BadInput(f"`fields` cannot be read: {str(error)[:200]}.", _HOW) from None
    if growth > MOST_GROWTH:
        raise BadInput("`fields` repeats the answer too often.", _HOW)
    return expression


def picked(expression: Any, body: Mapping[str, Json]) -> Json:
    """What the expression makes of one page; BadInput when it does not fit or builds too much."""
    try:
        return cast("Json", _Counting().visit(expression, body))
    except (
        exceptions.JMESPathError,
        RecursionError,
        TypeError,
        ValueError,
        ArithmeticError,
    ) as error:
        raise BadInput(f"`fields` does not fit this answer: {str(error)[:200]}.", _HOW) from None


def _growth(node: Any) -> int:
    if node["type"] == "function_expression" and node["value"] in _NO_FUNCTIONS:
        raise BadInput(f"`fields` cannot use {node['value']}().", _HOW)
    # The children of a slice are its numbers.
    grown = [_growth(child) for child in node["children"] if isinstance(child, dict)]
    # Beside each other parts add up, behind each other they multiply.
    whole = sum(grown) if node["type"].startswith("multi_select") else math.prod(grown)
    return min(max(1, whole), MOST_GROWTH + 1)
