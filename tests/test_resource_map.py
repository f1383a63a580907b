"""The resource map: places from fields, ids from texts, faults with their lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurosai.errors import NotConfigured
from kurosai.resource_map import Identifier, Location, ResourceMap, identify, load, locate, parse

MAP = load(Path(__file__).resolve().parents[1] / "runbooks" / "resource-map.yaml")
OF_EVERY_JOB = ("after_job", "platform", "dispatch_queue")
REQUEST = "2291eeee-6a4e-4d2f-ac8b-1d6437bc4b97"


def by_kind(**fields: str) -> dict[str, Location]:
    return {place.kind: place for place in locate(MAP, fields)}


def test_a_lambda_logs_in_its_group() -> None:
    (place,) = locate(MAP, {"function": "core-v2-crois-gke-health-checker"})
    assert (place.kind, place.source) == ("lambda", "aws_logs")
    assert place.group == "/aws/lambda/core-v2-crois-gke-health-checker"
    assert place.missing == ()


def test_a_gke_task_logs_in_cloud_logging() -> None:
    found = by_kind(job_id="16852935", task="normal-1", engine="gke")
    assert list(found) == ["sfn_execution", "k8s_job", "k8s_events", *OF_EVERY_JOB]
    assert found["sfn_execution"].stream == "job-16852935-1"
    assert found["sfn_execution"].kept_hours == 90 * 24
    place = found["k8s_job"]
    assert (place.source, place.name) == ("cloud_logging", "job-16852935-normal-1")
    assert 'labels."k8s-pod/job-name"="job-16852935-normal-1"' in place.filter
    assert 'cluster_name="crois-v2-prd-gke"' in place.filter


def test_an_ecs_task_logs_by_project_and_module() -> None:
    task = "0123456789abcdef0123456789abcdef"
    found = by_kind(job_id="1", engine="ecs", project="tutorial", module="m", ecs_task_id=task)
    assert list(found) == ["sfn_execution", "ecs_task", "ecs_task_events", *OF_EVERY_JOB]
    assert found["ecs_task"].group == "/crois/v2/prd/ecs/tutorial"
    assert found["ecs_task"].stream == f"m/main/{task}"
    assert found["ecs_task_events"].group == "/crois/v2/prd/events/ecs-task-state-change"


def test_queues() -> None:
    found = by_kind(queue="job-queue")
    assert found["sqs"].name == "crois-v2-prd-job-queue"
    assert found["sqs_dead_letters"].name == "crois-v2-prd-job-queue-dlq"
    place = by_kind(job_id="16852935")["dispatch_queue"]
    assert (place.name, place.group) == ("job-16852935", "crois-v2-prd-job-queue")


def test_what_is_missing_is_said_and_stays_visible() -> None:
    place = by_kind(job_id="16852935", engine="gke")["k8s_job"]
    assert place.missing == ("task",)
    assert place.name == "job-16852935-{task}"


def test_given_fields_beat_defaults_and_nothing_leads_nowhere() -> None:
    assert by_kind(job_id="1", env="stg")["sfn_execution"].group == "crois-v2-stg-job-runner"
    assert by_kind(job_id="1", attempt="2")["sfn_execution"].stream == "job-1-2"
    assert locate(MAP, {}) == ()
    assert locate(MAP, {"task": "", "job_id": "null"}) == ()
    assert locate(MAP, {"unheard_of": "x"}) == ()
    assert [place.kind for place in locate(MAP, {"job_id": "1", "kind": "k8s_job"})] == ["k8s_job"]


@pytest.mark.parametrize(
    "text",
    [
        "start job workflow_name=x job_id=16852935",
        "execution job-16852935-1 started",
        "**ジョブID**: ジョブID:16852935",
        "ジョブ 16852935 の",
        "job: 16852935",
        "Job 16852935 failed",
        "job id 16852935 のジョブが",
        '{"job_id": 16852935}',
        "GET /v1/jobs/16852935/ 200",
    ],
)
def test_a_job_id_in_its_many_forms(text: str) -> None:
    assert identify(MAP, text) == (Identifier("job", "16852935"),)


@pytest.mark.parametrize(
    "text", ["job 2025-11-04", "id 16852935", "20251104", "job 168529351", "job-1685293-1", ""]
)
def test_what_is_no_job_id(text: str) -> None:
    assert identify(MAP, text) == ()


def test_ids_in_the_order_of_the_text_each_once() -> None:
    account = "ap-northeast-1:111122223333"
    arn = f"arn:aws:states:{account}:execution:crois-v2-prd-job-runner:job-16852935-1"
    task = f"arn:aws:ecs:{account}:task/crois-v2-prd-worker/{'0a' * 16}"
    text = (
        f"[INFO]\t2025-11-04T18:14:40.914Z\t{REQUEST}\tworkflow=13723 {arn} {task} job_id=16852935"
    )
    assert identify(MAP, text) == (
        Identifier("request", REQUEST),
        Identifier("workflow", "13723"),
        Identifier("execution", arn),
        Identifier("job", "16852935"),
        Identifier("ecs_task", "0a" * 16),
    )


VALID = "version: 1\n"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "empty"),
        ("- 1", 1, "mapping"),
        ("version: 2", 1, "version must be 1"),
        (VALID + "other: x", 2, "'other' is unknown"),
        (VALID + "fields: {A-b: {}}", 2, "no field name"),
        (VALID + "fields:\n  a: {defualt: x}", 3, "'defualt' is unknown"),
        (VALID + "locations:\n- {kind: a, name: b, source: s3, group: c}", 3, "not 's3'"),
        (VALID + "locations:\n- {kind: a, name: b, source: aws_logs}", 3, "group is missing"),
        (
            VALID + 'locations:\n- kind: a\n  name: b\n  source: aws_logs\n  group: "{x}"',
            *(6, "{x} is not among"),
        ),
        (
            VALID + "locations:\n- {kind: a, name: b, source: aws_logs, group: c, kept: 2w}",
            *(3, "not '2w'"),
        ),
        (VALID + "locations: 3", 2, "must be a list"),
        (VALID + "identifiers:\n- {kind: a, patterns: ['(']}", 3, "no regular expression"),
        (VALID + "identifiers:\n- {kind: a, patterns: ['x']}", 3, "(?P<value>...)"),
        (VALID + "identifiers:\n- {kind: a, patterns: ['(?P<value>x*)']}", 3, "match nothing"),
        (VALID + "identifiers:\n- {kind: a}", 3, "patterns is missing"),
        (VALID + "runs: []", 2, "'runs' is unknown here"),
        (VALID + VALID, 2, "twice"),
        (VALID + "fields: &a {}", 2, "anchors"),
        (VALID + "a: [", 2, "expected"),
        ("[" * 3_000, 1, "nested too deeply"),
        (VALID + "x: " + "y" * 1_000_001, 1, "more than"),
    ],
)
def test_a_fault_is_named_with_file_and_line(text: str, line: int, what: str) -> None:
    with pytest.raises(NotConfigured) as caught:
        parse(text, "map.yaml")
    assert f"map.yaml:{line}: " in caught.value.what
    assert what in caught.value.what


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(NotConfigured) as caught:
        parse("version: 3\nlocations: x\nother: y", "map.yaml")
    assert caught.value.what.count("map.yaml:") == 3


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotConfigured, match="cannot be read"):
        load(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"\xe9")
    with pytest.raises(NotConfigured, match="cannot be read"):
        load(tmp_path / "latin.yaml")


def test_an_empty_map_locates_and_identifies_nothing() -> None:
    empty = parse(VALID)
    assert empty == ResourceMap({}, (), ())
    assert locate(empty, {"job_id": "1"}) == ()
    assert identify(empty, "job 16852935") == ()


@given(st.text(max_size=200))
def test_any_text_is_a_map_or_a_fault(text: str) -> None:
    said = "resource-map.yaml:"
    try:
        parse(text)
    except NotConfigured as error:
        said = error.what
    assert "resource-map.yaml:" in said


@given(st.text(max_size=200))
def test_any_text_can_be_asked_for_ids(text: str) -> None:
    assert all(found.value in text for found in identify(MAP, text))


@pytest.mark.parametrize(
    "text",
    [
        "毎朝9時のはずが18時に動きます (workflow 15240)",
        "workflow 15240 failed twice",
        "workflow 15240, project sales",
        "workflow 15240.",
        "Workflow ID: 15240",
        "workflow id 15240",
        '"workflow_id": "15240"',
        "workflow=15240 project=x",
        "workflow #15240",
        "ワークフロー 15240 が失敗",
        "ワークフロー15240で",
        "ワークフロー（ID：15240）ではなくワークフローID 15240",
        "ワークフローの番号 15240",
        "ワークフロー番号：15240",
        "ワークフロー 15240 日次集計",
    ],
)
def test_a_workflow_is_known_by_its_number(text: str) -> None:
    assert Identifier("workflow", "15240") in identify(MAP, text)


@pytest.mark.parametrize(
    "text",
    [
        "ワークフロー 2026年11月10日",
        "ワークフロー2026年",
        "workflow: 2026-11-10",
        "workflow 2026-11-10 09:00",
        "workflow 2026 review",
        "workflow 404 error",
        "workflow 500 times",
        "workflow 5000 times",
        "workflow 12000 errors",
        "workflow 12000ms",
        "workflow 1200.5",
        "workflow 12,000 rows",
        "workflow 1200 MB",
        "ワークフロー 15000件",
        "ワークフロー 15000 回",
        "ワークフロー 1200時",
        "workflow\n15240",
    ],
)
def test_a_number_beside_the_word_is_no_workflow(text: str) -> None:
    assert [one for one in identify(MAP, text) if one.kind == "workflow"] == []
