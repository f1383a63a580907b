"""`kurosai scenario check`: each thing that can be wrong with a fact is told with its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from kurosai.bench.checking import Checked, check
from kurosai.bench.findings import Finding
from kurosai.bench.plain import Plain, plain
from kurosai.bench.running import running
from kurosai.cli.scenario import check as command
from kurosai.errors import BadInput
from kurosai.sandbox.scenario import bundled, load
from kurosai.sandbox.schema_key import Look

S01 = bundled("s01-started-at-missing")
CHECKER = "/aws/lambda/core-v2-crois-gke-health-checker"

SPOILED = f"""
extends: {S01}
noise: {{ jobs: 60, log_events: 600 }}
world:
  aws:
    trail:
      - {{ at: 2025-11-04T18:00:00Z, who: {{ user: a }},
          source: iam.amazonaws.com, name: DetachRolePolicy }}
key:
  twin: !remove
  decisive:
    job: {{ shows: ["16852935", CANCELED] }}
    only-once: {{ times: 2 }}
    next-runs:
      nothing: true
      shows: [{CHECKER}]
    silent:
      sources: [aws]
      what: a place that is empty, and another one than this is named
      nothing: true
      shows: [/aws/lambda/another]
      looks: &empty
        - aws:
            service: logs
            operation: filter_log_events
            parameters: {{ logGroupName: {CHECKER}, filterPattern: '"no such word"' }}
    still:
      sources: [aws]
      what: it is empty
      nothing: true
      shows: [{CHECKER}]
      looks: *empty
    another-region:
      sources: [aws]
      what: what is recorded in another region than the world's
      shows: [DetachRolePolicy]
      looks: [{{ aws: {{ service: cloudtrail, region: us-east-1, operation: lookup_events }} }}]
    wrong-region:
      sources: [aws]
      what: the same where it is not recorded
      shows: [DetachRolePolicy]
      looks: [{{ aws: {{ service: cloudtrail, operation: lookup_events }} }}]
    no-operation:
      sources: [aws]
      what: an operation that the service does not have
      shows: [anything]
      looks: [{{ aws: {{ service: logs, operation: read_everything }} }}]
    no-service:
      sources: [aws]
      what: a service that AWS does not have
      shows: [anything]
      looks: [{{ aws: {{ service: loggs, operation: filter_log_events }} }}]
    no-parameter:
      sources: [aws]
      what: a parameter that the operation does not have
      shows: [anything]
      looks:
        - aws: {{ service: logs, operation: filter_log_events, parameters: {{ group: x }} }}
    no-time:
      sources: [aws]
      what: a time that is none
      shows: [anything]
      looks:
        - aws:
            service: logs
            operation: filter_log_events
            parameters: {{ logGroupName: {CHECKER}, startTime: yesterday }}
    no-path:
      sources: [crois]
      what: a path that the API does not have
      shows: [module-error-retry]
      looks: [{{ crois: /v1/jobz/16852935/ }}]
    no-filter:
      sources: [gcp]
      what: a filter that is no filter
      shows: [anything]
      looks: [{{ gcp: "resource.type=(" }}]
    no-page:
      sources: [runbooks]
      what: a page that nobody has written
      shows: [anything]
      looks: [{{ page: schedule.md }}]
    never-taken:
      sources: [crois]
      what: a name that nothing gave
      shows: [anything]
      looks: [{{ crois: "/v1/jobs/{{job}}/" }}]
    not-found:
      sources: [crois]
      what: what is to be taken is not there
      shows: [anything]
      looks:
        - {{ crois: /v1/jobs/16852935/, take: {{ task: "task_arn=(x+)" }} }}
        - {{ crois: "/v1/jobs/{{task}}/" }}
    taken:
      sources: [crois]
      what: what one look gives and the next one needs
      shows: [GKEヘルスチェック]
      looks:
        - {{ crois: /v1/jobs/16852935/, take: {{ workflow: '"workflow": {{"id": ([0-9]+)' }} }}
        - {{ crois: "/v1/workflows/{{workflow}}/" }}
    absent:
      sources: [crois]
      what: the API does not know a job
      shows: ["16850000", "404"]
      looks: [{{ crois: /v1/jobs/16850000/ }}]
    request:
      sources: [aws]
      what: it fits what misleads as well
      shows: [2291eeee, "18:14"]
      looks:
        - aws:
            service: logs
            operation: filter_log_events
            parameters:
              logGroupName: {CHECKER}
              startTime: 2025-11-04T18:14:00Z
              endTime: 2025-11-04T18:15:00Z
    started:
      sources: [aws]
      what: the noise has it too
      shows: [StartExecution]
      looks:
        - aws:
            service: logs
            operation: filter_log_events
            parameters: {{ logGroupName: /aws/lambda/core-v2-job-dispatcher }}
