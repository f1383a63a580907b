"""How a job ended, in words: "job 16933018 failed", ジョブ16933018は成功しました.

A word in capitals is looked up as it stands (`FAILED`); these are held against what a reading of
that very job recorded, where the sentence cites one, else the newest in scope.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kurosai.cases.check.misplaced import CLAIMED
from kurosai.cases.faults import Finding, short
from kurosai.cases.sentences import mentions, wordings

if TYPE_CHECKING:
    from kurosai.cases.proof import Proof

_CLAUSE = re.compile(
    r"[、。,;]|\b(?:and|but|while|because|which|that)\b|ため(?!、)|(?:ため|ので|が)、", re.I
)
_JOB = re.compile(r"(?<![\w-])\d{6,9}(?![\w-])", re.ASCII)
_BAD = re.compile(
    r"(?<!に)失敗(?:し(?:た|まし|て(?!い(?:な|ませ)|おら|おりませ))|に終わ)|成功し(?:な|ませ)|異常終了し"
    r"|(?i:\bfailed\b(?! to\b)|\bdid(?: not|n't) succeed\b)"
)
_GOOD = re.compile(
    r"(?<!に)成功し(?:た|まし|て)|正常(?:に)?(?:終了|完了)し"
    r"|(?i:(?<!not )\bsucceeded\b|\b(?:finished|completed|ended) successfully\b)"
)
_PART = re.compile(
    r"試行|回目|最初|一度|いったん|一旦|再実行|リトライ|取得|起動|タスク|処理|投入|なかった|ではな"
    r"|場合|なら|前の|次の"
    r"|(?i:\b(?:tasks?|attempts?|first|once|twice|times|retr\w+|pull\w*|start\w*|before|after|then"
    r"|until|if|never|would|had)\b|(?<!did )\bnot\b)"
)
"""What failed or went well was not the whole job then, or not in the end."""
_WENT_WELL = ("SUCCEEDED", "SUCCESS", "COMPLETED")
_WENT_WRONG = ("FAILED", "TIMED_OUT", "ABORTED", "CANCELLED", "CANCELED", "STOPPED")


def check(place: str, text: str, proof: Proof) -> Iterator[Finding]:
    """Block a job that is said to have ended otherwise than it is recorded."""
    if place.split(" ", 1)[0] not in CLAIMED:
        return
    for sentence in wordings.sentences(mentions.unquoted(text)):
        for clause in _CLAUSE.split(unicodedata.normalize("NFKC", sentence)):
            good, bad = _GOOD.search(clause), _BAD.search(clause)
            jobs = set(_JOB.findall(clause))
            if len(jobs) != 1 or bool(good) is bool(bad) or _PART.search(clause):
                continue
            job = jobs.pop()
            cited = proof.of(mentions.evidence_ids(sentence))
            found = _recorded(job, cited) or _recorded(job, proof)
            wrong = _WENT_WRONG if good else _WENT_WELL
            if found and found[1] in wrong:
                yield Finding(
                    "state",
                    place,
                    f"「{short(clause.strip())}」, but {found[0]} records job {job} as {found[1]}",
                    "Say how it ended; of an attempt or a task, say that it is one.",
                )


def _recorded(job: str, proof: Proof) -> tuple[str, str] | None:
    """The newest reading of the job, and how it ended there."""
    for one in reversed(proof.evidence):
        if one.facts.get("job") == job:
            ended = one.facts.get("status") or one.facts.get("execution", "")
            if ended:
                return one.id, ended.split(" ", 1)[0]
    return None
