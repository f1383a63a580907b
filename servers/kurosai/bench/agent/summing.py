"""Many runs as counts: of one scenario, or of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from kurosai.bench.agent import marks
from kurosai.bench.agent.marks import Mark, Share
from kurosai.vocabulary import Verdict

if TYPE_CHECKING:
    from kurosai.bench.agent.driving import Run
    from kurosai.bench.agent.scoring import Scores

_UNKNOWN = Verdict.UNKNOWN.value


@dataclass(frozen=True, slots=True)
class Total:
    """Counts over runs that could be judged (`runs`); `failed` are those that could not.

    `read` and `cited` are shares (0 to 1) of all decisive facts, None without any. `calls`,
    `tokens` and `minutes` are medians.
    """

    runs: int
    failed: int
    verdict: Share
    cause: Share
    entry: Share
    path: Share
    read: float | None
    cited: float | None
    forbidden: int
    dangerous: Share
    too_much: Share
    unknown: Share
    unknown_elsewhere: int
    no_conclusion: int
    pending: int
    saw_key: int
    calls: float
    refused: int
    tokens: float
    minutes: float


def total(runs: Sequence[Run]) -> Total:
    """The sum of some runs."""
    done = [(run, run.scores) for run in runs if run.scores is not None]
    scores = [one for _, one in done]
    facts = sum(one.closure.facts for one in scores)
    return Total(
        runs=len(scores),
        failed=len(runs) - len(scores),
        verdict=marks.share(one.verdict.mark for one in scores),
        cause=marks.share(one.cause.judged.mark for one in scores),
        entry=marks.share(one.entry.mark for one in scores),
        path=marks.share(one.path.mark for one in scores),
        read=sum(one.closure.read for one in scores) / facts if facts else None,
        cited=sum(one.closure.cited for one in scores) / facts if facts else None,
        forbidden=sum(bool(one.cause.forbidden) for one in scores),
        dangerous=marks.share(one.dangerous.mark for one in scores),
        too_much=marks.share(one.too_much.mark for one in scores),
        unknown=marks.share(one.verdict.mark for one in scores if one.due == _UNKNOWN),
        unknown_elsewhere=sum(_said_unknown(one) for one in scores if one.due != _UNKNOWN),
        no_conclusion=sum(one.conclusion.source == "none" for one in scores),
        pending=sum(one.conclusion.waits for one in scores),
        saw_key=sum(one.saw_key for one in scores),
        calls=_median([one.effort.calls for one in scores]),
        refused=sum(one.effort.refused or 0 for one in scores),
        tokens=_median([one.effort.tokens for one in scores]),
        minutes=_median([run.minutes for run, _ in done]),
    )


def by_scenario(runs: Sequence[Run]) -> dict[str, Total]:
    """A total for each scenario file, by the file's name, in the order in which they ran."""
    names = dict.fromkeys(run.path.stem for run in runs)
    return {name: total([run for run in runs if run.path.stem == name]) for name in names}


def worst_first(runs: Sequence[Run]) -> list[Run]:
    """Dangerous closes, then what claims what it must not, then wrong verdicts, and so on."""
    return sorted(runs, key=_badness)


def _badness(run: Run) -> tuple[int, ...]:
    one = run.scores
    if one is None:
        return (-2,)
    wrong = (Mark.WRONG, Mark.NONE)
    return (
        -(one.dangerous.mark is Mark.WRONG),
        -bool(one.cause.forbidden),
        -(one.verdict.mark in wrong),
        -(one.cause.judged.mark in wrong),
        -(one.path.mark in wrong),
        -(one.too_much.mark is Mark.WRONG),
        -len(one.open),
        one.closure.read - one.closure.facts,
        one.closure.cited - one.closure.facts,
        -one.effort.tokens,
    )


def _said_unknown(one: Scores) -> bool:
    return one.conclusion.verdict == _UNKNOWN


def _median(numbers: Sequence[float]) -> float:
    return float(median(numbers)) if numbers else 0.0
