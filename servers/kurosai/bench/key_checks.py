"""What can be said of a scenario's key without looking into its world: its twin, entry and path."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kurosai.bench.findings import Finding, fault, warning
from kurosai.errors import BadInput, Fault, Refused
from kurosai.library.path_text import retrace
from kurosai.library.shelf import Library
from kurosai.sandbox.scenario import load
from kurosai.vocabulary import Verdict

if TYPE_CHECKING:
    from kurosai.library.page import Entry
    from kurosai.sandbox.schema import Scenario
    from kurosai.sandbox.schema_key import Fact, Key

_ACTED = (Verdict.USER_FIX, Verdict.OPERATOR_ACTION, Verdict.ESCALATE)


def actions(key: Key) -> Iterator[Finding]:
    """Whether the key says what has to be done where something has to be."""
    if key.verdict in _ACTED and not key.actions:
        yield warning("key.actions", f"{key.verdict} says that something is to be done: what?")


def twin(path: Path, scenario: Scenario) -> Iterator[Finding]:
    """Whether the twin looks the same, ends otherwise, and can be told from this one."""
    name = scenario.key.twin
    if name is None:
        return
    try:
        other = load(path.with_name(f"{name}.yaml"))
    except BadInput as error:
        yield fault("key.twin", f"{name}: {error}")
        return
    mine, its = scenario.key, other.key
    face, its_face = scenario.arrives, other.arrives
    if (its_face.kind, its_face.language) != (face.kind, face.language):
        what = f"{its_face.kind} in {its_face.language}"
        yield fault("key.twin", f"{name} is an {what}: not the same face.")
    if (mine.verdict, mine.cause_code) == (its.verdict, its.cause_code):
        yield fault("key.twin", f"{name} has the same verdict and cause: no twin.")
    if {_shown(one) for one in mine.decisive.values()} <= {
        _shown(one) for one in its.decisive.values()
    }:
        yield fault(
            "key.twin", f"Every decisive fact decides {name} too: nothing tells them apart."
        )


def _shown(fact: Fact) -> tuple[object, ...]:
    return (fact.shows, fact.nothing, fact.times)


def entry(key: Key, runbooks: Path) -> Iterator[Finding]:
    """Whether the runbook entry is there and the path leads through its flowchart to an end.

    `runbooks` is the folder of the world's library.
    """
    if not key.entry:
        return
    try:
        found = Library.load(runbooks).entry(key.entry)
    except Fault as error:
        yield fault("key.entry", str(error))
        return
    yield from _path(key, found)


def _path(key: Key, found: Entry) -> Iterator[Finding]:
    if not key.path and not key.left:
        if found.chart is not None:
            yield warning("key.path", f"{key.entry} has a flowchart: which way does it go?")
        return
    if found.chart is None:
        yield fault("key.path" if key.path else "key.left", f"{key.entry} has no flowchart.")
        return
    if not key.path:
        return
    try:
        steps = retrace(found.chart, key.path)
    except (BadInput, Refused) as error:
        yield fault("key.path", str(error))
        return
    # Who cannot know cannot go on; whoever concludes has come to an end.
    if (
        key.verdict is not Verdict.UNKNOWN
        and not key.left
        and found.chart.exits.get(steps[-1].node.id)
    ):
        yield warning("key.path", f"It stops at {steps[-1].node.id}, which is no end.")
