"""JSON and space-delimited patterns, compiled, and their way into SQL."""

from __future__ import annotations

import re
from functools import lru_cache

from kurosai.sandbox.cloudwatch.conditions import Condition, all_of
from kurosai.sandbox.cloudwatch.faults import InvalidParameter
from kurosai.sandbox.cloudwatch.grammar import NotParsed
from kurosai.sandbox.cloudwatch.patterns import delimited, json_pattern
from kurosai.sandbox.cloudwatch.patterns.delimited import DelimitedPattern
from kurosai.sandbox.cloudwatch.patterns.json_pattern import JsonPattern

_MAX_EXPRESSIONS = 2
"""Regular expressions in one pattern, as AWS counts them."""
_ONLY_JSON = Condition("instr(message, '{') > 0")


def compile_structured(pattern: str) -> Condition:
    """The condition on `message` of a pattern that begins with `{` or `[`.

    The exact test is Python's (`pattern_matches`, which the store registers). Texts that every
    match has in it come before it, because SQLite finds them far faster.
    """
    found = _compiled(pattern)
    exact = Condition("pattern_matches(?, message)", (pattern,))
    if isinstance(found, JsonPattern):
        # A text may be there in another writing, but then there is a backslash.
        needed = [
            Condition("(instr(message, ?) > 0 OR instr(message, '\\') > 0)", (text,))
            for text in found.test.needed
        ]
        return all_of([_ONLY_JSON, *needed, exact])
    return all_of([*(Condition("instr(message, ?) > 0", (t,)) for t in found.needed), exact])


def matches(pattern: str, message: str) -> bool:
    """Whether a message matches a pattern that `compile_structured` has taken."""
    return _compiled(pattern).matches(message)


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> JsonPattern | DelimitedPattern:
    if len(re.findall(r"%[^%]*%", re.sub(r'"(?:[^"\\]|\\.)*"', "", pattern))) > _MAX_EXPRESSIONS:
        raise InvalidParameter(
            f"Invalid filter pattern: more than {_MAX_EXPRESSIONS} regular expressions."
        )
    try:
        if pattern.startswith("{"):
            return JsonPattern(json_pattern.grammar().read(pattern))
        return delimited.grammar().read(pattern)
    except NotParsed as stop:
        raise _refusal(pattern, stop.at) from None


def _refusal(pattern: str, at: int) -> InvalidParameter:
    if at >= len(pattern):
        return InvalidParameter("Invalid filter pattern: it ends where more is needed.")
    found = re.match(r"[\w$.\-]+|\S+", pattern[at:])
    part = found.group()[:60] if found else pattern[at : at + 1]
    advice = "A text with other characters than A-Z a-z 0-9 _ . * goes in double quotes."
    if part in ("NOT", "EXISTS", "TRUE", "FALSE", "NULL"):
        advice = "There are IS NULL, IS TRUE, IS FALSE and NOT EXISTS; not IS NOT, and not EXISTS."
    return InvalidParameter(f"Invalid filter pattern: unexpected {part!r} at {at}.", advice)
