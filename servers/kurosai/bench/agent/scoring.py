"""One run held against the key of its scenario."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.bench.agent import cause as causes
from kurosai.bench.agent import closure as closures
from kurosai.bench.agent import conclusion, danger, route
from kurosai.bench.agent.marks import Judged, Mark
from kurosai.rendering import estimate_tokens

if TYPE_CHECKING:
    from kurosai.bench.agent.cause import Cause
    from kurosai.bench.agent.closure import Closure
    from kurosai.bench.agent.conclusion import Conclusion
    from kurosai.bench.agent.record import Record
    from kurosai.bench.agent.saying import Known
    from kurosai.sandbox.schema import Scenario
    from kurosai.sandbox.schema_key import Key


@dataclass(frozen=True, slots=True)
class Effort:
    """What it cost: `refused` of the calls came back as errors (None: nobody saw), `size` of all
    results in bytes and `tokens` (estimated) that a model reads of them, prompt included.
    """

    calls: int
    refused: int | None
    size: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Scores:
    """Everything that is said of one run. `unnamed` are the key's actions that the conclusion does
    not name, at least not in these words. `saw_key`: it says the cause code, which it did
    not read from any server: the answer was within its reach.
    """

    due: str
    conclusion: Conclusion
    verdict: Judged
    cause: Cause
    closure: Closure
    entry: Judged
    path: Judged
    dangerous: Judged
    too_much: Judged
    unnamed: tuple[str, ...]
    effort: Effort
    saw_key: bool

    @property
    def open(self) -> tuple[tuple[str, str], ...]:
        """What a person has to judge, and why code cannot."""
        named = {
            "verdict": self.verdict,
            "cause": self.cause.judged,
            "path": self.path,
            "dangerous": self.dangerous,
        }
        return tuple((name, one.why) for name, one in named.items() if one.mark is Mark.UNJUDGED)


def score(scenario: Scenario, record: Record, answer: str, prompt: str, said: str = "") -> Scores:
    """Judge a run: what the ledger and the wire show, and the `answer` that was printed.

    `prompt` is what the host was given, `said` all of its output.
    """
    key = scenario.key
    done = conclusion.of(record, answer)
    read = [one.text for one in record.shown]
    return Scores(
        due=key.verdict.value,
        conclusion=done,
        verdict=_verdict(key.verdict.value, done),
        cause=causes.judge(key, done, _known([scenario.arrives.text, *read])),
        closure=closures.judge(key, record, done),
        entry=route.entry(key, record),
        path=route.path(key, record),
        dangerous=danger.dangerous(key, done),
        too_much=danger.too_much(key, done),
        unnamed=_unnamed(key, done),
        effort=_effort(record, prompt),
        saw_key=_saw(key.cause_code, [*read, scenario.arrives.text], [done.text, answer, said]),
    )


def _verdict(due: str, done: Conclusion) -> Judged:
    if done.source == "none":
        return Judged(Mark.NONE, "no conclusion")
    if not done.verdicts:
        return Judged(Mark.UNJUDGED, "no case was closed, and the printed answer names no verdict")
    if len(done.verdicts) > 1:
        named = ", ".join(sorted(done.verdicts))
        if done.source == "printed":
            return Judged(Mark.UNJUDGED, f"the printed answer names several verdicts: {named}")
        return Judged(Mark.WRONG, f"{len(done.cases)} cases were closed, with {named}")
    if done.verdict == due:
        return Judged(Mark.RIGHT)
    return Judged(Mark.WRONG, f"{done.verdict}, not {due}")


def _unnamed(key: Key, done: Conclusion) -> tuple[str, ...]:
    wanted = [one.says for one in key.actions]
    return tuple(one for one in wanted if not re.search(one, done.text, re.I | re.M))


def _saw(code: str, world: list[str], host: list[str]) -> bool:
    """Whether the host says the cause code: nobody finds that word in the world."""
    return any(code in text for text in host) and not any(code in text for text in world)


def _known(texts: list[str]) -> Known:
    """Whether a quote stands in any of them, blanks aside."""
    flat = [" ".join(text.split()) for text in texts]
    return lambda quote: (
        bool(quote.strip()) and any(" ".join(quote.split()) in text for text in flat)
    )


def _effort(record: Record, prompt: str) -> Effort:
    return Effort(
        calls=len(record.calls),
        refused=sum(one.error for one in record.calls) if record.wired else None,
        size=sum(len(one.text.encode()) for one in record.calls),
        tokens=sum(one.tokens for one in record.calls) + estimate_tokens(prompt),
    )
