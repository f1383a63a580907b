"""Next calls that cross from one server to another: one constructor each, and nowhere else.

The tests validate what each constructor builds against the live schema of its target, so a
renamed argument cannot leave a dead hint behind. Arguments at their default are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from kurosai.vocabulary import Call, Json, stamp

_OF_ONE_REQUEST = re.compile(r"; Request ID: [^;)]*(?:; Proxy: [^;)]*)?")
"""What AWS adds to an error of one request: no runbook has it."""


def line(call: Call) -> str:
    """`crois.describe_job {"job_id":"16852935"}`."""
    body = json.dumps(call.arguments, ensure_ascii=False, separators=(",", ":"))
    return f"{call.server}.{call.tool} {body}"


def at_place(call: Call, where: str) -> Call:
    """The same call of `aws`, of the account and region that `where` names."""
    return Call(call.server, call.tool, {**call.arguments, "where": where})


def find_logs(
    group: str,
    text: str,
    *,
    pattern: str = "",
    like: str = "",
    around: datetime | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Call:
    """The log lines with `text`, of a filter pattern, or like another, and what is around."""
    arguments: dict[str, Json] = {"group": group}
    for name, value in (("text", text), ("pattern", pattern), ("like", like)):
        if value:
            arguments[name] = value
    for name, at in (("around", around), ("since", since), ("until", until)):
        if at is not None:
            arguments[name] = stamp(at)
    return Call("aws", "find_logs", arguments)


def find_changes(
    resource: str = "",
    *,
    by: str = "",
    around: datetime | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Call:
    """The writes that CloudTrail has on a resource or by somebody, around a time."""
    arguments: dict[str, Json] = {}
    for name, value in (("resource", resource), ("by", by)):
        if value:
            arguments[name] = value
    for name, at in (("around", around), ("since", since), ("until", until)):
        if at is not None:
            arguments[name] = stamp(at)
    return Call("aws", "find_changes", arguments)


def find_alarms(about: str = "", *, around: datetime | None = None) -> Call:
    """What was in ALARM around a time: an alarm, those on a resource, or all."""
    arguments: dict[str, Json] = {"about": about} if about else {}
    if around is not None:
        arguments["around"] = stamp(around)
    return Call("aws", "find_alarms", arguments)


def read_metrics(metrics: Sequence[str], *, around: datetime | None = None) -> Call:
    """How some metrics went around a time, each a line as the tool reads it."""
    arguments: dict[str, Json] = {"metrics": list(metrics)}
    if around is not None:
        arguments["around"] = stamp(around)
    return Call("aws", "read_metrics", arguments)


def call_aws(
    service: str, operation: str, parameters: Mapping[str, Json], *, fields: str = ""
) -> Call:
    """Any other allowed read, by the API's own names."""
    arguments: dict[str, Json] = {"service": service, "operation": operation}
    arguments["parameters"] = dict(parameters)
    if fields:
        arguments["fields"] = fields
    return Call("aws", "call_aws", arguments)


def query_logs(
    query: str, groups: str, *, since: datetime | None = None, until: datetime | None = None
) -> Call:
    """The rows of a Logs Insights query over some log groups."""
    arguments: dict[str, Json] = {"query": query, "groups": groups}
    for name, at in (("since", since), ("until", until)):
        if at is not None:
            arguments[name] = stamp(at)
    return Call("aws", "query_logs", arguments)


def trace_job(job_id: str) -> Call:
    """What AWS ran for one job: its execution, tasks, logs, images."""
    return Call("aws", "trace_job", {"job_id": job_id})


def trace_pod(name: str, *, around: datetime | None = None) -> Call:
    """What became of the pods of a Kubernetes Job, or of one pod, by name."""
    arguments: dict[str, Json] = {"name": name}
    if around is not None:
        arguments["around"] = stamp(around)
    return Call("gcp", "trace_pod", arguments)


