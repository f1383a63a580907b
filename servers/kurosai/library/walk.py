"""A walk through a flowchart: pure, along edges that exist, one answer for each decision.

`walk` says how far the answers lead and what is asked next. It knows nothing of evidence but
the ids it passes on, and nothing of cases.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.errors import Refused
from kurosai.library.flowchart import NodeKind
from kurosai.library.words import Words, folded, shipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kurosai.library.flowchart import Exit, Flowchart, Node
    from kurosai.vocabulary import Verdict

# No investigation passes more nodes; a chart that needs more goes round in circles.
MAX_STEPS = 500
_LISTED = 8


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found at one node.

    `choice` is the exit taken, by its label or as yes or no (at a step it may stay empty);
    `evidence` are ids, `quote` the words they rest on.
    """

    node: str
    choice: str = ""
    evidence: tuple[str, ...] = ()
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A node that the walk has come to; `choice` is the label it left by, "" if unlabelled.

    `edge` is the place in the chart's edges of the one it left by, None where it stands.
    """

    node: Node
    choice: str = ""
    answer: Answer | None = None
    edge: int | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """How far the answers lead. `path` begins at the entry and its last step is where it stands.

    `choices` are what the node it stands at asks for, empty at the end. `verdict` is what the
    end node suggests, `condition` the part of it that only the future decides ("" if none).
    `unused` are answers that repeat one already taken.
    """

    path: tuple[Step, ...]
    choices: tuple[str, ...]
    ended: bool
    verdict: Verdict | None
    condition: str
    unused: tuple[Answer, ...] = ()

    @property
    def at(self) -> Node:
        """The node where the walk stands."""
        return self.path[-1].node

    @property
    def path_text(self) -> str:
        """The path in one line: `E4>G4>H4=いいえ>J4=いいえ>I4`."""
        return ">".join(
            f"{step.node.id}={step.choice}" if step.choice else step.node.id for step in self.path
        )


def walk(chart: Flowchart, answers: Sequence[Answer], words: Words | None = None) -> Walk:
    """Walk the chart from its entry as far as the answers lead.

    Answers are taken by node; several for one node (a loop) in the order given. Steps with one
    exit are passed without an answer. Raises Refused, naming what is possible, for an answer
    whose choice is no exit, whose node does not exist or was not reached, or that contradicts
    another; and for a chart that cannot be walked.
    """
    words = words or shipped()
    given = _by_node(chart, answers)
    node = _entry(chart, given)
    path: list[Step] = []
    since_answer: set[str] = set()
    while len(path) < MAX_STEPS:
        queue = given.get(node.id)
        answer = queue.popleft() if queue else None
        ways = chart.exits.get(node.id, ())
        if not ways:
            path.append(Step(node, answer=answer))
            break
        if node.kind is NodeKind.DECISION:
            if answer is None:
                path.append(Step(node))
                break
            way, choice = chosen(chart, node, answer.choice, words)
            since_answer.clear()
        else:
            way = ways[0]
            choice = way.label
            if node.id in since_answer:
                raise Refused(
                    f"The chart goes round at {_named(node)} with no decision and no end.",
                    "Leave the runbook, with this as the reason, and report the page.",
                )
            since_answer.add(node.id)
        path.append(Step(node, choice, answer, way.edge))
        node = chart.by_id[way.target]
    else:
        raise Refused(
            f"The walk passed {MAX_STEPS} nodes without coming to an end.",
            "Leave the runbook, with this as the reason.",
        )
    unused = _left_over(chart, path, given)
    ended = not chart.exits.get(node.id)
    return Walk(
        path=tuple(path),
        choices=() if ended else chart.choices(node.id),
        ended=ended,
        verdict=words.verdict(node.text) if ended else None,
        condition=words.condition(node.text) if ended else "",
        unused=unused,
    )


def is_negative(label: str, words: Words | None = None) -> bool:
    """Whether choosing this label claims that something is not so, or not there."""
    return (words or shipped()).is_negative(label)


def _by_node(chart: Flowchart, answers: Sequence[Answer]) -> dict[str, deque[Answer]]:
    given: dict[str, deque[Answer]] = {}
    for answer in answers:
        if answer.node not in chart.exits:
            known = [node for node in chart.exits if folded(node) == folded(answer.node)]
            ids = known or list(chart.exits)
            more = ", ..." if len(ids) > _LISTED else ""
            raise Refused(
                f"The chart has no node {answer.node[:60]!r}.",
                f"Answer by node id: {', '.join(ids[:_LISTED])}{more}.",
            )
        given.setdefault(answer.node, deque()).append(answer)
    return given


def _entry(chart: Flowchart, given: dict[str, deque[Answer]]) -> Node:
    """The chart's entry; of several, the first from which an answered node can be reached."""
    entries = chart.entries
    if not entries:
        raise Refused("The chart has no node.", "Leave the runbook, with this as the reason.")
    if len(entries) == 1 or not given:
        return entries[0]
    return max(entries, key=lambda entry: len(given.keys() & _reachable(chart, entry.id)))


