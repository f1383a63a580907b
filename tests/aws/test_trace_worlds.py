"""Whole traces over small worlds that answer as AWS does, through the real doors."""

from __future__ import annotations

import json
from pathlib import Path

from job_worlds import ECS_TASK, attempts, aws_part, jobs, look, shown

from kurosai.vocabulary import Coverage

ORDINARY = [
    "DescribeExecution",
    "DescribeExecution",  # the attempt after the last is not there: so it is known to be the last
    "GetExecutionHistory",
    "DescribeTasks",
    "DescribeTaskDefinition",
]
STOPPED = (
    "{ submitted: 4s, started: 50s, stopping: 9m, stopped: 9m50s, exit_code: 137, "
    "stop_code: UserInitiated, stopped_reason: orphan }"
)
KILLED = "{ submitted: 4s, started: 50s, stopped: 9m50s, exit_code: 137 }"
EXITED = "{ submitted: 4s, started: 50s, stopped: 9m50s, exit_code: 3 }"
NO_ADDRESS = (
    '{ submitted: 4s, stopped: 1m27s, reason: "Unexpected EC2 error while attempting to Create '
    "Network Interface in subnet '%s': InsufficientFreeAddressesInSubnet\" }"
)
NO_SECRET = (
    '{ submitted: 4s, stopped: 1m27s, reason: "ResourceInitializationError: unable to pull secrets '
    "or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: "
    "failed to fetch secret arn:aws:secretsmanager:ap-northeast-1:111122223333:secret:tutorial/db-"
    'Qx81ab from secrets manager: AccessDeniedException" }'
)
ARN = f"arn:aws:ecs:ap-northeast-1:111122223333:task/crois-v2-prd-worker/{ECS_TASK}"
WHO = aws_part(f"""
trail:
  - at: 2026-11-10T08:41:10Z
    source: ecs.amazonaws.com
    name: StopTask
    who: {{ role: crois-cleaner, session: nightly }}
    request: {{ cluster: crois-v2-prd-worker, task: "{ARN}", reason: "no heartbeat" }}
""")


def performance(*used: int) -> str:
    """What Container Insights wrote of the task, a figure a minute from 08:39."""
    group = "/aws/ecs/containerinsights/crois-v2-prd-worker/performance"
    lines: list[str] = []
    for number, one in enumerate(used):
        told = {"Type": "Task", "TaskId": ECS_TASK, "MemoryUtilized": one, "MemoryReserved": 4096}
        message = json.dumps(json.dumps(told))
        lines.append(f"        - {{ at: 2026-11-10T08:{39 + number}:00Z, message: {message} }}")
    head = f"log_groups:\n  {group}:\n    retention_days: 1\n    streams:\n      Fargate-1:\n"
    return aws_part(head + "\n".join(lines))


def test_an_ordinary_exit_asks_nothing_more(tmp_path: Path) -> None:
    with jobs(tmp_path, attempts(EXITED)) as one:
        reading = one.trace()
        asked = [name for name in one.world.asked if name != "GetCallerIdentity"]
    assert asked[: len(ORDINARY)] == ORDINARY
    assert set(asked) - set(ORDINARY) == {"GetLogEvents"}
    assert reading.facts["cause code"] == "exited"
    assert "cause" not in shown(reading)


def test_who_stopped_a_task_is_found_in_the_trail(tmp_path: Path) -> None:
    with jobs(tmp_path, attempts(STOPPED) + WHO) as one:
        reading = one.trace()
        assert one.world.asked.count("LookupEvents") == 1
    said = "stopped by role crois-cleaner as nightly via CLI with StopTask at 2026-11-10T08:41:10Z"
    assert f"{said}: no heartbeat" in shown(reading)
    assert "did not end in time: then came SIGKILL" in shown(reading)


def test_a_trail_that_may_not_be_read_leaves_that_open(tmp_path: Path) -> None:
    denied = 'denied: ["cloudtrail:*"]'
    with jobs(tmp_path, attempts(STOPPED) + WHO + f"    {denied}\n") as one:
        reading = one.trace()
    assert look(reading, "cloudtrail").coverage is Coverage.DENIED
    assert reading.coverage is Coverage.PARTIAL
    assert reading.facts["cause code"] == "user-stop"