def find_entries(
    *,
    text: str = "",
    like: str = "",
    filter: str = "",  # noqa: A002 - the argument's name
    log: str = "",
    resource: str = "",
    severity: str = "",
    project: str = "",
    fields: Mapping[str, str] | None = None,
    around: datetime | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Call:
    """The Cloud Logging entries with some text or signature, of a place, with fields."""
    arguments: dict[str, Json] = {}
    given = {
        "text": text,
        "like": like,
        "filter": filter,
        "log": log,
        "resource": resource,
        "severity": severity,
        "project": project,
    }
    for name, value in given.items():
        if value:
            arguments[name] = value
    if fields:
        arguments["fields"] = dict(fields)
    for name, at in (("around", around), ("since", since), ("until", until)):
        if at is not None:
            arguments[name] = stamp(at)
    return Call("gcp", "find_entries", arguments)


def query_entries(
    filter: str,  # noqa: A002 - the argument's name
    *,
    since: datetime,
    until: datetime,
    newest: bool = False,
    show: Sequence[str] = (),
    sum: str = "",  # noqa: A002 - the argument's name
    most: int = 0,
    project: str = "",
) -> Call:
    """The Cloud Logging entries of a filter, with the fields to be shown and one added up."""
    arguments: dict[str, Json] = {
        "filter": filter,
        "since": stamp(since),
        "until": stamp(until),
    }
    if newest:
        arguments["newest"] = True
    if show:
        arguments["show"] = list(show)
    if sum:
        arguments["sum"] = sum
    if most:
        arguments["most"] = most
    if project:
        arguments["project"] = project
    return Call("gcp", "query_entries", arguments)


def describe_job(job_id: str) -> Call:
    """One job with its tasks."""
    return Call("crois", "describe_job", {"job_id": job_id})


def find_jobs(
    *,
    workflow_id: str = "",
    project: str = "",
    module: str = "",
    status: str = "",
    text: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> Call:
    """The jobs that failed in a window, grouped and contrasted with those that succeeded."""
    arguments: dict[str, Json] = {}
    given = {
        "workflow_id": workflow_id,
        "project": project,
        "module": module,
        "status": status,
        "text": text,
    }
    for name, value in given.items():
        if value:
            arguments[name] = value
    for name, at in (("since", since), ("until", until)):
        if at is not None:
            arguments[name] = stamp(at)
    return Call("crois", "find_jobs", arguments)


def read_task_log(job_id: str, task: str = "", *, attempt: int = 0, text: str = "") -> Call:
    """What a task's container wrote, as the API has it: its errors, and its end."""
    arguments: dict[str, Json] = {"job_id": job_id}
    if task:
        arguments["task"] = task
    if attempt:
        arguments["attempt"] = attempt
    if text:
        arguments["text"] = text
    return Call("crois", "read_task_log", arguments)


def describe_workflow(workflow_id: str) -> Call:
    """One workflow: its schedules in their time zones, its last jobs, who changed it."""
    return Call("crois", "describe_workflow", {"workflow_id": workflow_id})


def call_operation(operation: str, **arguments: str) -> Call:
    """One GET of the Crois API by its operation id."""
    body: dict[str, Json] = {"operation": operation}
    if arguments:
        body["arguments"] = dict(arguments)
    return Call("crois", "call_operation", body)


def find_operations(words: str) -> Call:
    """The Crois API's reads that fit some words."""
    return Call("crois", "find_operations", {"words": words})


def find_runbook(text: str) -> Call:
    """Entries that fit an alert, an error line or words."""
    return Call("runbooks", "find_runbook", {"text": _OF_ONE_REQUEST.sub("", text)})


def read_runbook(entry: str, part: str = "", words: str = "") -> Call:
    """One entry, or one part of it, or first what stands in it about some words."""
    arguments: dict[str, Json] = {"entry": entry}
    if part:
        arguments["part"] = part
    if words:
        arguments["words"] = words
    return Call("runbooks", "read_runbook", arguments)


def search_docs(question: str = "", page: str = "") -> Call:
    """The passages of the user documentation that answer a question, or one page of it."""
    given = {"question": question, "page": page}
    return Call("runbooks", "search_docs", {name: value for name, value in given.items() if value})


def open_case(text: str) -> Call:
    """A case from an alert or an inquiry."""
    return Call("cases", "open_case", {"text": text})


def walk(case: str) -> Call:
    """The case's place in its flowchart; answers are the caller's to add."""
    return Call("cases", "walk", {"case": case})


def close_case(case: str, verdict: str, *, dry_run: bool, draft: str = "") -> Call:
    """The conclusion; cause and actions are the caller's to add, or stand in `draft` (a digest)."""
    arguments: dict[str, Json] = {"case": case, "verdict": verdict}
    if draft:
        arguments["draft"] = draft
    if dry_run:
        arguments["dry_run"] = True
    return Call("cases", "close_case", arguments)


def read_evidence(evidence: str, offset: int = 0, character: int = 0) -> Call:
    """A recorded reading as it was shown, or its rows from `offset` (from 1), the first of them
    without as many of its characters."""
    arguments: dict[str, Json] = {"evidence": evidence}
    if offset:
        arguments["offset"] = offset
    if character:
        arguments["character"] = character
    return Call("cases", "read_evidence", arguments)


def find_cases(text: str = "", *, resource: str = "", entry: str = "") -> Call:
    """Earlier cases by words, an error line, an alert or a case's id; of a resource or an entry."""
    given = {"text": text, "resource": resource, "entry": entry}
    return Call("cases", "find_cases", {name: value for name, value in given.items() if value})


def find_commits(
    repository: str, *, path: str = "", around: datetime | None = None, hours: int = 0
) -> Call:
    """What came to the branches before a time; of all repositories when none is named."""
    arguments: dict[str, Json] = {}
    if repository:
        arguments["repository"] = repository
    if path:
        arguments["path"] = path
    if around is not None:
        arguments["around"] = stamp(around)
    if hours:
        arguments["hours"] = hours
    return Call("github", "find_commits", arguments)


def describe_change(repository: str, change: str, *, around: datetime | None = None) -> Call:
    """One commit (sha) or pull request ("#412") with its decisive hunks."""
    arguments: dict[str, Json] = {"repository": repository, "change": change}
    if around is not None:
        arguments["around"] = stamp(around)
    return Call("github", "describe_change", arguments)


def read_file(repository: str, path: str, *, ref: str = "", around_line: int = 0) -> Call:
    """A part of a file as it is at a ref, by default that of the default branch."""
    arguments: dict[str, Json] = {"repository": repository, "path": path}
    if ref:
        arguments["ref"] = ref
    if around_line:
        arguments["around_line"] = around_line
    return Call("github", "read_file", arguments)


def search_code(words: str, repository: str = "") -> Call:
    """Where words stand in the code; of all repositories when none is named."""
    arguments: dict[str, Json] = {"words": words}
    if repository:
        arguments["repository"] = repository
    return Call("github", "search_code", arguments)