def _reachable(chart: Flowchart, start: str) -> set[str]:
    seen = {start}
    todo = [start]
    while todo:
        for way in chart.exits.get(todo.pop(), ()):
            if way.target not in seen:
                seen.add(way.target)
                todo.append(way.target)
    return seen


def chosen(chart: Flowchart, node: Node, choice: str, words: Words) -> tuple[Exit, str]:
    """The exit that a choice means, and what it is called.

    Verbatim, else folded, else as the only exit that says yes (or no), else as the only one
    whose first word does, where another's says the opposite. Raises Refused, with the exits.
    """
    ways = chart.exits.get(node.id, ())
    names = chart.choices(node.id)
    # A line break ends the yes or no of a label, so the label is taken as written.
    written = [
        chart.edges[way.edge].label.replace("\n", "<br/>") if way.label else name
        for way, name in zip(ways, names, strict=True)
    ]
    side = words.side(choice)
    firsts = [words.side(text.split(maxsplit=1)[0]) for text in written]
    places = range(len(names))
    several: list[int] = []
    for fitting in (
        [place for place in places if names[place] == choice],
        [place for place in places if folded(names[place]) == folded(choice)],
        [place for place in places if side is not None and words.side(written[place]) is side],
        [
            place
            for place in places
            if side is not None and firsts[place] is side and (not side) in firsts
        ],
    ):
        if len(fitting) == 1:
            return ways[fitting[0]], names[fitting[0]]
        several = several or fitting
    what = f"{choice[:60]!r} fits {len(several)} exits of {_named(node)}."
    raise Refused(
        what if several else f"{_named(node)} has no exit {choice[:60]!r}.",
        f"Choose one of: {', '.join(names[place] for place in several or places)}.",
    )


def _left_over(
    chart: Flowchart, path: list[Step], given: dict[str, deque[Answer]]
) -> tuple[Answer, ...]:
    """The answers that were not needed; refused unless they only repeat what was taken."""
    taken = {step.node.id: step for step in path}
    unused: list[Answer] = []
    for answer in (answer for queue in given.values() for answer in queue):
        step = taken.get(answer.node)
        if step is None:
            here = path[-1].node
            names = ", ".join(chart.choices(here.id))
            raise Refused(
                f"{_named(chart.by_id[answer.node])} is not on the path, which stands at "
                f"{_named(here)}.",
                f"Answer {here.id} first: {names}." if names else "The walk has ended there.",
            )
        first = step.answer.choice if step.answer else ""
        if step.node.kind is NodeKind.DECISION and folded(answer.choice) != folded(first):
            raise Refused(
                f"{_named(step.node)} is answered twice: {first[:60]} and {answer.choice[:60]}.",
                "Give one answer for each time the walk comes to a node.",
            )
        unused.append(answer)
    return tuple(unused)


def _named(node: Node) -> str:
    return f"{node.id} 「{node.words[:80]}」" if node.words != node.id else node.id
