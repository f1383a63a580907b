"""What a person types besides the alert: every prompt and its command file, in a real host.

One session that has investigated goes on: another case is opened and handed over, the closed one
is graded and written up as a runbook. Each text is held against what the server sent, or against
the command file. A server's prompt takes the id of a case as its argument: it has no spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claude_code import ClaudeCode

from kurosai.rehearsal.operator import Investigation

REQUEST = "ad-deliveryから api.example.com:443 に\n通信できるようにしてください。"
_DRAFT = re.compile(r"^(`{3,})markdown\n(?P<text>.*?)\n\1$", re.MULTILINE | re.DOTALL)
_PAGE = re.compile(r"[\w./-]+\.md")


@dataclass(frozen=True, slots=True)
class Typed:
    """A command, what was typed behind it, and the text that reached the model."""

    name: str
    argument: str
    text: str


async def type_all(
    host: ClaudeCode, done: Investigation, unmatched: str
) -> tuple[list[Typed], list[str]]:
    """Type everything; what reached the model, and what did not hold.

    `unmatched` is an alert that no runbook entry shows.
    """
    opened = await host.call("cases", "open_case", {"text": unmatched})
    other = opened.text.split(" ")[1]
    asked = [
        ("hand-over", other),
        ("grade", done.case),
        ("write-runbook", done.case),
        ("handle-request", REQUEST if host.by_command else ""),
        ("make-change", REQUEST if host.by_command else ""),
    ]
    if not host.by_command:
        # A bare one lists; an id that is none is said to the person, and asks no model.
        asked.insert(1, ("hand-over", ""))
    typed = [Typed(name, argument, await host.ask(name, argument)) for name, argument in asked]
    faults = [*_missing(typed, host.by_command, other)]
    if not host.by_command:
        faults += await _linted(host, other, done, unmatched)
    return typed, faults


def _missing(typed: Sequence[Typed], by_command: bool, other: str) -> Iterator[str]:
    for one in typed:
        if one.argument not in one.text:
            yield f"/{one.name}: what was typed behind it did not arrive"
    by_name = {one.name: one.text for one in reversed(typed)}
    wanted = {
        "hand-over": ("read_evidence",) if by_command else ("## わかっていること", "## 期限"),
        "grade": ("grade_case", "accuracy"),
        "write-runbook": ("lint_runbook",),
        "handle-request": ("find_runbook", "承認"),
        "make-change": ("search_code", "diff"),
    }
    for name, words in wanted.items():
        for word in words:
            if word not in by_name[name]:
                yield f"/{name} does not say {word} to the model"
    if not by_command and not any(one.argument == "" and other in one.text for one in typed):
        yield "/hand-over without an id does not list the open case"


async def _linted(
    host: ClaudeCode, other: str, done: Investigation, unmatched: str
) -> Iterable[str]:
    """A case without a runbook, closed, drafted and linted, as the prompt tells a model to."""
    judged: dict[str, Any] = {
        "case": other,
        "verdict": "escalate",
        "cause": ["値がなく、理由は分からない。"],
        "waiver": "試験: この記録だけを下書きにする",
    }
    closed = await host.call("cases", "close_case", judged)
    if " closed " not in closed.text.split("\n", 1)[0]:
        return [f"the second case was not closed: {closed.text[:200]}"]
    prompt = await host.ask("write-runbook", other)
    found, page = _DRAFT.search(prompt), _PAGE.search(prompt)
    if found is None or page is None:
        return ["/write-runbook has no draft of the second case"]
    given = {"text": found["text"], "page": page[0]}
    linted = await host.call("runbooks", "lint_runbook", given)
    if linted.error or "open_case matches it by" not in linted.text:
        return [f"the draft did not pass lint_runbook: {linted.text[:300]}"]
    return []


def changed(typed: Sequence[Typed], sent: Iterable[str], commands: Path | None) -> Iterator[str]:
    """Which texts are not what the server sent, or what the command file in `commands` says."""
    known = set(sent)
    for one in typed:
        if commands is None:
            if one.text not in known:
                yield f"the prompt {one.name} was changed on its way"
        else:
            body = (commands / f"{one.name}.md").read_text("utf-8").split("\n---\n\n", 1)[1]
            for part in body.split("$ARGUMENTS"):
                if part.strip() not in one.text:
                    yield f"the command {one.name} was changed on its way"
