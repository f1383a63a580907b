"""An alert that names nothing whose log is known begins with what its entry lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kurosai import calls

if TYPE_CHECKING:
    from tests.cases.conftest import Bench

MAIL = """\
ALARM: "crois-v2-prd-usage-collector-heartbeat" in Asia Pacific (Tokyo)
Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated \
as [Breaching].
State change: OK -> ALARM at 2025-11-04T18:32:40Z
"""
GROUP = "/aws/lambda/core-v2-usage-collector"


def page(heading: str, *listed: str, sample: str = MAIL) -> str:
    shown = "\n".join(sample.splitlines()[:3])
    resources = "\n".join(listed)
    return (
        f"# Usage collector\n\n## 001:Heartbeat missing\n\n{heading}\n\n{resources}\n\n"
        "### Flowchart\n\n```mermaid\nflowchart TD\n  A[001] --> B{Started?}\n"
        "  B -- Yes --> C[Done]\n  B -- No --> D[Escalate]\n```\n\n"
        f"### Sample of the alert\n\n```text\n{shown}\n```\n"
    )


def offered(bench: Bench, shown: str, text: str = MAIL) -> list[str]:
    bench.library({"usage-collector.md": shown})
    return [calls.line(one) for one in bench.open(text).next]


@pytest.mark.parametrize(
    ("heading", "listed"),
    [
        ("### Related resources", "- Lambda `core-v2-usage-collector`"),
        ("### 関連リソース", "- Lambda関数 `core-v2-usage-collector`（10分毎）"),
        ("### Related resources", "- Lambda core-v2-usage-collector, every ten minutes"),
        ("### Related resources", "- `core-v2-usage-collector` (Lambda)"),
        (
            "### Related resources",
            "| kind | name |\n|---|---|\n| Lambda | `core-v2-usage-collector` |",
        ),
        ("### 関連リソース", f"- CloudWatch Logs `{GROUP}`"),
        ("### Related resources", f"- Log group {GROUP}"),
    ],
)
def test_the_log_of_the_first_that_has_one(bench: Bench, heading: str, listed: str) -> None:
    lines = offered(bench, page(heading, "- EventBridge Scheduler `nightly`", listed))
    assert lines[0] == (
        f'aws.find_logs {{"group":"{GROUP}","around":"2025-11-04T18:32:40Z",'
        '"where":"ap-northeast-1"}'
    )
    assert lines[1].startswith('aws.find_alarms {"about":"crois-v2-prd-usage-collector-heartbeat"')
    assert lines[2].startswith("cases.walk")


@pytest.mark.parametrize(
    "listed",
    [
        "- Crois API `GET /v1/jobs/16852935/`",
        "- EFS `/mnt/shared/out`",
        "- Lambda `<function>`",
        "- CloudWatch Logs `/crois/v2/{env}/ecs/{project}`",
        "- Cloud Logging `cloudaudit.googleapis.com/data_access`",
    ],
)
def test_what_names_no_log_gives_none(bench: Bench, listed: str) -> None:
    lines = offered(bench, page("### Related resources", listed))
    assert not any("find_logs" in one for one in lines)


def test_an_alarm_that_the_entry_names(bench: Bench) -> None:
    error = "[ERROR] usage: no run of the collector was done within thirty minutes"
    alert = (
        ":fire: crois-v2:prd:usage heartbeat\nRuns < 1  (2025-11-04T18:14:00Z - 18:15:00Z)\n"
        f"{error}\n"
    )
    shown = page("### 関連リソース", "- CloudWatchアラーム `usage-heartbeat`", sample=error)
    lines = offered(bench, shown, alert)
    assert lines[0] == 'aws.find_alarms {"about":"usage-heartbeat","around":"2025-11-04T18:14:00Z"}'


def test_what_the_alert_names_goes_first(bench: Bench) -> None:
    shown = page("### Related resources", "- Lambda `core-v2-usage-collector`")
    named = f"{MAIL}Dimensions: FunctionName=core-v2-other\n"
    lines = offered(bench, shown, named)
    assert lines[0].startswith('aws.find_logs {"group":"/aws/lambda/core-v2-other"')
    assert GROUP not in "".join(lines)


BALANCER = """\
:rotating_light: crois-v2:prd:alb crois-v2-prd-api
HTTPCode_Target_5XX_Count > 50 for 3 datapoints (2025-11-04T18:03:00Z - 18:08:00Z)
[api] error: QueuePool limit reached, connection timed out
"""


@pytest.mark.parametrize("own", [True, False])
def test_what_all_entries_of_a_page_share_stands_above_them(bench: Bench, *, own: bool) -> None:
    listed = ["### Related resources", "- CloudWatch Logs `/crois/own`"] if own else [""]
    shown = page(*listed, sample="[api] error: QueuePool limit reached, connection timed out")
    table = "| what | where |\n|---|---|\n| Application log | CloudWatch Logs `/crois/v2/prd/api` |"
    lines = offered(bench, shown.replace("\n\n## ", f"\n\n{table}\n\n## ", 1), BALANCER)
    group = "/crois/own" if own else "/crois/v2/prd/api"
    assert lines[0].startswith(f'aws.find_logs {{"group":"{group}","text":"[api] error: QueuePool')


def test_of_a_kind_that_no_map_knows_what_watches_it_is_looked_at(bench: Bench) -> None:
    shown = page("", sample="[api] error: QueuePool limit reached, connection timed out")
    lines = offered(bench, shown, BALANCER)
    assert lines[0] == (
        'aws.find_alarms {"about":"crois-v2-prd-api","around":"2025-11-04T18:03:00Z"}'
    )
    assert lines[1].startswith("runbooks.read_runbook ")
