"""Lists of entries as Google's own client gets them: pages, order, delivery, who may read what."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import grpc
import pytest
from cloud_logging import NOW, PROJECT, altered, keys, line
from google.api_core import exceptions as theirs
from google.cloud.logging_v2.services import logging_service_v2
from google.cloud.logging_v2.services.logging_service_v2 import transports
from google.oauth2 import service_account

from kurosai.sandbox.cloud_logging import door
from kurosai.sandbox.cloud_logging.api import LoggingApi
from kurosai.sandbox.cloud_logging.projects import Project, Projects
from kurosai.sandbox.cloud_logging.store import Store

TRAIN = "job-16990412-train"


@contextmanager
def client(running: door.CloudLogging, account: str = "") -> Generator[Any]:
    """The generated client, pointed at a running one."""
    import json

    told = running.variables
    credentials: Any = service_account.Credentials
    tls = grpc.ssl_channel_credentials(told["KUROSAI_GCP_ROOTS"].encode())
    kind: Any = transports.LoggingServiceV2GrpcTransport
    transport = kind(
        host=told["KUROSAI_GCP_ENDPOINT"].removeprefix("https://"),
        credentials=credentials.from_service_account_info(
            json.loads(account or told["KUROSAI_GCP_ACCOUNT"])
        ),
        ssl_channel_credentials=tls,
        always_use_jwt_access=True,
    )
    with logging_service_v2.LoggingServiceV2Client(transport=transport) as opened:
        yield opened


@contextmanager
def lines(count: int, **store: Any) -> Generator[Any]:
    """A client of a project with so many lines, one a second up to now."""
    made = Store(
        PROJECT,
        lambda: [line(number) for number in range(count)],
        now=NOW,
        kept=timedelta(days=30),
        **store,
    )
    api = LoggingApi(Projects([Project(made, 30)]))
    with door.serving(api, keys()) as running, client(running) as opened:
        yield opened


@pytest.fixture(scope="module")
def world() -> Iterator[door.CloudLogging]:
    made = altered()
    with door.serving(door.api_of(made), keys()) as running:
        yield running


def ask(opened: Any, **request: Any) -> Any:
    """One page; `project` in place of the world's."""
    names = request.pop("resource_names", [f"projects/{PROJECT}"])
    return next(
        iter(
            opened.list_log_entries(
                request={"resource_names": names, **request}, timeout=10, retry=None
            ).pages
        )
    )


def ids(page: Any) -> list[str]:
    return [entry.insert_id for entry in page.entries]


def test_pages_give_every_entry_once_and_in_order() -> None:
    with lines(25) as opened:
        seen: list[str] = []
        token = ""
        for _ in range(9):
            page = ask(opened, page_size=7, page_token=token)
            seen += ids(page)
            token = page.next_page_token
            if not token:
                break
    # The two latest are not delivered yet: a line is there two seconds after it was written.
    assert seen == [f"line{number}" for number in range(24, 1, -1)]


def test_the_newest_come_first_when_asked_for() -> None:
    with lines(10) as opened:
        assert ids(ask(opened, order_by="timestamp desc", page_size=3)) == [
            "line2",
            "line3",
            "line4",
        ]


def test_without_a_size_a_page_has_fifty() -> None:
    with lines(80) as opened:
        assert len(ask(opened).entries) == 50


@pytest.mark.parametrize(
    "change", [{"filter": '"line 1"'}, {"order_by": "timestamp desc"}, {"page_size": 6}]
)
def test_a_token_is_refused_when_the_question_changes(change: dict[str, Any]) -> None:
    with lines(30) as opened:
        token = ask(opened, page_size=5).next_page_token
        with pytest.raises(theirs.InvalidArgument, match="page_token"):
            ask(opened, **{"page_size": 5, **change}, page_token=token)


