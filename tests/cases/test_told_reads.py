"""What a page tells a person with a shell to run, and the logs it lists, as calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kurosai import calls

if TYPE_CHECKING:
    from tests.cases.conftest import Bench

ALERT = """\
:rotating_light: crois-v2:prd:lambda core-v2-tick
Errors >= 1  (2025-11-04T18:02:00Z - 18:03:00Z)
[tick] error: cannot post job 16852935
"""
GROUP = "/aws/lambda/core-v2-tick"
AROUND = '"around":"2025-11-04T18:02:00Z"'


def page(*, commands: str = "", steps: str = "", resources: str = "", chart: bool = True) -> str:
    drawn = (
        "### Flowchart\n\n```mermaid\nflowchart TD\n  A[001] --> B{Is it over?}\n"
        "  B -- Yes --> C[No action]\n  B -- No --> D[Escalate]\n```\n\n"
    )
    return (
        "# Tick\n\n## 001: Jobs cannot be posted\n\n"
        + (f"### Related resources\n\n{resources}\n\n" if resources else "")
        + (drawn if chart else "")
        + (f"### Steps\n\n{steps}\n\n" if steps else "")
        + (f"### Commands\n\n```bash\n{commands}\n```\n\n" if commands else "")
        + "### Error\n\n```text\n[tick] error: cannot post job 16852935\n```\n"
    )


def offered(bench: Bench, shown: str, text: str = ALERT) -> list[str]:
    bench.library({"tick.md": shown})
    return [calls.line(one) for one in bench.open(text).next if one.server != "cases"]


@pytest.mark.parametrize(
    ("command", "call"),
    [
        (
            (
                f"aws logs filter-log-events --log-group-name {GROUP} \\\n"
                '  --filter-pattern \'"[tick] backlog="\' --start-time "$(date +%s000)"'
            ),
            f'aws.find_logs {{"group":"{GROUP}","text":"[tick] backlog=",{AROUND}}}',
        ),
        (
            f"aws logs tail --follow {GROUP} --filter-pattern '?WARN ?ERROR' --region us-east-1",
            (
                f'aws.find_logs {{"group":"{GROUP}","pattern":"?WARN ?ERROR",{AROUND},'
                '"where":"us-east-1"}'
            ),
        ),
        (
            (
                f"aws logs filter-log-events --log-group-name {GROUP} --filter-pattern "
                "'{ $.level = \"ERROR\" }'"
            ),
            f'aws.find_logs {{"group":"{GROUP}","pattern":"{{ $.level = \\"ERROR\\" }}",{AROUND}}}',
        ),
        (
            f"aws logs filter-log-events --log-group-name {GROUP} --filter-pattern done=<JOB_ID>",
            f'aws.find_logs {{"group":"{GROUP}","pattern":"done=16852935",{AROUND}}}',
        ),
        (
            (
                "gcloud logging read 'severity>=ERROR AND timestamp>=\"2025-01-01T00:00:00Z\"' "
                "--project=crois-prd-gke --freshness=1h"
            ),
            f'gcp.find_entries {{"filter":"severity>=ERROR","project":"crois-prd-gke",{AROUND}}}',
        ),
        (
            "kubectl -n batch describe pod job-${JOB_ID}-run",
            f'gcp.trace_pod {{"name":"job-16852935-run",{AROUND}}}',
        ),
        (
            "kubectl logs job/api-0",
            f'gcp.trace_pod {{"name":"api-0",{AROUND}}}',
        ),
    ],
)
def test_a_command_is_a_call_around_the_alert(bench: Bench, command: str, call: str) -> None:
    assert call in offered(bench, page(commands=command))
    indented = command.replace("\n", "\n   ")
    assert call in offered(bench, page(steps=f"1. Look:\n\n   ```bash\n   {indented}\n   ```"))


@pytest.mark.parametrize(
    "command",
    [
        "aws lambda put-function-concurrency --function-name core-v2-tick",
        "aws logs delete-log-group --log-group-name /aws/lambda/core-v2-tick",
        "aws logs filter-log-events --log-group-name /crois/v2/prd/ecs/<project>",
        'aws logs filter-log-events --log-group-name "/crois/v2/prd/ecs/$PROJECT"',
        "aws logs filter-log-events --filter-pattern error",
        "gcloud logging read --project=crois-prd-gke",
        "gcloud logging read 'resource.labels.pod_name=\"XXXX\"'",
        "kubectl get pods",
        "kubectl delete pod api-0",
        "kubectl describe node n-1",
        "kubectl describe pod <pod>",
        # The first call shows the alert's own line already.
        (
            f"aws logs filter-log-events --log-group-name {GROUP} --filter-pattern "
            "'\"cannot post job\"'"
        ),
    ],
)
def test_what_changes_something_or_leaves_it_open_is_none(bench: Bench, command: str) -> None:
    without = offered(bench, page())
    assert offered(bench, page(commands=command)) == without
    assert without[0].startswith("aws.find_logs ")


def test_an_open_job_is_the_alerts_only_where_it_names_one(bench: Bench) -> None:
    command = f"aws logs filter-log-events --log-group-name {GROUP} --filter-pattern done=<JOB_ID>"
    two = ALERT.replace("16852935", "16852935 and 16852936")
    assert not [one for one in offered(bench, page(commands=command), two) if "done=" in one]


def test_a_log_of_google_that_is_listed_where_nothing_else_is_known(bench: Bench) -> None:
    listed = "- Cloud Logging `cloudaudit.googleapis.com/data_access` (audit)\n- Lambda"
    hour = (
        ":moneybag: crois-v2:prd:gcp bigquery-cost\nbilled >= 20 TiB / 1h\n"
        "25.9 TiB  2025-11-05 02:00 - 03:00 JST\n[tick] error: cannot post job\n"
    )
    assert offered(bench, page(resources=listed), hour)[0] == (
        'gcp.find_entries {"log":"cloudaudit.googleapis.com/data_access",'
        '"since":"2025-11-04T17:00:00Z","until":"2025-11-04T18:00:00Z"}'
    )


@pytest.mark.parametrize(
    "step",
    [
        "In the log of `core-v2-log-forwarder`, find the batches.",
        "`core-v2-log-forwarder` のログで、対象のバッチを確認する。",
        "Read `core-v2-log-forwarder`'s logs.",
    ],
)
def test_the_log_of_a_function_that_a_step_names(bench: Bench, step: str) -> None:
    told = offered(bench, page(steps=f"1. {step}"))
    assert f'aws.find_logs {{"group":"/aws/lambda/core-v2-log-forwarder",{AROUND}}}' in told
    # The page is still there to be read.
    assert told[-1].startswith("runbooks.read_runbook ")


@pytest.mark.parametrize(
    "step",
    [
        "In the log of `core-v2-tick`, find the line.",
        "Deployments run as `crois-deployer`: see the log.",
        "Log in to `core-v2-log-forwarder`.",
    ],
)
def test_no_log_of_what_the_alert_names_or_no_step_sends_to(bench: Bench, step: str) -> None:
    assert offered(bench, page(steps=f"1. {step}")) == offered(bench, page())


def test_the_walk_offers_what_nobody_has_read(bench: Bench) -> None:
    command = f"aws logs filter-log-events --log-group-name {GROUP} --filter-pattern backlog"
    bench.library({"tick.md": page(commands=command)})
    bench.open(ALERT)
    bench.job()
    told = [calls.line(one) for one in bench.walk().next]
    assert f'aws.find_logs {{"group":"{GROUP}","text":"backlog",{AROUND}}}' in told
