"""A log group that is asked for by the name of what writes to it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from insights_doors import doors
from recorded_logs import RESOURCES

from kurosai.aws.logs import find_logs, query_logs
from kurosai.aws.logs.groups import last_part
from kurosai.errors import BadInput
from kurosai.sandbox.cloudwatch import CloudWatchLogs
from kurosai.vocabulary import Coverage

NOW = datetime(2025, 11, 4, 21, tzinfo=UTC)
MACHINE = "crois-v2-prd-job-runner"
OF_MACHINE = f"/aws/vendedlogs/states/{MACHINE}"
OF_CONSOLE = "/aws/vendedlogs/states/orders-Logs"
PLAIN = "audit"


@pytest.fixture
def engine() -> Generator[CloudWatchLogs]:
    logs = CloudWatchLogs(account="111122223333", region="ap-northeast-1", now=NOW)
    groups = (OF_MACHINE, f"{OF_MACHINE}-old", OF_CONSOLE, PLAIN, "/x/audit", "/a/both", "/b/both")
    at = round((NOW - timedelta(minutes=20)).timestamp() * 1_000)
    for group in groups:
        logs.create_group(group, retention_days=30)
        logs.load(group, "a", [(at, '{"type":"TaskFailed","error":"disk is full"}')])
    with closing(logs) as one:
        yield one


@pytest.mark.parametrize("text", ["disk", "nobody says this", ""])
def test_a_state_machine_is_its_own_log_and_that_is_said(
    tmp_path: Path, engine: CloudWatchLogs, text: str
) -> None:
    with doors(tmp_path, engine) as through:
        reading = find_logs.find(
            through.logs,
            RESOURCES,
            NOW,
            group=MACHINE,
            text=text,
            since="1h",
            queries=through.queries,
        )
    assert reading.source == OF_MACHINE
    assert reading.lead[0] == f"{MACHINE} is no log group: searched is {OF_MACHINE}"
    assert reading.coverage is (Coverage.EMPTY if text.startswith("nobody") else Coverage.COMPLETE)


def test_a_query_over_it_says_so_too(tmp_path: Path, engine: CloudWatchLogs) -> None:
    with doors(tmp_path, engine) as through:
        reading = query_logs.ask(
            through.logs,
            through.queries,
            RESOURCES,
            NOW,
            query="fields @message | limit 5",
            groups=MACHINE,
            since="1h",
            until="",
            most_gb=5,
        )
    assert reading.lead[0] == f"{MACHINE} is no log group: searched is {OF_MACHINE}"
    assert len(reading.rows) == 1


def test_what_several_groups_end_in_is_asked_back(tmp_path: Path, engine: CloudWatchLogs) -> None:
    with doors(tmp_path, engine) as through, pytest.raises(BadInput, match="no log group both"):
        find_logs.find(through.logs, RESOURCES, NOW, group="both", text="disk", since="1h")


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("orders", OF_CONSOLE),
        # A group of that very name is meant, whatever else ends so.
        (PLAIN, PLAIN),
        ("job-runner", "job-runner"),
        ("nothing", "nothing"),
        ("states/orders", "states/orders"),
    ],
)
def test_only_the_whole_last_part_is_a_name(
    tmp_path: Path, engine: CloudWatchLogs, name: str, group: str
) -> None:
    with doors(tmp_path, engine) as through:
        assert last_part.of(through.logs, name) == group
