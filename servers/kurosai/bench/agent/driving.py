"""One run: a world, a host in it, and what came of it."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kurosai.bench.agent import bounded, printed, record, scoring, workspace
from kurosai.bench.running import running
from kurosai.errors import Fault
from kurosai.sandbox.scenario import load

if TYPE_CHECKING:
    from kurosai.bench.agent.bounded import Ended
    from kurosai.bench.agent.command import Command
    from kurosai.bench.agent.scoring import Scores
    from kurosai.sandbox.schema import Scenario


@dataclass(frozen=True, slots=True)
class Plan:
    """What shall be run: each scenario `repeats` times, `parallel` at once, each for `minutes`.

    `keep` is the folder that gets transcripts and the rest; each run a folder of its own there.
    """

    command: Command
    scenarios: Sequence[Path]
    repeats: int
    minutes: float
    parallel: int
    keep: Path


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a scenario. `failed` says why there is nothing to judge, "" if there is.

    `host_says` are the tokens of its model as the host reports them, nobody else knows.
    """

    path: Path
    scenario: Scenario
    number: int
    folder: Path
    ended: Ended | None = None
    scores: Scores | None = None
    answer: str = ""
    host_says: Mapping[str, int] = field(default_factory=dict[str, int])
    failed: str = ""

    @property
    def minutes(self) -> float:
        """How long the command ran."""
        return self.ended.seconds / 60 if self.ended else 0.0


def drive(plan: Plan, tell: Callable[[Run], None] = lambda _: None) -> tuple[Run, ...]:
    """Do all runs, scenario after scenario; `tell` hears of each as it ends.

    Raises BadInput for a scenario file that is none, before anything runs.
    """
    # Read once, before anything: half a benchmark is worth little.
    asked = [(path, load(path)) for path in plan.scenarios]
    stop = threading.Event()
    with ThreadPoolExecutor(plan.parallel) as pool:
        waiting = [
            pool.submit(_run, plan, path, scenario, number, stop)
            for path, scenario in asked
            for number in range(1, plan.repeats + 1)
        ]
        try:
            found: list[Run] = []
            for one in waiting:
                found.append(one.result())
                tell(found[-1])
        except BaseException:
            # Ctrl-C: what runs is ended by its own thread, what waits does not begin.
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return tuple(found)


def _run(plan: Plan, path: Path, scenario: Scenario, number: int, stop: threading.Event) -> Run:
    run = Run(path, scenario, number, plan.keep / f"{path.stem}-{number}")
    # Away from what is kept: other runs' answers are there.
    with tempfile.TemporaryDirectory(prefix="kurosai-agent-", ignore_cleanup_errors=True) as place:
        host, ours = Path(place, "workspace"), Path(place, "run")
        host.mkdir()
        ours.mkdir()
        try:
            run = _in_world(plan, run, host, ours, stop)
        except Fault as fault:
            run = replace(run, failed=str(fault))
        except Exception as error:  # noqa: BLE001 - a host may say anything: the others go on
            run = replace(run, failed=_unforeseen(error))
        try:
            shutil.copytree(ours, run.folder)
        except OSError as error:
            run = replace(run, failed=run.failed or _unforeseen(error))
    return run


def _unforeseen(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _in_world(plan: Plan, run: Run, host: Path, ours: Path, stop: threading.Event) -> Run:
    output, errors = ours / "output.txt", ours / "errors.txt"
    with running(run.path) as world:
        made = asyncio.run(workspace.make(world, run.scenario.arrives, folder=host, kept=ours))
        ended = bounded.run(
            plan.command.filled(made.values()),
            folder=host,
            environment=workspace.environment(world),
            given=None if plan.command.reads_prompt else made.prompt_file,
            output=output,
            errors=errors,
            seconds=plan.minutes * 60,
            stop=stop,
        )
        with closing(world.ledger()) as ledger:
            seen = record.read(ledger, made.wire)
        if ledger.path.is_file():
            shutil.copy(ledger.path, ours)
    said = output.read_text("utf-8", "replace")
    answer = printed.answer(said, _written(made.answer_file))
    (ours / "answer.md").write_text(f"{answer}\n", "utf-8")
    usage = printed.usage(said)
    scores = scoring.score(run.scenario, seen, answer, made.prompt, said)
    return replace(run, ended=ended, scores=scores, answer=answer, host_says=usage)


def _written(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
