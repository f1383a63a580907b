"""What the ledger remembers around a new case: others like it, how often, and the last logins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kurosai.cases import finding, indexing, likeness, resuming, story
from kurosai.cases.story import Pin, Story
from kurosai.errors import BadInput
from kurosai.evidence.case_terms import Wanted
from kurosai.library.search.tokenizer import terms
from kurosai.logs.signature import signature
from kurosai.serving import logins as logins_kept
from kurosai.vocabulary import Call, moment, stamp

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk
    from kurosai.cases.trigger import Trigger
    from kurosai.evidence.case_answers import Answers
    from kurosai.evidence.case_rows import Indexed
    from kurosai.evidence.ledger import Ledger
    from kurosai.evidence.record import Event

MOST_ALIKE = 3
"""Of the same signature and similar ones together: each costs whoever reads it a line."""

SECONDS = 2.0
LATELY = timedelta(days=7)
_LOOKED = 20
"""Cases of a neighbour's kind that are looked at for one that has none of several jobs."""

_CLOSE = 0.6
"""Of the weight of its line's words, what a case must have to be called similar."""
_MASK = re.compile(r"<[a-z]+>")


@dataclass(frozen=True, slots=True)
class Remembered:
    """Lines about earlier cases, and how often there was such a one ("" for the first).

    `instead` is the call to go on with in a case of the same alert, None where there is none.
    """

    lines: tuple[str, ...] = ()
    often: str = ""
    instead: Call | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    desk: Desk
    index: Answers
    told: Trigger
    mark: str
    pin: Pin | None

    @property
    def by_job(self) -> bool:
        """Whether what it is about are jobs alone: a question without an error line."""
        return not (self.told.line or self.told.alert)

    @property
    def marked(self) -> tuple[str, ...]:
        return (indexing.term("g", self.mark),)

    @property
    def alike(self) -> tuple[str, ...]:
        """What each case of the same has one of; of a job, alerts are as much as questions."""
        if self.by_job:
            return tuple(indexing.term("j", job) for job in self.told.jobs)
        return self.marked

    def is_same(self, row: Indexed) -> bool:
        """Whether a case is one of the same, listed or not."""
        if self.by_job:
            return not set(self.told.jobs).isdisjoint(row.jobs.split())
        return row.signature == self.marked[0]


def around(desk: Desk, told: Trigger, mark: str, pin: Pin | None) -> Remembered:
    """What was decided of the same before, and of what is like it; `pin` is what a case opened
    now follows, `mark` its signature."""
    index = desk.index().answers(SECONDS)
    asked = _Asked(desk, index, told, mark, pin)
    notes = finding.missing(index)
    label = "same job" if asked.by_job else "same signature"
    rows, again = _same(asked) if mark else ((), frozenset[int]())
    same = tuple(f"{label}: {_line(asked, row, again=row.number in again)}" for row in rows)
    if same:
        shows = " · read_evidence of its id shows the report"
        at = next((place for place, row in enumerate(rows) if row.verdict), None)
        same = tuple(f"{one}{shows if place == at else ''}" for place, one in enumerate(same))
    elif mark:
        same = (f"{label}: no earlier case",)
    similar = tuple(_similar(asked, rows))
    often = _often(asked) if rows else ""
    return Remembered((*notes, *same, *similar), often, _instead(asked, rows, again))


def _instead(asked: _Asked, rows: tuple[Indexed, ...], again: frozenset[int]) -> Call | None:
    """Where to go on with an alert that a case was opened for already."""
    for row in rows:
        if row.number in again and row.state != story.CLOSED:
            other = story.load(asked.desk.ledger(), row.case_id)
            if not _hinders(asked.desk, other, asked.pin):
                return resuming.call(other)
    return None


def _same(asked: _Asked) -> tuple[tuple[Indexed, ...], frozenset[int]]:
    """The cases of this signature that matter, newest first, and which are of the same alert.

    One to go on with and the last decision come before others that are newer.
    """
    index, alike = asked.index, asked.alike
    rows = list(index.page(Wanted((alike,)), most=MOST_ALIKE))
    if not rows:
        return (), frozenset()
    decided = tuple(indexing.term("s", one) for one in (story.CLOSED, story.PENDING))
    first = list(index.page(Wanted((alike, decided)), most=1))
    again: tuple[Indexed, ...] = ()
    if asked.told.period is not None:
        at = (indexing.period_term(asked.told.period),)
        again = index.page(Wanted((asked.marked, at)), most=MOST_ALIKE)
        first = [*[row for row in again if row.state != story.CLOSED][:1], *first]
    kept = list({row.number: row for row in (*first, *rows)}.values())[:MOST_ALIKE]
    kept.sort(key=lambda row: -row.number)
    return tuple(kept), frozenset(row.number for row in again)


def _similar(asked: _Asked, same: tuple[Indexed, ...]) -> Iterator[str]:
    """Cases of another signature, each with what it has in common."""
    room = MOST_ALIKE - len(same)
    if room <= 0:
        return
    found: dict[int, tuple[Indexed, list[str]]] = {}
    for why, row in _neighbours(asked):
        found.setdefault(row.number, (row, []))[1].append(why)
    for row, whys in list(found.values())[:room]:
        yield f"similar, not the same ({', '.join(whys)}): {_line(asked, row, again=False)}"


