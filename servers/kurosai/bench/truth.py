"""What a result says of itself, held against the world it was read from.

Windows that end in the future, counts that do not fit their coverage word, hits that the world
does not have, and what must never be shown: the servers' credentials, the answer, secrets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kurosai.vocabulary import moment

if TYPE_CHECKING:
    from kurosai.rehearsal.answers import Answer
    from kurosai.sandbox.schema import Scenario
    from kurosai.sandbox.world import World

_WINDOW = re.compile(
    r" · (?P<date>\d{4}-\d\d-\d\d) (?P<start>\d\d:\d\d:\d\d)Z-"
    r"(?P<end>\d\d:\d\d:\d\dZ|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) · "
)
_COUNT = re.compile(r" · (?P<shown>\d+) of (?P<all>\d+|\?) [a-z ]+ · (?P<coverage>\w+)$")
MOST_OFFERS = 3
_SHORTEST = 8
"""Characters of a variable's value that can be told from an ordinary word."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What the first line of a result claims; None for what it does not say."""

    start: datetime | None
    end: datetime | None
    shown: int | None
    total: int | None
    coverage: str


def claims(answer: Answer) -> Claims:
    """Read the header of a result."""
    window, count = _WINDOW.search(answer.head), _COUNT.search(answer.head)
    start = end = None
    if window is not None:
        start = moment(f"{window['date']}T{window['start']}Z")
        said = window["end"]
        end = moment(said if "T" in said else f"{window['date']}T{said}")
    total = count["all"] if count is not None else "?"
    return Claims(
        start,
        end,
        int(count["shown"]) if count is not None else None,
        None if total == "?" else int(total),
        answer.coverage,
    )


def false_words(answer: Answer, now: datetime) -> Iterator[str]:
    """Windows and coverage words that cannot be true, whatever the world is."""
    said = claims(answer)
    if len(answer.offers) > MOST_OFFERS:
        yield f"{len(answer.offers)} next calls, a list and no judgement: {answer.head}"
    if said.start is not None and said.end is not None:
        if said.end > now:
            yield f"the window ends after now: {answer.head}"
        if said.start > said.end:
            yield f"the window ends before it starts: {answer.head}"
    if said.shown is None or said.total is None:
        return
    if said.coverage == "complete" and said.shown < said.total:
        yield f"complete, and not all is shown: {answer.head}"
    if said.coverage == "empty" and said.total:
        yield f"empty, and something was found: {answer.head}"
    if said.coverage == "truncated" and said.shown >= said.total:
        yield f"truncated, and all is shown: {answer.head}"


def false_counts(answer: Answer, world: World) -> Iterator[str]:
    """Hits of `find_logs` that the world's own log events do not bear out."""
    said = claims(answer)
    group, text = answer.arguments.get("group"), answer.arguments.get("text")
    if answer.tool != "find_logs" or not (group and text) or said.total is None:
        return
    if said.start is None or said.end is None:
        return
    if not any(stream.group == group for stream in world.log_streams):
        # What jobs leave behind (containers, task events, the state machine) is made when asked.
        return
    start, end = (round(1000 * at.timestamp()) for at in (said.start, said.end))
    there = sum(
        1
        for stream in world.log_streams
        if stream.group == group
        for event in stream.events
        # The header writes whole seconds; what happened in its last one is inside.
        if start <= event.at_ms < end + 1000 and str(text) in event.message
    )
    if there != said.total:
        yield f"the world has {there} such events: {answer.head}"


def leaks(answer: Answer, scenario: Scenario, environment: Mapping[str, str]) -> Iterator[str]:
    """What a result shows and no reader may see."""
    hidden = {
        name: value
        for name, value in environment.items()
        if name.endswith(("_TOKEN", "_KEY", "_ACCOUNT")) and name != "KUROSAI_AWS_ACCOUNT"
    }
    for name, value in hidden.items():
        if len(value) >= _SHORTEST and value in answer.text:
            yield f"{answer.tool} shows {name}"
    for secret in scenario.key.secrets:
        if secret in answer.text:
            yield f"{answer.tool} shows a secret of the world ({secret[:4]}...)"
    code = scenario.key.cause_code
    if re.search(rf"\b{code}\b", answer.text) and code not in scenario.arrives.text:
        yield f"{answer.tool} shows the answer ({code})"
