"""Closing a case: judgements in, a checked report out. What is closed does not change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kurosai import calls
from kurosai.cases import basis as bases
from kurosai.cases import (
    correcting,
    faults,
    joining,
    left_open,
    mending,
    renewed,
    report,
    story,
    strayed,
    waiving,
)
from kurosai.cases.basis import Basis
from kurosai.cases.check import checks, elsewhere
from kurosai.cases.faults import Finding
from kurosai.cases.judgement import Judgement
from kurosai.cases.mending import Given, Taken
from kurosai.cases.report import Report
from kurosai.cases.story import CLOSED, DRAFTED, PENDING, Story
from kurosai.errors import BadInput, LedgerFailed, Refused
from kurosai.evidence.codec import again_body
from kurosai.evidence.record import NewEvent
from kurosai.vocabulary import Json, Statement, Verdict, stamp

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk
    from kurosai.vocabulary import Call


_ACTING = (Verdict.ESCALATE, Verdict.OPERATOR_ACTION)
"""The verdicts with which one of us acts."""

_MEND = "mend the blocks and repeat the conclusion with dry_run"
_MEND_IT = (
    'mend the blocks: close_case with dry_run, draft "{digest}" and only the fields that change '
    '([] or "" empties one)'
)


@dataclass(frozen=True, slots=True)
class _Checked:
    """A judgement with what it led to: the state it would leave, faults, report, recheck."""

    judgement: Judgement
    state: str
    found: tuple[Finding, ...]
    report: Report
    recheck: Mapping[str, Json] | None
    corrected: Story | None
    edited: bool

    @property
    def blocks(self) -> tuple[Finding, ...]:
        return faults.blocks(self.found)


def close(desk: Desk, case: str, said: Given, *, dry_run: bool) -> Statement:
    """Check and close (or with `dry_run` only check and keep the draft) a case.

    Without cause and draft the last one is closed as it was checked. Raises Refused, BadInput.
    """
    ledger = desk.ledger()
    told = joining.join(desk, case)
    told.must_be_open()
    taken = mending.take(told, said, by=ledger.operator, dry_run=dry_run)
    given = taken.judgement
    before = told.conclusion
    if before is not None and not given.corrects:
        # What was pending when it was said is still said when it is closed.
        given = replace(given, corrects=str(before.judgement.get("corrects", "")))
    given = given.cleaned()
    if not given.cause:
        raise BadInput("cause holds no readable sentence.", "Write what happened and why.")
    if given.waiver and (lacking := waiving.lacks(given.waiver)):
        raise BadInput(
            f"A waiver is a person's: it needs a name and a reason, but {lacking}.",
            "Ask that person, and write it like: 山田太郎: 検証済みの手順で確認した",
        )
    basis = bases.gather(desk, told, given)
    checked = _checked(given, basis)
    beside = (
        *elsewhere.lines(ledger, given, basis, checked.found),
        *strayed.lines(ledger, told, basis.proof.evidence, basis.against, basis.known),
    )
    if dry_run:
        return _draft(desk, told, taken, checked, beside)
    if taken.draft is not None and checked.edited and not taken.draft.edited:
        raise Refused(
            f"The runbook's page was edited after draft {taken.draft.digest} was checked.",
            "See whether the walked entry still says the same, then repeat with dry_run.",
        )
    if checked.blocks and not given.waiver:
        return _refused(told, checked, beside)
    return _concluded(desk, told, taken, checked)


def _checked(given: Judgement, basis: Basis) -> _Checked:
    found = (*checks.check(given, basis), *correcting.doubts(basis.told, basis.corrected))
    place = basis.place
    waits = place is not None and place.waits and place.verdict is given.verdict
    # Whatever a runbook says or does not: nothing is closed for good before the next run was seen.
    early = basis.waiting is not None and given.verdict is Verdict.NO_ACTION
    pending = waits or early or bool(given.recheck)
    text, recheck = _recheck(given, basis) if pending else ("", None)
    # A team that has it does not wait for the next look, unless the runbook's end does.
    acts = given.verdict in _ACTING and not waits
    again = str(recheck["at"] or "") if acts and recheck is not None else ""
    made = report.render(given.redacted(), basis, pending=pending, recheck=text, again=again)
    state = PENDING if pending else CLOSED
    return _Checked(given, state, found, made, recheck, basis.corrected, basis.edited)


def _recheck(given: Judgement, basis: Basis) -> tuple[str, Mapping[str, Json] | None]:
    """When to look again: as the judgement says, else as the evidence does."""
    if given.recheck:
        at = checks.recheck_at(given.recheck, basis.now)
        return given.recheck, {"at": stamp(at) if at else None, "text": given.recheck}
    held = basis.place.held if basis.place else None
    again = held.again if held else None
    if again is None:
        again = basis.waiting.again if basis.waiting else None
    if again is None:
        return "", None
    return f"{stamp(again.at)} {calls.line(again.call)}", again_body(again)


def _body(checked: _Checked, told: Story) -> dict[str, Json]:
    made = checked.report
    return story.concluded_body(
        state=checked.state,
        verdict=checked.judgement.verdict,
        digest=made.digest,
        blocks=len(checked.blocks),
        operator_report=made.operator,
        short=made.slack if told.trigger.alert else made.asker,
        judgement=checked.judgement.redacted().body(),
        recheck=checked.recheck,
        edited=checked.edited,
    )


def _draft(
    desk: Desk, told: Story, taken: Taken, checked: _Checked, beside: tuple[str, ...]
) -> Statement:
    digest, kept, why = checked.report.digest, True, ""
    try:
        desk.ledger().append(told.id, DRAFTED, _body(checked, told), unless_after=told.last)
    except LedgerFailed as fault:
        # The check is worth having even where nothing can be written; closing will say it again.
        kept, why = False, f"a draft that was not kept ({fault})"
    head = (
        f"case {told.id} · {why or 'the draft'} {digest} would leave it {checked.state} · "
        f"{faults.counted(checked.found)}"
    )
    offered: tuple[Call, ...] = ()
    if checked.blocks:
        # A report that has to be mended first would only be read twice.
        shown = [_MEND_IT.format(digest=digest) if kept else _MEND]
    else:
        shown = checked.report.operator.split("\n")
        verdict = checked.judgement.verdict.value
        close = calls.close_case(told.id, verdict, draft=digest, dry_run=False)
        seen = _seen(told, taken, desk.ledger().operator)
        if kept:
            offered = (close,)
        if kept and seen is not None:
            whole, shown = shown, renewed.lines(checked.report.operator, *seen[:2])
            offered = (close, *([calls.read_evidence(told.id)] if shown != whole else []))
        shown += _answer(told, checked, seen[2] if kept and seen is not None else "")
    lines = (*faults.lines(checked.found), *beside, *taken.lines, *shown)
    return Statement(head, lines, offered)


def _answer(told: Story, checked: _Checked, before: str) -> list[str]:
    """What whoever asked will read: another text than the report, and nobody closes unseen what
    somebody else is sent. An alert has no asker."""
    answer = checked.report.asker
    if told.trigger.alert:
        return []
    if answer == before:
        return ["the answer to whoever asked is as it was"]
    return ["the answer to whoever asked, names of our insides replaced:", *answer.split("\n")]


def _seen(told: Story, taken: Taken, operator: str) -> tuple[str, str, str] | None:
    """The report that whoever rehearses was shown before, its digest, and the answer to whoever
    asked; None if none was.

    While a case is pending, the whole of it is the report that it is pending with.
    """
    if told.conclusion is not None:
        return None
    named = [taken.draft] if taken.draft is not None else []
    own = [one for one in told.drafts if one.by == operator]
    # With blocks a draft is shown without its report.
    shown = [one for one in (*own, *named) if not one.blocks]
    last = shown[-1] if shown else None
    return (last.operator_report, last.digest, last.short) if last else None


def _refused(told: Story, checked: _Checked, beside: tuple[str, ...]) -> Statement:
    return Statement(
        f"case {told.id} stays {told.state} · {faults.counted(checked.found)}",
        (*faults.lines(checked.found), *beside, _MEND),
        refused=True,
    )


def _concluded(desk: Desk, told: Story, taken: Taken, checked: _Checked) -> Statement:
    body, old = _body(checked, told), checked.corrected
    events = [NewEvent(told.id, checked.state, body, unless_after=told.last)]
    if old is not None and checked.state == CLOSED:
        events.append(correcting.event(told, old, checked.judgement.verdict.value))
    other = left_open.beside(desk, told.id) if checked.state == CLOSED else left_open.Other()
    # Both or neither: a correction that only one of the two cases knows would be none.
    desk.ledger().append_together(*events)
    digest, draft = checked.report.digest, taken.draft or told.draft
    if draft is None:
        origin = "without a draft"
    elif draft.digest == digest:
        origin = "as drafted"
    else:
        origin = f"changed since draft {draft.digest}"
    waived = f" · waived: {len(checked.blocks)}" if checked.blocks else ""
    head = (
        f"case {told.id} {checked.state} · {checked.judgement.verdict.value} · report {digest} "
        f"{origin}{waived}"
    )
    if old is not None:
        head += f" · corrects {old.id}{'' if checked.state == CLOSED else ' once it is closed'}"
    lines = [*str(body["short"]).split("\n"), *taken.later]
    if checked.recheck is not None:
        at = checked.recheck["at"]
        lines.append(f"look again at {at}: walk {told.id} then says with which call")
    if not taken.same:
        lines += faults.lines([one for one in checked.found if not one.blocks])
    offered = (calls.read_evidence(told.id), *other.next)
    return Statement(head, (*lines, *other.lines), offered)
