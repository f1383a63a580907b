"""Nothing found on a resource: what else was changed then, at what cost, and where to look on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from trail_accounts import account, event, find

from kurosai import calls, rendering
from kurosai.aws.wire.trail import CloudTrail
from kurosai.vocabulary import Call, Coverage, Reading, stamp

QUEUE = "sqs:etl-prd-import"
AROUND = "2026-11-12T01:16:00Z"
SETTLED = {"since": "2026-11-12T00:00:00Z", "until": "2026-11-12T02:40:00Z"}
CONCURRENCY = event(
    "01:13:30",
    "PutFunctionConcurrency20171031",
    "user: t-yamada",
    "functionName: etl-importer, reservedConcurrentExecutions: 5",
    resources='[{ type: "AWS::Lambda::Function", name: etl-importer }]',
    agent="console.amazonaws.com",
)
MACHINES = event(
    "01:10:00",
    "UpdateService",
    "service: application-autoscaling.amazonaws.com",
    "cluster: c, service: web, desiredCount: 4",
    source="ecs",
)
REFUSED = event(
    "01:15:00",
    "UpdateFunctionConfiguration20150331v2",
    "user: t-sato",
    "functionName: etl-importer, timeout: 9",
    error="{ code: AccessDenied, message: not allowed }",
)


def runs(every: int, start: str = "00:00:00", hours: float = 2.6) -> str:
    """Containers that the platform starts, one each so many seconds."""
    first = datetime.fromisoformat(f"2026-11-12T{start}+00:00")
    return "".join(
        event(
            f"{first + timedelta(seconds=every * number):%H:%M:%S}",
            "RunTask",
            "role: crois-job-runner, session: s",
            f'cluster: c, taskDefinition: "x:{number}"',
            source="ecs",
            agent="Boto3/1.44.5 exec-env/AWS_Lambda_python3.12",
        )
        for number in range(int(hours * 3600 / every))
    )


def elsewhere(reading: Reading) -> list[str]:
    return [row.brief for row in reading.rows if row.brief.startswith("elsewhere: ")]


def test_nothing_on_a_queue_shows_who_changed_other_things_then(tmp_path: Path) -> None:
    with account(tmp_path, CONCURRENCY, MACHINES, REFUSED, runs(600)) as (trail, _):
        reading = find(trail, QUEUE, **SETTLED)
    assert elsewhere(reading) == [
        (
            "elsewhere: lambda PutFunctionConcurrency20171031 etl-importer: "
            "reservedConcurrentExecutions=5 · user t-yamada via console "
            "· no earlier write in 90 days"
        )
    ]
    assert len(reading.rows) == 1
    assert reading.rows[0].mark == ""
    assert (reading.coverage, reading.found, reading.total) == (Coverage.EMPTY, 0, 0)
    assert reading.lead[0].startswith("no write at all on etl-prd-import in this window")
    assert reading.lead[1] == "elsewhere in this window: 1 change by people or deployments"
    assert reading.facts == {}
    shown = rendering.render(reading, evidence="K7Q2M4XA").body
    assert rendering.estimate_tokens(shown) < 300


def test_what_was_found_is_shown_alone_and_costs_no_request_for_the_rest(tmp_path: Path) -> None:
    own = event(
        "01:00:00", "SetQueueAttributes", "user: a", "queueUrl: etl-prd-import", source="sqs"
    )
    with account(tmp_path, CONCURRENCY, own) as (trail, world):
        reading = find(trail, QUEUE, **SETTLED)
        asked = world.asked.count("LookupEvents")
    assert elsewhere(reading) == []
    assert reading.found == 1
    assert asked == 4  # by name, by ARN, all of SQS; and what the attributes were before


@pytest.mark.parametrize(
    ("resource", "by", "requests"),
    [
        # Three on the queue itself, one for all else, one for what was before.
        (QUEUE, "", 5),
        # All writes were read to compare them with the name: nothing more for the rest.
        ("etl-prd-import", "", 3),
        # A role, the sessions in which it was used, and the reads of everybody, under whatever one.
        ("", "etl-role", 5),
    ],
)
def test_to_find_nothing_takes_at_most_twice_as_long_as_to_find_something(
    tmp_path: Path, resource: str, by: str, requests: int
) -> None:
    with account(tmp_path, CONCURRENCY, runs(600)) as (trail, world):
        reading = find(trail, resource, by=by, **SETTLED)
        asked = world.asked.count("LookupEvents")
    assert len(elsewhere(reading)) == 1
    assert asked == requests


def test_where_machines_write_all_the_time_the_quiet_services_are_asked(tmp_path: Path) -> None:
    with account(tmp_path, CONCURRENCY, runs(20)) as (trail, world):
        reading = find(trail, QUEUE, **SETTLED)
        asked = world.asked.count("LookupEvents")
    assert len(elsewhere(reading)) == 1
    assert reading.lead[1].endswith(
        " (seen: all back to 2026-11-12T02:19:40Z, before that only those of lambda and sqs)"
    )
    assert asked == 6


def test_a_little_more_than_a_page_is_read_to_its_end(tmp_path: Path) -> None:
    with account(tmp_path, CONCURRENCY, runs(150)) as (trail, world):
        reading = find(trail, QUEUE, **SETTLED)
        asked = world.asked.count("LookupEvents")
    assert len(elsewhere(reading)) == 1
    assert reading.lead[1] == "elsewhere in this window: 1 change by people or deployments"
    assert asked == 6


def test_settings_before_the_moment_come_first_and_few_are_shown(tmp_path: Path) -> None:
    many = [
        event(f"01:{minute:02}:00", "TagResource", "user: a", f"resource: r{minute}")
        for minute in range(14, 24)
    ]
    late = event("01:17:00", "UpdateAlias20150331", "user: b", "functionName: f, name: live")
    with account(tmp_path, CONCURRENCY, late, *many) as (trail, _):
        reading = find(trail, QUEUE, around=AROUND)
    told = elsewhere(reading)
    assert [one.split(" ")[2].strip(":") for one in told] == [
        "PutFunctionConcurrency20171031",
        "TagResource",
        "TagResource",
        "UpdateAlias20150331",
    ]
    assert reading.lead[1].startswith("elsewhere in this window: 12 changes by people or ")
    assert ", 4 of them shown" in reading.lead[1]


def test_what_names_the_resource_in_another_service_stands_first(tmp_path: Path) -> None:
    rule = event(
        "00:10:00",
        "TagResource",
        "user: a",
        'resourceARN: "arn:aws:sqs:ap-northeast-1:111122223333:etl-prd-import"',
        source="events",
    )
    others = [
        event(f"01:{minute:02}:00", "UpdateAlias20150331", "user: b", f"functionName: f{minute}")
        for minute in range(10)
    ]
    with account(tmp_path, rule, *others) as (trail, _):
        reading = find(trail, QUEUE, around=AROUND)
    assert elsewhere(reading)[0].startswith("elsewhere: events TagResource")


def test_that_nobody_changed_anything_is_said(tmp_path: Path) -> None:
    with account(tmp_path, MACHINES, REFUSED, runs(600)) as (trail, _):
        reading = find(trail, QUEUE, **SETTLED)
    assert elsewhere(reading) == []
    assert reading.lead[1] == "elsewhere no person and no deployment changed anything"


def test_the_change_elsewhere_leads_to_what_else_was_done_there(tmp_path: Path) -> None:
    with account(tmp_path, CONCURRENCY, runs(600)) as (trail, _):
        reading = find(trail, QUEUE, **SETTLED)
    # How a thing went that nobody asked about is not offered.
    assert reading.next == (
        calls.find_changes(
            "etl-importer",
            since=datetime(2026, 11, 5, 1, 13, 30, tzinfo=UTC),
            until=datetime(2026, 11, 12, 2, 40, tzinfo=UTC),
        ),
        calls.find_changes(
            QUEUE,
            since=datetime(2026, 11, 5, tzinfo=UTC),
            until=datetime(2026, 11, 12, 2, 40, tzinfo=UTC),
        ),
    )


def test_the_thing_that_was_changed_elsewhere_is_asked_about_by_its_own_name(
    tmp_path: Path,
) -> None:
    key = "arn:aws:kms:ap-northeast-1:111122223333:key/0a5032ff-1d4c-4874-8866-405461890098"
    statement = '{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*"}'
    changed = event(
        "01:13:30",
        "PutKeyPolicy",
        "user: t-yamada",
        f"keyId: 0a5032ff-1d4c-4874-8866-405461890098, policy: '{{\"Statement\":[{statement}]}}'",
        source="kms",
        resources=f'[{{ type: "AWS::KMS::Key", name: "{key}" }}]',
    )
    with account(tmp_path, changed) as (trail, _):
        reading = find(trail, QUEUE, **SETTLED)
        (asked, _) = (one.arguments for one in reading.next)
        again = find(trail, **{name: str(value) for name, value in asked.items()})
    assert "policy: Deny *: kms:Decrypt" in elsewhere(reading)[0]
    assert asked["resource"] == key
    assert next(row.brief for row in again.rows if row.mark == ">").startswith("kms PutKeyPolicy")


def follow(trail: CloudTrail, reading: Reading) -> list[Reading]:
    """Where the offered looks for the same thing lead, to the end; ten at most."""
    found: list[Reading] = []
    while len(found) < 10:
        asked: Any = next((one.arguments for one in reading.next if _same(one)), None)
        if asked is None:
            return found
        reading = find(trail, **asked)
        found.append(reading)
    return found


def _same(call: Call) -> bool:
    return call.tool == "find_changes" and call.arguments.get("resource") == QUEUE


def test_a_window_is_widened_once_and_never_again(tmp_path: Path) -> None:
    with account(tmp_path, CONCURRENCY) as (trail, _):
        (wider,) = follow(trail, find(trail, QUEUE, **SETTLED))
    assert wider.window is not None
    assert stamp(wider.window.start) == "2026-11-05T00:00:00Z"


def test_what_would_take_call_after_call_is_narrowed_to_the_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As in an account where hundreds of writes are minutes of a window of hours.
    monkeypatch.setattr("kurosai.aws.changes.trail_looks.MOST_COMPARED", 20)
    writes = "".join(
        event(f"{hour:02}:{minute:02}:00", "TagQueue", "user: a", "queueUrl: q", source="sqs")
        for hour in range(3)
        for minute in range(60)
    )
    with account(tmp_path, writes) as (trail, _):
        first = find(trail, QUEUE, around=AROUND)
        later = follow(trail, first)
    # The minutes of the moment, then the one wider window there ever is.
    assert len(later) == 2
    window = later[0].window
    assert window is not None
    assert later[0].coverage is Coverage.EMPTY
    assert window.start < datetime(2026, 11, 12, 1, 16, tzinfo=UTC) < window.end
    assert window.end - window.start < timedelta(minutes=40)


def test_an_account_full_of_machines_shows_its_quiet_services_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kurosai.aws.changes.trail_looks.MOST_COMPARED", 40)
    with account(tmp_path, CONCURRENCY, runs(60)) as (trail, _):
        reading = find(trail, "", **SETTLED)
    assert [row.brief.split(" ")[1] for row in reading.rows] == ["PutFunctionConcurrency20171031"]
    assert reading.coverage is Coverage.PARTIAL
    assert [look.place for look in reading.looks][:2] == [
        "cloudtrail writes of all services",
        "cloudtrail writes of lambda",
    ]


def test_what_defines_a_task_is_found_by_its_family(tmp_path: Path) -> None:
    request = "family: etl-t, cpu: '256', memory: '512'"
    registered = event("01:00:00", "RegisterTaskDefinition", "user: a", request, source="ecs")
    other = event("01:10:00", "RegisterTaskDefinition", "user: a", "family: etl-2", source="ecs")
    with account(tmp_path, registered, other) as (trail, _):
        reading = find(trail, "ecs:etl-t", since="2026-11-12T00:00:00Z")
    (row,) = [one for one in reading.rows if one.mark == ">"]
    assert "memory=512" in (row.brief or row.text)
