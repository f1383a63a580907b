"""Whether a field has a value, as a flowchart asks it: answered as the cited reading records it.

The field is named by the question, or by a step on the way to it: 「started_atの値を確認」 before
「値が設定済み?」. The thing is what the alert names and the reading has a record of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kurosai.cases import recorded, source
from kurosai.errors import Refused
from kurosai.library import words
from kurosai.library.flowchart import NodeKind

if TYPE_CHECKING:
    from kurosai.cases.recorded import Record
    from kurosai.evidence.record import Evidence
    from kurosai.library.walk import Step, Walk

_FIELD = re.compile(r"(?<![\w.-])(?:[a-z]+(?:_[a-z0-9]+)+|[a-z]+[A-Z]\w+)(?![\w-])", re.ASCII)
_EMPTY = re.compile(r"未設定|空|null|欠|(?i:\b(?:missing|empty|unset|absent)\b)|ない|なし")
_SET = re.compile(
    r"設定済|設定され|入って|値がある|(?i:\bset\b|\bhas a value\b|\bfilled\b|\bpresent\b)"
)
_NAMED = 3


def check(walk: Walk, step: Step, found: Sequence[Evidence], text: str) -> None:
    """Raise Refused where the cited readings do not hold the field, or hold it otherwise.

    `text` is what arrived: it names the thing.
    """
    words_of_it = step.node.words
    empty = bool(_EMPTY.search(words_of_it))
    field = _field(walk, step) if empty or _SET.search(words_of_it) else ""
    side = words.shipped().side(step.choice)
    if not field or side is None or step.answer is None:
        return
    if not any(source.find(source.source(one).all, field.lower()) >= 0 for one in found):
        raise Refused(
            f"{step.node.id} 「{words_of_it}」 asks for {field}, which stands in none of "
            f"{', '.join(step.answer.evidence)}.",
            "Cite the reading that shows it.",
        )
    kept = [(one, record) for one in found for record in recorded.of(one) if field in record.fields]
    named = [(one, record) for one, record in kept if source.find(text, record.name) >= 0]
    if named:
        newest = max(one.sequence for one, _ in named)
        last = [(one, record) for one, record in named if one.sequence == newest]
        # Where some of what the alert names have a value and others none, either answer stands.
        if all((record.fields[field] is None) is not (side is empty) for _, record in last):
            one, record = last[0]
            raise Refused(
                f"{step.node.id}={step.choice}, but {one.id} records {field} of {record.name} as "
                f"{record.fields[field] or 'null'}.",
                "Answer as the record says; or cite the later reading that says otherwise.",
            )
    elif len(kept) > 1 and all(any(one is each for each, _ in kept) for one in found):
        raise Refused(
            f"{step.node.id} 「{words_of_it}」: {', '.join(step.answer.evidence)} records {field} "
            f"of {_told([record for _, record in kept])}, and the alert names none of them.",
            "Cite the reading of what the alert is about.",
        )


def _field(walk: Walk, step: Step) -> str:
    """The field that a question asks for: the last one named since the decision before it."""
    at = next(place for place, one in enumerate(walk.path) if one is step)
    for one in reversed(walk.path[: at + 1]):
        if one is not step and one.node.kind is NodeKind.DECISION:
            return ""
        if named := _FIELD.findall(one.node.words):
            return named[-1]
    return ""


def _told(kept: Sequence[Record]) -> str:
    names = list(dict.fromkeys(one.name for one in kept))
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"
