"""Who changed what, over the CloudTrail of small worlds through real boto3."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aws_doors import error, serving, session
from world_session import opened

from kurosai import calls, rendering
from kurosai.aws.changes import find_changes
from kurosai.aws.wire.login import Login
from kurosai.aws.wire.place import Place
from kurosai.aws.wire.session import AwsSession
from kurosai.aws.wire.trail import CloudTrail
from kurosai.errors import BadInput
from kurosai.vocabulary import Coverage, Reading, stamp

NOW = datetime(2026, 11, 12, 3, tzinfo=UTC)
HEAD = "now: 2026-11-12T03:00:00Z\nworld:\n  aws:\n    trail:\n"
DEPLOY = "{ role: platform/crois-deployer, session: k-ito }"
F = 'resources: [{ type: "AWS::Lambda::Function", name: core-v2-log-forwarder }]'
EVENTS = (
    HEAD
    + f"""
      - at: 2026-11-11T22:00:00Z
        source: sts.amazonaws.com
        name: AssumeRole
        who: {{ user: k-ito }}
        resources: [{{ type: "AWS::IAM::Role",
          name: "arn:aws:iam::111122223333:role/crois-deployer" }}]
        request: {{ roleSessionName: k-ito }}
        region: ap-northeast-1
      - at: 2026-11-12T01:10:05Z
        source: lambda.amazonaws.com
        name: UpdateFunctionConfiguration20150331v2
        who: {DEPLOY}
        {F}
        agent: APN/1.0 HashiCorp/1.0 Terraform/1.9.5
        request:
          functionName: core-v2-log-forwarder
          memorySize: 512
          environment: {{ variables: {{ LEVEL: info, DB_PASSWORD: hunter2-prd-batch }} }}
      - at: 2026-11-12T01:30:00Z
        source: lambda.amazonaws.com
        name: UpdateFunctionCode20150331v2
        who: {{ user: t-yamada }}
        {F}
        agent: console.amazonaws.com
        request: {{ functionName: core-v2-log-forwarder, publish: false }}
        error: {{ code: AccessDenied, message: "User t-yamada is not authorized" }}
      - at: 2026-11-12T01:31:00Z
        source: lambda.amazonaws.com
        name: GetFunction20150331v2
        who: {{ user: t-yamada }}
        {F}
      - at: 2026-11-12T01:40:00Z
        source: lambda.amazonaws.com
        name: UpdateFunctionCode20150331v2
        who: {{ user: someone-else }}
        resources: [{{ type: "AWS::Lambda::Function",
          name: "arn:aws:lambda:ap-northeast-1:111122223333:function:core-v2-log-forwarder" }}]
        request: {{ s3Key: forwarder-2.zip }}
      - at: 2026-11-12T01:50:00Z
        source: lambda.amazonaws.com
        name: UpdateFunctionCode20150331v2
        who: {{ user: other }}
        resources: [{{ type: "AWS::Lambda::Function", name: core-v2-log-forwarder-2 }}]
      - at: 2026-11-12T01:55:00Z
        source: ecr.amazonaws.com
        name: PutImage
        who: {{ user: other }}
        resources: [{{ type: "AWS::ECR::Repository", name: core-v2-log-forwarder }}]
      - at: 2026-11-12T01:56:00Z
        source: monitoring.amazonaws.com
        name: PutMetricAlarm
        who: {{ user: other }}
        request: {{ alarmName: queue-age, threshold: 900 }}
      - at: 2026-11-12T02:00:00Z
        source: ecs.amazonaws.com
        name: UpdateService
        who: {{ user: t-yamada }}
        request: {{ cluster: crois-v2-prd, service: crois-api, desiredCount: 0 }}
"""
    + "".join(
        f"""
      - at: 2026-11-12T02:{minute:02}:30Z
        source: ecs.amazonaws.com
        name: RunTask
        who: {{ role: crois-job-runner, session: s{minute} }}
        agent: Boto3/1.44.5
        request: {{ cluster: crois-v2-prd, taskDefinition: "x:{minute}" }}
