"""The Crois API of a running world, asked with httpx: every GET, its shapes, its refusals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import httpx
import jsonschema
import pytest

from kurosai.errors import NotConfigured
from kurosai.openapi.arguments import validate
from kurosai.openapi.document import Operation, crois, parse
from kurosai.sandbox import crois_api
from kurosai.sandbox.scenario import alter, bundled
from kurosai.sandbox.world import build
from kurosai.vocabulary import Json, moment

NOW = "2025-11-04T21:00:00Z"
PROGRAM = """
import sys
from pathlib import Path
from kurosai.sandbox.process import run
from kurosai.sandbox.scenario import bundled
run(bundled("s01-started-at-missing"), name="api", state_dir=Path(sys.argv[1]))
"""

Body = dict[str, Any]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    state = tmp_path_factory.mktemp("state")
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(state)])
    path = state / "worlds" / "api.json"
    try:
        yield cast("dict[str, str]", json.loads(_appears(path, process))["environment"])
    finally:
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(10) == 0


def _appears(path: Path, process: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert process.poll() is None
        if path.exists():
            return path.read_text("utf-8")
        time.sleep(0.02)
    raise AssertionError("the world was not ready in 30 s")


@pytest.fixture(scope="module")
def client(environment: dict[str, str]) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Token {environment['CROIS_API_TOKEN']}"}
    with httpx.Client(base_url=environment["CROIS_API_URL"], headers=headers) as client:
        yield client


def get(client: httpx.Client, path: str, **query: str | int) -> Body:
    response = client.get(path, params=query)
    assert response.status_code == 200, response.text
    return response.json()


def example(operation: Operation) -> dict[str, Json]:
    return {one.name: one.example for one in operation.parameters if one.place == "path"}


@pytest.mark.parametrize(
    "operation", crois().read_operations(), ids=lambda operation: operation.operation_id
)
def test_every_read_answers_in_the_shape_of_the_document(
    client: httpx.Client, operation: Operation
) -> None:
    arguments = example(operation)
    if operation.operation_id == "get_schedule":
        arguments["schedule_id"] = "8204"
    body = get(client, validate(operation, arguments).path)
    tree = cast("dict[str, Any]", crois().tree)
    answer = tree["paths"][operation.path]["get"]["responses"]["200"]
    schema = answer["content"]["application/json"]["schema"]
    validator = cast("Any", jsonschema).Draft202012Validator  # it has no types
    validator({**schema, "components": tree["components"]}).validate(body)
    if "results" in body:
        assert body["results"], "an example should show something"


def test_the_job_of_the_alert(client: httpx.Client) -> None:
    job = get(client, "/v1/jobs/16852935/")
    assert job["status"] == "SUCCEEDED"
    assert job["workflow"] == {"id": 13723, "name": "GKEヘルスチェック(正常系)"}
    assert (job["created_at"], job["started_at"], job["finished_at"]) == (
        "2025-11-04T18:00:35Z",
        "2025-11-04T18:00:37Z",
        "2025-11-04T18:03:54Z",
    )
    assert list(job["tasks"]) == [
        "normal-1",
        "normal-2",
        "normal-3",
        "normal-4",
        "module-error-retry",
    ]
    missing = [name for name, task in job["tasks"].items() if task["started_at"] is None]
    assert missing == ["normal-1"]
    assert job["tasks"]["normal-1"]["finished_at"] == "2025-11-04T18:01:37Z"
    assert job["tasks"]["normal-1"]["resources"] == {
        "k8s_job": "job-16852935-normal-1",
        "namespace": "crois-jobs",
        "cluster": "crois-v2-prd-gke",
    }


def test_pages_follow_their_links_to_the_end(client: httpx.Client) -> None:
    page = get(client, "/v1/jobs/", workflow_id=13723, page_size=50)
    seen: list[int] = []
    while True:
        seen += [job["id"] for job in page["results"]]
        if page["next"] is None:
            break
        page = client.get(page["next"]).json()
    assert len(seen) == page["count"] == 141
    assert seen == sorted(set(seen), reverse=True)
    assert "page=2" in page["previous"]
    beyond = client.get("/v1/jobs/", params={"workflow_id": 13723, "page": 4})
    assert (beyond.status_code, "no page 4" in beyond.json()["detail"]) == (404, True)
    last = get(client, "/v1/jobs/", workflow_id=13723, page_size=47, page=3)
    assert (len(last["results"]), last["next"]) == (47, None)
    none = get(client, "/v1/jobs/", workflow_id=99999999)
    assert (none["count"], none["results"], none["next"]) == (0, [], None)


def test_filters_combine(client: httpx.Client) -> None:
    everything = get(client, "/v1/jobs/")["count"]
    assert everything >= 2_000
    by_status = {
        status: get(client, "/v1/jobs/", status=status)["count"]
        for status in ("QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "CANCELED")
    }
    assert sum(by_status.values()) == everything
    since, until = "2025-11-04T17:30:00Z", "2025-11-05T03:30:00+09:00"
    found = get(client, "/v1/jobs/", project="crois-ops", since=since, until=until)
    assert found["count"] == 5
    for job in found["results"]:
        assert moment(since) <= moment(job["created_at"]) <= moment(until)
    modules = get(client, "/v1/jobs/", module="healthcheck-error", status="SUCCEEDED")
    assert {job["workflow"]["id"] for job in modules["results"]} == {13723}


def test_what_a_job_names_can_be_looked_up(client: httpx.Client) -> None:
    for job in get(client, "/v1/jobs/", page_size=200)["results"][::20]:
        whole = get(client, f"/v1/jobs/{job['id']}/")
        get(client, f"/v1/projects/{job['project']}/")
        get(client, f"/v1/users/{job['trigger']['by']}/")
        workflow = get(client, f"/v1/workflows/{job['workflow']['id']}/")
        assert set(whole["tasks"]) <= set(workflow["tasks"])
        if job["trigger"]["schedule_id"] is not None:
            schedule = get(client, f"/v1/schedules/{job['trigger']['schedule_id']}/")
            assert schedule["workflow_id"] == job["workflow"]["id"]
            assert moment(schedule["next_fire_at"]) > moment(NOW)
        for name, task in whole["tasks"].items():
            versions = get(client, f"/v1/modules/{task['module']}/versions/")["results"]
            assert task["module_version"] in {one["version"] for one in versions}
            log = get(client, f"/v1/jobs/{job['id']}/tasks/{name}/log/")
            assert log["available"] == (task["started_at"] is not None)


def test_refusals_say_what_is_wrong(client: httpx.Client) -> None:
    def refused(path: str, **query: str | int) -> tuple[int, str]:
        response = client.get(path, params=query or None)
        return response.status_code, response.json()["detail"]

    assert refused("/v1/jobs/99999999/") == (404, "Job 99999999 does not exist.")
    assert refused("/v1/jobs/1/")[0] == 400
    assert "like 16852935" in refused("/v1/jobs/abc/")[1]
    assert refused("/v1/jobs/", status="DONE")[0] == 400
    assert "did you mean workflow_id" in refused("/v1/jobs/", workflow=1)[1]
    assert "takes one value" in refused("/v1/jobs/?page=1&page=2")[1]
    assert "it has normal-1" in refused("/v1/jobs/16852935/tasks/normal-9/log/")[1]
    assert refused("/v1/nothing/") == (404, "There is no /v1/nothing/.")
    assert refused("/v1/users/nobody/")[0] == 404


def test_only_the_token_of_the_world_reads(environment: dict[str, str]) -> None:
    with httpx.Client(base_url=environment["CROIS_API_URL"]) as client:
        for headers in ({}, {"Authorization": "Token wrong"}, {"Authorization": "Bearer x"}):
            response = client.get("/v1/jobs/16852935/", headers=headers)
            assert response.status_code == 401
            assert list(response.json()) == ["detail"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/v1/jobs/", 403),
        ("POST", "/v1/jobs/16852935/rerun/", 403),
        ("DELETE", "/v1/jobs/16852935/cancel/", 403),
        ("PUT", "/v1/schedules/8204/", 403),
        ("PATCH", "/v1/schedules/8204/", 403),
        ("DELETE", "/v1/jobs/16852935/", 405),
        ("POST", "/v1/workflows/", 405),
    ],
)
def test_nothing_can_be_changed(client: httpx.Client, method: str, path: str, status: int) -> None:
    before = get(client, "/v1/jobs/")["count"]
    response = client.request(method, path, json={})
    assert response.status_code == status
    assert response.json()["detail"]
    assert get(client, "/v1/jobs/")["count"] == before


def test_a_document_that_promises_more_than_there_is_is_refused() -> None:
    more = parse("openapi: 3.1.0\npaths: {/a: {get: {operationId: list_secrets}}}", "more.yaml")
    world = build(alter(bundled("s01-started-at-missing"), "noise: !remove"))
    with pytest.raises(NotConfigured, match="list_secrets"):
        crois_api.application(world, more, "token")
