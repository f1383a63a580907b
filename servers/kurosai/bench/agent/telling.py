"""Runs and totals as JSON, for history; and as a page for a person who grades what code cannot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kurosai.bench.agent import summing
from kurosai.version import VERSION

if TYPE_CHECKING:
    from kurosai.bench.agent.cause import Claim
    from kurosai.bench.agent.driving import Plan, Run
    from kurosai.bench.agent.marks import Judged, Share
    from kurosai.bench.agent.scoring import Scores
    from kurosai.bench.agent.summing import Total

FORMAT = 1


def body(plan: Plan, runs: Sequence[Run]) -> dict[str, Any]:
    """Everything as JSON: the totals, each scenario's, each run, the worst first."""
    return {
        "agent_benchmark": FORMAT,
        "kurosai": VERSION,
        "command": plan.command.says,
        "repeats": plan.repeats,
        "minutes": plan.minutes,
        "total": _total(summing.total(runs)),
        "blind": _total(summing.total([run for run in runs if run.scenario.blind])),
        "scenarios": {name: _total(one) for name, one in summing.by_scenario(runs).items()},
        "runs": [one_run(run) for run in summing.worst_first(runs)],
    }


def to_grade(runs: Sequence[Run]) -> str:
    """What a person has to judge, as markdown; "" where nothing is left open."""
    return "\n".join(line for run in runs for line in _graded(run))


def _graded(run: Run) -> Iterator[str]:
    one = run.scores
    if one is None or not one.open:
        return
    key = run.scenario.key
    yield from (f"# {run.path.stem}, run {run.number}", "")
    for name, why in one.open:
        yield f"- **{name}** (right / wrong): ______ - {why}"
    yield from ("", f"The answer: {key.verdict.value}, {key.cause_code}; it rests on", "")
    yield from (f"- {fact.what}" for fact in key.decisive.values())
    yield from ("", "It must say something like: " + " / ".join(f"`{p}`" for p in key.must_mention))
    said = one.conclusion.text or run.answer
    yield from ("", "What was concluded:", "", *(f"> {line}" for line in said.split("\n")), "")


def one_run(run: Run) -> dict[str, Any]:
    """One run as JSON."""
    told = {
        "scenario": run.path.stem,
        "id": run.scenario.id,
        "blind": run.scenario.blind,
        "run": run.number,
        "ended": run.ended.told if run.ended else "",
        "minutes": round(run.minutes, 3),
        "host_says": run.host_says,
        "failed": run.failed,
    }
    return {**told, **(_scores(run.scores) if run.scores else {})}


def _scores(one: Scores) -> dict[str, Any]:
    done, cause, closure = one.conclusion, one.cause, one.closure
    return {
        "due": one.due,
        "said": sorted(done.verdicts),
        "source": done.source,
        "pending": done.waits,
        "cases": [case.id for case in done.cases],
        "verdict": _judged(one.verdict),
        "cause": _judged(cause.judged),
        "mentions": {"found": cause.mentioned, "of": cause.mentions, "missing": cause.missing},
        "forbidden_claims": _claims(cause.forbidden),
        "possible_claims": _claims(cause.open),
        "evidence": {
            "facts": closure.facts,
            "read": closure.read,
            "cited": closure.cited,
            "unread": closure.unread,
            "uncited": closure.uncited,
        },
        "entry": _judged(one.entry),
        "path": _judged(one.path),
        "dangerous": _judged(one.dangerous),
        "too_much": _judged(one.too_much),
        "actions_not_named": one.unnamed,
        "effort": asdict(one.effort),
        "saw_key": one.saw_key,
    }


def _total(one: Total) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in one.__dataclass_fields__:
        value = getattr(one, name)
        found[name] = _share(value) if hasattr(value, "judged") else value
    return found


def _share(one: Share) -> dict[str, Any]:
    low, high = one.interval
    return {
        "right": one.right,
        "judged": one.judged,
        "cannot_judge": one.unjudged,
        "interval_95": [round(low, 3), round(high, 3)],
    }


def _judged(one: Judged) -> dict[str, str]:
    return {"mark": one.mark.value, "why": one.why}


def _claims(claims: Sequence[Claim]) -> list[dict[str, str]]:
    return [asdict(one) for one in claims]