"""
        for minute in range(12)
    )
    + "".join(
        f"""
      - at: 2026-11-11T01:{minute:02}:00Z
        source: ecs.amazonaws.com
        name: UpdateService
        who: {{ user: t-sato }}
        request: {{ cluster: c, service: other, desiredCount: {minute} }}
"""
        for minute in range(5)
    )
)


@pytest.fixture(scope="module")
def trail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CloudTrail]:
    with opened(tmp_path_factory.mktemp("trail"), EVENTS) as door:
        yield CloudTrail(door)


def find(trail: CloudTrail, **asked: str) -> Reading:
    given = {"resource": "", "by": "", "around": "", "since": "", "until": "", **asked}
    return find_changes.find(trail, NOW, minutes=60, **given)


def config(minute: int, who: str, memory: int, error: str = "") -> str:
    """A function's memory set by somebody in the role that all of them use."""
    refused = f"\n        error: {{ code: {error}, message: not allowed }}" if error else ""
    return f"""
      - at: 2026-11-12T01:{minute:02}:00Z
        source: lambda.amazonaws.com
        name: UpdateFunctionConfiguration20150331v2
        who: {{ role: Admin, session: {who} }}
        agent: console.amazonaws.com
        resources: [{{ type: "AWS::Lambda::Function", name: f1 }}]
        request: {{ functionName: f1, memorySize: {memory} }}{refused}"""


SETTLED = {"since": "2026-11-12T01:00:00Z", "until": "2026-11-12T02:40:00Z"}


def briefs(reading: Reading) -> list[str]:
    """What was asked for, as it is shown."""
    return [row.brief for row in reading.rows if row.mark == ">"]


def test_a_change_says_who_what_from_where_and_the_new_values_without_secrets(
    trail: CloudTrail,
) -> None:
    reading = find(trail, resource="lambda:core-v2-log-forwarder", **SETTLED)
    assert briefs(reading) == [
        (
            "lambda UpdateFunctionConfiguration20150331v2 core-v2-log-forwarder: memorySize=512 "
            "environment=(LEVEL, DB_PASSWORD, values not shown) "
            "· role crois-deployer as k-ito via Terraform · no earlier write in 90 days"
        ),
        (
            "lambda UpdateFunctionCode20150331v2 core-v2-log-forwarder: publish=false "
            "REFUSED AccessDenied: User t-yamada is not authorized · user t-yamada via console"
        ),
        (
            "lambda UpdateFunctionCode20150331v2 core-v2-log-forwarder: s3Key=forwarder-2.zip "
            "· user someone-else via CLI"
        ),
    ]
    assert (reading.coverage, reading.found, reading.total) == (Coverage.COMPLETE, 3, 3)
    assert reading.again is None
    everything = repr(reading)
    assert "hunter2" not in everything
    assert "GetFunction" not in everything
    assert all("event=" in row.text for row in reading.rows)


def test_what_is_recorded_under_its_arn_and_its_name_is_asked_for_by_both(
    trail: CloudTrail,
) -> None:
    arn = "arn:aws:lambda:ap-northeast-1:111122223333:function:core-v2-log-forwarder"
    whole = find(trail, resource=arn, **SETTLED)
    assert len(whole.rows) == 3
    (look,) = whole.looks
    assert look.place == (
        f"cloudtrail resource core-v2-log-forwarder; resource {arn}; writes of lambda"
    )
    assert look.told == "3 writes, 1 of them refused"


def test_what_only_its_parameters_name_is_found_too(trail: CloudTrail) -> None:
    reading = find(trail, resource="ecs:crois-v2-prd/crois-api", **SETTLED)
    (only,) = briefs(reading)
    assert only == (
        "ecs UpdateService: cluster=crois-v2-prd service=crois-api desiredCount=0 "
        "· user t-yamada via CLI · no earlier write in 90 days"
    )
    at = datetime(2026, 11, 12, 2, tzinfo=UTC)
    assert reading.next == (
        calls.read_metrics(["ecs:crois-v2-prd/crois-api"], around=at),
        calls.find_commits("", around=at),
    )


