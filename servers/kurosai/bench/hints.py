"""Layer A, no model: how far the `next:` lines of one scenario lead, and whether all was true."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kurosai.bench import facts, truth
from kurosai.bench.baseline import baseline
from kurosai.bench.curve import CALLS, Curve, drawn
from kurosai.bench.follower import Trail, follow
from kurosai.bench.plain import plain
from kurosai.bench.repeated import CASE, changed, plainly
from kurosai.bench.running import running, served
from kurosai.library.path_text import retrace
from kurosai.library.places import default_runbooks
from kurosai.library.shelf import Library
from kurosai.sandbox.scenario import load
from kurosai.sandbox.world import build

if TYPE_CHECKING:
    from kurosai.bench.running import Running
    from kurosai.rehearsal.answers import Answer
    from kurosai.rehearsal.host import Host
    from kurosai.sandbox.schema import Scenario

MOST_CALLS = max(CALLS)

EntryFound = Literal["right", "listed", "later", "wrong", "missed", "rightly none"]
"""Pinned as the key says; one of several that were named; read on the way; another one pinned;
never met; none fits and none was pinned."""

_PINNED = re.compile(r"^runbook: matched(?: by name| by the alert's link)? (\S.*?) \"", re.M)
_NAMED = re.compile(r"^(?:runbook: \w+|by its error line: \w+| ) (\S.*?) \"", re.M)
_PATH = re.compile(r"^case \w{8} · (\S+)")


@dataclass(frozen=True, slots=True)
class Followed:
    """What following the hints of one scenario came to.

    `refused` are results that were errors; `path` is "" where the key has none, else how the walk
    with the key's decisions went; `faults` are untrue words and windows, `leaks` what nobody may
    see; `changed` is the first line that another run gave otherwise, ids aside, "" if none did.
    `plain` is the baseline.
    """

    scenario: Scenario
    curve: Curve
    plain: Curve
    calls: int
    bytes: int
    refused: int
    entry: EntryFound
    path: str
    faults: tuple[str, ...]
    leaks: tuple[str, ...]
    changed: str
    trail: Trail


async def measured(path: Path) -> Followed:
    """Follow the hints of a scenario twice, in two worlds, and judge the first run."""
    scenario = load(path)
    with running(path) as world:
        async with served(world) as host:
            trail = await follow(host, scenario.arrives.text, most=MOST_CALLS)
            walked = await _walked(host, scenario, world, trail)
        variables = world.published()
        with plain(world.environment, scenario.world) as api:
            to_beat = baseline(scenario, api)

    async def again() -> Sequence[str]:
        with running(path) as other:
            async with served(other) as host:
                once_more = await follow(host, scenario.arrives.text, most=MOST_CALLS)
        return plainly(once_more.answers)

    built = build(scenario)
    return Followed(
        scenario=scenario,
        plain=to_beat,
        curve=curve(scenario, trail.answers),
        calls=len(trail.answers),
        bytes=trail.sizes()[-1],
        refused=sum(one.error for one in trail.answers),
        entry=_entry(scenario, trail.answers),
        path=walked,
        faults=tuple(
            fault
            for one in trail.answers
            for fault in (
                *truth.false_words(one, scenario.now),
                *truth.false_counts(one, built),
            )
        ),
        leaks=tuple(
            leak for one in trail.answers for leak in truth.leaks(one, scenario, variables)
        ),
        changed=await changed(plainly(trail.answers), again),
        trail=trail,
    )


def curve(scenario: Scenario, answers: Sequence[Answer]) -> Curve:
    """The curve of some results, read in their order."""
    key = scenario.key
    steps = [
        (
            len(one.text.encode()),
            _shown(key.decisive, one),
            _shown(key.distractors, one),
        )
        for one in answers
    ]
    return drawn(steps, frozenset(key.decisive), frozenset(key.distractors))


def _shown(told: Mapping[str, Any], answer: Answer) -> frozenset[str]:
    if answer.error:
        return frozenset()
    return frozenset(
        name for name, fact in told.items() if facts.in_result(fact, answer.server, answer.text)
    )


def _entry(scenario: Scenario, answers: Sequence[Answer]) -> EntryFound:
    wanted, opened = scenario.key.entry, answers[0].text
    pinned = _PINNED.search(opened)
    if pinned is not None:
        return "right" if pinned[1] == wanted else "wrong"
    if not wanted:
        return "rightly none"
    if any(name == wanted for name in _NAMED.findall(opened)):
        return "listed"
    read = (one.arguments.get("entry") for one in answers if one.tool == "read_runbook")
    return "later" if wanted in read else "missed"


async def _walked(host: Host, scenario: Scenario, world: Running, trail: Trail) -> str:
    """The path that the key's decisions lead along, with the evidence that was reached.

    "same" if it is the key's; else what was said instead. "" where the key has no path.
    """
    key = scenario.key
    case = CASE.match(trail.answers[0].text)
    if not key.path or case is None:
        return "" if not key.path else "no case was opened"
    folder = Path(world.environment.get("KUROSAI_RUNBOOKS") or default_runbooks())
    chart = Library.load(folder).entry(key.entry).chart
    if chart is None:
        return "the entry has no flowchart"
    proof = [one.evidence for one in trail.answers if one.evidence and _shown(key.decisive, one)]
    answers = [
        {"node": step.node.id, "choice": step.choice, "evidence": proof}
        for step in retrace(chart, key.path)
        if step.choice and step.node.kind.value == "decision"
    ]
    found = _entry(scenario, trail.answers)
    if found == "wrong":
        await host.call("cases", "walk", {"case": case[1], "leave": "the page does not fit"})
    if found != "right":
        chosen = {"case": case[1], "entry": key.entry, "leave": "what was read since fits it"}
        await host.call("cases", "walk", chosen)
    told = await host.call("cases", "walk", {"case": case[1], "answers": answers})
    if told.error and "Give a quote" in told.text:
        quote = _quote(key.decisive, trail.answers)
        quoted = [{**one, "quote": quote} for one in answers]
        told = await host.call("cases", "walk", {"case": case[1], "answers": quoted})
    went = _PATH.match(told.text)
    if told.error or went is None:
        return f"refused: {' '.join(told.text.split())[:200]}"
    return "same" if went[1] == key.path else f"other: {went[1]}"


def _quote(told: Mapping[str, Any], answers: Sequence[Answer]) -> str:
    """The words that show the first decisive fact which a reading shows by a line of its own."""
    lines = [
        (one.server, line)
        for one in answers
        if one.evidence
        for line in one.text.split("\n")[1:]
        if not line.startswith("next: ")
    ]
    shown = (
        found[0]
        for fact in told.values()
        for pattern in fact.shows
        for server, line in lines
        if server in fact.sources and (found := re.search(pattern, line))
    )
    return next(shown, "")
