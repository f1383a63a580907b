"""A case for the next shift, as far as the record knows it: code writes it, a model adds the rest.

Of each case what it is, what is known (with evidence ids), where its walk stands, what was not
seen, and what is due when, with its call.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai import calls
from kurosai.cases import (
    continued,
    drafted,
    faults,
    judgement,
    listing,
    phrasing,
    placed,
    ranked,
    resuming,
    roll,
    scope,
    seen,
    story,
    uncalled,
    walking,
)
from kurosai.cases.phrasing import Phrasing
from kurosai.clock import jst
from kurosai.errors import Refused
from kurosai.library import mermaid
from kurosai.vocabulary import stamp

if TYPE_CHECKING:
    from datetime import datetime

    from kurosai.cases.desk import Desk
    from kurosai.cases.story import Story
    from kurosai.cases.walking import Place
    from kurosai.evidence.ledger import Ledger
    from kurosai.evidence.record import Evidence

MOST_CASES = 20
MOST_READ = 8
MOST_LEFT = 20
"""Ids of readings that there is no room for: each can be read again by its id."""
MOST_FACTS = 3
MOST_OPEN = 8
MOST_OFFERED = 3
_FACT = 140


def of(desk: Desk, case: str) -> str:
    """The case as Markdown, or without an id one line for each that is not done.

    Raises BadInput for an id that no open or pending case has.
    """
    words = phrasing.of(desk.language())
    if not case.strip():
        return "\n".join(_all(desk, words))
    return of_case(desk, roll.find(desk, case, roll.UNDONE))


def of_case(desk: Desk, told: Story) -> str:
    """One case as Markdown, in whatever state it is."""
    ledger, words = desk.ledger(), phrasing.of(desk.language())
    draft = tuple(drafted.lines(desk, told, words))
    parts = _Parts(ledger, told, words, desk.now(), seen.readings(ledger, told), draft)
    return "\n".join(parts.lines())


def _all(desk: Desk, words: Phrasing) -> Iterator[str]:
    ledger, now, say = desk.ledger(), desk.now(), words.hand_over
    listed = roll.listed(desk, roll.UNDONE)
    found = listed.ids
    # Of more than are looked at, nobody has counted the rest.
    count = f"{len(found)}{'+' if len(found) >= roll.MOST else ''}"
    yield f"# {say['all']} ({count}), {_at(now)}"
    if listed.behind:
        yield f"note: {listed.behind}"
    elif not found:
        yield say["none"]
    for case in found[:MOST_CASES]:
        told = story.load(ledger, case)
        parts = _Parts(ledger, told, words, now, ())
        yield f"- {case} {faults.short(told.trigger.title)} · {parts.state} · {parts.opened}"
        yield from (f"  - {say['due']}: {line}" for line in parts.due())
    if len(found) > MOST_CASES:
        yield say["more"].format(count=len(found) - MOST_CASES)


@dataclass(frozen=True, slots=True)
class _Parts:
    ledger: Ledger
    told: Story
    words: Phrasing
    now: datetime
    read: Sequence[Evidence]
    drafted: Sequence[str] = ()

    @property
    def state(self) -> str:
        done, gone = self.told.conclusion, self.told.discard
        if gone is not None:
            return self.words.hand_over["discarded"].format(
                at=_at(gone.at), by=gone.by, why=gone.why
            )
        if done is None:
            return self.words.hand_over["open"]
        return self.words.verdict(done.verdict, pending=True)

    @property
    def opened(self) -> str:
        told = self.told
        return self.words.hand_over["opened"].format(at=_at(told.opened_at), by=told.opened_by)

    def lines(self) -> Iterator[str]:
        say = self.words.hand_over
        place, broken = _place(self.ledger, self.told)
        yield f"# {say['title']}: {self.told.id} {self.told.trigger.title}"
        yield f"**{self.state}** · {self.opened}"
        for heading, lines in (
            ("what", self.what()),
            ("proven", self.proven(place)),
            ("draft", self.drafted),
            ("walk", self.walk(place, broken)),
            ("not_seen", self.not_seen()),
            ("due", self.due() or [say["no_due"]]),
        ):
            shown = list(lines)
            if shown:
                yield f"## {say[heading]}"
                yield from (f"- {line}" for line in shown)

    def what(self) -> Iterator[str]:
        told, say = self.told, self.words.hand_over
        trigger, pin = told.trigger, told.pin
        kind = "alert" if trigger.alert else "inquiry"
        yield f"{say[kind]}: {faults.short(trigger.condition or trigger.text, 200)}"
        if trigger.period is not None:
            yield f"{say['when']}: {_at(trigger.period.start)}"
        if trigger.line:
            yield f"{say['line']}: `{faults.short(trigger.line, 200).replace('`', chr(39))}`"
        if pin is None:
            yield f"{say['runbook']}: {say['no_runbook']}"
            return
        how = say["chosen"] if pin.chosen else say["matched"]
        left = f" · {say['left'].format(why=told.left)}" if told.left else ""
        yield f"{say['runbook']}: {pin.entry} {pin.title} ({how}){left}"

    def proven(self, place: Place | None) -> Iterator[str]:
        """What the walk decided, what was concluded, and of the readings that neither cites those
        that speak of what the case is about, then the newest.
        """
        say = self.words.hand_over
        yield from (walking.said(*answered) for answered in (place.answered if place else ()))
        done = self.told.conclusion
        if done is not None:
            verdict = self.words.verdicts[done.verdict.value]
            said = say["concluded"].format(verdict=verdict, by=done.by)
            yield f"{said}: {' '.join(judgement.load(done.judgement).cause)}"
        cited = seen.cited(self.told)
        others = [one for one in self.read if one.id not in cited]
        if len(others) > MOST_READ:
            trigger = self.told.trigger
            others.sort(key=lambda one: (not scope.speaks_of(one, trigger), -one.sequence))
        shown = sorted(
            (*(one for one in self.read if one.id in cited), *others[:MOST_READ]),
            key=lambda one: one.sequence,
        )
        yield from map(self._reading, shown)
        if len(others) > MOST_READ:
            left = [one.id for one in others[MOST_READ:]]
            more = ", …" if len(left) > MOST_LEFT else ""
            yield f"{say['more_read'].format(count=len(left))}: {', '.join(left[:MOST_LEFT])}{more}"
        if not self.read:
            yield say["nothing"]

    def _reading(self, one: Evidence) -> str:
        title = self.words.reading(one)
        coverage = self.words.coverage(one.coverage)
        facts = [
            f"{self.words.fact(label)}: {faults.short(self.words.value(value), _FACT)}"
            for label, value in list(one.facts.items())[:MOST_FACTS]
        ]
        parts = [f"[{one.id}] {title or one.tool} {one.source}", coverage, "; ".join(facts)]
        return " · ".join(part for part in parts if part)

    def walk(self, place: Place | None, broken: str) -> Iterator[str]:
        say = self.words.hand_over
        if broken:
            yield f"{say['broken']}: {broken}"
        if place is None:
            return
        walk = place.walk
        yield f"`{walk.path_text}`" if place.answered else say["not_started"]
        if not walk.ended:
            ways = " | ".join(walk.choices)
            yield f"{say['asked']}: {walk.at.id} {walk.at.words} ({say['ways']}: {ways})"
            return
        waits = f" · {say['waits'].format(condition=walk.condition)}" if place.waits else ""
        yield f"{say['ended']}: {walk.at.id} {walk.at.words}{waits}"

    def not_seen(self) -> Iterator[str]:
        """What readings left open, what the judgement names, what was offered and not called."""
        say, judged = self.words.hand_over, seen.judged(self.told)
        named = judged.not_looked_at if judged else ()
        yield from named
        missed = [
            listing.missed(one, look, self.words)
            for one in self.read
            if not continued.to_its_end(one, self.read)
            for look in ranked.left_open(one)
            if not any(placed.is_told(one, look, text) for text in named)
        ]
        yield from list(dict.fromkeys(missed))[-MOST_OPEN:]
        made = uncalled.made(self.ledger, self.told, self.read)
        offered = uncalled.offered(self.read, made)[:MOST_OFFERED]
        yield from (f"{say['offered']}: `{calls.line(one)}`" for one in offered)
        if not named and not missed and not offered:
            yield say["all_seen"]

    def due(self) -> list[str]:
        """When to look again and with which call; empty where nothing waits."""
        done, say = self.told.conclusion, self.words.hand_over
        place, _ = _place(self.ledger, self.told)
        then, again = "", None
        if place is not None and place.held is not None and place.waits:
            then = f" · {say['then'].format(node=place.walk.at.id)}"
            again = place.held.again
        if done is not None:
            if not resuming.due(self.ledger, self.told, self.now).lines:
                return []
            again = done.again
            if again is None:
                return [done.recheck_text]
        if again is None:
            return []
        when = say["not_before" if self.now < again.at else "due_since"].format(at=_at(again.at))
        return [f"{when}: `{calls.line(again.call)}`{then}"]


def _place(ledger: Ledger, told: Story) -> tuple[Place | None, str]:
    """Where the walk stands; what is wrong with it if it does not."""
    if told.pin is None or told.left or not told.pin.chart:
        return None, ""
    try:
        return walking.locate(ledger, told, mermaid.parse(told.pin.chart), told.answers), ""
    except Refused as fault:
        return None, str(fault)


def _at(at: datetime) -> str:
    return f"{stamp(at)} ({jst(at)})"
