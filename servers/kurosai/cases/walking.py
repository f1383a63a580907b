"""The walk of a case through its runbook: answers in, the place they lead to out."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from kurosai import calls
from kurosai.cases import (
    choosing,
    joining,
    leaving,
    resuming,
    standing,
    story,
    uncalled,
    unread,
)
from kurosai.cases.resuming import Due
from kurosai.cases.standing import Held
from kurosai.cases.story import Pin, Story
from kurosai.clock import jst
from kurosai.errors import BadInput, Refused
from kurosai.evidence import case_readings
from kurosai.library import mermaid
from kurosai.library.walk import Answer, Step, Walk
from kurosai.library.walk import walk as walk_chart
from kurosai.safety.clean import clean
from kurosai.safety.redact import redact
from kurosai.vocabulary import Call, Statement, Verdict, stamp

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk
    from kurosai.evidence.ledger import Ledger
    from kurosai.evidence.record import Evidence
    from kurosai.library.flowchart import Flowchart

MOST_ANSWERS = 100


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case stands in its chart: the walk, what it rests on, how its condition stands."""

    chart: Flowchart
    walk: Walk
    cited: Mapping[str, Evidence]
    held: Held | None

    @property
    def waits(self) -> bool:
        """Whether it has ended in a node that only the future can confirm."""
        return self.held is not None and not self.held.true and not self.held.false

    @property
    def answered(self) -> tuple[tuple[Step, Answer, str], ...]:
        """The answers that stand, with what was chosen: without a yes that is still to come."""
        last = self.walk.path[-1]
        return tuple(
            (step, step.answer, step.choice or step.answer.choice)
            for step in self.walk.path
            if step.answer is not None and not (self.waits and step is last)
        )

    @property
    def verdict(self) -> Verdict | None:
        """What the runbook ends with here; None on the way, or when its condition failed."""
        if not self.walk.ended or (self.held is not None and self.held.false):
            return None
        return self.walk.verdict


def advance(
    desk: Desk, case: str, answers: Sequence[Answer], leave: str, entry: str = ""
) -> Statement:
    """Take answers (or leave the runbook, or choose one) and say where that leads.

    Raises Refused, BadInput.
    """
    ledger = desk.ledger()
    told = joining.join(desk, case)
    told.must_be_open()
    why = redact(clean(leave))[0].strip()
    if answers and why and not entry.strip():
        raise BadInput("Answers and leave contradict each other.", "Give one of the two.")
    drawn: tuple[str, ...] = ()
    if entry.strip():
        told = choosing.choose(desk, told, entry, why)
        if told.pin is not None:
            if not told.pin.chart:
                return choosing.without_chart(desk, told, told.pin)
            drawn = choosing.outline(told.pin)
    elif why:
        return leaving.leave(desk, told, why)
    first = resuming.due(ledger, told, desk.now())
    if first.lines and not answers and (told.left or told.pin is None or not told.pin.chart):
        return resuming.without_chart(told, first)
    pin = walkable(desk, told)
    _must_be_unchanged(desk, told, pin)
    if len(answers) > MOST_ANSWERS:
        raise BadInput(
            f"{len(answers)} answers are more than a walk has.", "Answer each node once."
        )
    chart = mermaid.parse(pin.chart)
    with (
        _chosen_all_the_same(pin.entry if drawn else ""),
        _none_taken(ledger, told, chart, answers),
    ):
        kept, dropped = merge(chart, told.answers, answers)
        place = locate(ledger, told, chart, kept)
    held_answers = tuple(step.answer for step in place.walk.path if step.answer)
    if answers:
        body = story.walked_body(held_answers, place.walk.path_text, dropped)
        ledger.append(case, story.WALKED, body, unless_after=told.last)
    if answers:
        # Whoever answers has something new: it may be what was waited for.
        first = replace(first, early=False)
    stands = _statement(told, place, dropped, desk.now(), first)
    if not place.walk.ended:
        stands = replace(stands, next=uncalled.of(desk, told, place.walk.at.words))
    lines = (*first.lines, *(drawn or choosing.said(pin)), *stands.lines)
    return replace(stands, lines=lines, next=first.then(stands.next))


