"""Every next call that one server offers of another is a call that the other takes."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest

from kurosai import calls
from kurosai.vocabulary import Call
from surface import SERVERS, surface

AT = datetime(2025, 11, 4, 18, 14, 40, 914_000, tzinfo=UTC)

BUILT: dict[str, list[Call]] = {
    "at_place": [calls.at_place(calls.trace_job("16852935"), "prod/us-east-1")],
    "find_logs": [
        calls.find_logs("/aws/lambda/x", "error: started_at", around=AT),
        calls.find_logs("/crois/v2/prd/ecs/team-a", ""),
        calls.find_logs("/aws/lambda/core-*", "", pattern="?ERROR ?WARN", since=AT, until=AT),
        calls.find_logs("job:16852935", "", like="[ERROR] disk 7 is full"),
    ],
    "query_logs": [
        calls.query_logs("stats count(*)", "/aws/lambda/core-*"),
        calls.query_logs("fields @message", "/a, job:16852935", since=AT, until=AT),
    ],
    "find_entries": [
        calls.find_entries(text="gke-x", log="events", resource="k8s_node", around=AT),
        calls.find_entries(filter="severity>=ERROR", severity="ERROR", fields={"cluster": "c"}),
        calls.find_entries(like="connection to 10.0.0.1 refused", project="crois-prd-gke"),
        calls.find_entries(text="refused", since=AT, until=AT),
    ],
    "query_entries": [
        calls.query_entries("severity>=ERROR", since=AT, until=AT),
        calls.query_entries(
            "a",
            since=AT,
            until=AT,
            newest=True,
            show=["severity"],
            sum="a.bytes by severity",
            most=200,
            project="*",
        ),
    ],
    "trace_pod": [
        calls.trace_pod("job-16852935-normal-1", around=AT),
        calls.trace_pod("job-16852935-normal-1"),
    ],
    "find_changes": [
        calls.find_changes("core-v2-log-forwarder", around=AT),
        calls.find_changes("lambda:x", by="k-ito", since=AT, until=AT),
    ],
    "find_alarms": [calls.find_alarms(around=AT), calls.find_alarms("core-v2-queue-age")],
    "read_metrics": [
        calls.read_metrics(["AWS/SQS NumberOfMessagesSent QueueName=q Sum > 3"], around=AT),
        calls.read_metrics(["lambda:x", "=m1/m2"]),
    ],
    "call_aws": [
        calls.call_aws("lambda", "GetFunctionConcurrency", {"FunctionName": "f"}),
        calls.call_aws("ecs", "DescribeServices", {"services": ["s"]}, fields="services[].status"),
    ],
    "trace_job": [calls.trace_job("16852935")],
    "describe_job": [calls.describe_job("16852935")],
    "find_jobs": [
        calls.find_jobs(),
        calls.find_jobs(workflow_id="13723", project="crois-ops", since=AT, until=AT),
        calls.find_jobs(module="healthcheck-normal", status="RUNNING", text="exit code 1"),
    ],
    "describe_workflow": [calls.describe_workflow("13723")],
    "read_task_log": [
        calls.read_task_log("16852935"),
        calls.read_task_log("16852935", "normal-1", attempt=2, text="error"),
    ],
    "call_operation": [
        calls.call_operation("list_jobs"),
        calls.call_operation("list_job_events", job_id="16852935"),
    ],
    "find_operations": [calls.find_operations("job events"), calls.find_operations("")],
    "find_runbook": [calls.find_runbook("started_at has no value")],
    "read_runbook": [
        calls.read_runbook("gke-health-checker#004"),
        calls.read_runbook("004", "steps"),
        calls.read_runbook("004", words="started_at"),
    ],
    "search_docs": [
        calls.search_docs("how do I retry a job?"),
        calls.search_docs(page="jobs/retry"),
    ],
    "open_case": [calls.open_case("an alert")],
    "walk": [calls.walk("K7Q2M4XA")],
    "close_case": [
        calls.close_case("K7Q2M4XA", "no_action", dry_run=True),
        calls.close_case("K7Q2M4XA", "unknown", dry_run=False),
        calls.close_case("K7Q2M4XA", "unknown", draft="0123456789ab", dry_run=False),
    ],
    "find_commits": [
        calls.find_commits("", around=AT),
        calls.find_commits("crois/core-v2", path="lambdas/x", around=AT, hours=168),
    ],
    "describe_change": [
        calls.describe_change("crois/core-v2", "#412", around=AT),
        calls.describe_change("crois/core-v2", "3f9a1c2b7d"),
    ],
    "read_file": [
        calls.read_file("crois/core-v2", "lambdas/x/main.py", ref="3f9a1c2b7d", around_line=38),
        calls.read_file("crois/core-v2", "README.md"),
    ],
    "search_code": [
        calls.search_code('started = parse(task["startedAt"])'),
        calls.search_code("started_at", "crois/core-v2"),
    ],
    "find_cases": [
        calls.find_cases("started_at has no value"),
        calls.find_cases(resource="core-v2-x", entry="gke-health-checker#004"),
    ],
    "read_evidence": [calls.read_evidence("K7Q2M4XA")],
}


def test_every_constructor_is_tried_here() -> None:
    constructors = {
        name
        for name, one in inspect.getmembers(calls, inspect.isfunction)
        if one.__module__ == calls.__name__ and inspect.signature(one).return_annotation == "Call"
    }
    assert constructors == set(BUILT)


@pytest.mark.parametrize("call", [call for several in BUILT.values() for call in several], ids=str)
def test_what_is_built_fits_the_live_schema(call: Call, tmp_path: Path) -> None:
    assert call.server in SERVERS
    tools = {tool["name"]: tool for tool in surface(call.server, tmp_path)["tools"]}
    assert call.tool in tools
    jsonschema.validate(dict(call.arguments), tools[call.tool]["inputSchema"])


def test_a_call_of_no_tool_and_a_wrong_argument_would_be_noticed(tmp_path: Path) -> None:
    tools = {tool["name"]: tool for tool in surface("crois", tmp_path)["tools"]}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"job": "16852935"}, tools["describe_job"]["inputSchema"])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"job_id": "x"}, tools["describe_job"]["inputSchema"])


@pytest.mark.parametrize("tail", ["; Request ID: 1d0a-7e; Proxy: null)", "; Request ID: 1d0"])
def test_what_is_of_one_request_is_not_looked_up(tail: str) -> None:
    said = "Capacity is unavailable (Service: ECS; Error Code: ClientException"
    assert calls.find_runbook(said + tail).arguments["text"] == said + ")" * tail.endswith(")")
