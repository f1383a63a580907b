"""`kurosai scenario check`: whether a scenario's answer is in its world, and only there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from kurosai.bench import facts
from kurosai.bench.plain import plain
from kurosai.bench.running import running
from kurosai.errors import BadInput, Fault, Refused
from kurosai.library.path_text import retrace
from kurosai.library.places import default_runbooks
from kurosai.library.shelf import Library
from kurosai.sandbox.scenario import load
from kurosai.sandbox.world import build
from kurosai.vocabulary import Verdict

if TYPE_CHECKING:
    from kurosai.bench.plain import Plain, Seen
    from kurosai.bench.running import Running
    from kurosai.sandbox.schema import Scenario
    from kurosai.sandbox.schema_key import Distractor, Fact
    from kurosai.sandbox.world import World
    from kurosai.vocabulary import Json

_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong (`fault`) or may mislead whoever judges by it (`warning`), and where."""

    level: Literal["fault", "warning"]
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A scenario, what was found about it, and how many facts its world shows."""

    scenario: Scenario
    findings: tuple[Finding, ...]
    shown: int
    facts: int

    @property
    def good(self) -> bool:
        """Whether it may be used."""
        return not any(one.level == "fault" for one in self.findings)


def check(path: Path) -> Checked:
    """Boot a scenario's world and look for every fact of its key through the plain APIs.

    Raises BadInput for a file that is no scenario, with file and line.
    """
    scenario = load(path)
    found = [*_twin(path, scenario)]
    with running(path) as world, plain(world.environment, scenario.world) as api:
        seen = _looked(scenario, api, found)
        found += _entry(scenario, world)
    found += _mixed_up(scenario, seen)
    found += _noisy(scenario)
    shown = sum(1 for one in seen.values() if one is not None)
    return Checked(scenario, tuple(found), shown, len(_facts(scenario)))


def _facts(scenario: Scenario) -> Mapping[str, Fact]:
    key = scenario.key
    wrong = {f"distractors.{name}": fact for name, fact in key.distractors.items()}
    return {**{f"decisive.{name}": fact for name, fact in key.decisive.items()}, **wrong}


def _looked(scenario: Scenario, api: Plain, found: list[Finding]) -> dict[str, Seen | None]:
    """What the last look of each fact showed; None, and a finding, where it is not the fact."""
    result: dict[str, Seen | None] = {}
    for name, fact in _facts(scenario).items():
        result[name] = None
        try:
            *_, last = api.looks(fact.looks)
        except Fault as fault:
            found.append(Finding("fault", f"key.{name}", str(fault)))
            continue
        if facts.in_plain(fact, last):
            result[name] = last
        else:
            found.append(Finding("fault", f"key.{name}", _missed(fact, last)))
    return result


def _missed(fact: Fact, seen: Seen) -> str:
    said = f"{seen.asked} shows {len(seen.text):,} characters"
    if fact.nothing:
        return f"{said}; the fact is that nothing is there."
    lost = [one for one in fact.shows if not re.search(one, seen.text, re.M)]
    if lost:
        return f"{said}, none of them like {', '.join(map(repr, lost))}: {_short(seen.text)}"
    often = len(re.findall(fact.shows[0], seen.text, re.M))
    return f"{said}, {often} times {fact.shows[0]!r}, not {fact.times}."


def _twin(path: Path, scenario: Scenario) -> Iterator[Finding]:
    name = scenario.key.twin
    if name is None:
        return
    other = path.with_name(f"{name}.yaml")
    try:
        twin = load(other)
    except BadInput as fault:
        yield Finding("fault", "key.twin", f"{name}: {fault}")
        return
    mine, its = scenario.key, twin.key
    if twin.arrives.kind != scenario.arrives.kind:
        yield Finding("fault", "key.twin", f"{name} is an {twin.arrives.kind}: not the same face.")
    if (mine.verdict, mine.cause_code) == (its.verdict, its.cause_code):
        yield Finding("fault", "key.twin", f"{name} has the same verdict and cause: no twin.")


def _entry(scenario: Scenario, world: Running) -> Iterator[Finding]:
    """Whether the runbook entry is there and the path leads through its flowchart to an end."""
    key = scenario.key
    if not key.entry:
        return
    folder = Path(world.environment.get("KUROSAI_RUNBOOKS") or default_runbooks())
    try:
        entry = Library.load(folder).entry(key.entry)
    except Fault as fault:
        yield Finding("fault", "key.entry", str(fault))
        return
    if not key.path:
        return
    if entry.chart is None:
        yield Finding("fault", "key.path", f"{key.entry} has no flowchart.")
        return
    try:
        steps = retrace(entry.chart, key.path)
    except (BadInput, Refused) as fault:
        yield Finding("fault", "key.path", str(fault))
        return
    # Who cannot know cannot go on; whoever concludes has come to an end.
    if key.verdict is not Verdict.UNKNOWN and entry.chart.exits.get(steps[-1].node.id):
        yield Finding("warning", "key.path", f"It stops at {steps[-1].node.id}, which is no end.")


def _mixed_up(scenario: Scenario, seen: Mapping[str, Seen | None]) -> Iterator[Finding]:
    """Whether the patterns of a decisive fact fit what misleads as well."""
    for name, fact in scenario.key.decisive.items():
        for other, distractor in scenario.key.distractors.items():
            look = seen[f"distractors.{other}"]
            # What is counted is bounded by its look.
            if look is None or fact.nothing or fact.times is not None:
                continue
            texts = [text for text in leaves(look.text) if _is(distractor, text)]
            if any(_is(fact, text) for text in texts):
                where = f"key.decisive.{name}"
                yield Finding("warning", where, f"It fits the distractor {other!r} as well.")


def _noisy(scenario: Scenario) -> Iterator[Finding]:
    """Whether what only happens besides fits a decisive fact."""
    if scenario.noise is None:
        return
    quiet = build(scenario.model_copy(update={"noise": None}))
    told = {event.message for stream in quiet.log_streams for event in stream.events}
    besides = [text for text in _besides(build(scenario), quiet) if text not in told]
    for name, fact in scenario.key.decisive.items():
        fits = [] if fact.nothing else [text for text in besides if _is(fact, text)]
        if fits:
            some = f"{len(fits):,} of the noise fit as well, like {_short(fits[0])}"
            yield Finding("warning", f"key.decisive.{name}", some)


def _is(fact: Fact | Distractor, text: str) -> bool:
    return all(re.search(pattern, text, re.M) for pattern in fact.shows)


def _besides(world: World, quiet: World) -> Iterator[str]:
    """What one can read of a world, log event by log event and job by job, but of its own jobs."""
    for stream in world.log_streams:
        for event in stream.events:
            yield event.message
    for number in world.jobs.keys() - quiet.jobs.keys():
        # Near enough to what the API says, at a fifth of the time that its JSON takes.
        yield repr(world.jobs[number]).replace("'", '"').replace("None", "null")


def leaves(text: str) -> Iterator[str]:
    """What is inside a JSON text, object by object; a text that is no JSON as it is."""
    try:
        body = cast("Json", json.loads(text))
    except ValueError:
        yield text
        return
    yield from _leaves(body)


def _leaves(body: Json) -> Iterator[str]:
    if isinstance(body, dict):
        plain_ones = {k: v for k, v in body.items() if not isinstance(v, dict | list)}
        if plain_ones:
            yield json.dumps(plain_ones, ensure_ascii=False)
        for value in body.values():
            yield from _leaves(value)
    elif isinstance(body, list):
        for value in body:
            yield from _leaves(value)
    else:
        yield str(body)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}..."
