"""The error lines by which the next alert of this kind finds the entry, as they were logged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kurosai.alerts import error_lines
from kurosai.cases.proof import RUNBOOKS
from kurosai.cases.story import Story
from kurosai.evidence.record import Evidence
from kurosai.library import log_lines
from kurosai.logs.signature import signature

MOST = 3
_FACTS = ("reason", "errors", "error")
"""Where a reading says the error itself in one line."""
MOST_LINES = 12
_LONGEST = 1_000


def of(told: Story, read: Sequence[Evidence]) -> tuple[str, ...]:
    """Blocks of lines: the alert's own line as its log has it, else what the readings marked."""
    trigger = told.trigger
    wanted = trigger.lines or (error_lines(trigger.text) if trigger.alert else ())
    logged = list(_logged(read))
    found: dict[str, str] = {}
    for line in wanted:
        block = next((one for one in logged if line.strip() in one), line)
        found.setdefault(signature(block.split("\n", 1)[0]), block)
    if not found:
        for block in (*logged, *_said(read)):
            first = block.split("\n", 1)[0]
            if log_lines.is_error(first):
                found.setdefault(signature(first), block)
    return tuple(found.values())[:MOST]


def _logged(read: Sequence[Evidence]) -> Iterator[str]:
    """What was asked for and found, as text lines; JSON of an API is no line of a log."""
    for one in read:
        if one.server == RUNBOOKS:
            continue
        for row in one.rows:
            if row.mark == ">" and not row.text.lstrip().startswith(("{", "[{")):
                lines = row.text.strip("\n").replace("\t", " ").split("\n")[:MOST_LINES]
                yield "\n".join(line[:_LONGEST] for line in lines)


def _said(read: Sequence[Evidence]) -> Iterator[str]:
    for one in read:
        yield from (one.facts[label] for label in _FACTS if one.facts.get(label))
