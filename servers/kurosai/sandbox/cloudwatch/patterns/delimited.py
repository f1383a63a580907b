"""Space-delimited filter patterns: `[ip, user, ..., status = 4* && status != 404, bytes > 1000]`.

A line has to have as many fields as the pattern, but for one `...`, which stands for any number.
What is between [ ] or between double quotation marks is one field, without them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from lark import Token, Transformer

from kurosai.sandbox.cloudwatch.faults import InvalidParameter
from kurosai.sandbox.cloudwatch.grammar import Grammar
from kurosai.sandbox.cloudwatch.patterns.values import LITERALS, comparison

if TYPE_CHECKING:
    from collections.abc import Callable

_GRAMMAR = (
    r"""
start: "[" field ("," field)* "]"
field: ELLIPSIS | NAME | either |
either: both ("||" both)*
both: compared ("&&" compared)*
compared: NAME SIGN (NUMBER | WORD | STRING | REGEX)
ELLIPSIS.4: "..."
NAME.2: /[A-Za-z0-9_-]+/
"""
    + LITERALS
    + r"%ignore /\s+/"
)


@dataclass(frozen=True, slots=True)
class Test:
    """A condition on one field, which its comparisons name; `needed` as for JSON patterns."""

    name: str
    passes: Callable[[str], bool]
    needed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DelimitedPattern:
    """A compiled pattern: the tests (None: anything) before and after the `...`, if it has one."""

    before: tuple[Test | None, ...]
    after: tuple[Test | None, ...] | None

    @property
    def needed(self) -> tuple[str, ...]:
        """Texts that each line that matches has in it."""
        tests = [*self.before, *(self.after or ())]
        return tuple(text for test in tests if test is not None for text in test.needed)

    def matches(self, message: str) -> bool:
        """Whether a line has the fields, and each its condition."""
        fields = fields_of(message)
        end = self.after or ()
        least = len(self.before) + len(end)
        if len(fields) < least or (self.after is None and len(fields) > least):
            return False
        tail = fields[len(fields) - len(end) :]
        pairs = [*zip(self.before, fields, strict=False), *zip(end, tail, strict=True)]
        return all(test is None or test.passes(field) for test, field in pairs)


class _Builder(Transformer[Token, DelimitedPattern]):
    def start(self, children: list[Test | Token | None]) -> DelimitedPattern:
        at = [i for i, child in enumerate(children) if isinstance(child, Token)]
        if len(at) > 1:
            raise InvalidParameter("Invalid filter pattern: ... may stand once in a pattern.")
        tests = [None if isinstance(child, Token) else child for child in children]
        if not at:
            return DelimitedPattern(tuple(tests), None)
        return DelimitedPattern(tuple(tests[: at[0]]), tuple(tests[at[0] + 1 :]))

    def field(self, children: list[Test | Token]) -> Test | Token | None:
        (child,) = children or [None]
        return None if isinstance(child, Token) and child.type == "NAME" else child

    def either(self, children: list[Test]) -> Test:
        tests = [child.passes for child in children]
        if len(tests) == 1:
            return children[0]
        return Test(_one_name(children), lambda field: any(passes(field) for passes in tests))

    def both(self, children: list[Test]) -> Test:
        tests = [child.passes for child in children]
        needed = tuple(text for child in children for text in child.needed)
        name = _one_name(children)
        return Test(name, lambda field: all(passes(field) for passes in tests), needed)

    def compared(self, children: list[Token]) -> Test:
        with_ = comparison(children[1], children[2])
        return Test(str(children[0]), with_.fits, (with_.literal,) if with_.literal else ())


@cache
def grammar() -> Grammar[DelimitedPattern]:
    """The grammar of the language between square brackets."""
    return Grammar(_GRAMMAR, _Builder())


def fields_of(message: str) -> list[str]:
    """The fields of a line. A bracket or quotation mark that is not closed is a character."""
    fields: list[str] = []
    closed = {"[": True, '"': True}
    at, end = 0, len(message)
    while at < end:
        opening = message[at]
        if opening.isspace():
            at += 1
            continue
        if closed.get(opening, False):
            close = message.find("]" if opening == "[" else '"', at + 1)
            if close != -1:
                fields.append(message[at + 1 : close])
                at = close + 1
                continue
            closed[opening] = False
        begin = at
        while at < end and not message[at].isspace():
            at += 1
        fields.append(message[begin:at])
    return fields


def _one_name(tests: list[Test]) -> str:
    # AWS's own example writes one field as w1 and as W1.
    names = {test.name.lower() for test in tests}
    if len(names) > 1:
        raise InvalidParameter(
            "Invalid filter pattern: the conditions of one field name it alike, not "
            + " and ".join(sorted(test.name for test in tests))
            + "."
        )
    return tests[0].name
