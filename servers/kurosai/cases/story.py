"""A case as its events tell it. Nothing of a case is stored but its history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from kurosai.cases.trigger import Trigger
from kurosai.errors import Refused
from kurosai.evidence import near_ids
from kurosai.evidence.codec import load_again
from kurosai.evidence.kinds import (
    CHOSEN,
    CLOSED,
    CORRECTED,
    DISCARDED,
    DRAFTED,
    JOINED,
    LEFT,
    OPENED,
    PENDING,
    WALKED,
    WORK,
)
from kurosai.library.walk import Answer
from kurosai.vocabulary import Again, Json, Verdict, Window, moment, stamp

if TYPE_CHECKING:
    from kurosai.cases.language import Language
    from kurosai.evidence.ledger import Ledger
    from kurosai.evidence.record import Event


@dataclass(frozen=True, slots=True)
class Pin:
    """The runbook entry of a case as it was when the case was opened, or it was chosen.

    `digest` is the page's; `chart` the flowchart's text ("" if the entry has none). `chosen` says
    who chose an entry that nothing matched ("" for a matched one), and `why` as far as he said it.
    """

    entry: str
    title: str
    digest: str
    chart: str
    chosen: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A report as it was drafted or closed, and what was judged.

    `state` is the one it leads to (`closed` or `pending`), `blocks` how many faults it has,
    `recheck` when to look again ("" for never), `again` with the call if evidence asked for it,
    `recheck_text` as a person wrote it; `short` the form for Slack or the asker; `edited` whether
    the runbook's page was another by then.
    """

    state: str
    verdict: Verdict
    digest: str
    blocks: int
    recheck: str
    operator_report: str
    short: str
    judgement: Mapping[str, Json]
    at: datetime
    by: str
    again: Again | None = None
    recheck_text: str = ""
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """The later case that says otherwise than a closed one; when and by whom it was closed."""

    case: str
    at: datetime
    by: str

    def __str__(self) -> str:
        return f"corrected by {self.case} at {stamp(self.at)} by {self.by}"


@dataclass(frozen=True, slots=True)
class Discard:
    """That a case was opened by mistake: when, who said so, and why."""

    at: datetime
    by: str
    why: str

    def __str__(self) -> str:
        return f"discarded at {stamp(self.at)} by {self.by}: {self.why}"


@dataclass(frozen=True, slots=True)
class Story:
    """One case. `position` is the newest evidence when it was opened; `last` its newest event.

    `first` is its first event's sequence; `joined` who worked on it, each with the sequence of his
    first event; `correction` what corrects it, None while nothing does.

    `pin` is None without a matched or chosen entry; `left` says why the runbook was left, "" if it
    was not, `before` which one was left for another, and why. `answers` are those of the walk, in
    path order. `recheck` is when to look again, as the latest walk or report says. `drafts` are
    those since the case last moved, `earlier` those that it has moved on from; oldest first.
    """

    id: str
    opened_at: datetime
    opened_by: str
    trigger: Trigger
    signature: str
    pin: Pin | None
    position: int
    last: int
    answers: tuple[Answer, ...] = ()
    left: str = ""
    before: str = ""
    drafts: tuple[Conclusion, ...] = ()
    earlier: tuple[Conclusion, ...] = ()
    conclusion: Conclusion | None = None
    first: int = 0
    joined: tuple[tuple[str, int], ...] = ()
    correction: Correction | None = None
    discard: Discard | None = None

    @property
    def state(self) -> str:
        """`open`, `pending`, `closed` or `discarded`."""
        if self.discard is not None:
            return DISCARDED
        return "open" if self.conclusion is None else self.conclusion.state

    @property
    def draft(self) -> Conclusion | None:
        """The last draft that still holds."""
        return self.drafts[-1] if self.drafts else None

    @property
    def last_draft(self) -> Conclusion | None:
        """The last draft, whether it still holds or not: either can be mended."""
        return next(reversed((*self.earlier, *self.drafts)), None)

    @property
    def drafters(self) -> frozenset[str]:
        """Who drafted since the case last moved."""
        return frozenset(one.by for one in self.drafts)

    @property
    def people(self) -> tuple[str, ...]:
        """Who worked on it, in the order in which they came."""
        return tuple(one for one, _ in self.joined)

    def must_be_open(self) -> None:
        """Raise Refused when the case is closed or discarded."""
        if self.discard is not None:
            raise Refused(
                f"Case {self.id} was {self.discard}.",
                "Nothing goes on in it: open_case with the alert makes a new one.",
            )
        done = self.conclusion
        if done is not None and done.state == CLOSED:
            right = self.correction
            raise Refused(
                f"Case {self.id} was closed at {stamp(done.at)} by {done.by} with "
                f"{done.verdict.value} (digest {done.digest}). A closed case does not change.",
                f"It was {right}: read_evidence of that shows what holds now."
                if right
                else "If it was wrong: open_case again with the alert, and close_case the new "
                f"case with corrects {self.id}.",
            )


