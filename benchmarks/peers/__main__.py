"""The same questions, in the same world, to our `aws` server and to AWS Labs' servers.

    .venv/bin/python benchmarks/peers [--runs 5] [--environment FOLDER] [--show]

The peers are `awslabs.cloudwatch-mcp-server` and `awslabs.cloudtrail-mcp-server` as published,
pinned by hash in awslabs.lock and installed into an environment of their own. What they would ask
outside of this machine is refused at once. For each question: calls, tokens (o200k) of the text
that a model reads, and milliseconds, the median of the runs; and for each contestant its
catalogue in tokens and the seconds from its processes to its tools. `missing` names what the
answers did not show: a cheap answer that leaves something out is none.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import statistics
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import environments
from contestants import Asked, Contestant, connected, kurosai, peer, tokens
from questions import QUESTIONS, Question
from rich.console import Console
from rich.table import Table
from routes import AWSLABS, KUROSAI, Route

from kurosai.sandbox.child import booted
from kurosai.sandbox.state import world_file

NAME = "peers"
REST_SECONDS = 2.0
"""Between runs: a model thinks so long at least, and what was asked is within AWS's rates again."""

OF_AWS = ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION")


@dataclass(frozen=True, slots=True)
class Measured:
    """One contestant, one question."""

    calls: int
    tokens: int
    milliseconds: float
    missing: tuple[str, ...]
    catalogue: int
    started: float


async def measured(
    commands: Sequence[tuple[str, ...]],
    environment: Mapping[str, str],
    home: Path,
    question: Question,
    route: Route,
    runs: int,
) -> tuple[Measured, list[Asked]]:
    """Run `route` several times over one connection; the first run's answers are judged."""
    async with connected(commands, environment, home) as contestant:
        first: list[Asked] = []
        times: list[float] = []
        for turn in range(runs):
            if turn:
                await asyncio.sleep(REST_SECONDS)
            contestant.asked.clear()
            await route(contestant)
            first = first or list(contestant.asked)
            times.append(sum(asked.milliseconds for asked in contestant.asked))
        return _judged(contestant, question, first, statistics.median(times)), first


def _judged(
    contestant: Contestant, question: Question, asked: Sequence[Asked], milliseconds: float
) -> Measured:
    answers = "\n".join(one.text for one in asked if not one.error)
    return Measured(
        calls=len(asked),
        tokens=sum(tokens(one.text) for one in asked),
        milliseconds=milliseconds,
        missing=tuple(
            name for name, fact in question.shows.items() if not re.search(fact, answers)
        ),
        catalogue=contestant.catalogue,
        started=contestant.started,
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--environment", type=Path, default=Path(__file__).with_name(".venv"))
    options.add_argument("--show", action="store_true", help="print what each of them answered")
    chosen = options.parse_args()
    console = Console()
    with console.status("installing the peers"):
        commands = environments.made(chosen.environment)
    entered: Mapping[str, tuple[Sequence[tuple[str, ...]], Mapping[str, Route]]] = {
        "kurosai aws": ((kurosai("aws"),), KUROSAI),
        "awslabs": (
            (
                peer(commands, "awslabs.cloudwatch-mcp-server"),
                peer(commands, "awslabs.cloudtrail-mcp-server"),
            ),
            AWSLABS,
        ),
    }
    table = Table(title=f"one question, one world; median of {chosen.runs} runs")
    table.add_column("question")
    table.add_column("who")
    for column in ("calls", "tokens", "ms"):
        table.add_column(column, justify="right")
    table.add_column("missing")
    seen: dict[str, list[Measured]] = {who: [] for who in entered}
    for question in QUESTIONS:
        with tempfile.TemporaryDirectory() as state, console.status(question.words):
            home = Path(state)
            with booted(question.world, state=home, name=NAME):
                world = json.loads(world_file(home, NAME).read_text("utf-8"))["environment"]
                of_aws = {name: world[name] for name in OF_AWS}
                for who, (servers, routes) in entered.items():
                    ours = {"KUROSAI_STATE_DIR": state, "KUROSAI_WORLD": NAME}
                    environment = ours if servers[0] == kurosai("aws") else of_aws
                    found, answers = asyncio.run(
                        measured(
                            servers, environment, home, question, routes[question.key], chosen.runs
                        )
                    )
                    seen[who].append(found)
                    table.add_row(
                        question.key,
                        who,
                        str(found.calls),
                        f"{found.tokens:,}",
                        f"{found.milliseconds:.0f}",
                        ", ".join(found.missing) or "nothing",
                    )
                    if chosen.show:
                        for one in answers:
                            console.rule(f"{who}: {one.tool}")
                            console.print(one.text, markup=False, highlight=False)
        table.add_section()
    console.print(table)
    console.print(_before_the_first_call(seen))


def _before_the_first_call(seen: Mapping[str, Sequence[Measured]]) -> Table:
    """What a host pays before anything was asked."""
    table = Table(title="before the first call")
    table.add_column("who")
    table.add_column("catalogue, tokens", justify="right")
    table.add_column("start, s", justify="right")
    for who, found in seen.items():
        start = statistics.median(one.started for one in found)
        table.add_row(who, f"{found[0].catalogue:,}", f"{start:.2f}")
    return table


if __name__ == "__main__":
    main()
