"""What somebody read stands beside what he wrote, over a small world's CloudTrail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from world_session import opened

from kurosai import calls, rendering
from kurosai.aws.changes import find_changes, reads
from kurosai.aws.wire.trail import CloudTrail
from kurosai.vocabulary import Coverage, Reading

NOW = datetime(2026, 11, 12, 3, tzinfo=UTC)
HOME = "192.0.2.11"
AWAY = "203.0.113.9"
FARGATE = "Boto3/1.40.64 md/Botocore#1.40.64 os/linux#5.10 exec-env/AWS_ECS_FARGATE Botocore/1"
CLI = "aws-cli/2.17.20 md/awscrt#0.20.11 os/linux#5.15 md/command#s3api.list-buckets"
SESSION = "0123456789abcdef0123456789abcdef"


def event(at: str, name: str, address: str, agent: str, more: str = "") -> str:
    service, _, call = name.partition(" ")
    return f"""
      - at: 2026-11-12T{at}Z
        source: {service}.amazonaws.com
        name: {call}
        who: {{ role: tasks, session: "{SESSION}" }}
        address: {address}
        agent: "{agent}"{more}"""


def denied(code: str) -> str:
    return f"\n        error: {{ code: {code}, message: not authorized }}"


SECRET = "\n        request: { secretId: crois/x, password: hunter2-prd-batch }"
EVENTS = "now: 2026-11-12T03:00:00Z\nworld:\n  aws:\n    trail:" + "".join(
    [
        event("01:00:00", "secretsmanager GetSecretValue", HOME, FARGATE, SECRET),
        event("01:20:00", "sts GetCallerIdentity", AWAY, CLI, "\n        region: ap-northeast-1"),
        event("01:20:10", "ec2 DescribeVpcs", AWAY, CLI, denied("Client.UnauthorizedOperation")),
        event("01:20:20", "ec2 DescribeVpcs", AWAY, CLI, denied("Client.UnauthorizedOperation")),
        event("01:20:30", "s3 ListBuckets", AWAY, CLI, denied("AccessDenied")),
        event("01:20:40", "ec2 DescribeImages", AWAY, CLI, denied("Client.RequestLimitExceeded")),
        event("01:21:00", "secretsmanager GetSecretValue", AWAY, CLI, SECRET),
        event("01:22:00", "ec2 RunInstances", AWAY, CLI, denied("Client.UnauthorizedOperation")),
        """
      - at: 2026-11-12T01:30:00Z
        source: ec2.amazonaws.com
        name: DescribeVpcs
        who: { user: reader }
        address: 198.51.100.7""",
    ]
)
SETTLED = {"since": "2026-11-12T00:30:00Z", "until": "2026-11-12T02:00:00Z"}


@pytest.fixture(scope="module")
def trail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CloudTrail]:
    with opened(tmp_path_factory.mktemp("trail"), EVENTS) as door:
        yield CloudTrail(door)


def find(trail: CloudTrail, **asked: str) -> Reading:
    given = {"resource": "", "by": "", "around": "", **SETTLED, **asked}
    return find_changes.find(trail, NOW, minutes=60, **given)


def shown(reading: Reading) -> list[str]:
    return [row.brief or row.text for row in reading.rows if row.mark == ">"]


def test_reads_are_counted_by_outcome_place_and_name_and_those_that_went_through_named(
    trail: CloudTrail,
) -> None:
    reading = find(trail, by=SESSION)
    lines = shown(reading)
    assert lines[:5] == [
        "reads x7 (2026-11-12T01:00:00Z-01:21:00Z): 3 denied, 3 ok, 1 failed",
        (
            f"reads from {AWAY} with aws-cli/2.17.20 os/linux#5.15 x6, 3 denied "
            "(2026-11-12T01:20:00Z-01:21:00Z)"
        ),
        (
            f"reads from {HOME} with Boto3/1.40.64 exec-env/AWS_ECS_FARGATE x1, 0 denied "
            "(2026-11-12T01:00:00Z)"
        ),
        (
            "reads denied: ec2 DescribeVpcs x2, s3 ListBuckets "
            "· Client.UnauthorizedOperation x2, AccessDenied x1"
        ),
        "reads failed: ec2 DescribeImages · Client.RequestLimitExceeded x1",
    ]
    read = "secretsmanager GetSecretValue: secretId=crois/x password=(not shown)"
    assert [line.split(" · ")[0] for line in lines[5:]] == [
        f"2026-11-12T01:00:00Z read ok {read}",
        "2026-11-12T01:20:00Z read ok sts GetCallerIdentity",
        f"2026-11-12T01:21:00Z read ok {read}",
        "ec2 RunInstances REFUSED Client.UnauthorizedOperation: not authorized",
    ]
    # As many rows with a time as the header says: a check counts by them.
    assert len([row for row in reading.rows if row.mark == ">" and row.at]) == reading.found
    assert (reading.found, reading.coverage) == (1, Coverage.COMPLETE)
    assert reading.facts == {
        "changes": "0",
        "refused attempts": "1",
        "writes": "1, refused ones among them",
        "reads": "7",
        "denied reads": "3",
    }
    assert any(line.startswith("reads: all that CloudTrail has by now") for line in reading.tail)
    assert "hunter2" not in repr(reading)
    cost = rendering.estimate_tokens("\n".join(lines))
    assert cost < 450


def test_each_of_them_is_the_next_call_and_recorded(trail: CloudTrail) -> None:
    reading = find(trail, by=SESSION)
    parameters = {
        "LookupAttributes": [{"AttributeKey": "Username", "AttributeValue": SESSION}],
        "StartTime": SETTLED["since"],
        "EndTime": SETTLED["until"],
    }
    lines = calls.call_aws("cloudtrail", "LookupEvents", parameters, fields=reads.FIELDS)
    assert reading.next[0] == lines
    # What was refused here may have been tried where the global services are recorded.
    assert reading.next[1].arguments["where"] == "us-east-1"
    recorded = [row.text for row in reading.rows if row.mark == "."]
    assert any(text.startswith("read s3 ListBuckets REFUSED AccessDenied") for text in recorded)
    assert sum('"reads":true' in row.text for row in reading.kept) == 7


def test_who_only_reads_has_not_done_nothing(trail: CloudTrail) -> None:
    reading = find(trail, by="reader")
    assert shown(reading) == [
        "reads x1 (2026-11-12T01:30:00Z): 0 denied, 1 ok",
        "reads from 198.51.100.7 with aws-cli/2.31.9 x1, 0 denied (2026-11-12T01:30:00Z)",
        "reads ok: ec2 DescribeVpcs",
    ]
    assert reading.lead[0].startswith("no write at all by reader")
    assert reading.coverage is Coverage.COMPLETE


def test_what_was_not_read_is_said(trail: CloudTrail, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kurosai.aws.changes.trail_looks.MOST_NAMED", 0)
    reading = find(trail, by=SESSION)
    assert any("reads: seen back to 2026-11-12T01:00:00Z only" in line for line in reading.tail)


def test_with_a_resource_too_only_writes_are_told_and_it_is_said(trail: CloudTrail) -> None:
    reading = find(trail, by=SESSION, resource="i-1")
    assert any(line.startswith("only writes are told here") for line in reading.tail)
    asked = [one.arguments for one in reading.next]
    assert {"by": SESSION, "since": SETTLED["since"], "until": SETTLED["until"]} in asked
    assert not any(line.startswith("reads") for line in find(trail, resource="i-1").tail)