@contextmanager
def _chosen_all_the_same(entry: str) -> Generator[None]:
    """A choice stands whatever becomes of the answers that came along: their fault says so."""
    try:
        yield
    except (BadInput, Refused) as fault:
        if not entry:
            raise
        raise type(fault)(f"{entry} is chosen; of its answers: {fault.what}", fault.do) from fault


@contextmanager
def _none_taken(
    ledger: Ledger, told: Story, chart: Flowchart, answers: Sequence[Answer]
) -> Generator[None]:
    """Of many answers one that is refused takes none: it says so, and which of them hold."""
    try:
        yield
    except Refused as fault:
        if len(answers) < 2:
            raise
        hold: list[str] = []
        for count in range(1, len(answers)):
            try:
                kept, _ = merge(chart, told.answers, answers[:count])
                locate(ledger, told, chart, kept)
            except (BadInput, Refused):
                break
            hold.append(answers[count - 1].node)
        again = f": {', '.join(hold)} hold{'' if len(hold) > 1 else 's'} as given; send all again"
        none = f"No answer of this call was taken{again if hold else ''}."
        raise Refused(fault.what, f"{fault.do} {none}") from fault


def walkable(desk: Desk, told: Story) -> Pin:
    """The case's pinned entry. Raises Refused when there is none, or it was left."""
    if told.left:
        raise Refused(
            f"Case {told.id} has left its runbook ({told.left}).",
            "Go on without: close_case takes any verdict with its cause.",
        )
    if told.pin is None:
        raise Refused(
            f"Case {told.id} has no matched runbook entry, so there is no flowchart to walk.",
            "Investigate freely and close_case without a walk; or choose a page with entry; or "
            "open_case with the exact error line if the logs show another one.",
        )
    if not told.pin.chart:
        why = unread.of(desk.library(), told.pin.entry).removeprefix("it ")
        raise Refused(
            f"{told.pin.entry}: {why}." if why.startswith("its") else f"{told.pin.entry} {why}.",
            "Follow its steps (read_runbook), then close_case.",
        )
    return told.pin


def locate(ledger: Ledger, told: Story, chart: Flowchart, answers: Sequence[Answer]) -> Place:
    """Walk `answers`, and see that each stands on its evidence. Raises Refused."""
    walk = walk_chart(chart, answers)
    cited = ledger.get(one for answer in answers for one in answer.evidence)
    standing.check(walk, cited, told.trigger, lambda: case_readings.of(ledger, told.id))
    held = standing.condition(walk, cited, told.trigger) if walk.condition else None
    return Place(chart, walk, cited, held)


def said(step: Step, answer: Answer, choice: str) -> str:
    """An answer with what it rests on: `連続発生? → いいえ [K7Q2M4XA]`; a step has no choice."""
    ids = f" [{', '.join(answer.evidence)}]" if answer.evidence else ""
    return f"{step.node.words} → {choice}{ids}" if choice else f"{step.node.words}{ids}"


def merge(
    chart: Flowchart, before: Sequence[Answer], answers: Sequence[Answer]
) -> tuple[tuple[Answer, ...], tuple[str, ...]]:
    """The answers that hold now, and the nodes whose answers were dropped.

    A new answer for a node replaces its last one; where it chooses another exit, what followed
    from the old one goes. An answer for the node where the walk stands is added: in a loop a
    node is answered again each time the walk comes round.
    """
    kept = list(before)
    dropped: list[str] = []
    stands = walk_chart(chart, before).path[-1]
    fresh: list[Answer] = []
    for answer in answers:
        place = next((i for i in reversed(range(len(kept))) if kept[i].node == answer.node), None)
        if place is None or (stands.node.id == answer.node and stands.answer is None):
            fresh.append(answer)
            continue
        old, rest = kept[: place + 1], kept[place + 1 :]
        new = [*kept[:place], answer]
        if _choice(chart, old) == _choice(chart, new):
            kept = [*new, *rest]
        else:
            kept = new
            dropped += [one.node for one in rest]
    return (*kept, *fresh), tuple(dropped)


