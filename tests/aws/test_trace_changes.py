"""What a trace tells of the changes before a failure, on the thing that the cause names."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from aws_worlds import S03
from job_worlds import Jobs, attempts, aws_part, jobs, look, shown

from kurosai import calls
from kurosai.vocabulary import Coverage, Reading

FAMILY = "crois-v2-prd-tutorial-tutorial_20260910"
KILLED = (
    "{ submitted: 4s, started: 50s, stopped: 9m50s, exit_code: 137, "
    'reason: "OutOfMemoryError: Container killed due to memory usage" }'
)
SECRET = "arn:aws:secretsmanager:ap-northeast-1:111122223333:secret:tutorial/db-Qx81ab"
NO_SECRET = (
    '{ submitted: 4s, stopped: 1m27s, reason: "ResourceInitializationError: unable to retrieve '
    f'secret from asm: failed to fetch secret {SECRET} from secrets manager: %s" }}'
)
REFUSED = (
    "AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/crois-start/ecs is not "
    "authorized to perform: secretsmanager:GetSecretValue on resource: x"
)
EXITED = "{ submitted: 4s, started: 50s, stopped: 9m50s, exit_code: 1 }"


def registered(at: str, number: int, memory: int, family: str = FAMILY) -> str:
    arn = f"arn:aws:ecs:ap-northeast-1:111122223333:task-definition/{family}:{number}"
    return event(
        at,
        "RegisterTaskDefinition",
        "ecs",
        f'family: {family}, memory: "{memory}", containerDefinitions: [{{ name: main }}]',
        "role: deployer, session: ci-7",
        response=f'{{ taskDefinition: {{ taskDefinitionArn: "{arn}" }} }}',
    )


def event(
    at: str, name: str, source: str, request: str, who: str = "user: k-ito", **more: str
) -> str:
    lines = [
        f"at: 2026-{at}Z",
        f"source: {source}.amazonaws.com",
        f"name: {name}",
        f"who: {{ {who} }}",
        f"request: {{ {request} }}",
        *(f"{key}: {value}" for key, value in more.items()),
    ]
    return "- " + "\n  ".join(lines)


def told(*events: str, denied: str = "") -> str:
    refused = f'denied: ["{denied}"]\n' if denied else ""
    listed = "\n".join(f"  {line}" for one in events for line in one.splitlines())
    return aws_part(f"{refused}trail:\n{listed}" if events else refused or "trail: []")


def traced(tmp_path: Path, changes: str, name: str = S03) -> tuple[Reading, Jobs]:
    with jobs(tmp_path, changes, name) as one:
        return one.trace(), one


def changes(reading: Reading) -> list[str]:
    """The lines of changes with their times, as they are shown."""
    return [f"{row.at:%d %H:%M} {row.brief}" for row in reading.rows if "changed: " in row.text]


def offered(reading: Reading) -> list[str]:
    return [calls.line(one) for one in reading.next if one.tool in ("find_changes", "find_commits")]


def test_the_definition_that_was_lowered_before_shows_with_what_it_was(tmp_path: Path) -> None:
    reading, one = traced(
        tmp_path,
        attempts(KILLED)
        + told(
            registered("10-01T09:00:00", 0, 4096),
            registered("11-10T08:20:00", 1, 512),
            registered("11-10T08:25:00", 1, 64, "other"),
        ),
    )
    assert one.world.asked.count("LookupEvents") == 1
    assert changes(reading) == [
        (
            f"10 08:20 changed: ecs RegisterTaskDefinition {FAMILY}:1 (which ran): before: memory "
            "4096 -> 512 (written 2026-10-01T09:00:00Z) · role deployer as ci-7 via CLI"
        )
    ]
    seen = look(reading, "cloudtrail ")
    assert seen.place == f"cloudtrail ecs:{FAMILY} (RegisterTaskDefinition)"
    assert (seen.coverage, seen.told) == (
        Coverage.COMPLETE,
        "1 change in the 7 days before, the last 22 min before it failed",
    )
    assert reading.coverage is Coverage.COMPLETE
    # It was read, so it is not offered; what else came with that build is.
    assert offered(reading) == ['github.find_commits {"around":"2026-11-10T08:20:00Z"}']
    (fact,) = (value for key, value in reading.facts.items() if key.startswith("last change of "))
    assert "memory 4096 -> 512" in fact
    rows = [row.at for row in reading.rows if row.at]
    assert rows == sorted(rows)


def test_that_nothing_was_changed_is_said_and_nothing_is_offered(tmp_path: Path) -> None:
    old = registered("10-01T09:00:00", 1, 4096)
    reading, _ = traced(tmp_path, attempts(KILLED) + told(old))
    seen = look(reading, "cloudtrail ")
    assert (seen.coverage, seen.told) == (Coverage.EMPTY, "no change in the 7 days before")
    assert changes(reading) == []
    assert offered(reading) == []


def test_three_changes_are_shown_the_last_ones_before_it(tmp_path: Path) -> None:
    many = [registered(f"11-0{day}T09:00:00", 1, 512 + day) for day in range(4, 9)]
    later = registered("11-10T08:49:00", 2, 4096)
    reading, _ = traced(tmp_path, attempts(KILLED) + told(*many, later))
    assert [one[:8] for one in changes(reading)] == ["06 09:00", "07 09:00", "08 09:00"]
    assert look(reading, "cloudtrail ").told == (
        "5 changes in the 7 days before, the last 47 h 42 min before it failed; "
        "1 in the 10 minutes after"
    )
    assert offered(reading)[-1].startswith(f'aws.find_changes {{"resource":"ecs:{FAMILY}"')


def test_close_to_now_it_is_not_final(tmp_path: Path) -> None:
    with jobs(tmp_path, attempts(KILLED) + told()) as one:
        reading = one.trace(now=datetime(2026, 11, 10, 8, 50, tzinfo=UTC))
    seen = look(reading, "cloudtrail ")
    assert seen.coverage is Coverage.PARTIAL
    assert seen.told == (
        "no change in the 7 days before; final up to 08:35:00Z only, CloudTrail is up to 15 "
        "minutes late"
    )
    # What may still come says nothing against what is known of the job itself.
    assert reading.coverage is Coverage.COMPLETE
    assert len(offered(reading)) == 1


def test_a_refusal_is_said_and_takes_nothing_from_the_trace(tmp_path: Path) -> None:
    reading, _ = traced(tmp_path, attempts(KILLED) + told(denied="cloudtrail:*"))
    assert look(reading, "cloudtrail ").coverage is Coverage.DENIED
    assert reading.coverage is Coverage.COMPLETE
    assert reading.facts["cause code"] == "out-of-memory"
    assert offered(reading) == []


def test_a_role_is_looked_up_where_iam_is_recorded(tmp_path: Path) -> None:
    policy = '{"Statement":[{"Sid":"s","Action":["secretsmanager:GetSecretValue","logs:*"]}]}'
    less = policy.replace('"secretsmanager:GetSecretValue",', "")
    name = "roleName: crois-start, policyName: start, policyDocument"
    on = '[{ type: "AWS::IAM::Role", name: crois-start }]'
    reading, one = traced(
        tmp_path,
        attempts(NO_SECRET % REFUSED)
        + told(
            event("10-09T01:00:00", "PutRolePolicy", "iam", f"{name}: '{policy}'", resources=on),
            event("11-09T01:00:00", "PutRolePolicy", "iam", f"{name}: '{less}'", resources=on),
            event("11-10T08:00:00", "DeleteSecret", "secretsmanager", "secretId: other/db"),
        ),
    )
    (line,) = changes(reading)
    assert line.startswith("09 01:00 changed: iam PutRolePolicy crois-start: before: ")
    assert "-secretsmanager:GetSecretValue (written 2026-10-09T01:00:00Z) · user k-ito" in line
    assert look(reading, "cloudtrail crois-start (its writes)").coverage is Coverage.COMPLETE
    assert (
        look(
            reading, "cloudtrail tutorial/db (PutResourcePolicy, writes of secretsmanager)"
        ).coverage
        is Coverage.EMPTY
    )
    # Two of the secret here; of the role one, and one for what its policy was.
    assert one.world.asked.count("LookupEvents") == 4
    assert offered(reading) == []


@pytest.mark.parametrize("named", ["tutorial/db", SECRET])
def test_a_secret_that_was_deleted_shows_by_name_or_arn(tmp_path: Path, named: str) -> None:
    reading, one = traced(
        tmp_path,
        attempts(NO_SECRET % "ResourceNotFoundException: can't find it")
        + told(
            event("11-10T08:01:00", "DeleteSecret", "secretsmanager", f'secretId: "{named}"'),
            event("11-10T08:02:00", "GetSecretValue", "secretsmanager", f'secretId: "{named}"'),
            event("11-10T08:03:00", "DeleteSecret", "secretsmanager", "secretId: my/tutorial/db"),
        ),
    )
    (line,) = changes(reading)
    assert line == "10 08:01 changed: secretsmanager DeleteSecret tutorial/db · user k-ito via CLI"
    assert one.world.asked.count("LookupEvents") == 2


def test_a_program_that_was_refused_something_has_a_role(tmp_path: Path) -> None:
    words = "botocore.exceptions.ClientError: An error occurred (AccessDenied): Access Denied"
    detached = event(
        "11-10T08:05:00",
        "DetachRolePolicy",
        "iam",
        "roleName: crois-v2-prd-tutorial, policyArn: arn:aws:iam::1:policy/data",
        resources='[{ type: "AWS::IAM::Role", name: crois-v2-prd-tutorial }]',
    )
    log = f'            log: [{{ after: 9m, text: "{words}" }}]\n'
    reading, _ = traced(tmp_path, attempts(EXITED) + log + told(detached))
    (line,) = changes(reading)
    assert "iam DetachRolePolicy crois-v2-prd-tutorial: policyArn=" in line


def test_what_was_taken_from_a_role_is_named_though_it_is_a_resource_too(tmp_path: Path) -> None:
    words = "botocore.exceptions.ClientError: An error occurred (AccessDenied): Access Denied"
    detached = event(
        "11-10T08:05:00",
        "DetachRolePolicy",
        "iam",
        "roleName: crois-v2-prd-tutorial, policyArn: arn:aws:iam::1:policy/crois-data",
        resources='[{ type: "AWS::IAM::Role", name: crois-v2-prd-tutorial }, '
        '{ type: "AWS::IAM::Policy", name: "arn:aws:iam::1:policy/crois-data" }]',
    )
    log = f'            log: [{{ after: 9m, text: "{words}" }}]\n'
    reading, _ = traced(tmp_path, attempts(EXITED) + log + told(detached))
    (line,) = changes(reading)
    assert "iam DetachRolePolicy crois-v2-prd-tutorial crois-data · user k-ito" in line


def test_an_exit_of_its_own_asks_nothing(tmp_path: Path) -> None:
    reading, one = traced(tmp_path, attempts(EXITED) + told())
    assert reading.facts["cause code"] == "exited"
    assert "LookupEvents" not in one.world.asked


def test_what_machines_do_with_a_thing_all_day_is_no_change(tmp_path: Path) -> None:
    machine = "service: ecs.amazonaws.com"
    subnet = "subnet-0a1b2c3d4e5f60718"
    on = f'[{{ type: "AWS::EC2::Subnet", name: {subnet} }}]'
    reason = f"Create Network Interface in subnet '{subnet}': InsufficientFreeAddressesInSubnet"
    reading, _ = traced(
        tmp_path,
        attempts(f'{{ submitted: 4s, stopped: 1m27s, reason: "{reason}" }}')
        + told(
            event(
                "11-10T08:00:00",
                "CreateNetworkInterface",
                "ec2",
                f"subnetId: {subnet}",
                machine,
                resources=on,
            ),
            event(
                "11-10T08:01:00",
                "ModifySubnetAttribute",
                "ec2",
                f"subnetId: {subnet}, mapPublicIpOnLaunch: {{ value: true }}",
                resources=on,
            ),
        ),
    )
    (line,) = changes(reading)
    assert "ModifySubnetAttribute" in line


def test_shown_it_is_a_few_lines(tmp_path: Path) -> None:
    reading, _ = traced(tmp_path, attempts(KILLED) + told(registered("11-10T08:20:00", 1, 512)))
    text = shown(reading)
    assert f"looked cloudtrail ecs:{FAMILY} (RegisterTaskDefinition) complete: 1 change" in text
    assert "08:20:00Z changed: ecs RegisterTaskDefinition" in text
