"""One run: a world, a host in it, and what came of it."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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
    """One run of a scenario. `failed` says why there is nothing to judge, "" if there is."""

    path: Path
    scenario: Scenario
    number: int
    folder: Path
    ended: Ended | None = None
    scores: Scores | None = None
    answer: str = ""
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
    folder = plan.keep / f"{path.stem}-{number}"
    folder.mkdir(mode=0o700, parents=True)
    run = Run(path, scenario, number, folder)
    # Away from what is kept: a host looks around in the folders above its own.
    with tempfile.TemporaryDirectory(prefix="kurosai-agent-", ignore_cleanup_errors=True) as place:
        try:
            return _in_world(plan, run, Path(place), stop)
        except (Fault, OSError) as fault:
            return Run(path, scenario, number, folder, failed=str(fault))


def _in_world(plan: Plan, run: Run, place: Path, stop: threading.Event) -> Run:
    output, errors = run.folder / "output.txt", run.folder / "errors.txt"
    with running(run.path) as world:
        made = asyncio.run(
            workspace.make(world, run.scenario.arrives, folder=place, kept=run.folder)
        )
        ended = bounded.run(
            plan.command.filled(made.values()),
            folder=made.folder,
            environment=workspace.environment(world),
            given=None if plan.command.reads_prompt else made.prompt_file,
            output=output,
            errors=errors,
            seconds=plan.minutes * 60,
            stop=stop,
        )
        seen = record.read(world.environment, made.wire)
        if world.environment.ledger().is_file():
            shutil.copy(world.environment.ledger(), run.folder)
    said = output.read_text("utf-8", "replace")
    answer = printed.answer(said, _written(made.answer_file))
    (run.folder / "answer.md").write_text(f"{answer}\n", "utf-8")
    scores = scoring.score(run.scenario, seen, answer, made.prompt, said)
    return Run(run.path, run.scenario, run.number, run.folder, ended, scores, answer)


def _written(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
