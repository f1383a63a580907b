"""The `key` of a scenario, from what a case concluded: verdict, cause, entry, path, and what shows
it, each fact with a plain read that finds it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from kurosai.replay.case import texts
from kurosai.vocabulary import Verdict, stamp

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence
    from kurosai.replay.case import Case
    from kurosai.vocabulary import Json, Row

Tree: TypeAlias = dict[str, Any]

MOST_FACTS = 6
MOST_MENTIONED = 6
LONGEST = 160
_BESIDE = timedelta(seconds=1)
_CAUSES = ("cause code", "cause")
_ROLES: Mapping[str, str] = {
    "利用者": "user",
    "ユーザー": "user",
    "user": "user",
    "asker": "user",
    "運用": "operations",
    "operat": "operations",
    "オーナー": "owner",
    "owner": "owner",
    "チーム": "team",
    "team": "team",
    "ベンダー": "vendor",
    "vendor": "vendor",
    "aws support": "vendor",
}
_QUOTED = re.compile(r"`([^`\n]{4,})`")
_CITATION = re.compile(r"\s*\[[0-9A-Z]{8}\]")


def key(case: Case, *, entry: str) -> Tree:
    """The key; `entry` is the runbook entry that the world has, "" for none."""
    end = case.end
    verdict = Verdict(end.verdict) if end else Verdict.UNKNOWN
    judgement: Mapping[str, Any] = end.judgement if end else {}
    tree: Tree = {"verdict": verdict.value, "cause_code": _cause(case)}
    if entry:
        tree |= {"entry": entry, **({"path": case.path} if case.path else {})}
    actions = [*_actions(judgement.get("actions"))]
    if actions and verdict is not Verdict.NO_ACTION:
        tree["actions"] = actions
    tree["decisive"] = facts(case)
    mentioned = _mentioned(case, judgement)
    if mentioned:
        tree["must_mention"] = mentioned
    unseen = [_CITATION.sub("", one) for one in texts(judgement.get("not_looked_at") or [])]
    if end is None:
        unseen.append("the case was open when it was exported: nobody has concluded yet")
    return {**tree, **({"unseen": unseen} if unseen else {})}


def _cause(case: Case) -> str:
    """The word that a server had for the cause, of what is cited first."""
    ordered = sorted(case.readings, key=lambda one: one.id not in case.cited)
    for one in ordered:
        for name in _CAUSES:
            word = one.facts.get(name, "")
            if re.fullmatch(r"[a-z][a-z0-9-]+", word):
                return word.upper().replace("-", "_")
    return "CAUSE_IN_WORDS" if case.end else "NOT_CONCLUDED"


def _actions(told: Json) -> Iterator[Tree]:
    for text in texts(told or []):
        plain = _CITATION.sub("", text)
        who = next(
            (role for word, role in _ROLES.items() if plain.lower().startswith(word)), "operations"
        )
        quoted = _QUOTED.search(plain)
        says = quoted[1] if quoted else re.split(r"[:：]", plain, maxsplit=1)[-1].strip()[:40]
        yield {"who": who, "says": re.escape(says)}


def _mentioned(case: Case, judgement: Mapping[str, Any]) -> list[str]:
    """Ids and quotes of the cause: whoever tells it truly has to name them."""
    told = "\n".join(texts(judgement.get("cause") or []))
    found = [*re.findall(r"(?<!\d)\d{8}(?!\d)", told), *_QUOTED.findall(told)]
    read = "\n".join(row.text for one in case.readings for row in one.rows)
    kept = [one for one in dict.fromkeys(found) if one in read and len(one) <= LONGEST]
    return [re.escape(one) for one in kept[:MOST_MENTIONED]]


def facts(case: Case) -> dict[str, Tree]:
    """Decisive rows as facts, of cited readings first, by names that say where they are from."""
    found: dict[str, Tree] = {}
    for one in sorted(case.readings, key=lambda one: one.id not in case.cited):
        for fact in _of(one, case):
            if len(found) < MOST_FACTS and fact not in found.values():
                found[f"{one.tool.replace('_', '-')}-{len(found) + 1}"] = fact
    return found


def _of(one: Evidence, case: Case) -> Iterator[Tree]:
    rows = [row for row in one.rows if row.mark == ">"] or [*one.rows]
    if one.tool == "describe_job":
        yield _fact(
            "crois",
            f"what the platform records of job {one.asked['job_id']}",
            [str(one.asked["job_id"]), one.facts.get("status", ""), *_odd(rows)],
            {"crois": f"/v1/jobs/{one.asked['job_id']}/"},
        )
    elif one.tool == "describe_workflow" and str(one.asked["workflow_id"]).isdecimal():
        yield _fact(
            "crois",
            f"workflow {one.asked['workflow_id']}",
            [str(one.asked["workflow_id"])],
            {"crois": f"/v1/workflows/{one.asked['workflow_id']}/"},
        )
    elif one.tool == "find_logs" and one.source.startswith("/") and not one.looks:
        yield from (_line(one.source, row) for row in rows[:2] if row.at is not None)
    elif one.tool == "trace_job" and one.facts.get("reason"):
        yield _fact(
            "aws",
            f"why task {one.facts.get('task', '')} ended",
            [one.facts["reason"]],
            _history(case, str(one.asked["job_id"])),
        )
    elif one.server == "gcp":
        yield from (_entry(row) for row in rows[:2] if row.at is not None and "\nlog=" in row.text)


def _fact(source: str, what: str, shows: list[str], look: Tree) -> Tree:
    return {
        "sources": [source],
        "what": what,
        "shows": [re.escape(text[:LONGEST]) for text in shows if text],
        "looks": [look],
    }


def _odd(rows: list[Row]) -> list[str]:
    """The names of the tasks that were marked."""
    found = (re.search(r'"task":"([^"]+)"', row.text) for row in rows if row.mark == ">")
    return [match[1] for match in found if match][:2]


def _line(group: str, row: Row) -> Tree:
    at = row.at
    assert at is not None
    parameters = {
        "logGroupName": group,
        "startTime": stamp(at - _BESIDE),
        "endTime": stamp(at + _BESIDE),
    }
    look: Tree = {
        "aws": {"service": "logs", "operation": "filter_log_events", "parameters": parameters}
    }
    return _fact("aws", f"what {group} says at {stamp(at)}", _words(row.text), look)


def _entry(row: Row) -> Tree:
    at = row.at
    assert at is not None
    shown = row.text.partition("\n")[0].partition("] ")[2]
    message = shown.partition(": ")[2] or shown
    condition = f'timestamp>="{stamp(at - _BESIDE)}" AND timestamp<="{stamp(at + _BESIDE)}"'
    return _fact(
        "gcp", f"what Cloud Logging says at {stamp(at)}", _words(message), {"gcp": condition}
    )


def _words(text: str) -> list[str]:
    """Its longest stretches that JSON writes as they are."""
    parts = re.split(r"[\"\\\t\n]|[^\x20-\x7e\u3040-\u30ff\u4e00-\u9fff]", text)
    return sorted((part.strip() for part in parts if part.strip()), key=len, reverse=True)[:2]


def _history(case: Case, number: str) -> Tree:
    arn = next(
        (
            match[0]
            for one in case.readings
            for row in one.rows
            if (match := re.search(rf'arn:aws:states:[^"\s]+:job-{number}-\d+', row.text))
        ),
        "",
    )
    return {
        "aws": {
            "service": "stepfunctions",
            "operation": "get_execution_history",
            "parameters": {"executionArn": arn},
        }
    }
