"""The way through the runbook that the key names, answered with what was read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kurosai.bench import facts
from kurosai.bench.conclusions import sights
from kurosai.errors import Fault
from kurosai.library.path_text import retrace
from kurosai.library.places import default_runbooks
from kurosai.library.shelf import Library
from kurosai.library.walk import Answer, walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kurosai.bench.conclusions.parts import Answers
    from kurosai.bench.conclusions.reading import Reading
    from kurosai.environment import Environment
    from kurosai.library.flowchart import Flowchart
    from kurosai.library.walk import Step
    from kurosai.sandbox.schema import Scenario
    from kurosai.vocabulary import Verdict


@dataclass(frozen=True)
class Walked:
    """The answers of a good walk and its path in text, or why the runbook was left.

    `entry` is the one to choose where nothing matched it, "" otherwise, and `open_end` whether it
    ends without a verdict of its own. `chart` is of the entry that the key names, None where no
    entry fits or nothing is walked; `samples` are the log lines that the entry shows.
    """

    answers: Answers = ()
    path: str = ""
    entry: str = ""
    open_end: bool = False
    leave: str = ""
    chart: Flowchart | None = None
    samples: tuple[str, ...] = ()


def planned(scenario: Scenario, reading: Reading, environment: Environment) -> Walked:
    """What the key says about the walk; nothing where it names no entry."""
    key = scenario.key
    if not key.entry:
        return Walked()
    folder = Path(environment.get("KUROSAI_RUNBOOKS") or default_runbooks())
    try:
        entry = Library.load(folder).entry(key.entry)
        steps = [*retrace(entry.chart, key.path)] if entry.chart and key.path else []
    except Fault:
        return Walked()
    shown = (line for one in entry.samples for line in one.log)
    samples = tuple(dict.fromkeys(quote for line in shown if (quote := sights.quotable(line))))
    cited = _deciding(scenario, reading)
    answers = [
        {"node": step.node.id, "choice": step.choice, "evidence": cited}
        for step in steps
        if step.choice
    ]
    after = _recovered(reading)
    if after and entry.chart and _waits(entry.chart, steps):
        # An end that asks how the next run went, answered with the reading that saw it.
        answers.append({"node": steps[-1].node.id, "choice": "はい", "evidence": [after]})
    # Where nothing matched it, it is chosen, as a person would who knows the page.
    matched = re.search(rf"runbook: matched .*{re.escape(key.entry)}", reading.opened.text)
    chosen = key.entry if answers and not matched else ""
    open_end = bool(answers and entry.chart) and _end(entry.chart, steps) is None
    return Walked(tuple(answers), key.path, chosen, open_end, chart=entry.chart, samples=samples)


def _deciding(scenario: Scenario, reading: Reading) -> list[str]:
    """The results that show what decides; all that were read where none of them does."""
    shown = [
        one.id
        for fact in scenario.key.decisive.values()
        for one in reading.reads
        if facts.in_result(fact, one.answer.server, one.text)
    ]
    return list(dict.fromkeys(shown)) or list(reading.ids)


def _end(chart: Flowchart | None, steps: Sequence[Step]) -> Verdict | None:
    """The verdict that the way ends with."""
    answers = [Answer(one.node.id, one.choice) for one in steps if one.choice]
    return walk(chart, answers).verdict if chart else None


def _waits(chart: Flowchart, steps: Sequence[Step]) -> bool:
    """Whether the way ends under a condition."""
    return bool(
        walk(chart, [Answer(one.node.id, one.choice) for one in steps if one.choice]).condition
    )


def _recovered(reading: Reading) -> str:
    found = (
        one.read for read in reading.reads for one in sights.of(read) if one.name == "recovered"
    )
    return next(found, "")
