"""What a person is shown to grade: the short report of a case, or which cases have one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai.cases import faults, phrasing, roll, story
from kurosai.clock import jst
from kurosai.vocabulary import stamp

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk

MOST_CASES = 10


def of(desk: Desk, case: str) -> str:
    """The report as its asker or Slack got it, or without an id the newest cases with one.

    Raises BadInput for an id that no closed or pending case has.
    """
    if not case.strip():
        return cases(desk)
    told = roll.find(desk, case, roll.CONCLUDED)
    done = told.conclusion
    assert done is not None, "the state says that there is one"
    head = f"case {told.id} · {done.state} {stamp(done.at)} ({jst(done.at)}) by {done.by}"
    return f"{head}\n{told.trigger.title}\n\n{done.short}"


def cases(desk: Desk) -> str:
    """One line for each of the newest cases with a conclusion: what it was, and the verdict."""
    ledger = desk.ledger()
    words = phrasing.of(desk.language())
    found = roll.listed(desk, roll.CONCLUDED)
    lines = [f"note: {found.behind}"] if found.behind else []
    for case in found.ids[:MOST_CASES]:
        told = story.load(ledger, case)
        if (done := told.conclusion) is not None:
            verdict = words.verdicts[done.verdict.value]
            title = faults.short(told.trigger.title)
            lines.append(f"- {case} {title} · {done.state} {stamp(done.at)} · {verdict}")
    return "\n".join(lines) or words.hand_over["no_report"]