def test_a_name_alone_is_of_anything_that_is_called_so(trail: CloudTrail) -> None:
    told = briefs(find(trail, resource="core-v2-log-forwarder", **SETTLED))
    assert [one.split(" ")[0] for one in told] == ["lambda", "lambda", "lambda", "ecr"]


def test_an_alarm_is_looked_for_where_cloudwatch_writes(trail: CloudTrail) -> None:
    arn = "arn:aws:cloudwatch:ap-northeast-1:111122223333:alarm:queue-age"
    (only,) = briefs(find(trail, resource=arn, **SETTLED))
    assert only.startswith("monitoring PutMetricAlarm: alarmName=queue-age threshold=900 ")


def test_a_prefix_finds_all_that_begin_so(trail: CloudTrail) -> None:
    reading = find(trail, resource="lambda:core-v2-log-*", **SETTLED)
    assert len(briefs(reading)) == 4


@pytest.mark.parametrize(
    ("by", "count"), [("k-ito", 1), ("crois-deployer", 1), ("t-yamada", 2), ("nobody", 0)]
)
def test_somebody_is_found_by_user_session_and_role(trail: CloudTrail, by: str, count: int) -> None:
    told = briefs(find(trail, by=by, **SETTLED))
    assert len([one for one in told if one and not one.startswith("read ")]) == count


def test_a_role_is_looked_up_by_the_sessions_that_it_was_used_in(
    trail: CloudTrail, monkeypatch: pytest.MonkeyPatch
) -> None:
    # In a busy account the comparison of all writes does not come far.
    monkeypatch.setattr("kurosai.aws.changes.trail_looks.MOST_COMPARED", 1)
    for role in ("crois-deployer", "arn:aws:iam::111122223333:role/crois-deployer"):
        reading = find(trail, by=role, **SETTLED)
        assert [look.place for look in reading.looks][1] == "cloudtrail user k-ito"
        assert len(briefs(reading)) == 1


def test_daily_writes_of_machines_are_counted_and_not_mixed_with_changes(
    trail: CloudTrail,
) -> None:
    reading = find(trail, **SETTLED)
    assert len(briefs(reading)) == 7
    assert "RunTask" not in " ".join(briefs(reading))
    assert reading.tail[0] == (
        "not shown, 12 daily writes of machines: RunTask x12 by role crois-job-runner "
        "(02:00:30Z-02:11:30Z)"
    )


def test_only_daily_writes_are_no_change_and_it_is_said(trail: CloudTrail) -> None:
    reading = find(trail, resource="x", since="2026-11-12T02:00:10Z", until="2026-11-12T02:30:00Z")
    assert reading.rows == ()
    assert reading.coverage is Coverage.COMPLETE
    assert reading.found == 0
    assert "only daily writes of machines on x" in reading.lead[0]


def test_close_to_now_nothing_is_final_and_the_recheck_is_named(trail: CloudTrail) -> None:
    reading = find(trail, resource="core-v2-log-forwarder", around="2026-11-12T02:50:00Z")
    assert reading.coverage is Coverage.PARTIAL
    assert reading.again is not None
    assert stamp(reading.again.at) == "2026-11-12T03:15:00Z"
    assert reading.again.call == calls.find_changes(
        "core-v2-log-forwarder", since=datetime(2026, 11, 12, 1, 50, tzinfo=UTC), until=NOW
    )
    assert reading.tail[0].startswith("final up to 2026-11-12T02:45:00Z, not final after: ")


def test_of_the_last_minutes_nothing_is_final(trail: CloudTrail) -> None:
    reading = find(trail, by="t-yamada", since="2026-11-12T02:50:00Z")
    assert (reading.coverage, reading.rows) == (Coverage.PARTIAL, ())
    assert reading.tail[0].startswith("nothing of this window is final yet: ")


def test_nothing_in_a_settled_window_is_empty_and_leads_further_back(trail: CloudTrail) -> None:
    since, until = "2026-11-10T00:00:00Z", "2026-11-10T03:00:00Z"
    reading = find(trail, resource="core-v2-log-forwarder", since=since, until=until)
    assert (reading.coverage, reading.total) == (Coverage.EMPTY, 0)
    again, there = reading.next
    assert again.arguments["since"] == "2026-11-03T00:00:00Z"
    assert (there.arguments["since"], there.arguments["where"]) == (since, "us-east-1")
    of_lambda = find(trail, resource="lambda:core-v2-log-forwarder", since=since, until=until)
    assert [one.arguments.get("where") for one in of_lambda.next] == [None]


