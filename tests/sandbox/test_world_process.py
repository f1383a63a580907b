"""The whole process: it starts, says where it is, serves AWS, refuses a second, and tidies up."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import boto3
import httpx
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from kurosai.errors import BadInput, NotConfigured
from kurosai.sandbox.child import booted
from kurosai.sandbox.process import run
from kurosai.sandbox.scenario import bundled
from kurosai.sandbox.state import held

CHECKER = "/aws/lambda/core-v2-crois-gke-health-checker"
PROGRAM = """
import sys
from pathlib import Path
from kurosai.errors import Fault
from kurosai.sandbox.process import run
try:
    run(Path(sys.argv[1]), name=sys.argv[2], state_dir=Path(sys.argv[3]))
except Fault as fault:
    sys.exit(f"{fault.code}: {fault}")
"""


# What is only done early fails.
UNLUCKY = f"""
from kurosai.sandbox.cloud_logging.api import LoggingApi
def warm(self):
    raise ImportError("half there")
LoggingApi.warm = warm
{PROGRAM}
"""


@dataclass(frozen=True)
class Sandbox:
    process: subprocess.Popen[str]
    file: Path
    seconds: float

    @property
    def environment(self) -> dict[str, str]:
        return cast("dict[str, str]", json.loads(self.file.read_text("utf-8"))["environment"])

    def aws(self, service: str, **changes: str) -> Any:
        told = {**self.environment, **changes}
        session = cast("Any", boto3).Session(  # it has no types
            aws_access_key_id=told["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=told["AWS_SECRET_ACCESS_KEY"],
            region_name=told["AWS_REGION"],
        )
        once = Config(retries={"total_max_attempts": 1})
        return session.client(service, endpoint_url=told["AWS_ENDPOINT_URL"], config=once)


def code_of(error: ClientError) -> str:
    return cast("Any", error).response["Error"]["Code"]


def command(
    state: Path, name: str, scenario: str = "s01-started-at-missing", program: str = PROGRAM
) -> list[str]:
    return [sys.executable, "-c", program, str(bundled(scenario)), name, str(state)]


def started(state: Path, name: str = "sandbox", program: str = PROGRAM) -> Sandbox:
    begun = time.monotonic()
    process = subprocess.Popen(
        command(state, name, program=program), stderr=subprocess.PIPE, text=True
    )
    file = state / "worlds" / f"{name}.json"
    while time.monotonic() - begun < 30:
        assert process.poll() is None, process.communicate()[1]
        # What a killed world left may vanish between two looks.
        with suppress(FileNotFoundError):
            if json.loads(file.read_text("utf-8"))["pid"] == process.pid:
                return Sandbox(process, file, time.monotonic() - begun)
        time.sleep(0.02)
    process.kill()
    raise AssertionError("the world was not ready in 30 s")


def stopped(sandbox: Sandbox, by: int = signal.SIGTERM) -> tuple[int, str]:
    os.kill(sandbox.process.pid, by)
    _, told = sandbox.process.communicate(timeout=10)
    return sandbox.process.returncode, told


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    sandbox = started(tmp_path_factory.mktemp("state"))
    yield sandbox
    code, told = stopped(sandbox)
    assert code == 0
    assert "Traceback" not in told


def test_the_world_is_ready_in_time(sandbox: Sandbox) -> None:
    assert sandbox.seconds < 15  # 1 to 2 on an idle machine, 4 on one three times overbooked


def test_a_world_goes_on_when_what_it_does_early_fails(tmp_path: Path) -> None:
    unlucky = started(tmp_path, program=UNLUCKY)
    time.sleep(2)
    assert unlucky.process.poll() is None
    assert unlucky.aws("sts").get_caller_identity()["Account"] == "111122223333"
    code, told = stopped(unlucky)
    assert code == 0
    assert "ImportError: half there" in told


def test_the_world_file_is_the_users_alone_and_complete(sandbox: Sandbox) -> None:
    body = json.loads(sandbox.file.read_text("utf-8"))
    assert (body["name"], body["scenario"], body["pid"]) == ("sandbox", "S01", sandbox.process.pid)
    assert stat.S_IMODE(sandbox.file.stat().st_mode) == 0o600
    environment = sandbox.environment
    assert list(environment) == [
        "KUROSAI_NOW",
        "KUROSAI_LEDGER",
        "CROIS_API_URL",
        "CROIS_API_TOKEN",
        "AWS_ENDPOINT_URL",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_REGION",
        "KUROSAI_AWS_ACCOUNT",
        "KUROSAI_GCP_ENDPOINT",
        "KUROSAI_GCP_ROOTS",
        "KUROSAI_GCP_ACCOUNT",
        "KUROSAI_GCP_PROJECT",
    ]
    assert environment["KUROSAI_NOW"] == "2025-11-04T21:00:00Z"
    assert environment["KUROSAI_AWS_ACCOUNT"] == "111122223333"
    assert environment["KUROSAI_LEDGER"] == str(sandbox.file.parent / "sandbox.ledger.sqlite3")
    for key in ("CROIS_API_URL", "AWS_ENDPOINT_URL"):
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", environment[key])


def test_logs_are_read_with_boto3(sandbox: Sandbox) -> None:
    logs = sandbox.aws("logs")
    groups = [one["logGroupName"] for one in logs.describe_log_groups()["logGroups"]]
    assert len([name for name in groups if not name.startswith("/crois/v2/prd/")]) == 6
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=CHECKER, filterPattern='"error: started_at has no value"'
    )
    found = [event for page in pages for event in page["events"]]
    assert len(found) == 2
    assert found[1]["timestamp"] == 1762280080914
    assert "2291eeee-6a4e-4d2f-ac8b-1d6437bc4b97" in found[1]["message"]


def test_nothing_later_than_now_is_in_the_logs(sandbox: Sandbox) -> None:
    logs = sandbox.aws("logs")
    for group in logs.describe_log_groups()["logGroups"]:
        pages = logs.get_paginator("filter_log_events").paginate(
            logGroupName=group["logGroupName"], startTime=1762290000000 - 600_000
        )
        times = [event["timestamp"] for page in pages for event in page["events"]]
        assert max(times, default=0) <= 1762290000000


def test_the_rest_of_aws_is_there_under_the_same_account(sandbox: Sandbox) -> None:
    who = sandbox.aws("sts").get_caller_identity()
    assert who["Account"] == "111122223333"
    assert who["Arn"] == "arn:aws:iam::111122223333:user/kurosai-reader"
    assert sandbox.aws("sqs").list_queues().get("QueueUrls", []) == []
    user = sandbox.aws("iam").get_user()["User"]
    assert user["CreateDate"].year == 2024


@pytest.mark.parametrize(
    ("service", "call", "code"),
    [
        ("logs", "describe_log_groups", "UnrecognizedClientException"),
        ("sts", "get_caller_identity", "InvalidClientTokenId"),
        ("sqs", "list_queues", "UnrecognizedClientException"),
        ("lambda", "list_functions", "UnrecognizedClientException"),
        ("s3", "list_buckets", "InvalidAccessKeyId"),
        ("ec2", "describe_instances", "AuthFailure"),
    ],
)
def test_a_wrong_access_key_is_refused(
    sandbox: Sandbox, service: str, call: str, code: str
) -> None:
    client = sandbox.aws(service, AWS_ACCESS_KEY_ID="AKIAWRONGWRONGWRONG1")
    with pytest.raises(ClientError) as caught:
        getattr(client, call)()
    assert code_of(caught.value) == code


@pytest.mark.parametrize(
    ("service", "call"), [("cloudtrail", "list_trails"), ("chime", "list_accounts")]
)
def test_what_the_world_lacks_is_an_error(sandbox: Sandbox, service: str, call: str) -> None:
    with pytest.raises(ClientError, match="The local world does not have") as caught:
        getattr(sandbox.aws(service), call)()
    assert code_of(caught.value) == "NotImplementedException"


def test_a_second_of_the_same_name_is_refused(sandbox: Sandbox) -> None:
    state = sandbox.file.parent.parent
    done = subprocess.run(
        command(state, "sandbox"), capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("refused: A sandbox named 'sandbox' is running already")
    assert f"(process {sandbox.process.pid})" in done.stderr
    assert sandbox.environment["KUROSAI_NOW"]


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_after_one_line(tmp_path: Path, by: int) -> None:
    sandbox = started(tmp_path)
    code, told = stopped(sandbox, by)
    assert code == 0
    assert re.fullmatch(
        r"kurosai sandbox sandbox: S01 at 2025-11-04T21:00:00Z ready in \d+\.\d s \("
        r"2,\d{3} jobs, 2\d,\d{3} log events; Crois on 127\.0\.0\.1:\d+, "
        r"AWS on 127\.0\.0\.1:\d+, Cloud Logging on 127\.0\.0\.1:\d+\)\. Ctrl-C stops it\.\n",
        told,
    )
    assert not sandbox.file.exists()


def test_what_a_killed_world_left_is_replaced(tmp_path: Path) -> None:
    first = started(tmp_path)
    stopped(first, signal.SIGKILL)
    assert first.file.exists()
    second = started(tmp_path)
    assert second.process.pid != first.process.pid
    assert stopped(second)[0] == 0
    assert not second.file.exists()


def test_names_are_held_one_at_a_time_and_free_each_other(tmp_path: Path) -> None:
    with held(tmp_path, "a") as one, held(tmp_path, "b") as two:
        assert one != two
    with held(tmp_path, "a") as again:
        assert again == one


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "x" * 41, "日本"])
def test_a_name_that_is_no_file_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="cannot name a sandbox"):
        run(bundled("s01-started-at-missing"), name=name, state_dir=tmp_path)


def test_a_state_directory_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("")
    with pytest.raises(NotConfigured, match="KUROSAI_STATE_DIR"):
        run(bundled("s01-started-at-missing"), name="a", state_dir=taken)


def test_a_bad_scenario_leaves_nothing_behind(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("scenario: 2\n")
    with pytest.raises(BadInput, match=r"bad\.yaml:1: scenario"):
        run(bad, name="a", state_dir=tmp_path)
    assert [one.name for one in (tmp_path / "worlds").iterdir()] == ["a.lock"]


def test_a_booted_world_is_not_mistaken_for_one_that_was_killed(tmp_path: Path) -> None:
    left = started(tmp_path)
    stopped(left, signal.SIGKILL)
    with booted(bundled("s01-started-at-missing"), state=tmp_path):
        body = json.loads(left.file.read_text("utf-8"))
        assert body["pid"] != left.process.pid
        assert httpx.get(body["environment"]["CROIS_API_URL"]).status_code in (401, 404)


BOOTS = """
import sys, time
from pathlib import Path
from kurosai.sandbox.child import booted
with booted(Path(sys.argv[1]), state=Path(sys.argv[2])):
    print("ready", flush=True)
    time.sleep(60)
"""


def test_a_booted_world_ends_with_whoever_was_killed(tmp_path: Path) -> None:
    scenario = bundled("s01-started-at-missing")
    file = tmp_path / "worlds" / "sandbox.json"
    with subprocess.Popen(
        [sys.executable, "-c", BOOTS, str(scenario), str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "ready\n"
        world = json.loads(file.read_text("utf-8"))["pid"]
        parent.kill()
    until = time.monotonic() + 8
    while file.exists() and time.monotonic() < until:
        time.sleep(0.1)
    left = file.exists()
    if left:
        os.kill(world, signal.SIGKILL)
    assert not left
