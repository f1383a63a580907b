"""A filter pattern as a condition on events, whichever of the languages it is written in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai.sandbox.cloudwatch.patterns import structured, terms
from kurosai.sandbox.cloudwatch.patterns.expressions import alone

if TYPE_CHECKING:
    from kurosai.sandbox.cloudwatch.conditions import Condition


def compile_pattern(pattern: str) -> Condition:
    """The condition on `message` that a filter pattern means; its first character says how.

    Raises InvalidParameter for one that AWS refuses, or of which it is not known what AWS does.
    """
    pattern = pattern.strip()
    if pattern[:1] in ("{", "["):
        return structured.compile_structured(pattern)
    if pattern[:1] == "%":
        return alone(pattern)
    return terms.compile_terms(pattern)
