"""Numbers that a word beside them calls what they are, and that stand nowhere: workflow 15190.

A number of few digits has no form, so it is anything; behind "workflow", "schedule" or "HTTP" it is
an id or an answer like any other. `2.42.1` and `404 Not Found` say by themselves what they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kurosai.cases.check import absences
from kurosai.cases.faults import Finding
from kurosai.cases.sentences import mentions
from kurosai.cases.source import lower

if TYPE_CHECKING:
    from kurosai.cases.proof import Proof

_LABEL = (
    r"\b(?:workflow|schedule|shard|queue|project|pull request|PR|MR|revision)"
    r"(?:\s(?:id|no\.?|number))?\s?[#:]?\s?"
    r"|\bversion\s(?=\d+(?![.\d]))|(?:ワークフロー|スケジュール|シャード|プロジェクト)(?:ID)?[:：]?\s?"
    r"|/v\d/(?:workflows|schedules|jobs|projects)/"
)
_NUMBERED = re.compile(
    rf"(?i:{_LABEL})(?P<number>\d{{1,9}})(?![\w.:-]|\s?(?:件|個|本|回|つ|分|時))", re.ASCII
)
_VERSION = re.compile(r"(?<![\w.-])(?P<number>\d{1,3}\.\d{1,4}\.\d{1,5})(?![\w-]|\.\d)", re.ASCII)
_PHRASE = re.compile(
    r"(?<![\w.:])(?P<number>[45]\d\d\s(?i:forbidden|not found|unauthorized|bad gateway|bad request"
    r"|service unavailable|internal server error|too many requests|gateway timeout))\b",
    re.ASCII,
)
_ANSWER = re.compile(
    r"(?:\b(?:HTTP|[Aa]|[Aa]n|with|by|was|status(?: code)?)\s)(?P<number>[45]\d\d)"
    r"(?=\s(?:that|which|error|was|is|from|answer|response|and|on|in|at)\b|[,.;)](?!\d)|\s?\[|$)",
    re.ASCII,
)
_DENIED = re.compile(
    r"(?i:\b(?:no|not|never|nor|neither|without|than|new|create\w*)\b[^,.;:]{0,20}$)"
)
_DENIED_BEHIND = re.compile(r"[^、。,.;]{0,8}?(?:な[いくかし]|ありません|ではない)")
_LOG_OF = re.compile(
    rf"(?P<before>{absences.PLACE.pattern})"
    r"(?:\s?(?:の(?:関数の)?ログ)|'s log\b|\s(?:has |had )?logged\b)"
    rf"|\b(?:log of|notices in|lines of|found in)\s(?P<behind>{absences.PLACE.pattern})",
    re.ASCII,
)


def check(place: str, text: str, proof: Proof) -> Iterator[Finding]:
    """Block each such number that stands in no evidence and no runbook."""
    bare = unicodedata.normalize("NFKC", mentions.unquoted(text))
    for rule, pattern in (
        ("id", _NUMBERED),
        ("id", _VERSION),
        ("state", _PHRASE),
        ("state", _ANSWER),
    ):
        for match in pattern.finditer(bare):
            said = match["number"]
            if proof.stands(lower(said)) or proof.stands(f"#{said}"):
                continue
            end = match.end("number")
            if _DENIED.search(bare[: match.start()]) or _DENIED_BEHIND.match(bare, end):
                continue
            yield Finding(
                rule,
                place,
                f"{bare[match.start() : end].strip()} stands in no evidence",
                "Take it from a result.",
            )


def wrong_log(place: str, text: str, proof: Proof) -> Iterator[Finding]:
    """Block what a log is said to hold whose cited readings are all of other logs."""
    match = _LOG_OF.search(text)
    if match is None:
        return
    name = match["before"] or match["behind"]
    cited = proof.of(mentions.evidence_ids(text)).evidence
    logs = [one.source for one in cited if one.source.startswith("/")]
    if logs and len(logs) == len(cited) and not any(name in one for one in logs):
        yield Finding(
            "id",
            place,
            f"{name} is not what was read: {', '.join(dict.fromkeys(logs))}",
            "Name the log that was read, or cite the reading of this one.",
        )
