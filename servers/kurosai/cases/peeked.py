"""A look that was cut, and on which nothing rests: what it did not see is no gap of the case.

Whoever cites has chosen. A list of which only the first page was looked at, and of which no
sentence says anything, is not what somebody has to know who reads the conclusion.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kurosai.cases import continued, questions
from kurosai.vocabulary import Coverage

if TYPE_CHECKING:
    from kurosai.cases.trigger import Trigger
    from kurosai.evidence.record import Evidence

_WHOLE = (Coverage.COMPLETE, Coverage.EMPTY)


def without_use(one: Evidence, cited: Sequence[Evidence], trigger: Trigger) -> bool:
    """Whether it is cut, not among the `cited` ones, and neither of what the case is about nor of
    a place and time of one of these; or one of these asked there for something in particular, and
    saw all of that. Where nothing is cited, nobody has chosen.
    """
    if one.coverage is not Coverage.TRUNCATED or any(look.leaves_open for look in one.looks):
        return False
    if not cited or one in cited:
        return False
    if any(_asked_closer(one, other) for other in cited):
        return True
    return not _is_about(one, trigger) and not any(_is_beside(one, other) for other in cited)


def _asked_closer(one: Evidence, other: Evidence) -> bool:
    """Whether the other one, later, looked through the same window for a part of it."""
    if one.window is None or other.window is None or other.coverage not in _WHOLE:
        return False
    within = other.window.start <= one.window.start and other.window.end >= one.window.end
    later = other.sequence > one.sequence and not other.asked.get("cursor")
    return within and later and questions.of(other).is_narrower(questions.of(one))


def _is_about(one: Evidence, trigger: Trigger) -> bool:
    """Whether it asked for what arrived by its name."""
    asked = f"{one.source} {json.dumps(dict(one.asked), ensure_ascii=False, default=str)}"
    return any(name in asked for name in (trigger.name, *trigger.jobs) if name)


def _is_beside(one: Evidence, other: Evidence) -> bool:
    """Whether what the other one saw is of the same place as what this one did not see."""
    where = questions.of(one)
    same = where.where == questions.of(other).where if where.open_ended else False
    if not (same or one.source == other.source):
        return False
    if one.window is None or other.window is None:
        return True
    seen = other.window
    return any(gap.start <= seen.end and seen.start <= gap.end for gap in continued.unseen(one))
