"""Runs of a host as the benchmark would have read them, made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from kurosai.bench.agent import scoring
from kurosai.bench.agent.record import Case, Record, Shown
from kurosai.bench.agent.scoring import Scores
from kurosai.cases.judgement import Judgement
from kurosai.rehearsal.answers import Answer
from kurosai.sandbox.scenario import bundled, load
from kurosai.sandbox.schema import Scenario
from kurosai.sandbox.schema_key import Key
from kurosai.vocabulary import Verdict

ENTRY = "gke-health-checker#004"
CHART = """flowchart TD
  A[読む] --> B{値がある?}
  B -->|はい| C[対応不要]
  B -->|いいえ| D{連続?}
  D -->|はい| E[共有]
  D -->|いいえ| F[待つ]
"""
LOG = "[ERROR] [healthcheck] error: started_at has no value tasks:normal-1"
SEEN = f"K7Q2M4XA · aws · /aws/lambda/x · 1 of 1 hit · complete\n{LOG}"


def scenario(verdict: str = "no_action", /, **key: Any) -> Scenario:
    """A scenario whose key is this; its one fact is the line `LOG` in AWS."""
    fact = {
        "sources": ["aws"],
        "what": "the error line",
        "shows": ["started_at has no value"],
        "looks": [{"aws": {"service": "logs", "operation": "filter_log_events"}}],
    }
    body = {"verdict": verdict, "cause_code": "VALUE_MISSING", "decisive": {"line": fact}, **key}
    return _arrived().model_copy(update={"key": Key.model_validate(body)})


@cache
def _arrived() -> Scenario:
    return load(bundled("s01-started-at-missing"))


def closed(
    verdict: str = "no_action",
    cause: Sequence[str] = ("値がなかった [K7Q2M4XA]。",),
    *,
    name: str = "C0000001",
    state: str = "closed",
    **more: Any,
) -> Case:
    """A case that was concluded."""
    fields = {
        one: more.pop(one) for one in ("ruled_out", "actions", "reason", "evidence") if one in more
    }
    judged = Judgement(Verdict(verdict), tuple(cause), **fields)
    return Case(name, state, judgement=judged, **more)


def record(*cases: Case, shown: Sequence[Shown] = (), wired: bool = True) -> Record:
    """What was read: the log line unless `shown` says otherwise; each text was one call."""
    texts = tuple(shown) or (Shown("aws", "K7Q2M4XA", SEEN),)
    calls = tuple(Answer(one.server, "find_logs", {}, one.text, False, 0.0) for one in texts)
    return Record(calls, texts, cases, wired)


def judge(told: Scenario, *cases: Case, answer: str = "", **more: Any) -> Scores:
    """The scores of a run with these cases."""
    return scoring.score(told, record(*cases, **more), answer, "prompt")
