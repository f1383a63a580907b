"""A pod that is gone: from the job to the line that decides, by `next:` lines only, over stdio."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import pytest

from kurosai.bench.facts import in_result
from kurosai.cli.main import SERVERS
from kurosai.rehearsal import host
from kurosai.rehearsal.answers import Answer
from kurosai.sandbox.child import booted
from kurosai.sandbox.scenario import bundled, load

SCENARIO = bundled("g01-pod-gone")
KEY = load(SCENARIO).key
MOST_CALLS = 3

Call: TypeAlias = tuple[str, str, Mapping[str, Any]]


def commands() -> tuple[host.ServerCommand, ...]:
    """Every server, as a host's configuration would start it."""
    world: Mapping[str, str] = {"KUROSAI_WORLD": "sandbox"}
    return tuple(
        host.ServerCommand(name, sys.executable, ("-m", "kurosai", "serve", name), world)
        for name in SERVERS
    )


JOB: Call = ("crois", "describe_job", {"job_id": "16990412"})
ERROR: Call = (
    "gcp",
    "find_entries",
    {"text": "connection to 10.20.3.17:5432 refused", "around": "2026-02-05T01:00:00Z"},
)


@dataclass(frozen=True)
class Followed:
    """The answers from each beginning on, and what the servers wrote to their log by the end."""

    job: list[Answer]
    error: list[Answer]
    log: str


async def follow(servers: host.Host, first: Call) -> list[Answer]:
    """The first call, then the best `next:` line of each answer that was not made before."""
    answers = [await servers.call(*first)]
    while len(answers) < MOST_CALLS:
        made = [(one.server, one.tool, dict(one.arguments)) for one in answers]
        offered = [(one.server, one.tool, dict(one.arguments)) for one in answers[-1].offers]
        fresh = [one for one in offered if one not in made]
        if not fresh:
            break
        answers.append(await servers.call(*fresh[0]))
    return answers


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    """Both ways in one world, by one host: neither knows of the other, but for the ledger."""
    state = tmp_path_factory.mktemp("state")
    log = state / "log"

    async def run() -> tuple[list[Answer], list[Answer]]:
        variables = {"KUROSAI_STATE_DIR": str(state)}
        async with host.connected(commands(), variables, log=log) as servers:
            return await follow(servers, JOB), await follow(servers, ERROR)

    with booted(SCENARIO, state=state):
        job, error = asyncio.run(run())
    return Followed(job, error, log.read_text("utf-8"))


def test_from_the_job_to_what_took_its_node_away(followed: Followed) -> None:
    answers = followed.job
    assert not any(answer.error for answer in answers)
    assert all(answer.evidence for answer in answers)
    # Crois itself knows no more than that it failed.
    assert "train FAILED" in answers[0].text
    assert "preempt" not in answers[0].text
    deciding = [
        number
        for number, answer in enumerate(answers, start=1)
        if "compute.instances.preempted" in answer.text
    ]
    assert deciding[0] == 2
    second = answers[1]
    assert (second.server, second.tool, second.coverage) == ("gcp", "trace_pod", "complete")
    assert second.text.splitlines()[1].startswith(
        "decides: 01:16:58Z Google took back the Spot machine gke-crois-v2-prd-gke-spot-7d1c-v9hz"
    )
    shown = {name: in_result(fact, "gcp", second.text) for name, fact in KEY.decisive.items()}
    assert shown == {"preempted": True, "placed": True, "sigterm": True}
    assert "Traceback" not in followed.log


def test_the_tempting_error_leads_to_the_same_pod(followed: Followed) -> None:
    answers = followed.error
    assert "connected on attempt 2 of 5" in answers[0].text
    assert (answers[1].server, answers[1].tool) == ("gcp", "trace_pod")
    assert "Google took back the Spot machine" in answers[1].text.splitlines()[1]
