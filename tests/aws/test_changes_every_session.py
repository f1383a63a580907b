"""What a role or an address did under whatever session, over a small world's CloudTrail."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aws_doors import error, serving, session
from loopback import Reply
from world_session import opened

from kurosai import calls
from kurosai.aws.changes import every_session, find_changes, reads, trail_looks
from kurosai.aws.changes.trail_looks import Reads
from kurosai.aws.wire.trail import CloudTrail
from kurosai.vocabulary import Coverage, Reading, Window

NOW = datetime(2026, 11, 12, 3, tzinfo=UTC)
OURS = "192.0.2.11"
AWAY = "203.0.113.9"
FIRST, SECOND = "1" * 32, "2" * 32
ROLE = "arn:aws:iam::111122223333:role/tasks"


def event(at: str, name: str, who: str, address: str, more: str = "") -> str:
    service, _, call = name.partition(" ")
    return f"""
      - at: 2026-11-12T{at}Z
        source: {service}.amazonaws.com
        name: {call}
        who: {who}
        address: {address}
        region: ap-northeast-1{more}"""


def task(name: str) -> str:
    return f'{{ role: tasks, session: "{name}" }}'


DENIED = "\n        error: { code: AccessDenied, message: not authorized }"
EVENTS = "now: 2026-11-12T03:00:00Z\nworld:\n  aws:\n    trail:" + "".join(
    [
        event("01:00:00", "secretsmanager GetSecretValue", task(FIRST), AWAY),
        event("01:10:00", "secretsmanager GetSecretValue", task(SECOND), OURS),
        event("01:20:00", "ec2 DescribeVpcs", task(FIRST), AWAY, DENIED),
        event("01:21:00", "ec2 DescribeVpcs", "{ user: builder }", AWAY),
        event("01:22:00", "ec2 RunInstances", task(FIRST), AWAY, DENIED),
        event("01:25:00", "sqs CreateQueue", "{ user: builder }", OURS),
        event("01:30:00", "ec2 DescribeVpcs", "{ user: reader }", "198.51.100.7"),
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


def shown(reading: Reading) -> str:
    return "\n".join(row.brief or row.text for row in reading.rows if row.mark == ">")


def test_an_address_is_asked_by_under_whatever_name_it_called(trail: CloudTrail) -> None:
    reading = find(trail, by=AWAY)
    assert (reading.found, reading.coverage) == (1, Coverage.COMPLETE)
    assert reading.facts["refused attempts"] == "1"
    text = shown(reading)
    assert "reads x3 (2026-11-12T01:00:00Z-01:21:00Z): 1 denied, 2 ok" in text
    assert f"· role tasks as {FIRST} x2, 1 denied" in text
    assert "· user builder x1, 0 denied" in text
    assert "ec2 RunInstances REFUSED AccessDenied" in text
    assert OURS not in text
    told = "reads: all that CloudTrail has by now of this region and window, under whatever name"
    assert any(line.startswith(told) for line in reading.tail)


def test_a_net_holds_its_addresses_and_no_others(trail: CloudTrail) -> None:
    assert "reads x3" in shown(find(trail, by="203.0.113.0/24"))
    reading = find(trail, by="203.0.113.8")
    assert (shown(reading), reading.coverage) == ("", Coverage.EMPTY)
    assert any(line.startswith("reads: none that CloudTrail has") for line in reading.tail)


@pytest.mark.parametrize("by", ["tasks", ROLE])
def test_a_role_is_asked_by_in_all_of_its_sessions(trail: CloudTrail, by: str) -> None:
    reading = find(trail, by=by)
    text = shown(reading)
    assert "reads x3 (2026-11-12T01:00:00Z-01:20:00Z): 1 denied, 2 ok" in text
    assert f"· role tasks as {FIRST}" in text
    assert f"· role tasks as {SECOND}" in text
    assert "builder" not in text
    assert reading.coverage is Coverage.COMPLETE


def test_a_session_is_looked_up_by_its_arn_too(trail: CloudTrail) -> None:
    for by in (
        f"arn:aws:sts::111122223333:assumed-role/tasks/{FIRST}",
        f"assumed-role/tasks/{FIRST}",
    ):
        reading = find(trail, by=by)
        assert "reads x2" in shown(reading)
        assert not any("reads of all services" in look.place for look in reading.looks)


def test_where_the_window_is_cut_the_sessions_that_were_met_are_looked_up(
    trail: CloudTrail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(every_session, "MOST_COMPARED", 3)
    reading = find(trail, by=AWAY)
    # The read of 01:00 is older than the newest three of everybody.
    assert "reads x3 (2026-11-12T01:00:00Z-01:21:00Z)" in shown(reading)
    assert reading.coverage is Coverage.PARTIAL
    far = f"seen back to 2026-11-12T01:20:00Z, those of {FIRST}, builder in all of the window"
    assert any(far in line and "not known" in line for line in reading.tail)
    cut = "2026-11-12T01:20:01Z"
    before = {"by": AWAY, "since": SETTLED["since"], "until": cut}
    assert before in [one.arguments for one in reading.next]
    # Where the writes are cut too, what was not seen of both is one call, and the first one.
    monkeypatch.setattr(trail_looks, "MOST_COMPARED", 1)
    both = find(trail, by="198.51.100.7")
    unseen = [one.arguments for one in both.next if one.arguments.get("by") == "198.51.100.7"]
    later = "2026-11-12T01:25:01Z"
    part = {"by": "198.51.100.7", "since": SETTLED["since"], "until": later}
    assert [one for one in unseen if "where" not in one] == [part]
    assert both.next[0].arguments == part


def test_a_further_look_that_fails_is_named_and_takes_nothing_away(tmp_path: Path) -> None:
    def told(name: str, *, reads: bool) -> dict[str, object]:
        record = {"eventName": name, "sourceIPAddress": AWAY, "eventID": name}
        return {
            "EventName": name,
            "EventSource": "ec2.amazonaws.com",
            "EventTime": int(datetime(2026, 11, 12, 1, tzinfo=UTC).timestamp()),
            "ReadOnly": str(reads).lower(),
            "Username": FIRST,
            "CloudTrailEvent": json.dumps(record),
        }

    write, read = told("RunInstances", reads=False), told("DescribeVpcs", reads=True)
    with serving(Reply.json({"Events": [write]})) as fake:
        fake.always[b'"true"'] = error("AccessDeniedException", "not allowed to look so far")
        fake.always[b'"Username"'] = Reply.json({"Events": [read, write]})
        with session(tmp_path, fake.url) as opened_session:
            reading = find(CloudTrail(opened_session), by=AWAY)
    # That it wrote leads to its session, and that to what it read under it.
    assert "ec2 RunInstances" in shown(reading)
    assert "reads x1" in shown(reading)
    assert any("not allowed to look so far" in look.told for look in reading.looks)
    assert reading.coverage is Coverage.PARTIAL
    assert any("what else was before that is not known" in line for line in reading.tail)


def test_where_somebody_was_refused_the_address_is_a_next_call_and_whose_it_is_the_one_after(
    trail: CloudTrail,
) -> None:
    since = datetime(2026, 11, 12, 0, 30, tzinfo=UTC)
    until = datetime(2026, 11, 12, 2, tzinfo=UTC)
    from_there = calls.find_changes(by=AWAY, since=since, until=until)
    assert from_there in find(trail, by=FIRST).next
    assert from_there not in find(trail, by=AWAY).next
    at_away = find(trail, by=AWAY).next
    assert calls.search_docs(f"address {AWAY}") in at_away
    # What the role may do that was refused there.
    assert at_away[0] == calls.call_aws("iam", "ListRolePolicies", {"RoleName": "tasks"})
    # One of another account may have the same name here.
    (event,) = trail.events(Window(since, until), event="DescribeVpcs", user=FIRST, most=1).events
    theirs = {**event.raw["userIdentity"], "accountId": "999999999999"}
    foreign = replace(event, raw={**event.raw, "userIdentity": theirs})
    asked = reads.lead(Reads((foreign,), (), every=True), (), AWAY, Window(since, until))
    assert [one.arguments["operation"] for one in asked] == ["LookupEvents"]
    quiet = [one.arguments for one in find(trail, by="reader").next]
    assert all(one.get("by") != "198.51.100.7" for one in quiet)
