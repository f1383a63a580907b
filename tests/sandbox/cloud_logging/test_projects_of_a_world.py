"""Projects, views, buckets and quotas as Google's own clients meet them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from cloud_logging import PROJECT, altered, keys
from google.api_core import exceptions as theirs
from google.cloud.logging_v2.services import config_service_v2, logging_service_v2
from google.cloud.logging_v2.services.config_service_v2 import transports as of_config
from google.cloud.logging_v2.services.logging_service_v2 import transports
from google.oauth2 import service_account

from kurosai.sandbox.cloud_logging import door

OVERLAY = """
world:
  gcp:
    reads_per_minute: 40
    also:
      - project: other-project
        kept_days: 9
        lines:
          - at: 2026-02-05T01:00:00Z
            pod: p-1
            text: hello
            trace: projects/other-project/traces/77
            labels: { team: a }
      - { project: closed-project, denied: true }
      - { project: quiet-project, buckets_denied: true }
    exits:
      - { at: 2026-02-05T01:17:05Z, pod: p, node: n, exit_code: 137, oom: true }
"""
DEFAULT = "projects/{}/locations/global/buckets/_Default"


@pytest.fixture(scope="module")
def running() -> Iterator[door.CloudLogging]:
    world = altered(OVERLAY)
    also = [one.project for one in world.gcp.also]
    with door.serving(door.api_of(world), keys(), also) as made:
        yield made


def client(told: door.CloudLogging, transport: Any, kind: Any) -> Any:
    credentials: Any = service_account.Credentials
    made = transport(
        host=told.variables["KUROSAI_GCP_ENDPOINT"].removeprefix("https://"),
        credentials=credentials.from_service_account_info(
            json.loads(told.variables["KUROSAI_GCP_ACCOUNT"])
        ),
        ssl_channel_credentials=grpc.ssl_channel_credentials(
            told.variables["KUROSAI_GCP_ROOTS"].encode()
        ),
        always_use_jwt_access=True,
    )
    return kind(transport=made)


def ask(told: door.CloudLogging, *names: str, text: str = "", size: int = 5) -> Any:
    with client(
        told, transports.LoggingServiceV2GrpcTransport, logging_service_v2.LoggingServiceV2Client
    ) as opened:
        request = {"resource_names": names, "filter": text, "page_size": size}
        return next(iter(opened.list_log_entries(request=request, timeout=10, retry=None).pages))


def bucket(told: door.CloudLogging, name: str) -> Any:
    with client(
        told, of_config.ConfigServiceV2GrpcTransport, config_service_v2.ConfigServiceV2Client
    ) as opened:
        return opened.get_bucket(request={"name": name}, timeout=10, retry=None)


def test_each_project_has_its_own_entries(running: door.CloudLogging) -> None:
    (entry,) = ask(running, "projects/other-project").entries
    assert (entry.text_payload, entry.trace) == ("hello", "projects/other-project/traces/77")
    assert entry.labels["team"] == "a"
    assert entry.log_name == "projects/other-project/logs/stdout"
    assert running.variables["KUROSAI_GCP_PROJECT"].split()[0] == PROJECT
    with pytest.raises(theirs.PermissionDenied):
        ask(running, "projects/closed-project")


def test_a_view_shows_its_bucket(running: door.CloudLogging) -> None:
    audit = 'log_id("cloudaudit.googleapis.com/system_event")'
    view = f"{DEFAULT.format(PROJECT)}/views/_AllLogs"
    assert not ask(running, view, text=audit).entries
    required = view.replace("_Default", "_Required")
    assert len(ask(running, required).entries) == 2
    assert len(ask(running, view, required, text=audit).entries) == 2


@pytest.mark.parametrize(
    "name",
    [
        f"{DEFAULT.format(PROJECT)}/views/other",
        DEFAULT.format(PROJECT).replace("global", "asia") + "/views/_AllLogs",
        DEFAULT.format("no-project") + "/views/_AllLogs",
    ],
)
def test_a_view_that_is_not_there_is_not_found(running: door.CloudLogging, name: str) -> None:
    with pytest.raises(theirs.NotFound):
        ask(running, name)


def test_a_bucket_says_how_long_it_keeps(running: door.CloudLogging) -> None:
    assert bucket(running, DEFAULT.format("other-project")).retention_days == 9
    required = DEFAULT.format("other-project").replace("_Default", "_Required")
    assert bucket(running, required).retention_days == 400
    with pytest.raises(theirs.PermissionDenied):
        bucket(running, DEFAULT.format("quiet-project"))
    with pytest.raises(theirs.NotFound):
        bucket(running, DEFAULT.format("other-project").replace("_Default", "mine"))
    with pytest.raises(theirs.InvalidArgument):
        bucket(running, "projects/other-project")


def test_several_projects_at_once_are_refused_by_name(running: door.CloudLogging) -> None:
    with pytest.raises(theirs.InvalidArgument, match="one project at a time"):
        ask(running, f"projects/{PROJECT}", "projects/other-project")


def test_the_end_of_a_container_is_in_the_logs_of_its_node(running: door.CloudLogging) -> None:
    found = ask(running, f"projects/{PROJECT}", text='resource.labels.node_name="n"').entries
    said = {entry.log_name.rpartition("/")[2]: entry.json_payload["MESSAGE"] for entry in found}
    assert set(said) == {"kubelet", "kernel"}
    assert said["kubelet"].endswith("exitCode=137")
    assert "task_memcg=/kubepods/burstable/pod" in said["kernel"]


def test_a_quota_counts_the_reads_of_each_project(running: door.CloudLogging) -> None:
    for _ in range(40):
        ask(running, "projects/quiet-project")
    with pytest.raises(theirs.ResourceExhausted, match="Read requests per minute"):
        ask(running, "projects/quiet-project")
    assert ask(running, "projects/other-project").entries
