"""What was asked of a line: a part of its text, a filter pattern, or a line that it is like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kurosai.aws.logs.occurrences import patterns
from kurosai.aws.wire.logs import LogEvent
from kurosai.errors import BadInput
from kurosai.logs.signature import signature

SAME_SIGNATURE = "same signature"
SAME_TEXT = "same text"
SAME_PATTERN = "same pattern"
FEWEST_WORDS = 3
"""Fewer words of a line are a piece of it."""


@dataclass(frozen=True, slots=True)
class Sought:
    """One of the three, or none: then every line. The text is `whole` when it is all that a line
    says, not what a caller took of it: names that a mask does not know are in it then. `unmarked`
    is it without what only results put into a line, where it bears that."""

    text: str = ""
    pattern: str = ""
    like: str = ""
    whole: bool = False
    unmarked: str = ""

    def __post_init__(self) -> None:
        if sum(map(bool, (self.text, self.pattern, self.like))) > 1:
            raise BadInput(
                "Several of `text`, `pattern` and `like` were given.",
                "Give one: a part of the line, a filter pattern as AWS writes it, or a line that "
                "may differ in ids, times and numbers.",
            )

    def __bool__(self) -> bool:
        return bool(self.said)

    @property
    def said(self) -> str:
        """It as the caller wrote it."""
        return self.text or self.like or self.pattern

    @property
    def searches(self) -> tuple[tuple[str, ...], ...]:
        """The texts that a line must hold, all of them: strictly first, then as a statement.

        Of a pattern as written nothing is known: `raw` has it.
        """
        statement = patterns.parts(self._statement)
        if self.like:
            return (statement,)
        exactly = (self.text,) if self.text else ()
        return (exactly,) if statement == exactly else (exactly, statement)

    @property
    def raw(self) -> bool:
        """Whether only AWS can tell what fits."""
        return bool(self.pattern)

    @property
    def same(self) -> str:
        """The filter pattern for other lines of the same statement."""
        return self.pattern or patterns.alike(self._statement)

    @property
    def opening(self) -> str:
        """How the statement begins, of a text that may name more than it; "" of another."""
        return patterns.opening(self.text) if self.whole else ""

    @property
    def same_parts(self) -> tuple[str, ...]:
        """The texts that those lines hold, for where they are counted and not read."""
        return patterns.every(self._statement)

    @property
    def _statement(self) -> str:
        """The line that others may be like."""
        return self.unmarked or self.like or self.text

    @property
    def label(self) -> str:
        """What other lines have in common with it: a piece of a line is no statement, and lines of
        several statements may have it."""
        if self.pattern:
            return SAME_PATTERN
        if self.text and not self.whole and len(self.text.split()) < FEWEST_WORDS:
            return SAME_TEXT
        return SAME_SIGNATURE if patterns.has_statement(self._statement) else SAME_TEXT

    def fitting(self, events: Sequence[LogEvent]) -> tuple[LogEvent, ...]:
        """Of lines that hold the constant parts those of the same signature; all where none is.

        Words alone do not make a statement: "outputs of job" stands in lines that are good and in
        lines that are not.
        """
        if self.raw:
            return tuple(events)
        same = tuple(one for one in events if self._has_text(one) or self.has_signature(one))
        return same or tuple(events)

    def _has_text(self, event: LogEvent) -> bool:
        return bool(self.text) and self.text in event.message

    def has_signature(self, event: LogEvent) -> bool:
        """Whether a line differs in variable parts only from the one it should be like."""
        return signature(self._statement) in signature(event.message)