def test_no_next_call_is_longer_than_the_tool_itself_takes(trail: CloudTrail) -> None:
    since, until = "2026-10-15T00:00:00Z", "2026-11-10T03:00:00Z"
    reading = find(trail, resource="lambda:core-v2-log-forwarder", since=since, until=until)
    assert (reading.coverage, reading.next) == (Coverage.EMPTY, ())


def test_what_is_older_than_ninety_days_is_expired_and_where_else_is_said(
    trail: CloudTrail,
) -> None:
    reading = find(trail, since="2026-08-01T00:00:00Z", until="2026-08-10T00:00:00Z")
    assert reading.coverage is Coverage.EXPIRED
    assert "Athena" in reading.lead[0]
    partly = find(trail, since="2026-08-10T00:00:00Z", until="2026-08-20T00:00:00Z")
    assert partly.coverage is Coverage.PARTIAL
    assert "nothing is kept" in " ".join(partly.tail)


def test_a_resource_that_names_nothing_is_refused(trail: CloudTrail) -> None:
    with pytest.raises(BadInput):
        find(trail, resource="*")
    for name in ("*dispatcher*", "*dispatcher", "core-*-dispatcher"):
        with pytest.raises(BadInput, match="may stand at its end alone"):
            find(trail, resource=name)


def test_iam_is_looked_for_where_it_writes(trail: CloudTrail) -> None:
    role = "arn:aws:iam::111122223333:role/a/b"
    reading = find(trail, resource=role, **SETTLED)
    assert reading.coverage is Coverage.PARTIAL
    assert reading.lead == ("iam is recorded in us-east-1, not here: ask with `where` us-east-1",)
    asked = {"resource": role, **SETTLED}
    assert [one.arguments for one in reading.next] == [{**asked, "where": "us-east-1"}]


@pytest.mark.parametrize("asked", [{}, {"resource": "crois-job-role"}, {"by": "nobody"}])
def test_of_no_service_in_particular_the_global_ones_are_elsewhere(
    trail: CloudTrail, asked: dict[str, str]
) -> None:
    reading = find(trail, **asked, **SETTLED)
    assert reading.tail[-1].startswith("IAM, CloudFront, Route 53, Organizations and the global")
    assert reading.tail[-1].endswith("for those ask with `where` us-east-1")
    assert "us-east-1" not in repr(find(trail, resource="lambda:f1", **SETTLED).tail)
    assert not any("nothing was changed" in line for line in reading.lead)
    # Who found something reads that first.
    there = [one.arguments for one in reading.next if "where" in one.arguments]
    assert there == ([] if not asked else [{**asked, **SETTLED, "where": "us-east-1"}])


def test_sts_is_recorded_here_and_there(trail: CloudTrail) -> None:
    reading = find(
        trail, resource="arn:aws:sts::111122223333:assumed-role/crois-deployer/k-ito", **SETTLED
    )
    assert "the global endpoint of STS are recorded in us-east-1" in reading.tail[-1]
    assert not any("not here" in line for line in reading.lead)


def test_what_iam_wrote_is_found_there(tmp_path: Path) -> None:
    events = """
      - at: 2026-11-12T01:10:05Z
        source: iam.amazonaws.com
        name: DetachRolePolicy
        who: { user: t-yamada }
        resources: [{ type: "AWS::IAM::Role", name: crois-job-role }]
        request: { roleName: crois-job-role, policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }
"""
    with opened(tmp_path, HEAD + events) as door:
        here = CloudTrail(door)
        assert find(here, resource="crois-job-role", **SETTLED).rows == ()
        there = CloudTrail(AwsSession(door.login, "us-east-1"))
        reading = find(there, resource="crois-job-role", **SETTLED)
    (row,) = [one for one in reading.rows if one.mark != "."]
    assert "DetachRolePolicy crois-job-role" in row.brief
    assert reading.coverage is Coverage.COMPLETE
    assert reading.next == ()
    assert "us-east-1" not in " ".join((*reading.lead, *reading.tail))


