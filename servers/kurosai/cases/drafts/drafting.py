"""The draft of a case as a person and a model are shown it: notes, text, and what lint says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kurosai.cases import grading_prompt, roll
from kurosai.cases.drafts import changed_entry, gathered, new_entry
from kurosai.cases.drafts.draft import Draft
from kurosai.cases.drafts.gathered import Gathered
from kurosai.errors import BadInput
from kurosai.library.lint import telling, trial

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk


def of(desk: Desk, case: str) -> str:
    """What was drafted from a case, or without an id the newest cases to choose from.

    Raises BadInput for an id that no closed or pending case has.
    """
    if not case.strip():
        return grading_prompt.cases(desk)
    told = roll.find(desk, case, roll.CONCLUDED)
    assert told.conclusion is not None, "the state says that there is one"
    made = gathered.gather(desk, told, told.conclusion)
    return "\n".join(_lines(made, draft(made)))


def draft(made: Gathered) -> Draft:
    """A change to the entry that the case followed, else a new entry."""
    pin = made.told.pin
    if pin is None:
        return new_entry.of(made)
    try:
        entry = made.library.entry(pin.entry)
    except BadInput:
        return new_entry.of(made, made.words.draft["gone"].format(entry=pin.entry))
    return changed_entry.of(made, entry)


def _lines(made: Gathered, drafted: Draft) -> Iterator[str]:
    yield f"case {made.told.id} · {made.done.verdict.value} · {made.told.trigger.title}"
    yield from (f"- {note}" for note in drafted.notes)
    if not drafted.text:
        return
    text = drafted.text
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=2) + 1)
    yield from ("", f"{fence}markdown", text.rstrip("\n"), fence, "")
    tried = trial.run(made.library, text, drafted.page)
    yield f"{made.words.draft['lint']}: {telling.head(tried)}"
    yield from telling.lines(tried)
