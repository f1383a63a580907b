"""Whole traces over small worlds that answer as AWS does: who stopped it, what there was no room for."""

from __future__ import annotations

from pathlib import Path

from job_worlds import ECS_TASK, JOB, attempts, aws_part, jobs, look, shown
from kurosai.vocabulary import Coverage


def test_play(tmp_path: Path) -> None:
    arn = f"arn:aws:ecs:ap-northeast-1:111122223333:task/crois-v2-prd-worker/{ECS_TASK}"
    trail = f'''trail:
  - at: 2026-11-10T08:41:10Z
    source: ecs.amazonaws.com
    name: StopTask
    who: {{ role: crois-reaper, session: core-v2-reaper }}
    request: {{ cluster: crois-v2-prd-worker, task: "{arn}", reason: "orphan, no heartbeat" }}
'''
    stopped = "{ submitted: 4s, started: 50s, stopping: 9m, stopped: 9m50s, exit_code: 137, stop_code: UserInitiated, stopped_reason: orphan }"
    with jobs(tmp_path, attempts(stopped) + aws_part(trail)) as one:
        r = one.trace()
        print(shown(r))
        print(one.world.asked, r.facts)
    killed = "{ submitted: 4s, started: 50s, stopped: 9m50s, exit_code: 137 }"
    perf = """log_groups:
  /aws/ecs/containerinsights/crois-v2-prd-worker/performance:
    retention_days: 1
    streams:
      FargateTelemetry-1:
""" + "".join(
        f'''        - {{ at: 2026-11-10T08:{38 + n}:00Z, message: '{{"Type":"Task","TaskId":"{ECS_TASK}","MemoryUtilized":{1000 * n + 80},"MemoryReserved":4096}}' }}\n'''
        for n in range(1, 5)
    )
    with jobs(tmp_path, attempts(killed) + aws_part(perf)) as one:
        r = one.trace()
        print(shown(r))
        print(one.world.asked, r.facts)
    subnet = """subnets:
  ap-northeast-1a: { cidr: 10.42.0.0/26, free: { 2026-11-10T08:30:00Z: 0, 2026-11-10T09:00:00Z: 12 } }
"""
    with jobs(tmp_path, attempts(killed) + aws_part(subnet)) as one:
        ids = dict(one.world.world.trail.around.subnets)
    no = (
        "{ submitted: 4s, stopped: 1m27s, reason: \"Unexpected EC2 error while attempting to Create Network Interface in subnet '%s': InsufficientFreeAddressesInSubnet\" }"
        % ids["ap-northeast-1a"]
    )
    with jobs(tmp_path, attempts(no) + aws_part(subnet)) as one:
        r = one.trace()
        print(shown(r))
        print(one.world.asked, r.facts)
    q = """queues:
  crois-v2-prd-job-queue: { waiting: 412, in_flight: 20, dead_letters: { queue: crois-v2-prd-job-queue-dlq, max_receives: 5 } }
  crois-v2-prd-job-queue-dlq: { waiting: 7 }
metrics:
  job-queue-age:
    namespace: AWS/SQS
    name: ApproximateAgeOfOldestMessage
    dimensions: { QueueName: crois-v2-prd-job-queue }
    unit: Seconds
    values: { 2026-11-10T10:14:00Z: 1260, 2026-11-11T01:16:00Z: 1380 }
"""
    with jobs(tmp_path, attempts(killed) + aws_part(q)) as one:
        from kurosai.vocabulary import Window
        from datetime import timedelta

        n = one.world.world.now
        print(
            one.aws.gauges.highest(
                "AWS/SQS",
                "ApproximateAgeOfOldestMessage",
                {"QueueName": "crois-v2-prd-job-queue"},
                Window(n - timedelta(minutes=10), n),
            )
        )
        r = one.trace(19999999)
        print(shown(r))
        print(one.world.asked, r.facts)