@pytest.mark.parametrize(
    ("request_", "kind", "why"),
    [
        ({"page_token": "made-up"}, theirs.InvalidArgument, "page_token"),
        ({"page_size": -1}, theirs.InvalidArgument, "page_size"),
        ({"order_by": "severity"}, theirs.InvalidArgument, "order_by"),
        ({"filter": "a AND"}, theirs.InvalidArgument, "line 1, column 6"),
        ({"resource_names": []}, theirs.InvalidArgument, "resource_names is empty"),
        ({"resource_names": ["folders/1"]}, theirs.InvalidArgument, "no projects/"),
        ({"resource_names": ["projects/other-one"]}, theirs.NotFound, "does not exist: other-one"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    world: door.CloudLogging, request_: dict[str, Any], kind: type[Exception], why: str
) -> None:
    with client(world) as opened, pytest.raises(kind, match=why):
        ask(opened, **request_)


def test_entries_come_as_they_are(world: door.CloudLogging) -> None:
    with client(world) as opened:
        (one,) = ask(opened, filter='protoPayload.methodName:* "v9hz"').entries
        (two,) = ask(opened, filter="jsonPayload.reason=Killing").entries
    assert one.log_name == f"projects/{PROJECT}/logs/cloudaudit.googleapis.com%2Fsystem_event"
    assert (one.receive_timestamp - one.timestamp) == timedelta(seconds=41)
    assert one.resource.type == "gce_instance"
    assert two.json_payload["involvedObject"]["name"] == f"{TRAIN}-x7k2p"
    assert two.resource.labels["namespace_name"] == "crois-jobs"


def test_a_task_on_gke_has_its_pods_entries_by_itself(world: door.CloudLogging) -> None:
    with client(world) as opened:
        page = ask(opened, filter='"job-16990412-prepare"')
    told = [entry.text_payload or str(entry.json_payload["reason"]) for entry in page.entries]
    assert told == [
        "SuccessfulCreate",
        "Scheduled",
        "Pulling",
        "Pulled",
        "Created",
        "Started",
        "prepare 2.3.0 start date=2026-02-04",
        "wrote 48211930 rows to gs://crois-prd-rec-model/in/2026-02-04/",
        "Completed",
    ]


@pytest.mark.parametrize(("now", "there"), [("01:17:38", 0), ("01:17:39", 1)])
def test_an_entry_is_there_once_it_was_received(now: str, there: int) -> None:
    made = altered(f"{{now: 2026-02-05T{now}Z, arrives: {{at: 2026-02-05T01:17:00Z}}}}")
    with (
        door.serving(door.api_of(made), keys()) as running,
        client(running) as opened,
    ):
        found = ask(opened, filter='protoPayload.methodName:* "v9hz"').entries
    assert len(found) == there


def test_what_is_older_than_it_is_kept_is_gone() -> None:
    overlay = "{world: {gcp: {kept_days: 1}}, now: 2026-02-06T01:17:00Z}"
    made = altered(overlay)
    with (
        door.serving(door.api_of(made), keys()) as running,
        client(running) as opened,
    ):
        found = ask(opened, page_size=1).entries
    assert found[0].timestamp.isoformat() == "2026-02-05T01:17:02+00:00"


def test_a_denied_log_is_refused_by_name_and_hidden_elsewhere() -> None:
    log = "cloudaudit.googleapis.com/system_event"
    made = altered(f"world: {{gcp: {{denied_logs: [{log}]}}}}")
    with (
        door.serving(door.api_of(made), keys()) as running,
        client(running) as opened,
    ):
        with pytest.raises(theirs.PermissionDenied):
            ask(opened, filter=f'log_id("{log}")')
        with pytest.raises(theirs.PermissionDenied):
            ask(opened, filter=f'NOT logName="projects/{PROJECT}/logs/{log.replace("/", "%2F")}"')
        assert ask(opened, filter="compute.instances.preempted").entries == []
        names = list(opened.list_logs(parent=f"projects/{PROJECT}", retry=None))
    assert f"projects/{PROJECT}/logs/events" in names
    assert not [name for name in names if "system_event" in name]


def test_a_denied_project_answers_nothing() -> None:
    made = altered("world: {gcp: {denied: true}}")
    with (
        door.serving(door.api_of(made), keys()) as running,
        client(running) as opened,
        pytest.raises(theirs.PermissionDenied, match=r"logging\.logEntries\.list"),
    ):
        ask(opened)


def test_another_account_is_not_known(world: door.CloudLogging) -> None:
    other = door.credentials(PROJECT).account.file()
    with client(world, other) as opened, pytest.raises(theirs.Unauthenticated):
        ask(opened)


def test_everything_else_is_unimplemented(world: door.CloudLogging) -> None:
    with client(world) as opened, pytest.raises(theirs.MethodNotImplemented):
        opened.delete_log(log_name=f"projects/{PROJECT}/logs/events", retry=None)


def test_faults_of_a_scenario_name_file_and_line(tmp_path: Path) -> None:
    from kurosai.errors import BadInput
    from kurosai.sandbox.scenario import bundled, load

    base = bundled("g01-pod-gone")
    (tmp_path / base.name).write_text(base.read_text("utf-8"), "utf-8")
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        f"extends: {base.name}\n"
        "world:\n"
        "  gcp:\n"
        "    events:\n"
        "      - { at: 2026-02-05T01:00:00Z, pod: p, node: n, reason: Killing, message: m }\n"
        "    lines:\n"
        "      - { at: 2026-02-05T01:00:00Z, pod: p }\n"
        "    pods:\n"
        "      job-16990412-nothing: {}\n"
        "    denied_logs: [no-such-log]\n",
        "utf-8",
    )
    with pytest.raises(BadInput) as caught:
        load(bad)
    assert "bad.yaml:5: world.gcp.events.0: Value error, an event is about one" in str(caught.value)
    assert "bad.yaml:7: world.gcp.lines.0: Value error, a line has either" in str(caught.value)
    bad.write_text(
        f"extends: {base.name}\nworld:\n  gcp:\n    pods:\n      job-16990412-nothing: {{}}\n",
        "utf-8",
    )
    with pytest.raises(BadInput, match=r"bad\.yaml:5: .*there is no task of engine gke"):
        load(bad)