def _choice(chart: Flowchart, answers: Sequence[Answer]) -> str:
    """The exit that the last of these answers takes."""
    node = answers[-1].node
    steps = [step for step in walk_chart(chart, answers).path if step.node.id == node]
    return next((step.choice for step in reversed(steps) if step.answer), "")


def _must_be_unchanged(desk: Desk, told: Story, pin: Pin) -> None:
    try:
        now = desk.library().entry(pin.entry).digest
    except BadInput:
        now = ""
    if now == pin.digest:
        return
    what = f"edited (pinned {pin.digest[:8]}, now {now[:8]})" if now else "taken away"
    raise Refused(
        f"{pin.entry} was {what} after case {told.id} was opened: its answers may no longer mean "
        "what they did.",
        "open_case again with the same text to walk the page as it is now, or walk with leave and "
        "the reason.",
    )


def _statement(
    told: Story, place: Place, dropped: Sequence[str], now: datetime, first: Due
) -> Statement:
    walk = place.walk
    lines = [
        _rests(step.answer, step.choice, place.cited, now) for step in walk.path if step.answer
    ]
    if dropped:
        lines.append(f"dropped, because an answer before it changed: {', '.join(dropped)}")
    if walk.unused:
        lines.append(f"already answered: {', '.join(answer.node for answer in walk.unused)}")
    offered: tuple[Call, ...] = ()
    if walk.ended:
        lines += _end(place, first)
    if walk.ended and not first.early:
        # A verdict that nobody has named must not be put into anybody's mouth.
        below = "the call below" if place.verdict else "close_case with dry_run"
        own = "" if place.verdict else "the verdict you come to and reason (why that one), "
        last = told.last_draft
        wanted = "cause, actions and what else applies"
        if last is not None:
            wanted = f"what changes since draft {last.digest} by {last.by}"
            below += "" if place.verdict else " and that draft"
        lines.append(f"close_case: add {own}{wanted} to {below}")
        if place.verdict:
            draft = last.digest if last else ""
            close = calls.close_case(told.id, place.verdict.value, draft=draft, dry_run=True)
            offered = (close,)
    elif not walk.ended:
        lines.append(f"asked next: {walk.at.id} {walk.at.words}: {' | '.join(walk.choices)}")
    return Statement(f"case {told.id} · {walk.path_text}", tuple(lines), offered)


def _rests(answer: Answer, choice: str, cited: Mapping[str, Evidence], now: datetime) -> str:
    parts = [
        f"{one} {cited[one].coverage.value}, {age(cited[one], now)}" for one in answer.evidence
    ]
    return f"{answer.node} {choice or answer.choice}: {'; '.join(parts)}".rstrip(": ")


def age(evidence: Evidence, now: datetime) -> str:
    """How long ago it was read: `3 min old`."""
    minutes = max(0, round((now - evidence.read_at).total_seconds() / 60))
    if minutes < 120:
        return f"{minutes} min old"
    hours = round(minutes / 60)
    return f"{hours} h old" if hours < 48 else f"{round(hours / 24)} days old"


def _end(place: Place, first: Due) -> list[str]:
    walk, held = place.walk, place.held
    ends = f"ends at {walk.at.id} {walk.at.words}"
    if held is None or held.true:
        verdict = walk.verdict.value if walk.verdict else "none named: yours, with reason"
        shown = f" (「{walk.condition}」: shown)" if held else ""
        return [f"{ends}: verdict {verdict}{shown}"]
    if held.false:
        return [
            f"{ends}, but 「{walk.condition}」 has not come true: its verdict does not hold",
            "answer the earlier decisions again with the new evidence, or close with a reason",
        ]
    lines = [f"{ends}: pending, 「{walk.condition}」 is not shown ({held.why})"]
    if held.again is None:
        return [*lines, "close_case needs recheck: when to look again, and the call"]
    at, call = held.again.at, calls.line(held.again.call)
    if not any(call in line for line in first.lines):
        lines.append(f"recheck at {stamp(at)} ({jst(at)}): {call}")
    return [*lines, f"then answer {walk.at.id}"]
