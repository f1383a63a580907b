"""Whether it went well after a retry, as a flowchart asks it: as the cited readings recorded it.

A trace of the job records each attempt at a task and how the execution ended; the platform records
each task with its last attempt, and the job's status.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.cases import recorded, source
from kurosai.errors import Refused
from kurosai.library import words

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence
    from kurosai.library.walk import Step

_RETRY = re.compile(r"リトライ|再試行|再実行|再度実行|(?i:\bretr(?:y|ies|ied)\b|\bre-?runs?\b)")
_WELL = re.compile(r"成功|正常|完了|(?i:succe|\bok\b|\bpass|\bfine\b|\brecover)")
_BADLY = re.compile(r"失敗|異常|エラー|(?i:\bfail|\berror)")
_OTHERWISE = re.compile(
    r"ない|なく|せず|ません|回数|何回|以上|(?i:\bnot\b|n't\b|how (?:many|often))"
)
"""What makes it another question, or turns it round in a way that nobody counts on."""
_ATTEMPT = re.compile(
    r"(?P<task>\S+) attempt (?P<number>\d+) (?P<outcome>[a-z][a-z ]*), scheduled \d\d:\d\d:\d\dZ"
)
_ENDED_WELL = ("SUCCEEDED", "SUCCESS", "COMPLETED")
_ENDED_BADLY = ("FAILED", "TIMED_OUT", "TIMED OUT", "ABORTED", "CANCELED", "CANCELLED", "STOPPED")


@dataclass(frozen=True, slots=True)
class _Ended:
    """How something ended by a reading: a task that was tried again, else its job."""

    evidence: str
    name: str
    well: bool
    told: str


def check(step: Step, found: Sequence[Evidence], text: str) -> None:
    """Raise Refused where all that the cited readings recorded of it says otherwise.

    `text` is what arrived: it names the job.
    """
    question = step.node.words
    well, badly = bool(_WELL.search(question)), bool(_BADLY.search(question))
    side = words.shipped().side(step.choice)
    if side is None or well is badly or _OTHERWISE.search(question):
        return
    if not _RETRY.search(question):
        return
    claimed = side is well
    of_job = [one for one in found if source.find(text, one.facts.get("job", "")) >= 0]
    known = [each for one in of_job or found for each in _ended(one)]
    if known and all(one.well is not claimed for one in known):
        one = known[-1]
        raise Refused(
            f"{step.node.id}={step.choice}, but {one.evidence} records {one.name} as {one.told}.",
            "Answer as the record says; or cite the later reading that says otherwise.",
        )


def _ended(evidence: Evidence) -> list[_Ended]:
    """What was tried again, and how it ended; where nothing was, how the job did."""
    last: dict[str, tuple[int, str]] = {}
    for row in evidence.rows:
        match = _ATTEMPT.match(row.text)
        if match is not None:
            last[match["task"]] = int(match["number"]), match["outcome"]
    for one in recorded.of(evidence):
        attempt, status = one.fields.get("attempt") or "", one.fields.get("status") or ""
        if attempt.isdigit() and "task" in one.fields:
            last[one.name] = int(attempt), status
    tried = [
        _Ended(evidence.id, f"attempt {number} of {task}", _well(outcome) is True, outcome)
        for task, (number, outcome) in last.items()
        if number > 1 and _well(outcome) is not None
    ]
    if tried:
        return tried
    status = (evidence.facts.get("execution") or evidence.facts.get("status", "")).split(" ", 1)[0]
    well = _well(status)
    if well is None or "job" not in evidence.facts:
        return []
    return [_Ended(evidence.id, f"job {evidence.facts['job']}", well, status)]


def _well(outcome: str) -> bool | None:
    """Whether it went well; None while it has not ended."""
    if outcome.upper() in _ENDED_WELL:
        return True
    return False if outcome.upper() in _ENDED_BADLY else None
