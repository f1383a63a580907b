"""Ledgers of many concluded and graded cases, written event by event as the servers write them.

The cases walk the charts of a library at random, with a seed: most ways are common, some rare. A
report's size is that of a real one. What is graded low lies mostly in one entry and one branch, so
that whoever looks for it should find it there.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from kurosai.cases import story, trigger
from kurosai.cases.story import Pin
from kurosai.evidence import chain, codec, schema
from kurosai.evidence.ids import new_id
from kurosai.library.flowchart import NodeKind
from kurosai.library.walk import Answer, walk
from kurosai.vocabulary import Json, Verdict, stamp

if TYPE_CHECKING:
    from kurosai.evidence.ledger import Ledger
    from kurosai.library.page import Entry
    from kurosai.library.shelf import Library

Written = tuple[str, str, datetime, Mapping[str, Json]]
"""Case, kind, when, body."""

BATCH = 5_000
ALERT = """\
:rotating_light: crois-v2:prd:lambda core-v2-crois-gke-health-checker
Errors >= 1  ({start} - {end})
{line}
"""


@dataclass(frozen=True, slots=True)
class Habits:
    """How a team works: shares from 0 to 1."""

    inquiries: float = 0.15
    unmatched: float = 0.1
    graded: float = 0.5
    left: float = 0.03
    waived: float = 0.01
    corrected: float = 0.01
    signatures: int = 400
    """How many different errors no page shows."""
    mended: datetime | None = None
    """From when on the page that led to low grades is a good one."""


def write(ledger: Ledger, events: Iterable[Written], operator: str = "operator") -> int:
    """Append events in bulk; how many."""
    count = 0
    batch: list[dict[str, Any]] = []

    def linked(connection: sa.Connection) -> None:
        for row in batch:
            chain.add(connection, schema.event, row, chain.content(row))

    def insert() -> None:
        ledger.index(linked)
        batch.clear()

    for case, kind, at, body in events:
        row = {"case_id": case, "kind": kind, "at": stamp(at), "operator": operator}
        batch.append({**row, "body": codec.dump(body)})
        count += 1
        if len(batch) == BATCH:
            insert()
    if batch:
        insert()
    return count


def cases(
    library: Library,
    number: int,
    first: datetime,
    last: datetime,
    *,
    seed: int = 1,
    habits: Habits = Habits(),
) -> Iterator[Written]:
    """`number` cases opened from first to last, each with all its events."""
    draw = random.Random(seed)
    entries = [one for one in library.entries if one.chart is not None]
    step = (last - first) / max(number - 1, 1)
    told = {one.id: _alert(_line(one), first) for one in entries}
    asked = trigger.parse("job 16902244 failed and there is no log", "en", first)
    for place in range(number):
        at = first + step * place
        case = new_id()
        if draw.random() < habits.inquiries:
            yield from _inquiry(case, asked, at, draw, habits, place)
        elif draw.random() < habits.unmatched:
            yield from _unmatched(case, first, at, draw, habits)
        else:
            # The first entries are the common ones; the last one is never used.
            entry = entries[min(int(draw.expovariate(0.7)), len(entries) - 2)]
            yield from _alerted(case, told[entry.id], entry, at, draw, habits)


def _alerted(
    case: str,
    told: trigger.Trigger,
    entry: Entry,
    at: datetime,
    draw: random.Random,
    habits: Habits,
) -> Iterator[Written]:
    chart = entry.chart
    assert chart is not None
    pin = Pin(entry.id, entry.title, entry.digest, chart.source)
    yield case, story.OPENED, at, _opened(told, pin, entry.id)
    answers: list[Answer] = []
    here = walk(chart, answers)
    while not here.ended:
        exits = here.choices
        choice = exits[min(int(draw.expovariate(1.2)), len(exits) - 1)]
        answers.append(Answer(here.at.id, choice, (new_id(),)))
        here = walk(chart, answers)
        if draw.random() < habits.left:
            break
    walked = story.walked_body(tuple(answers), here.path_text, ())
    yield case, story.WALKED, at + timedelta(minutes=4), walked
    if not here.ended:
        why = f"{here.at.id} does not fit: the task never started, which the page does not know"
        yield case, story.LEFT, at + timedelta(minutes=5), {"why": why, "path": here.path_text}
    # One entry's escalations are what the reports are bad at.
    hard = entry.number == "002" and len(answers) > 2
    if entry.number == "001" and habits.mended is not None:
        hard = at < habits.mended
    yield from _concluded(case, at, draw, habits, hard=hard or not here.ended, entry=entry.id)


def _inquiry(
    case: str,
    told: trigger.Trigger,
    at: datetime,
    draw: random.Random,
    habits: Habits,
    place: int,
) -> Iterator[Written]:
    job = str(16_000_000 + place)
    told = replace(told, text=told.text.replace("16902244", job), jobs=(job,))
    yield case, story.OPENED, at, _opened(told, None, f"job {job}")
    yield from _concluded(case, at, draw, habits, hard=draw.random() < 0.5)


def _unmatched(
    case: str, first: datetime, at: datetime, draw: random.Random, habits: Habits
) -> Iterator[Written]:
    kind = min(int(draw.expovariate(8 / habits.signatures)), habits.signatures - 1)
    line = f"[dispatcher] error: queue kind-{kind} refused the message"
    told = _alert(line, first)
    yield case, story.OPENED, at, _opened(told, None, f"dispatcher queue kind-{kind} refused")
    yield from _concluded(case, at, draw, habits, hard=draw.random() < 0.4)


def _concluded(
    case: str, at: datetime, draw: random.Random, habits: Habits, *, hard: bool, entry: str = ""
) -> Iterator[Written]:
    done = at + timedelta(minutes=7)
    waived = draw.random() < habits.waived
    yield case, story.CLOSED, done, _report(waived=waived)
    if draw.random() < habits.graded:
        weights = (2, 3, 8, 2) if hard else (1, 2, 9, 4)
        # Who finds a report good finds most of it good.
        first = draw.choices((1, 2, 3, 4), weights)[0]
        axes = [min(4, max(1, first + draw.choice((0, 0, 0, 0, -1, 1)))) for _ in range(3)]
        comment = draw.choice(("", "", "", "the log's place was missing")) if hard else ""
        yield case, "graded", done + timedelta(hours=2), graded(axes, comment, entry=entry)
    if draw.random() < habits.corrected:
        yield case, "corrected", done + timedelta(days=1), {"by": new_id()}


def graded(
    axes: Sequence[int], comment: str = "", grader: str = "operator", entry: str = ""
) -> dict[str, Json]:
    accuracy, clarity, completeness = axes
    return {
        "accuracy": accuracy,
        "clarity": clarity,
        "completeness": completeness,
        "comment": comment,
        "grader": grader,
        "kind": "alert",
        "entry": entry,
    }


def _report(*, waived: bool) -> dict[str, Json]:
    text = "ジョブ自体はSUCCEEDEDで終了しており、書き込みの遅延とみられる。\n" * 20
    waiver = "山田太郎: 別の画面で確認した" if waived else ""
    return story.concluded_body(
        state=story.CLOSED,
        verdict=Verdict.NO_ACTION,
        digest="0123456789ab",
        blocks=int(waived),
        operator_report=text,
        short="対応不要",
        judgement={"verdict": "no_action", "cause": ["x" * 200], "waiver": waiver},
        recheck=None,
    )


def _opened(told: trigger.Trigger, pin: Pin | None, mark: str) -> dict[str, Json]:
    band = "matched" if pin else "none"
    return story.opened_body(told, signature=mark, match={"band": band}, pin=pin, position=0)


def _alert(line: str, first: datetime) -> trigger.Trigger:
    end = first + timedelta(minutes=1)
    text = ALERT.format(start=stamp(first), end=stamp(end), line=line)
    return trigger.parse(text, "ja", end)


def _line(entry: Entry) -> str:
    for sample in entry.samples:
        if sample.log:
            return sample.log[0]
    return f"[healthcheck] error: {entry.title}"


def decisions(entry: Entry) -> int:
    """How many exits its decisions have."""
    chart = entry.chart
    assert chart is not None
    ids = [node.id for node in chart.nodes if node.kind is NodeKind.DECISION]
    return sum(len(chart.exits[one]) for one in ids)
