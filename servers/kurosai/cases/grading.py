"""Keeping what a person thought of a report. Grades are data: nobody's judgement but his."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from kurosai.cases import grade, story
from kurosai.cases.grade import AS_GOOD, AXES, MEANINGS, WHOLE, Grade, Marks
from kurosai.cases.share import of_marks
from kurosai.errors import BadInput, Refused
from kurosai.evidence import histories
from kurosai.evidence.kinds import GRADED
from kurosai.safety.clean import clean
from kurosai.safety.redact import redact
from kurosai.vocabulary import Statement, stamp

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk
    from kurosai.cases.story import Story
    from kurosai.evidence.ledger import Ledger

MOST_COMMENT = 2_000
MOST_NAME = 100


def grade_case(
    desk: Desk, case: str, axes: Mapping[str, int], comment: str = "", grader: str = ""
) -> Statement:
    """Append one person's grade of a closed or pending case, and say how it compares.

    `axes` has a number from 1 to 4 for each of AXES; without `grader` it is the operator's.
    Raises BadInput for other numbers, Refused for a case that is open or does not exist.
    """
    for axis in AXES:
        if axes[axis] not in MEANINGS:
            raise BadInput(f"{axis} {axes[axis]} is no grade.", "Give 1, 2, 3 or 4.")
    ledger, case = desk.ledger(), case.strip().upper()
    told = story.load(ledger, case)
    if told.discard is not None:
        told.must_be_open()
    if told.conclusion is None:
        raise Refused(
            f"Case {case} is open: there is no report to grade yet.",
            "close_case first, show the report to the person, then ask for the grades.",
        )
    name = _flat(grader, MOST_NAME) or ledger.operator or "unknown"
    words = _flat(comment, MOST_COMMENT)
    before = [Grade.of(event) for event in ledger.events(case) if event.kind == GRADED]
    others = _alike(ledger, told)
    body = {**{axis: axes[axis] for axis in AXES}, "comment": words, "grader": name}
    # What it is a grade of stands in the case; here too, so that the like are found without it.
    given = Grade.of(ledger.append(case, GRADED, {**body, **_about(told)}))
    marks = given.marks
    return Statement(
        f"case {case} · graded by {given.grader}: {grade.said(marks)} · as a whole "
        f"{marks[WHOLE]}, {MEANINGS[marks[WHOLE]]}",
        tuple(_compared(given, before, told, others)),
    )


def _compared(
    given: Grade, before: list[Grade], told: Story, others: Mapping[str, Marks]
) -> Iterator[str]:
    own = [one for one in before if one.grader == given.grader]
    rest = grade.latest(one for one in before if one.grader != given.grader)
    parts = [f"counts instead of {grade.said(one.axes)} of {stamp(one.at)}" for one in own[-1:]]
    parts += [f"{one.grader} gave {grade.said(one.axes)}" for one in rest[-2:]]
    if parts:
        yield "; ".join(parts)
    plural = "alerts" if told.trigger.alert else "inquiries"
    called = told.pin.entry if told.pin else f"{plural} without a runbook"
    if not others:
        yield f"{called}: the first of its cases that is graded"
        return
    shares = ", ".join(f"{axis} {of_marks(others.values(), axis).text}" for axis in (*AXES, WHOLE))
    yield f"{called}: of {len(others)} other graded cases {AS_GOOD} or better in {shares}"


def _alike(ledger: Ledger, told: Story) -> dict[str, Marks]:
    """What the other graded cases of this one's entry count as; without one, those of its kind."""
    about = _about(told)
    # As `codec` writes it; what it finds is looked at again.
    holding = f'"entry":{json.dumps(about["entry"], ensure_ascii=False)}'
    grades: dict[str, list[Grade]] = {}
    for event in histories.of_kind(ledger, GRADED, holding=holding):
        same = all(event.body.get(name) == value for name, value in about.items())
        if same and event.case != told.id:
            grades.setdefault(event.case, []).append(Grade.of(event))
    return dict(_settled(grades.items()))


def _settled(grades: Iterable[tuple[str, list[Grade]]]) -> Iterator[tuple[str, Marks]]:
    for case, given in grades:
        marks = grade.settled(given)
        if marks is not None:
            yield case, marks


def _about(told: Story) -> dict[str, str]:
    kind = "alert" if told.trigger.alert else "inquiry"
    return {"kind": kind, "entry": told.pin.entry if told.pin else ""}


def _flat(text: str, most: int) -> str:
    """On one line, without what is invisible or secret, and no longer than `most`."""
    # Masked before it is cut: half of a secret is not known for one.
    flat = " ".join(redact(clean(text[: 4 * most]))[0].split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"
