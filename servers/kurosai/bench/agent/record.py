"""What a host did in a world, from the world's ledger and from the wire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from kurosai.bench.agent import wire_tap
from kurosai.cases import story
from kurosai.cases.judgement import Judgement, load
from kurosai.errors import Fault
from kurosai.library import mermaid
from kurosai.library.walk import walk
from kurosai.rehearsal.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from kurosai.evidence.ledger import Ledger
    from kurosai.evidence.record import Evidence

MOST_EVIDENCE = 10_000
_READ_AGAIN = "read_evidence"


@dataclass(frozen=True, slots=True)
class Case:
    """One case. `state` is open, pending or closed; `path` as it stands, "" for no walk.

    `entry` is the runbook entry that it follows, "" for none or one that was left; `chart` its
    flowchart, `answered` the ids of evidence that its answers there name. `judgement` is None while
    it is open.
    """

    id: str
    state: str
    entry: str = ""
    chart: str = ""
    path: str = ""
    left: str = ""
    answered: tuple[str, ...] = ()
    judgement: Judgement | None = None
    drafted: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A text that the host was shown, and the server that read it."""

    server: str
    evidence: str
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """All calls in order, what was shown of the world, and the cases, oldest first.

    `wired` is False where nothing passed the tap: then `calls` are those of the ledger, and what
    was refused is not among them.
    """

    calls: tuple[Answer, ...] = ()
    shown: tuple[Shown, ...] = ()
    cases: tuple[Case, ...] = ()
    wired: bool = True


def read(ledger: Ledger, wire: Path) -> Record:
    """The record of a world, by its ledger and the folder of the tap. Raises LedgerFailed."""
    evidence = ledger.since(0, most=MOST_EVIDENCE)
    opened = ledger.events_of_kind(story.OPENED, most=MOST_EVIDENCE)
    calls = _calls(wire_tap.sent(wire), evidence)
    return Record(
        calls=calls or tuple(_recorded(one) for one in evidence),
        shown=(*_recorded_texts(evidence), *_read_again(calls, evidence)),
        cases=tuple(_case(ledger, one.case) for one in reversed(opened)),
        wired=bool(calls) or not evidence,
    )


def _calls(sent: Iterable[wire_tap.Sent], evidence: Sequence[Evidence]) -> tuple[Answer, ...]:
    """Every call of a tool that was answered, in the order in which the host asked."""
    servers = {one.id: one.server for one in evidence}
    found: list[Answer] = []
    for one in sorted(sent, key=lambda one: one.at):
        if one.method != "tools/call":
            continue
        given = one.asked.get("arguments")
        # Anything else the server refuses, and that is seen.
        arguments = cast("dict[str, Any]", given) if isinstance(given, dict) else {}
        call = Answer(one.server, str(one.asked.get("name")), arguments, one.text, one.refused, 0.0)
        server = servers.get(call.evidence, one.server)
        found.append(Answer(server, call.tool, arguments, one.text, one.refused, 0.0))
    return tuple(found)


def _recorded(one: Evidence) -> Answer:
    return Answer(one.server, one.tool, one.asked, one.text, error=False, milliseconds=0.0)


def _recorded_texts(evidence: Sequence[Evidence]) -> list[Shown]:
    return [Shown(one.server, one.id, one.text) for one in evidence]


def _read_again(calls: Sequence[Answer], evidence: Sequence[Evidence]) -> list[Shown]:
    """Further rows of a recorded result: shown as another server's, and read all the same."""
    servers = {one.id: one.server for one in evidence}
    asked = [(str(one.arguments.get("evidence")), one) for one in calls if one.tool == _READ_AGAIN]
    return [Shown(servers[name], name, one.text) for name, one in asked if name in servers]


def _case(ledger: Ledger, name: str) -> Case:
    told = story.load(ledger, name)
    done = told.conclusion
    pin = None if told.left else told.pin
    return Case(
        id=name,
        state=told.state,
        entry=pin.entry if pin else "",
        chart=pin.chart if pin else "",
        path=_path(ledger, told),
        left=told.left,
        answered=tuple(name for one in told.answers for name in one.evidence),
        judgement=load(done.judgement) if done else None,
        drafted=told.draft is not None,
    )


def _path(ledger: Ledger, told: story.Story) -> str:
    """The path as it stands. A case that was closed without an answer stands at its first question.

    One that nobody walked or closed stands nowhere.
    """
    if told.pin is None or not told.pin.chart or told.left:
        return ""
    if not told.answers and told.conclusion is None:
        return ""
    try:
        return walk(mermaid.parse(told.pin.chart), told.answers).path_text
    except Fault:
        # As it was printed when it was walked; whoever compares it will say what is wrong.
        walked = [one for one in ledger.events(told.id) if one.kind == story.WALKED]
        return str(walked[-1].body["path"]) if walked else ""
