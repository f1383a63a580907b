"""Which way a case took through its flowchart, so that cases of one way can be counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kurosai.errors import Fault
from kurosai.library import mermaid, words
from kurosai.library.flowchart import NodeKind
from kurosai.library.walk import Answer, Step
from kurosai.library.walk import walk as walk_chart

if TYPE_CHECKING:
    from kurosai.cases.story import Story
    from kurosai.library.flowchart import Flowchart

MOST_WAYS = 4_096
"""Many cases take the same way: so many are remembered."""


@dataclass(frozen=True, slots=True)
class Exit:
    """One exit of a decision, by its words: they stay the same where nodes are only renamed."""

    decision: str
    label: str
    leads_to: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A way through a chart. `way` is for a person (`H4=いいえ > I4`), `ids` the same with yes and
    no in ASCII; `stands` is the text of the node where it stands; `taken` the exits it took.

    A case without a walk has a branch too, which says why in `way`.
    """

    way: str
    ids: str
    stands: str = ""
    taken: tuple[Exit, ...] = ()


WITHOUT = Branch("no runbook", "no runbook")
_UNCHARTED = Branch("no flowchart", "no flowchart")
_UNWALKED = Branch("not walked", "not walked")
_UNREADABLE = Branch("chart not readable any more", "not readable")


def of(told: Story) -> Branch:
    """The branch of a case as it stands."""
    if told.pin is None:
        return WITHOUT
    if not told.pin.chart:
        return _UNCHARTED
    if not told.answers and not told.left:
        return _UNWALKED
    answers = tuple((answer.node, answer.choice) for answer in told.answers)
    return _walked(told.pin.chart, answers, left=bool(told.left))


def exits(chart: Flowchart) -> tuple[Exit, ...]:
    """Every exit of every decision of a chart, in its order."""
    return tuple(
        Exit(node.words, choice, chart.by_id[way.target].words)
        for node in chart.nodes
        if node.kind is NodeKind.DECISION
        for choice, way in zip(chart.choices(node.id), chart.exits[node.id], strict=True)
    )


@lru_cache(maxsize=256)
def _chart(source: str) -> Flowchart:
    return mermaid.parse(source)


@lru_cache(maxsize=MOST_WAYS)
def _walked(source: str, answers: tuple[tuple[str, str], ...], *, left: bool) -> Branch:
    try:
        chart = _chart(source)
        walk = walk_chart(chart, [Answer(node, choice) for node, choice in answers])
    except Fault:
        # It was walked by an earlier version, which read the chart otherwise.
        return _UNREADABLE
    decided = [
        step for step in walk.path if step.edge is not None and step.node.kind is NodeKind.DECISION
    ]
    end = walk.path[-1].node
    last = f"left at {end.id}" if left else end.id if walk.ended else f"stands at {end.id}"
    taken = tuple(
        Exit(step.node.words, step.choice, chart.by_id[_target(chart, step)].words)
        for step in decided
    )
    return Branch(
        " > ".join([*(f"{step.node.id}={step.choice}" for step in decided), last]),
        " > ".join([*(_in_ascii(chart, step) for step in decided), last]),
        end.words,
        taken,
    )


def _target(chart: Flowchart, step: Step) -> str:
    ways = chart.exits[step.node.id]
    return next(way.target for way in ways if way.edge == step.edge)


def _in_ascii(chart: Flowchart, step: Step) -> str:
    """`H4=no`, or where it leads if the answer is neither yes nor no."""
    side = words.shipped().side(step.choice)
    if side is None:
        return f"{step.node.id}>{_target(chart, step)}"
    return f"{step.node.id}={'yes' if side else 'no'}"


def joined(exits: Sequence[Exit]) -> str:
    """Exits in a line of words."""
    return "; ".join(f"{one.decision} → {one.label} → {one.leads_to}" for one in exits)
