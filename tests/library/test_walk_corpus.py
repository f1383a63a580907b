"""Walks through real charts, where that corpus is at hand: each exit can be chosen, each walk ends.

The charts are those with a decision; each is walked depth first, a node at most twice.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from kurosai.errors import Refused
from kurosai.library import trail
from kurosai.library.flowchart import ChartError, Flowchart, NodeKind
from kurosai.library.mermaid import parse
from kurosai.library.path_text import retrace
from kurosai.library.walk import Answer, Walk, walk

CORPORA = Path(
    os.environ.get("KUROSAI_CORPORA") or Path(__file__).resolve().parents[3] / "shared" / "corpora"
)
FILE = CORPORA / "mermaid_flowcharts.jsonl"
MOST = 60

pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="the corpus is not here")


def _charts() -> list[Flowchart]:
    found: list[Flowchart] = []
    for line in FILE.read_text("utf-8").splitlines():
        try:
            chart = parse(json.loads(line)["text"])
        except ChartError:
            continue
        if any(node.kind is NodeKind.DECISION for node in chart.nodes):
            found.append(chart)
    return found


def test_every_exit_can_be_chosen_and_every_walk_ends() -> None:
    charts = _charts()
    assert len(charts) > 130
    for chart in charts:
        for found in _walks(chart):
            assert found.ended or found.choices
            steps = retrace(chart, found.path_text)
            assert [(one.node, one.choice, one.edge) for one in steps] == [
                (one.node, one.choice, one.edge) for one in found.path
            ]


def test_a_marked_chart_is_read_as_the_same_chart() -> None:
    for chart in _charts():
        found = _tried(chart, ())
        if found:
            again = parse(trail.highlight(chart, found.path))
            assert (again.nodes, again.edges) == (chart.nodes, chart.edges)


def _walks(chart: Flowchart) -> list[Walk]:
    """The walks along every exit, each seen to go where it was sent."""
    found: list[Walk] = []
    todo: list[tuple[Answer, ...]] = [()]
    while todo and len(found) < MOST:
        answers = todo.pop()
        here = _tried(chart, answers)
        if here is None:
            continue
        found.append(here)
        at = here.at.id
        if answers:
            taken = next(step for step in reversed(here.path) if step.answer is answers[-1])
            place = chart.choices(taken.node.id).index(answers[-1].choice)
            assert taken.edge == chart.exits[taken.node.id][place].edge
        if sum(answer.node == at for answer in answers) < 2:
            todo += [(*answers, Answer(at, name)) for name in here.choices]
    return found


def _tried(chart: Flowchart, answers: tuple[Answer, ...]) -> Walk | None:
    try:
        return walk(chart, answers)
    except Refused as error:
        # The one reason there is for a choice that was offered: a circle without a way out.
        if "goes round" not in error.what:
            raise
        return None