def load(ledger: Ledger, case: str) -> Story:
    """The case with this id. Raises Refused when there is none."""
    events = ledger.events(case)
    if not events or events[0].kind != OPENED:
        raise Refused(f"There is no case {case}.", unknown(ledger, case))
    return told(events)


def unknown(ledger: Ledger, case: str) -> str:
    """What to do about an id that no case has."""
    if ledger.get([case]):
        return f"{case} is a reading: read_evidence shows it. A case's id is the one after `case`."
    near = near_ids.of(ledger, case)
    meant = f"One letter away: {', '.join(near)}. " if near else ""
    return f"{meant}find_cases finds a case by words, resource or job; open_case makes a new one."


def told(events: Sequence[Event]) -> Story:
    """The case that these events tell, of which the first is `opened`."""
    return list(course(events))[-1]


def course(events: Sequence[Event]) -> Iterator[Story]:
    """The case after each of its events; the first of them opened it."""
    story = _opened(events[0])
    yield story
    for event in events[1:]:
        new = event.kind in _CHANGING and event.operator not in story.people
        joined = (*story.joined, *([(event.operator, event.sequence)] if new else []))
        story = replace(_after(story, event), last=event.sequence, joined=joined)
        yield story


_CHANGING = tuple(kind for kind in WORK if kind not in (JOINED, DISCARDED))


def _moved(story: Story) -> Story:
    """The case where it has moved on from what was drafted."""
    return replace(story, drafts=(), earlier=(*story.earlier, *story.drafts))


def opened_body(
    trigger: Trigger, *, signature: str, match: Mapping[str, Json], pin: Pin | None, position: int
) -> dict[str, Json]:
    """What the event `opened` says; `match` is for people who read the ledger."""
    period = trigger.period
    return {
        "trigger": {
            "text": trigger.text,
            "alert": trigger.alert,
            "language": trigger.language,
            "system": trigger.system,
            "environment": trigger.environment,
            "kind": trigger.kind,
            "name": trigger.name,
            "condition": trigger.condition,
            "period": [stamp(period.start), stamp(period.end)] if period else None,
            "lines": list(trigger.lines),
            "jobs": list(trigger.jobs),
            "notes": list(trigger.notes),
            "alarm": trigger.alarm,
            "where": trigger.where,
        },
        "signature": signature,
        "match": match,
        "pin": None if pin is None else _pin_body(pin),
        "position": position,
    }


def chosen_body(pin: Pin) -> dict[str, Json]:
    """What the event `chosen` says: the entry, and why it is the one. Its operator chose it."""
    return {"pin": _pin_body(pin), "why": pin.why}


def _pin_body(pin: Pin) -> dict[str, Json]:
    return {"entry": pin.entry, "title": pin.title, "digest": pin.digest, "chart": pin.chart}


def walked_body(
    answers: tuple[Answer, ...], path: str, dropped: tuple[str, ...]
) -> dict[str, Json]:
    """What the event `walked` says: all answers that hold now, in path order."""
    return {
        "answers": [
            {
                "node": answer.node,
                "choice": answer.choice,
                "evidence": list(answer.evidence),
                "quote": answer.quote,
            }
            for answer in answers
        ],
        "path": path,
        "dropped": list(dropped),
    }