"""


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    path = tmp_path_factory.mktemp("scenario") / "spoiled.yaml"
    path.write_text(SPOILED, "utf-8")
    return check(path)


def found(checked: Checked, name: str) -> list[Finding]:
    return [one for one in checked.findings if one.where == f"key.decisive.{name}"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("job", "none of them like 'CANCELED'"),
        ("only-once", "1 times '\\\\[healthcheck\\\\] error: started_at has no value', not 2"),
        ("next-runs", "the fact is that nothing is there"),
        ("silent", "none of them like '/aws/lambda/another'"),
        ("wrong-region", "none of them like 'DetachRolePolicy'"),
        ("no-operation", "logs has no operation 'read_everything'"),
        ("no-service", "UnknownServiceError"),
        ("no-parameter", "group"),
        ("no-time", "'yesterday' is not a time"),
        ("no-path", "none of them like 'module-error-retry'"),
        ("no-filter", "filter"),
        ("no-page", "There is no page 'schedule.md' in this world"),
        ("never-taken", "No earlier look takes 'job'"),
        ("not-found", "shows nothing that fits 'task_arn=(x+)' (task)"),
    ],
)
def test_a_fact_that_its_looks_do_not_show_is_a_fault(
    spoiled: Checked, name: str, told: str
) -> None:
    (finding,) = found(spoiled, name)
    assert finding.level == "fault"
    assert told in finding.text


@pytest.mark.parametrize("name", ["error-line", "still", "taken", "absent", "another-region"])
def test_a_fact_that_they_show_is_counted_and_not_spoken_of(spoiled: Checked, name: str) -> None:
    assert found(spoiled, name) == []


def test_every_other_fact_was_looked_for_all_the_same(spoiled: Checked) -> None:
    assert not spoiled.good
    faults = [one for one in spoiled.findings if one.level == "fault"]
    assert (spoiled.shown, spoiled.facts) == (spoiled.facts - len(faults), 23)


def test_a_fact_that_fits_what_misleads_is_ambiguous(spoiled: Checked) -> None:
    (finding,) = found(spoiled, "request")
    assert (finding.level, finding.text) == (
        "warning",
        "It fits the distractor 'retried-502' as well.",
    )


def test_a_fact_that_fits_the_noise_is_ambiguous(spoiled: Checked) -> None:
    (finding,) = found(spoiled, "started")
    assert finding.level == "warning"
    assert "of the noise fit as well, like" in finding.text
    assert "StartExecution job-" in finding.text


@pytest.fixture(scope="module")
def denied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plain]:
    path = tmp_path_factory.mktemp("scenario") / "denied.yaml"
    path.write_text(f"extends: {bundled('s03-ecr-denied')}\nnoise: !remove\n", "utf-8")
    with running(path) as world, plain(world.environment, load(path).world) as api:
        yield api


def test_a_denied_read_and_one_of_what_is_absent_are_told_apart(denied: Plain) -> None:
    asked = """
        aws:
          service: ecr
          operation: batch_get_image
          parameters:
            { registryId: "444455556666", repositoryName: NAME, imageIds: [{ imageTag: latest }] }
    """
    looks = [
        Look.model_validate(yaml.safe_load(asked.replace("NAME", name)))
        for name in ("tutorial_20260910", "nobodys")
    ]
    refused, absent = denied.looks(tuple(looks))
    assert (refused.empty, absent.empty) == (False, True)
    assert refused.text.startswith("denied: ")
    assert absent.text.startswith("not found: ")


def test_a_world_that_cannot_be_built_is_told_without_its_process(tmp_path: Path) -> None:
    path = tmp_path / "early.yaml"
    job = "2025-11-02T00:00:35Z: { absent: true }"
    path.write_text(
        f"extends: {S01}\n"
        f"world: {{ crois: {{ series: {{ gke-normal: {{ changes: {{ {job} }} }} }} }} }}\n",
        "utf-8",
    )
    with pytest.raises(BadInput, match="names its job, and there is none"):
        check(path)


def test_the_command_tells_what_it_found_and_answers_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "titled.yaml"
    path.write_text(f"extends: {S01}\ntitel: x\n", "utf-8")
    assert command([str(path), str(tmp_path / "missing.yaml")]) == 1
    told = capsys.readouterr().out
    assert "titled.yaml:2: titel: Extra inputs are not permitted" in told
    assert "missing.yaml cannot be read" in told
    assert "2 scenarios: 0 good" in told
