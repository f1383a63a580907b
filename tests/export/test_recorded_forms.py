"""What is read back out of rows, and that everything else is said not to be carried."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kurosai.evidence.record import Evidence
from kurosai.export import attempts, code_told, drawn, entries, pages
from kurosai.export.known import Job, Known, gather
from kurosai.export.platform import platform
from kurosai.vocabulary import Coverage, Json, Look, Row

AT = datetime(2026, 11, 10, 8, 33, 37, 600_000, tzinfo=UTC)
TASK = "643e584876f229cf785c57bd1b4dad59"
FAILED = (
    f"run-my-module attempt 1 failed, scheduled 08:32:13Z · task {TASK} · States.TaskFailed "
    "STOPPED TaskFailedToStart: CannotPullContainerError: no matching manifest"
)
EVENT = (
    "[pod] Killing: Stopping container main\nlog=events insertId=a1 severity=INFO resource=k8s_pod "
    "pod_name=job-16990412-train-x7k2p cluster_name=acme-gke involvedObject.kind=Pod "
    "involvedObject.name=job-16990412-train-x7k2p kind=Event message=Stopping container main "
    "reason=Killing source.component=kubelet source.host=gke-x type=Normal"
)
LINE = (
    "[stderr] ERROR epochs=12 failed\nlog=stderr insertId=b2 severity=ERROR resource=k8s_container "
    "container_name=main pod_name=job-16990412-train-x7k2p epochs=12 failed"
)
JOB = {
    "created_at": "2026-11-10T08:32:00Z",
    "workflow": {"id": 15102, "name": "daily"},
    "project": "orders",
    "trigger": {"kind": "ui", "by": "k-mori"},
    "status": "FAILED",
}
TOLD = {"status": "FAILED", "module": "load", "module_version": "1"}
PAGE = "# Title\n\nWords.\n\n- one\n- two\n\n| a | b |\n| --- | --- |\n\n```sh\nmake\n```\n"
PIECES = (
    "# Title",
    "Words.",
    "- one",
    "- two",
    "| a | b |",
    "| --- | --- |",
    "```sh",
    "make",
    "```",
)


def evidence(server: str, tool: str, *rows: Row, **asked: Json) -> Evidence:
    return Evidence(
        id="0M33G27J",
        sequence=1,
        read_at=AT,
        operator="tester",
        server=server,
        tool=tool,
        asked=asked,
        source="/aws/lambda/x",
        identity="aws 111122223333 ap-northeast-1",
        coverage=Coverage.COMPLETE,
        window=None,
        rows=rows,
        shown=len(rows),
        total=None,
        text="",
        again=None,
        facts={},
    )


def test_an_attempt_that_never_started() -> None:
    (one,) = attempts.read([Row(FAILED, AT, ">")]).attempts["run-my-module"]
    assert one.submitted == AT.replace(minute=32, second=14, microsecond=0)
    assert one.ended == AT.replace(microsecond=0)
    assert (one.ecs_task, one.stop_code, one.started) == (TASK, "TaskFailedToStart", None)
    assert one.reason == "CannotPullContainerError: no matching manifest"


def test_an_attempt_that_was_refused_has_no_task() -> None:
    text = "extract attempt 1 failed, scheduled 08:33:37Z · ECS.AmazonECSException Capacity is (x)"
    (one,) = attempts.read([Row(text, AT)]).attempts["extract"]
    assert (one.ecs_task, one.error, one.cause) == ("", "ECS.AmazonECSException", "Capacity is (x)")
    assert one.submitted == AT - timedelta(milliseconds=250)


def test_what_ecs_wrote_whole_is_exact() -> None:
    body = {
        "TaskArn": f"arn:aws:ecs:r:1:task/c/{TASK}",
        "CreatedAt": 1_794_299_534_150,
        "StartedAt": 1_794_299_580_000,
        "StoppedAt": 1_794_299_617_000,
        "StopCode": "EssentialContainerExited",
        "StoppedReason": "Essential container in task exited",
        "Containers": [{"ExitCode": 9, "Image": "r/m:1"}],
    }
    read = attempts.read([Row(FAILED, AT, ">"), Row(json.dumps(body), AT, ".")])
    (one,) = read.attempts["run-my-module"]
    assert (one.exit_code, one.stop_code) == (9, "EssentialContainerExited")
    assert one.submitted == datetime.fromtimestamp(1_794_299_534, UTC)
    assert read.images == {"r/m:1"}
    assert not read.lines


def test_other_rows_of_a_traced_job_are_lines() -> None:
    rows = [Row("loaded 12 rows", AT), Row("execution TIMED_OUT", AT), Row(FAILED, AT)]
    assert attempts.read(rows).lines == [(AT, "loaded 12 rows")]


def test_an_event_of_kubernetes() -> None:
    one = entries.read(Row(EVENT, AT))
    assert isinstance(one, entries.Entry)
    assert (one.kind, one.reason, one.text) == ("Pod", "Killing", "Stopping container main")
    assert one.place == (("cluster", "acme-gke"),)
    assert (one.name, one.host, one.warning) == ("job-16990412-train-x7k2p", "gke-x", False)


def test_a_line_of_a_container_is_exactly_its_text() -> None:
    one = entries.read(Row(LINE, AT))
    assert isinstance(one, entries.Entry)
    assert (one.text, one.severity, one.log) == ("epochs=12 failed", "ERROR", "stderr")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("two patterns of 40 lines", entries.NO_FIELDS),
        (LINE.replace("failed\nlog", "failed a=1\nlog"), entries.STRUCTURED),
        (LINE.replace("log=stderr", "log=container-runtime"), entries.UNKNOWN),
    ],
)
def test_what_is_no_whole_entry_is_said(text: str, why: str) -> None:
    assert entries.read(Row(text, AT)) == why
    known = gather((evidence("gcp", "find_entries", Row(text, AT)),))
    assert known.left == [f"0M33G27J gcp.find_entries: 1 rows: {why}"]


def test_a_page_is_carried_only_if_its_digest_proves_it() -> None:
    one = evidence("runbooks", "search_docs", *map(Row, PIECES), page="title")
    one = replace(one, source="title.md:1-14")
    digest = hashlib.sha256(PAGE.encode()).hexdigest()[:12]
    assert pages.document(replace(one, facts={"version": digest})) == ("title.md", PAGE)
    other = replace(one, facts={"version": digest}, rows=one.rows[1:])
    assert pages.document(other) == pages.NOT_WHOLE


@pytest.mark.parametrize(("shown", "left"), [("whole", 0), ("first lines", 1)])
def test_a_list_of_pages_carries_each_as_it_was_shown(shown: str, left: int) -> None:
    rows = [
        Row("notes/b.md:8-10 · 夜 · by s · 2026-11-18T10:25:00Z\n- a\n\n- b"),
        Row("notes/a.md:3 · 昼\n- c"),
    ]
    one = evidence("runbooks", "search_docs", *rows, page="notes")
    known = gather((replace(one, facts={"documentation": "notes/", "listed": shown}),))
    assert len(known.left) == left
    assert known.documented == {
        "notes/b.md": {1: "# 夜", 8: "- a", 9: "", 10: "- b"},
        "notes/a.md": {1: "# 昼", 3: "- c"},
    }


@pytest.mark.parametrize(
    ("server", "tool"),
    [("aws", "find_changes"),
     ("aws", "find_alarms"), ("aws", "call_aws"), ("crois", "call_operation"),
     ("gcp", "query_entries")],
)  # fmt: skip
def test_what_has_no_form_is_listed(server: str, tool: str) -> None:
    known = gather((evidence(server, tool, Row("a sentence", AT)),))
    assert len(known.left) == 1
    assert known.left[0].startswith(f"0M33G27J {server}.{tool}: ")
    assert (known.jobs, known.lines, known.entries) == ({}, {}, [])


def test_only_a_task_on_ecs_has_attempts_there() -> None:
    job = Job(body=JOB, tasks={"a": {**TOLD, "engine": "ecs"}, "b": {**TOLD, "engine": "gke"}})
    refused = attempts.Attempt(1, "failed", AT, AT, error="States.TaskFailed", cause="no room")
    job.attempts = {"a": [refused], "b": [refused]}
    tree, _ = platform(Known(jobs={16902244: job}), AT, "111122223333", "ap-northeast-1")
    tasks = tree["jobs"][16902244]["tasks"]
    assert [one["refused"]["cause"] for one in tasks["a"]["ecs"]] == ["no room"]
    assert "ecs" not in tasks["b"]


def test_code_that_an_older_version_recorded_is_listed() -> None:
    found, left = code_told.gather((evidence("github", "find_commits", Row("a/b commit 0", AT)),))
    assert not found
    assert left == ["0M33G27J github.find_commits: it was recorded by an older version"]


def test_ids_that_a_world_draws_are_taken_out_where_they_are_known_to_be_such() -> None:
    other = EVENT.replace("insertId=a1", "insertId=ffff")
    assert drawn.without(EVENT) == drawn.without(other) != EVENT
    assert drawn.without(LINE.replace("12 failed", "13 failed")) != drawn.without(LINE)
    ecs = (
        '{"Attachments": [{"Value": "eni-0aa"}], "ImageDigest": "sha256:' + "0" * 64 + '", "x": 9}'
    )
    assert drawn.without(ecs) == drawn.without(
        ecs.replace("eni-0aa", "eni-0bb").replace("00", "11")
    )
    assert drawn.without("wrote sha256:" + "0" * 64) == "wrote sha256:" + "0" * 64


def test_lines_of_several_groups_are_left() -> None:
    looks = (Look("/a", Coverage.COMPLETE), Look("/b", Coverage.COMPLETE))
    one = replace(evidence("aws", "find_logs", Row("x", AT)), looks=looks)
    known = gather((one,))
    assert not known.lines
    assert "which log group" in known.left[0]


def test_a_good_job_that_was_read_beside_the_one_that_failed_keeps_its_tasks() -> None:
    asked = json.dumps({"id": 16902244, **JOB})
    task = json.dumps({"task": "run", "engine": "ecs", **TOLD})
    then = {"run": {"engine": "ecs", **TOLD, "status": "SUCCEEDED", "module_version": "0"}}
    good = json.dumps({"id": 16902243, **JOB, "status": "SUCCEEDED", "tasks": then})
    rows = (Row(asked), Row(task), Row(good, mark="."))
    known = gather((evidence("crois", "describe_job", *rows, job_id="16902244"),))
    assert known.jobs[16902244].tasks["run"]["module_version"] == "1"
    assert known.jobs[16902243].tasks["run"]["module_version"] == "0"
    assert known.jobs[16902243].whole
