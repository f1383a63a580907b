"""From an error line to the change that decides, by following `next:` lines over the servers."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastmcp import Client
from o200k import tokens

from kurosai.cli.serve import build
from kurosai.environment import Environment
from kurosai.sandbox.child import booted
from kurosai.sandbox.scenario import bundled, load

GROUP = "/aws/lambda/core-v2-job-status-updater"
ERROR = "[status] error: cannot read a late message: KeyError 'startedAt'"
FIRST_CALL = ("aws", "find_logs", {"group": GROUP, "text": ERROR, "around": "2025-11-04T16:20:00Z"})
MOST_TOKENS = 800
MOST_BYTES = 8_192
_NEXT = re.compile(r"^next: (?P<server>\w+)\.(?P<tool>\w+) (?P<arguments>\{.*\})$", re.MULTILINE)

Call = tuple[str, str, dict[str, Any]]


@dataclass(frozen=True)
class Answer:
    text: str
    error: bool

    @property
    def offered(self) -> list[Call]:
        return [
            (one["server"], one["tool"], json.loads(one["arguments"]))
            for one in _NEXT.finditer(self.text)
        ]


Choose = Callable[[Answer], Call]


def offered(server: str, tool: str, **wanted: Any) -> Choose:
    """The first call of the last answer that goes to this tool with these arguments."""

    def choose(answer: Answer) -> Call:
        for call in answer.offered:
            if call[:2] == (server, tool) and wanted.items() <= call[2].items():
                return call
        raise AssertionError(f"{server}.{tool} {wanted} is not offered by:\n{answer.text}")

    return choose


def made(server: str, tool: str, **arguments: Any) -> Choose:
    """A call that the reader composes from what the last answer says."""
    return lambda _: (server, tool, arguments)


def followed(name: str, state: Path, steps: Sequence[Choose]) -> list[Answer]:
    """The answers of the first call and of the steps after it, in one world."""

    async def run() -> list[Answer]:
        environment = Environment({"KUROSAI_STATE_DIR": str(state), "KUROSAI_WORLD": "sandbox"})
        answers: list[Answer] = []
        async with AsyncExitStack() as stack:
            clients = {
                server: await stack.enter_async_context(Client(build(server, environment).mcp))
                for server in ("aws", "github")
            }
            call: Call = FIRST_CALL
            for step in (None, *steps):
                call = step(answers[-1]) if step else call
                server, tool, arguments = call
                result = await clients[server].call_tool(tool, arguments, raise_on_error=False)
                content: Any = result.content[0]
                answers.append(Answer(content.text, result.is_error))
        return answers

    with booted(bundled(name), state=state):
        return asyncio.run(run())


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> list[Answer]:
    steps = [offered("github", "find_commits"), offered("github", "describe_change", change="#412")]
    return followed("h01-merged-change", tmp_path_factory.mktemp("h01"), steps)


@pytest.fixture(scope="module")
def innocent(tmp_path_factory: pytest.TempPathFactory) -> list[Answer]:
    parameter = "/crois-v2/prd/status/time_keys"
    audit = {"group": "/crois/v2/prd/audit", "text": parameter, "since": "2025-11-04T15:00:00Z"}
    steps = [
        offered("github", "find_commits"),
        offered("github", "describe_change", change="#418"),
        made(
            "aws",
            "find_logs",
            group=FIRST_CALL[2]["group"],
            text=ERROR,
            around="2025-11-04T16:20:07Z",
        ),
        offered("github", "search_code"),
        offered("github", "read_file"),
        made("aws", "find_logs", **audit),
    ]
    return followed("h02-innocent-change", tmp_path_factory.mktemp("h02"), steps)


def test_three_calls_lead_from_the_error_to_the_change_that_caused_it(merged: list[Answer]) -> None:
    logs, changes, change = merged
    assert logs.offered[0][:2] == ("github", "find_commits")
    assert re.search(r"^16:05:12Z > .*#412", changes.text, re.MULTILINE)
    assert "in effect on main since its merge 2025-11-04T16:05:12Z" in change.text
    assert '+DEFAULT_KEYS = ("startedAt", "finishedAt")' in change.text
    assert " · complete\n" in change.text


def test_what_the_key_must_mention_is_in_what_was_read(merged: list[Answer]) -> None:
    read = "\n".join(answer.text for answer in merged)
    key = load(bundled("h01-merged-change")).key
    # The last is what to do, which nobody reads anywhere.
    assert [one for one in key.must_mention[:-1] if not re.search(one, read)] == []
    assert key.path == ""


def test_the_tempting_change_is_told_by_its_files_and_its_time(innocent: list[Answer]) -> None:
    _, changes, change, *_ = innocent
    assert re.search(r"^16:12:20Z > .*#418.*environments/stg/", changes.text, re.MULTILINE)
    assert "2 came after that time: no cause of what was seen before they came" in changes.text
    assert "M +1 -1 environments/stg/status_updater.yaml" in change.text
    assert "1 of 1 file · complete" in change.text
    assert "/prd/" not in change.text


def test_the_code_names_the_log_that_holds_the_real_cause(innocent: list[Answer]) -> None:
    *_, found, code, audit = innocent
    assert "lambdas/job_status_updater/times.py:22" in found.text
    assert "log group /crois/v2/prd/audit" in code.text
    assert "16:18:40Z" in audit.text
    assert "version 8 by t-mori (console)" in audit.text


def test_no_answer_is_a_failure_or_too_long(merged: list[Answer], innocent: list[Answer]) -> None:
    for answer in (*merged, *innocent):
        assert not answer.error
        assert tokens(answer.text) <= MOST_TOKENS, answer.text
        assert len(answer.text.encode()) <= MOST_BYTES


def test_what_a_repository_says_stands_inside_the_fence(merged: list[Answer]) -> None:
    for answer in merged[1:]:
        outside = re.sub(r"<<data (\w+)\n.*\n\1>>", "", answer.text, flags=re.DOTALL)
        assert "Read task times" not in outside
        assert "DEFAULT_KEYS" not in outside