def test_memory_tells_one_kill_from_another(tmp_path: Path) -> None:
    with jobs(tmp_path, attempts(KILLED) + performance(1080, 2080, 4080)) as one:
        full = one.trace()
        assert one.world.asked.count("FilterLogEvents") == 1
        assert one.world.asked.count("LookupEvents") == 1
    assert full.facts["cause code"] == "out-of-memory"
    assert "cause out-of-memory: the container used more memory than it may; 4080 of 4096 MiB" in (
        shown(full)
    )
    with jobs(tmp_path, attempts(KILLED) + performance(1080, 2080)) as one:
        half = one.trace()
    assert half.facts["cause code"] == "killed"
    assert "not by itself out of memory" in shown(half)
    with jobs(tmp_path, attempts(KILLED)) as one:
        unmeasured = one.trace()
    assert unmeasured.facts["cause code"] == "killed"
    assert look(unmeasured, "memory ").coverage is Coverage.PARTIAL


def test_the_addresses_of_the_subnet_are_those_of_now(tmp_path: Path) -> None:
    told = aws_part("""
subnets:
  ap-northeast-1a:
    cidr: 10.42.0.0/26
    free: { 2026-11-10T08:30:00Z: 0, 2026-11-10T09:00:00Z: 12 }
""")
    with jobs(tmp_path, attempts(EXITED) + told) as one:
        (subnet,) = (
            found["SubnetId"]
            for found in one.world.client("ec2").describe_subnets()["Subnets"]
            if found["AvailabilityZone"] == "ap-northeast-1a"
        )
    with jobs(tmp_path, attempts(NO_ADDRESS % subnet) + told) as one:
        reading = one.trace()
        assert one.world.asked.count("DescribeSubnets") == 1
    assert look(reading, "subnet ").told == "ap-northeast-1a 10.42.0.0/26: 12 free addresses now"
    assert reading.facts["cause code"] == "no-addresses"


def test_what_stands_behind_a_secret_is_looked_at(tmp_path: Path) -> None:
    with jobs(tmp_path, attempts(NO_SECRET)) as one:
        reading = one.trace()
    assert "cause secrets-at-start (access denied)" in shown(reading)
    assert look(reading, "cloudtrail tutorial/db").coverage is Coverage.EMPTY
    # Nobody says who was refused: it is the role of the definition that fetches secrets.
    assert look(reading, "cloudtrail crois-v2-prd-ecs-execution").coverage is Coverage.EMPTY


def test_a_job_that_waits_is_looked_for_in_its_queue(tmp_path: Path) -> None:
    told = aws_part("""
queues:
  crois-v2-prd-job-queue:
    waiting: 412
    in_flight: 20
    dead_letters: { queue: crois-v2-prd-job-queue-dlq, max_receives: 5 }
  crois-v2-prd-job-queue-dlq: { waiting: 7 }
metrics:
  age:
    namespace: AWS/SQS
    name: ApproximateAgeOfOldestMessage
    dimensions: { QueueName: crois-v2-prd-job-queue }
    unit: Seconds
    values: { 2026-11-11T01:14:00Z: 1260, 2026-11-11T01:16:00Z: 1380 }
""")
    with jobs(tmp_path, attempts(EXITED) + told) as one:
        reading = one.trace(16999999)
        assert "ReceiveMessage" not in one.world.asked
    assert reading.coverage is Coverage.EMPTY
    assert look(reading, "queue ").told == (
        "about 412 waiting, 20 in flight, the oldest for 0:23:00 at 01:16Z"
    )
    assert look(reading, "dead letters ").told.startswith("about 7 waiting")


def test_a_refusal_for_want_of_room_says_who_tried_again(tmp_path: Path) -> None:
    with jobs(tmp_path, "", "s09-capacity-lasting") as one:
        reading = one.trace(16933018)
    text = shown(reading)
    assert "cause capacity: AWS had no room for it where it was to run" in text
    assert "retries by the state machine: after 0m59s, 1m59s, 3m59s" in text
    assert reading.facts["cause code"] == "capacity"
