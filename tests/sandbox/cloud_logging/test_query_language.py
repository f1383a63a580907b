"""The query language, filter by filter, against ten entries whose answers were worked out by hand.

a  pod event     Killing, INFO             f  autoscaler  scaleDown of n-2
b  pod event     FailedScheduling, WARNING g  audit       preempted n-1, NOTICE
c  node event    OOMKilling, WARNING       h  activity    pods.delete by yamada
d  stdout        "Hello World epoch 3"     i  stderr JSON level/retries/ok/tags/nested, ERROR
e  stderr        "connection refused"      j  request     httpRequest, trace
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kurosai.sandbox.cloud_logging.entries import SEVERITIES, Entry
from kurosai.sandbox.cloud_logging.language import parse
from kurosai.sandbox.cloud_logging.refusals import InvalidArgument

BASE = datetime(2026, 2, 5, 1, 0, tzinfo=UTC)


def entry(name: str, log: str, resource: str, severity: str, **more: Any) -> Entry:
    at = BASE + timedelta(minutes="abcdefghij".index(name))
    labels = more.pop("where", {})
    late = more.pop("late", 1)
    received = at + timedelta(seconds=late)
    where = {"cluster_name": "c-1", **labels}
    return Entry(log, at, received, name, resource, where, SEVERITIES[severity], **more)


def event(kind: str, name: str, reason: str, message: str, count: int = 1) -> dict[str, Any]:
    about = {"kind": kind, "name": name, "namespace": "crois-jobs"}
    return {"involvedObject": about, "reason": reason, "message": message, "count": count}


ENTRIES = (
    entry(
        "a",
        "events",
        "k8s_pod",
        "INFO",
        where={"namespace_name": "crois-jobs", "pod_name": "job-1-train-x7k2p"},
        json=event("Pod", "job-1-train-x7k2p", "Killing", "Stopping container main"),
    ),
    entry(
        "b",
        "events",
        "k8s_pod",
        "WARNING",
        where={"namespace_name": "other", "pod_name": "job-2-eval-qqqqq"},
        json=event("Pod", "job-2-eval-qqqqq", "FailedScheduling", "0/3 nodes are available", 12),
    ),
    entry(
        "c",
        "events",
        "k8s_node",
        "WARNING",
        where={"node_name": "n-1"},
        json=event("Node", "n-1", "OOMKilling", "Killed process 42 (python)"),
    ),
    entry(
        "d",
        "stdout",
        "k8s_container",
        "INFO",
        where={"pod_name": "job-1-train-x7k2p", "container_name": "main"},
        labels={"k8s-pod/job-name": "job-1-train", "team": "rec"},
        text="Hello World epoch 3",
    ),
    entry(
        "e",
        "stderr",
        "k8s_container",
        "ERROR",
        where={"pod_name": "job-1-train-x7k2p"},
        late=90,
        labels={"k8s-pod/job-name": "job-1-train"},
        text='connection "refused"\nretrying (1 of 5)',
    ),
    entry(
        "f",
        "container.googleapis.com/cluster-autoscaler-visibility",
        "k8s_cluster",
        "DEFAULT",
        json={
            "decision": {
                "scaleDown": {"nodesToBeRemoved": [{"node": {"name": "n-2", "cpuRatio": 12}}]}
            }
        },
    ),
    entry(
        "g",
        "cloudaudit.googleapis.com/system_event",
        "gce_instance",
        "NOTICE",
        where={"zone": "z-a"},
        proto={
            "@type": "audit",
            "methodName": "compute.instances.preempted",
            "resourceName": "projects/p/zones/z-a/instances/n-1",
        },
    ),
    entry(
        "h",
        "cloudaudit.googleapis.com/activity",
        "k8s_cluster",
        "NOTICE",
        proto={
            "methodName": "io.k8s.core.v1.pods.delete",
            "authenticationInfo": {"principalEmail": "yamada@example.co.jp"},
        },
    ),
    entry(
        "i",
        "stderr",
        "k8s_container",
        "CRITICAL",
        where={"pod_name": "job-3-x-zzzzz"},
        json={
            "level": "fatal",
            "retries": 7,
            "ok": False,
            "ratio": 0.25,
            "tags": ["red", "Blue"],
            "deep": {"er": {"x": None}},
        },
    ),
    entry(
        "j",
        "requests",
        "http_load_balancer",
        "INFO",
        trace="projects/p/traces/77",
        http={"status": 502, "latency": "2.5s", "requestMethod": "GET"},
    ),
)

FILTERS = {
    # nothing, comments, space
    "": "abcdefghij",
    "-- only a comment": "abcdefghij",
    'insertId="a" -- and why': "a",
    '-- first\n  insertId = "b"  ': "b",
    # fields of the entry
    'resource.type="k8s_pod"': "ab",
    "resource.type=k8s_pod": "ab",
    'resource.type="K8S_POD"': "ab",
    'resource.type!="k8s_pod"': "cdefghij",
    'resource.type:"k8s"': "abcdefhi",
    'logName="projects/p/logs/events"': "abc",
    'logName:"cloudaudit.googleapis.com%2Factivity"': "h",
    "logName=projects/p/logs/stdout": "d",
    'log_id("events")': "abc",
    'log_id("cloudaudit.googleapis.com/activity")': "h",
    'insertId=("a" OR "c")': "ac",
    'trace="projects/p/traces/77"': "j",
    "trace:*": "j",
    "NOT trace:*": "abcdefghi",
    "textPayload:*": "de",
    'textPayload=""': "abcfghij",
    # severity and time
    "severity=ERROR": "e",
    "severity>=ERROR": "ei",
    "severity>warning": "ei",
    "severity<INFO": "f",
    "severity=300": "gh",
    'severity=("ERROR" OR "CRITICAL")': "ei",
    'timestamp>="2026-02-05T01:08:00Z"': "ij",
    'timestamp<"2026-02-05T01:01:00Z"': "a",
    'timestamp>="2026-02-05T10:08:00+09:00"': "ij",
    'timestamp="2026-02-05T01:03:00Z"': "d",
    'timestamp>"2026-02-04" timestamp<="2026-02-05T01:00:00Z"': "a",
    "timestamp>=2026-02-06": "",
    'receiveTimestamp>"2026-02-05T01:05:00Z" timestamp<"2026-02-05T01:05:00Z"': "e",
    # labels and payloads
    'labels."k8s-pod/job-name"="job-1-train"': "de",
    "labels.team=rec": "d",
    "labels.team:*": "d",
    "labels.team!=rec": "",
    "NOT labels.team=rec": "abcefghij",
    'resource.labels.pod_name:"job-1"': "ade",
    'resource.labels.namespace_name="crois-jobs"': "a",
    'jsonPayload.reason=("Killing" OR "OOMKilling")': "ac",
    'jsonPayload.involvedObject.name=~"^job-[0-9]+-(train|eval)"': "ab",
    'jsonPayload.reason=~"killing"': "",
    'jsonPayload.reason=~"(?i)killing"': "ac",
    'jsonPayload.reason!~"^K"': "bc",
    "jsonPayload.count>1": "b",
    "jsonPayload.count<=1": "ac",
    "jsonPayload.retries=7": "i",
    "jsonPayload.retries:7": "i",
    "jsonPayload.retries>-3": "i",
    "jsonPayload.ratio<0.5": "i",
    "jsonPayload.ok=false": "i",
    "jsonPayload.ok!=true": "i",
    "jsonPayload.deep.er.x=NULL_VALUE": "i",
    "jsonPayload.tags=blue": "i",
    'jsonPayload.tags:("red" AND "blu")': "i",
    'jsonPayload.tags:("red" AND NOT "blu")': "",
    "jsonPayload.decision.scaleDown.nodesToBeRemoved.node.name=n-2": "f",
    "jsonPayload.decision.scaleDown:*": "f",
    'jsonPayload:"n-2"': "f",
    "protoPayload.methodName:preempted": "g",
    'protoPayload.authenticationInfo.principalEmail="YAMADA@example.co.jp"': "h",
    'protoPayload."@type"=audit': "g",
    "httpRequest.status>=500": "j",
    'httpRequest.latency>"2s"': "j",
    'httpRequest.latency<"300ms"': "",
    # anywhere
    "n-1": "cg",
    '"hello world"': "d",
    "hello": "d",
    "'connection \"refused\"'": "e",
    '"connection \\"refused\\"\\nretrying"': "e",
    "job-1-train": "ade",
    "yamada": "h",
    'SEARCH("world hello")': "d",
    'SEARCH("hell")': "",
    'SEARCH(textPayload, "EPOCH 3")': "d",
    'SEARCH("`epoch 3`")': "d",
    'SEARCH("`3 epoch`")': "",
    # operators: NOT, then OR, then AND; side by side is AND
    "NOT severity>=INFO": "f",
    '-log_id("events") severity=WARNING': "",
    'log_id("events") severity=WARNING': "bc",
    'log_id("events") AND severity=WARNING OR insertId=a': "abc",
    'insertId=a OR log_id("events") AND severity=WARNING': "bc",
    'insertId=a OR (log_id("events") AND severity=WARNING)': "abc",
    "insertId=a OR insertId=b insertId=b OR insertId=c": "b",
    "NOT insertId=a OR insertId=a": "abcdefghij",
    "NOT (insertId=a OR insertId=b) severity=WARNING": "c",
    "(severity=ERROR)": "e",
    'textPayload:("hello" "world")': "d",
}


def found(text: str) -> str:
    condition = parse(text, "p")
    return "".join(one.insert_id for one in ENTRIES if condition.test(one))


@pytest.mark.parametrize(("text", "expected"), FILTERS.items())
def test_a_filter_finds_what_it_says(text: str, expected: str) -> None:
    assert found(text) == expected


def test_there_are_enough_of_them() -> None:
    assert len(FILTERS) >= 60


REFUSED = {
    "a AND": (1, 6, "syntax error"),
    "AND a": (1, 1, "syntax error token 'AND'"),
    "(a": (1, 3, "syntax error"),
    "a)": (1, 2, "syntax error token ')'"),
    "a OR OR b": (1, 6, "syntax error token 'OR'"),
    "NOT": (1, 4, "syntax error"),
    "insertId=": (1, 10, "syntax error"),
    "= 3": (1, 1, "syntax error token '='"),
    '"quoted" = 3': (1, 10, "syntax error token '='"),
    'textPayload:"open': (1, 13, "syntax error"),
    "insertId=a,b": (1, 11, "syntax error"),
    "textPayload:foo*": (1, 16, "syntax error token '*'"),
    "insertId=()": (1, 11, "syntax error token ')'"),
    "a | b": (1, 3, "syntax error"),
    "insertId==a": (1, 10, "syntax error token '='"),
    "unknown=1": (1, 1, "unknown field 'unknown'"),
    "resource.name=1": (1, 1, "unknown field 'resource.name'"),
    "jsonPayload..x=1": (1, 1, "unknown field"),
    "severity>=BAD": (1, 11, "invalid severity 'BAD'"),
    "severity:ERROR": (1, 10, "severity takes ="),
    'severity=~"E.*"': (1, 11, "regular expressions are for texts"),
    'timestamp>"yesterday"': (1, 11, "invalid timestamp 'yesterday'"),
    'timestamp>"2026-02-05T01:00:00"': (1, 11, "has no zone"),
    'timestamp:"2026"': (1, 11, "a time takes ="),
    "insertId=*": (1, 9, "only `:` takes *"),
    'textPayload=~"["': (1, 14, "invalid regular expression"),
    'textPayload=~"a(?=b)"': (1, 14, "RE2 has no lookaround"),
    'httpRequest.latency>"fast"': (1, 21, "invalid duration"),
    "sample(insertId, 0.1)": (1, 1, "unsupported function sample"),
    'ip_in_net(jsonPayload.ip, "10.0.0.0/8")': (1, 1, "unsupported function ip_in_net"),
    "log_id(events)": (1, 1, "log_id takes one quoted log id"),
    "SEARCH(textPayload)": (1, 1, "SEARCH takes a field and a quoted text"),
    'SEARCH("  ")': (1, 8, "SEARCH needs a word"),
    'insertId=a\n  foo.bar:"x"': (2, 3, "unknown field 'foo.bar'"),
}


@pytest.mark.parametrize(("text", "where"), REFUSED.items())
def test_what_is_not_understood_is_refused_with_its_place(
    text: str, where: tuple[int, int, str]
) -> None:
    with pytest.raises(InvalidArgument) as caught:
        parse(text, "p")
    line, column, why = where
    assert why in str(caught.value)
    assert str(caught.value).endswith(f"at line {line}, column {column}")


@pytest.mark.parametrize("text", ["x" * 20_001, "(" * 300 + "a" + ")" * 300])
def test_a_filter_is_bounded(text: str) -> None:
    with pytest.raises(InvalidArgument):
        parse(text, "p")


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ('timestamp>="2026-02-05T01:00:00Z" timestamp<="2026-02-05T02:00:00Z" a', 1, 2),
        ('timestamp>"2026-02-05T01:00:00Z" OR insertId=a', None, None),
        ('timestamp>"2026-02-05T01:00:00Z" timestamp>"2026-02-05T02:00:00Z"', 2, None),
        ('timestamp<"2026-02-05T01:00:00Z" timestamp<"2026-02-05T02:00:00Z"', None, 1),
        ('NOT timestamp>"2026-02-05T01:00:00Z"', None, None),
        ('timestamp="2026-02-05T01:00:00Z" OR timestamp="2026-02-05T02:00:00Z"', 1, 2),
    ],
)
def test_times_that_must_hold_bound_the_search(
    text: str, since: int | None, until: int | None
) -> None:
    condition = parse(text, "p")
    hours = [None if at is None else at.hour for at in (condition.since, condition.until)]
    assert hours == [since, until]
