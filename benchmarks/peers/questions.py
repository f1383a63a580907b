"""What is asked of everybody: a world, an operator's question, and what an answer has to show.

What it has to show stands in none of the arguments that the question gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

CHECKER = "/aws/lambda/core-v2-crois-gke-health-checker"


@dataclass(frozen=True, slots=True)
class Question:
    """`shows` names each fact, and the regular expression that finds it in what was answered."""

    key: str
    scenario: str
    words: str
    shows: Mapping[str, str]


LINE = Question(
    "line",
    "s01-started-at-missing",
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
    "s01-started-at-missing",
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
    "b2-token-expired",
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

QUESTIONS = (LINE, NO_WORDS, SINCE_WHEN)
