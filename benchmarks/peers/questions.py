"""What is asked of everybody: a world, an operator's question, and what an answer has to show.

What it has to show stands in none of the arguments that the question gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kurosai.sandbox.scenario import bundled

CHECKER = "/aws/lambda/core-v2-crois-gke-health-checker"


@dataclass(frozen=True, slots=True)
class Question:
    """`world` is a scenario file; `shows` names each fact, and the regular expression that finds it
    in what was answered."""

    key: str
    world: Path
    words: str
    shows: Mapping[str, str]


LINE = Question(
    "line",
    bundled("s01-started-at-missing"),
    "An alert says `started_at has no value` at 18:14Z: the line, its request, the job in it, "
    "what else its request logged, and did it happen before or since?",
    {
        "the line": r"\[healthcheck\] error: started_at has no value",
        "its request": "2291eeee-6a4e-4d2f-ac8b-1d6437bc4b97",
        "the job": "16852935",
        "the warning before it": "retrying|502",
        "that the run after it was fine": r"19:14Z.{0,10} ok|19:00:00",
        "that the run before it was fine": r"17:14Z ok|17:00:00",
    },
)

NO_WORDS = Question(
    "no words",
    bundled("s01-started-at-missing"),
    "The health checker misbehaved around 18:14Z: what went wrong there?",
    {
        "the line": r"\[healthcheck\] error: started_at has no value",
        "its request": "2291eeee-6a4e-4d2f-ac8b-1d6437bc4b97",
        "the job": "16852935",
    },
)

SYNC = "/aws/lambda/core-v2-module-sync"

SINCE_WHEN = Question(
    "since when",
    bundled("b2-token-expired"),
    "An alarm says that module-sync has errors at 03:16Z: which error, since when, how often, "
    "and what did the last good run log that those since then do not?",
    {
        "the error": "GHE refused the token: 401 Bad credentials",
        "the first of them": "03:02:0[78]|03:02Z",
        "how many": r"\b13\b",
        "the last good run": "02:57",
        "what it logged": "token-expiration=2026-05-18 03:00:00 UTC",
    },
)

FORWARDER = "core-v2-log-forwarder"
TIMEOUT_LOWERED = Path(__file__).with_name("timeout-lowered.yaml")

CHANGED = Question(
    "changed",
    TIMEOUT_LOWERED,
    "The log forwarder fails since 19:53Z: what was changed on it in the hour before, by whom, to "
    "which values, and was anybody refused?",
    {
        "the change": r"UpdateFunctionConfiguration",
        "when": r"19:52",
        "who": r"k-ito",
        "the new timeout": r"timeout\W{1,5}3\b",
        "how": r"Terraform",
        "the refusal": r"t-mori[\s\S]*AccessDenied|AccessDenied[\s\S]*t-mori",
    },
)

ALARMS = Question(
    "alarms",
    TIMEOUT_LOWERED,
    "It is 21:00Z: which alarms fire, since when, by which values; and did the one on the "
    "forwarder's errors fire before today?",
    {
        "the forwarder's": r"core-v2-log-forwarder-errors",
        "since when": r"19:58",
        "by which value": r"\b16(?:\.0)?\b.{0,30}19:56",
        "its limit": r">= 5|threshold\W{1,5}5|GreaterThanOrEqualTo",
        "the delay's": r"crois-log-delay",
        "since when the delay's": r"20:21",
        "the disk's": r"crois-ops-disk",
        "that it fired before": r"03:16",
        "until when": r"03:22",
    },
)

METRICS = Question(
    "metrics",
    TIMEOUT_LOWERED,
    "The forwarder's alarm went off at 19:58Z: since when are there 5 errors a minute or more, was "
    "it throttled, and how long do its longest runs take since?",
    {
        "since when": r"19:53",
        "how many then": r"\b(?:9|1[0-9]|20)(?:\.0)?\b",
        "that it was not throttled": r"(?i)throttles[\s\S]{0,200}?\b0(?:\.0)?\b",
        "the longest runs": r"\b3000(?:\.0)?\b",
    },
)

QUESTIONS = (LINE, NO_WORDS, SINCE_WHEN, CHANGED, ALARMS, METRICS)