@pytest.mark.parametrize(
    ("place", "home"),
    [
        (Place("", ("ap-northeast-1", "us-east-1")), "us-east-1"),
        (Place("prod", ("ap-northeast-1", "us-east-1")), "prod/us-east-1"),
        (Place("prod", ("ap-northeast-1",)), ""),
    ],
)
def test_that_region_is_named_as_where_takes_it_if_it_may_be_asked(place: Place, home: str) -> None:
    assert CloudTrail(AwsSession(Login(place), "ap-northeast-1")).home == home


def test_where_that_region_may_not_be_asked_it_is_not_offered(tmp_path: Path) -> None:
    file = tmp_path / "places.yaml"
    file.write_text("prod: { account: 111122223333, regions: [ap-northeast-1] }")
    with opened(tmp_path, HEAD + "      []\n", KUROSAI_AWS_PLACES=str(file)) as door:
        reading = find(CloudTrail(door), resource="arn:aws:iam::111122223333:role/x", **SETTLED)
    assert reading.coverage is Coverage.PARTIAL
    (told,) = reading.lead
    assert told.endswith("no `where` reaches it: us-east-1 is none of this place's `regions`")
    assert reading.next == ()


def test_the_result_is_small(trail: CloudTrail) -> None:
    reading = find(trail, resource="lambda:core-v2-log-forwarder", **SETTLED)
    shown = rendering.render(reading, evidence="K7Q2M4XA").body
    assert rendering.estimate_tokens(shown) < 450


def test_denied_is_said_as_such(tmp_path: Path) -> None:
    with serving(error("AccessDeniedException", "no")) as fake, session(tmp_path, fake.url) as door:
        reading = find(CloudTrail(door), **SETTLED)
    assert reading.coverage is Coverage.DENIED
    assert "neither presence nor absence" in reading.lead[1]


def test_repeats_are_one_row_and_all_are_recorded(tmp_path: Path) -> None:
    same = [config(minute, "alice", 512) for minute in range(5)]
    with opened(tmp_path, HEAD + "".join(same)) as door:
        reading = find(CloudTrail(door), **SETTLED)
    (only,) = briefs(reading)
    assert only.endswith(
        " · role Admin as alice via console x5 until 2026-11-12 01:04:00Z"
        " · no earlier write in 90 days"
    )
    assert (reading.found, len(reading.rows)) == (5, 5)


def test_every_value_that_was_set_is_a_row_of_its_own(trail: CloudTrail) -> None:
    reading = find(trail, by="t-sato", around="2026-11-11T01:00:00Z")
    assert [one.split("desiredCount=")[1][0] for one in briefs(reading)] == [
        "0",
        "1",
        "2",
        "3",
        "4",
    ]


@pytest.mark.parametrize("step", [0, 128])
def test_a_change_is_told_of_who_made_it_and_not_of_who_had_the_role_first(
    tmp_path: Path, step: int
) -> None:
    people = ("alice", "bob", "carol", "mallory", "alice")
    told = [config(minute, who, 512 + step * minute) for minute, who in enumerate(people)]
    with opened(tmp_path, HEAD + "".join(told)) as door:
        reading = find(CloudTrail(door), **SETTLED)
    assert [one.partition(" as ")[2].split()[0] for one in briefs(reading)] == list(people)


def test_of_attempts_that_were_refused_the_first_and_the_last_are_shown(tmp_path: Path) -> None:
    tries = [config(minute, "bob", minute, "AccessDenied") for minute in range(5)]
    with opened(tmp_path, HEAD + "".join(tries)) as door:
        first, last = briefs(find(CloudTrail(door), **SETTLED))
    assert "memorySize=0 REFUSED" in first
    assert first.endswith(" x5 until 2026-11-12 01:04:00Z, the last is below")
    assert "memorySize=4 REFUSED" in last


