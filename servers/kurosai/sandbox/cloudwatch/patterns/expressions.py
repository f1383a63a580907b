"""Regular expressions in filter patterns: `%...%`, in AWS's small dialect.

Letters, digits and `: _ # = @ / ; , -`; the operators `^ $ ? [ ] { } | * + .`; and after a
backslash an operator, one of `d D s S w W`, or `x` with two hexadecimal digits. No groups, no
spaces (`\\s` is one), no bytes beyond ASCII.
"""

from __future__ import annotations

import re

from kurosai.sandbox.cloudwatch.conditions import Condition
from kurosai.sandbox.cloudwatch.faults import InvalidParameter
from kurosai.sandbox.cloudwatch.regular import BadExpression, Expression, compiled

_TAKEN = re.compile(
    r"[A-Za-z0-9:_#=@/;,\-^$?\[\]{}|*+.]|\\(?:[\^$?\[\]{}|*+.\\/dDsSwW-]|x[0-9A-Fa-f]{2})"
)


def alone(pattern: str) -> Condition:
    """The condition of a pattern that is one regular expression and nothing else."""
    if len(pattern) < 2 or pattern.find("%", 1) != len(pattern) - 1:
        raise InvalidParameter(
            "Invalid filter pattern: a regular expression stands alone between two % signs,",
            "or is a value in a { JSON } or [space, delimited] pattern.",
        )
    expression(pattern)
    return Condition("has_match(?, message)", (pattern[1:-1],))


def expression(token: str) -> Expression:
    """The regular expression in `%...%`. Raises InvalidParameter for what AWS does not take."""
    pattern = token[1:-1]
    at = 0
    while at < len(pattern):
        taken = _TAKEN.match(pattern, at)
        if taken is None:
            raise InvalidParameter(
                f"Invalid filter pattern: {pattern[at]!r} at {at} is not supported in the regular"
                f" expression {token!r}.",
                "It has letters, digits, : _ # = @ / ; , - and ^ $ ? [ ] { } | * + . \\ as"
                " operators; a space is \\s, and there are no groups.",
            )
        at = taken.end()
    if not pattern:
        raise InvalidParameter("Invalid filter pattern: the regular expression is empty.")
    try:
        return compiled(pattern)
    except BadExpression as error:
        raise InvalidParameter(
            f"Invalid filter pattern: the regular expression {token!r} is wrong: {error.why}."
        ) from None