def _neighbours(asked: _Asked) -> Iterator[tuple[str, Indexed]]:
    index, told = asked.index, asked.told
    groups: list[tuple[str, tuple[str, ...]]] = []
    if told.jobs and (told.line or told.alert):
        groups.append(("same job", tuple(indexing.term("j", job) for job in told.jobs)))
    if told.name and told.kind not in indexing.PASSING:
        groups.append(("same resource", (indexing.term("r", told.title),)))
    if asked.pin is not None:
        groups.append(("same entry", (indexing.term("e", asked.pin.entry),)))
    for why, group in groups:
        decided = tuple(indexing.term("s", one) for one in (story.CLOSED, story.PENDING))
        yield from (
            (why, row) for row in _newest(asked, (group, decided)) or _newest(asked, (group,))
        )
    said = told.line or (told.condition if told.alert else "")
    if said:
        words = [word for word in terms(_MASK.sub(" ", signature(said))) if not word.isdigit()]
        near, _ = likeness.nearest(index, words, share=_CLOSE, most=MOST_ALIKE + 1)
        rows = [
            row for row in index.of(near) if not asked.is_same(row) and row.state != story.DISCARDED
        ]
        yield from (("similar words", row) for row in rows[:MOST_ALIKE])


def _newest(asked: _Asked, groups: tuple[tuple[str, ...], ...]) -> tuple[Indexed, ...]:
    """The newest case of these groups that is none of the same."""
    # The index leaves out what has all of some terms, so of several jobs it cannot.
    several = len(asked.alike) > 1
    wanted = Wanted(groups, () if several else asked.alike)
    found = asked.index.page(wanted, most=_LOOKED if several else 1)
    return tuple(row for row in found if not asked.is_same(row))[:1]


def _often(asked: _Asked) -> str:
    """How often there was such a case: `5 cases of it before, 3 in the last 7 days`."""
    since = asked.desk.now() - LATELY
    every = asked.index.count(Wanted((asked.alike,)), most=1_000)
    lately = asked.index.count(
        Wanted((asked.alike,), since=stamp(since)[:19], until=stamp(asked.desk.now())[:19]),
        most=1_000,
    )
    many = f"more than {1_000:,}" if every > 1_000 else str(every)
    return f"{many} case{'' if every == 1 else 's'} of it before, {lately} in the last 7 days"


def _hinders(desk: Desk, other: Story, pin: Pin | None) -> str:
    """Why nobody should go on in another case, although it is of the same alert; "" if he can."""
    own = other.pin
    if own is None:
        return "it was opened without a runbook" if pin is not None else ""
    try:
        digest = desk.library().card(own.entry).digest
    except BadInput:
        return "its page is no longer there"
    if digest != own.digest:
        return "its page has changed since"
    if pin is None or pin.entry == own.entry:
        return "" if own.chosen or other.left or pin is not None else f"it follows {own.entry}"
    return f"it {'left' if other.left else 'follows'} {own.entry}"


def _line(asked: _Asked, row: Indexed, *, again: bool) -> str:
    """When, how it ended and why, how that was graded, and what corrects it."""
    line = (
        f"{row.case_id} opened {stamp(moment(row.opened_at))}, {row.state} {row.verdict}".rstrip()
    )
    if row.state == story.CLOSED:
        same = " (the same alert)" if again else ""
        marks = (finding.graded(row), finding.waived(row), finding.corrected(row))
        told = (f"{line}{same}: {row.cause}", *marks)
        return " · ".join(one for one in told if one)
    other = story.load(asked.desk.ledger(), row.case_id)
    done = other.conclusion
    if done is not None and done.recheck:
        line += f" until {done.recheck}"
    if not again:
        return f"{line}: {row.cause}" if row.cause else line
    hinders = _hinders(asked.desk, other, asked.pin)
    if hinders:
        return f"{line}: the same alert, but {hinders}: go on here"
    return f"{line}: the same alert; go on there instead of here"


def logins(ledger: Ledger, now: datetime) -> tuple[str, ...]:
    """How the last login of each server went: `aws ok`, with its time where that is not FRESH;
    those that went alike together; nothing for one that never did."""
    latest: dict[str, Event] = {}
    for event in ledger.events_of_kind(logins_kept.KIND):
        latest.setdefault(str(event.body.get("server")), event)
    alike: dict[str, list[str]] = {}
    for server, event in sorted(latest.items()):
        alike.setdefault(_login(server, event, now), []).append(server)
    return tuple(f"{' '.join(servers)} {went}" for went, servers in alike.items())


FRESH = timedelta(hours=1)
_IN_PLACES = ("aws",)


def _login(server: str, event: Event, now: datetime) -> str:
    body = event.body
    at = _clock(event.at, now)
    if not body.get("ok"):
        return f"FAILED {at} ({body.get('why')})"
    place = str(body.get("identity", "")).removeprefix(server).strip()
    # Of several accounts and regions, it matters which is asked; of others it is an address.
    where = f" as {place}" if place and server in _IN_PLACES else ""
    until = str(body.get("until") or "")
    if not until:
        lately = timedelta() <= now - event.at < FRESH
        return f"ok{where}" if lately else f"ok {at}{where}"
    end = moment(until)
    if end <= now:
        return f"RAN OUT {_clock(end, now)}{where}"
    return f"ok until {_clock(end, now)}{where}"


def _clock(at: datetime, now: datetime) -> str:
    return f"{at:%H:%M}Z" if at.date() == now.date() else f"{at:%m-%d %H:%M}Z"