def concluded_body(
    *,
    state: str,
    verdict: Verdict,
    digest: str,
    blocks: int,
    operator_report: str,
    short: str,
    judgement: Mapping[str, Json],
    recheck: Mapping[str, Json] | None,
    edited: bool = False,
) -> dict[str, Json]:
    """What the events `drafted`, `pending` and `closed` say; see Conclusion."""
    return {
        "state": state,
        "verdict": verdict.value,
        "digest": digest,
        "blocks": blocks,
        "operator_report": operator_report,
        "short": short,
        "judgement": judgement,
        "recheck": recheck,
        "edited": edited,
    }


def _opened(event: Event) -> Story:
    body = _object(event.body)
    return Story(
        id=event.case,
        opened_at=event.at,
        opened_by=event.operator,
        trigger=_trigger(_object(body["trigger"])),
        signature=str(body["signature"]),
        pin=None if body["pin"] is None else _pin(_object(body["pin"])),
        position=int(body["position"]),
        last=event.sequence,
        first=event.sequence,
        joined=((event.operator, event.sequence),),
    )


def _pin(body: Mapping[str, Any]) -> Pin:
    return Pin(str(body["entry"]), str(body["title"]), str(body["digest"]), str(body["chart"]))


def chose(story: Story, pin: Pin) -> Story:
    """The case from then on: it begins anew at the start of the chosen entry.

    Chosen again, with a reason, the entry keeps what was answered.
    """
    own = story.pin
    if own and not story.left and (own.entry, own.digest) == (pin.entry, pin.digest):
        return replace(_moved(story), pin=pin)
    before = f"{story.pin.entry}: {story.left}" if story.pin and story.left else story.before
    return replace(_moved(story), pin=pin, left="", before=before, answers=())


def _after(story: Story, event: Event) -> Story:
    body = _object(event.body)
    if event.kind == WALKED:
        answers = tuple(
            Answer(one["node"], one["choice"], tuple(one["evidence"]), one["quote"])
            for one in body["answers"]
        )
        return replace(_moved(story), answers=answers)
    if event.kind == LEFT:
        return replace(_moved(story), left=str(body["why"]))
    if event.kind == CHOSEN:
        pin = _pin(_object(body["pin"]))
        return chose(story, replace(pin, chosen=event.operator or "unknown", why=str(body["why"])))
    if event.kind == DRAFTED:
        return replace(story, drafts=(*story.drafts, _conclusion(event, body)))
    if event.kind in (PENDING, CLOSED):
        return replace(_moved(story), conclusion=_conclusion(event, body))
    if event.kind == DISCARDED:
        return replace(story, discard=Discard(event.at, event.operator, str(body["why"])))
    if event.kind == CORRECTED:
        return replace(story, correction=Correction(str(body["by"]), event.at, event.operator))
    return story


def _conclusion(event: Event, body: Mapping[str, Any]) -> Conclusion:
    recheck = body["recheck"]
    return Conclusion(
        state=str(body["state"]),
        verdict=Verdict(body["verdict"]),
        digest=str(body["digest"]),
        blocks=int(body["blocks"]),
        recheck="" if recheck is None else str(recheck["at"] or ""),
        operator_report=str(body["operator_report"]),
        short=str(body["short"]),
        judgement=_object(body["judgement"]),
        at=event.at,
        by=event.operator,
        again=load_again(recheck) if recheck and "tool" in recheck else None,
        recheck_text=str(recheck.get("text", "")) if recheck else "",
        # What was written before there was such is taken for unedited.
        edited=bool(body.get("edited")),
    )


def _trigger(body: Mapping[str, Any]) -> Trigger:
    period = body["period"]
    return Trigger(
        text=str(body["text"]),
        alert=bool(body["alert"]),
        language=cast("Language", body["language"]),
        system=str(body["system"]),
        environment=str(body["environment"]),
        kind=str(body["kind"]),
        name=str(body["name"]),
        condition=str(body["condition"]),
        period=Window(moment(period[0]), moment(period[1])) if period else None,
        lines=tuple(body["lines"]),
        jobs=tuple(body["jobs"]),
        notes=tuple(body["notes"]),
        # Neither is in what was written before there were such.
        alarm=str(body.get("alarm", "")),
        where=str(body.get("where", "")),
    )


def _object(body: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", body)