def test_more_writes_than_can_be_compared_is_said(
    trail: CloudTrail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kurosai.aws.changes.trail_looks.MOST_COMPARED", 3)
    reading = find(trail, resource="core-v2-log-forwarder", **SETTLED)
    assert reading.coverage is Coverage.PARTIAL
    last = reading.looks[-1]
    assert last.coverage is Coverage.TRUNCATED
    assert "back to 2026-11-12T02:09:30Z" in last.told
    assert reading.total is None


def test_of_what_was_not_compared_no_absence_is_told(
    trail: CloudTrail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kurosai.aws.changes.trail_looks.MOST_COMPARED", 3)
    reading = find(trail, resource="ecs:crois-v2-prd/crois-api", **SETTLED)
    assert briefs(reading) == []
    assert reading.lead[:1] == (
        (
            "no write on crois-api among those compared, back to 2026-11-12T02:09:30Z: what was "
            "before that in this window is not known"
        ),
    )
    assert reading.next[-1:] == (
        calls.find_changes(
            "ecs:crois-v2-prd/crois-api",
            since=datetime(2026, 11, 12, 1, tzinfo=UTC),
            until=datetime(2026, 11, 12, 2, 9, 31, tzinfo=UTC),
        ),
    )


STOP = """
      - at: 2026-11-12T01:40:00Z
        source: ecs.amazonaws.com
        name: StopTask
        who: {{ {who} }}
        agent: {agent}
        request: {{ cluster: c, task: 0123, reason: oops }}"""
BOTO = "Boto3/1.34.2 md/Botocore#1.34.2"


@pytest.mark.parametrize(
    ("who", "agent", "shown"),
    [
        ("user: t-yamada", BOTO, True),
        ("root: true", BOTO, True),
        ("role: AWSReservedSSO_Admin_0123456789abcdef, session: t-yamada", BOTO, True),
        ("role: Admin, session: t-yamada", BOTO, True),
        ("role: Admin, session: t-yamada", "Mozilla/5.0 (Macintosh)", True),
        ("role: crois-reaper, session: crois-reaper", f"{BOTO} exec-env/AWS_Lambda_py", False),
        ("role: crois-reaper, session: i-0123456789abcdef0", BOTO, False),
        ("role: crois-reaper, session: 0123456789abcdef0123456789abcdef", BOTO, False),
        ("role: crois-states, session: abcDEF", "states.amazonaws.com", False),
        ("service: ecs.amazonaws.com", "ecs.amazonaws.com", False),
    ],
)
def test_a_stop_is_routine_only_where_a_machine_is_known_to_have_asked(
    tmp_path: Path, who: str, agent: str, *, shown: bool
) -> None:
    with opened(tmp_path, HEAD + STOP.format(who=who, agent=f'"{agent}"')) as door:
        reading = find(CloudTrail(door), **SETTLED)
    assert len(briefs(reading)) == shown
    assert ("daily writes of machines" in " ".join(reading.tail)) is not shown


def test_what_a_person_does_is_no_daily_work_of_machines(tmp_path: Path) -> None:
    runs = "".join(
        f"""
      - at: 2026-11-12T01:{minute:02}:00Z
        source: ecs.amazonaws.com
        name: RunTask
        who: {{ user: t-yamada }}
        agent: {BOTO}
        request: {{ cluster: c, taskDefinition: "x:{minute}" }}"""
        for minute in range(9)
    )
    with opened(tmp_path, HEAD + runs) as door:
        first, last = briefs(find(CloudTrail(door), **SETTLED))
    assert "taskDefinition=x:0 · user t-yamada x9 until " in first
    assert "taskDefinition=x:8 · user t-yamada" in last


def test_the_last_change_is_not_an_attempt_that_was_refused(tmp_path: Path) -> None:
    told = config(1, "alice", 512) + config(5, "bob", 128, "AccessDenied")
    with opened(tmp_path, HEAD + told) as door:
        both = find(CloudTrail(door), **SETTLED)
        only = find(CloudTrail(door), by="bob", **SETTLED)
    assert both.facts["changes"] == "1"
    assert both.facts["last change"].endswith(" by role Admin as alice via console")
    assert both.facts["refused attempts"] == only.facts["refused attempts"] == "1"
    assert "last change" not in only.facts
    assert only.facts["changes"] == "0"
