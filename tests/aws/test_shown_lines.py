"""A line copied from a result is found: by whatever form the result shows it in."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from insights_doors import doors
from recorded_logs import RESOURCES

from kurosai.aws.logs import find_logs
from kurosai.aws.logs.lines import event_words, shown_form
from kurosai.flatten import pairs
from kurosai.rendering import render
from kurosai.sandbox.cloudwatch import CloudWatchLogs
from kurosai.vocabulary import Coverage, Reading

NOW = datetime(2025, 11, 4, 21, tzinfo=UTC)
GROUP, OTHER = "/aws/lambda/core-one", "/crois/v2/prd/other"
REQUEST = "2291eeee-6a4e-4d2f-ac8b-1d6437bc4b97"
ARN = "arn:aws:states:ap-northeast-1:111122223333:execution:crois-v2-prd-job-runner:job-16933018-1"
STATE = json.dumps(
    {
        "id": "19",
        "type": "TaskFailed",
        "details": {
            "cause": 'Container said "no room left"\nand then ended',
            "error": "ECS.AmazonECSException",
        },
        "previous_event_id": "18",
        "execution_arn": ARN,
    }
)
SPEECH = json.dumps(
    {
        "timestamp": "2025-11-04T20:36:00Z",
        "level": "WARN",
        "requestId": REQUEST,
        "message": 'queue "nightly" is slow\tby 40 s',
    }
)
LINES = {
    "python": f"[INFO]\t2025-11-04T20:31:00.000Z\t{REQUEST}\t"
    "[status] job_id=16917321 task=check SUCCEEDED",
    "node": f"2025-11-04T20:32:00.000Z\t{REQUEST}\tERROR\tcannot reach 10.0.3.21 for job 16917322",
    "report": f"REPORT RequestId: {REQUEST}\tDuration: 2611.04 ms\tBilled Duration: 2612 ms",
    "traceback": "[ERROR] KeyError: 'target_date_16917323'\n"
    "Traceback (most recent call last):\n  File x\nend",
    "speech": SPEECH,
    "state": STATE,
    "japanese": f"[ERROR]\t2025-11-04T20:37:00.000Z\t{REQUEST}\t"
    "認証に失敗しました user=16917324 再試行 3 回",
}

NEEDLES = {
    "python": "16917321",
    "node": "16917322",
    "report": "2611.04",
    "traceback": "16917323",
    "speech": "nightly",
    "state": "no room left",
    "japanese": "16917324",
}


def ms(minutes_ago: float) -> int:
    return round((NOW - timedelta(minutes=minutes_ago)).timestamp() * 1_000)


@pytest.fixture
def engine() -> Generator[CloudWatchLogs]:
    with closing(CloudWatchLogs(account="111122223333", region="ap-northeast-1", now=NOW)) as logs:
        for group in (GROUP, OTHER):
            logs.create_group(group, retention_days=30)
        lines = [(ms(30 - n), message) for n, message in enumerate(LINES.values())]
        # The same statements about other things, and far more of them than are shown.
        others = [
            (ms(50 - n / 10), LINES["python"].replace("16917321", str(16_918_000 + n)))
            for n in range(150)
        ]
        logs.load(GROUP, "a", [*others, *lines])
        logs.load(OTHER, "b", [(ms(5), "quiet")])
        yield logs


def asked(tmp_path: Path, engine: CloudWatchLogs, text: str, group: str = GROUP) -> Reading:
    with doors(tmp_path, engine) as through:
        return find_logs.find(
            through.logs,
            RESOURCES,
            NOW,
            group=group,
            text=text,
            since="1h",
            queries=through.queries,
        )


def hits(reading: Reading) -> list[str]:
    return [row.text for row in reading.rows if row.mark == ">"]


@pytest.mark.parametrize("name", LINES)
@pytest.mark.parametrize("group", [GROUP, f"{GROUP},{OTHER}"])
def test_what_is_shown_of_a_line_finds_that_line(
    tmp_path: Path, engine: CloudWatchLogs, name: str, group: str
) -> None:
    message = LINES[name]
    shown = next(
        row.brief for row in asked(tmp_path, engine, NEEDLES[name]).rows if row.text == message
    )
    reading = asked(tmp_path, engine, shown, group)
    assert hits(reading) == [message]
    assert (reading.coverage, reading.total) == (Coverage.COMPLETE, 1)


def test_with_its_time_and_its_group_before_it_and_what_was_cut_behind_it(
    tmp_path: Path, engine: CloudWatchLogs
) -> None:
    for copied in (
        "20:30:00Z [INFO] [status] job_id=16917321 task=check SUCCEEDED",
        "one: [INFO] [status] job_id=16917321 task=check SUCCEEDED",
        "[INFO] [status] job_id=16917321 task=check SUCC [+6 characters]",
        "[status] job_id=16917321 task=… SUCCEEDED",
        "x7 until 20:30:00Z [INFO] [status] job_id=16917321 task=<*> SUCCEEDED",
    ):
        reading = asked(tmp_path, engine, copied)
        assert hits(reading) == [LINES["python"]], copied
        assert reading.lead[0] == "no line has this text as it stands; shown by results it reads so"


def test_a_rendered_result_can_be_pasted_line_by_line(
    tmp_path: Path, engine: CloudWatchLogs
) -> None:
    body = render(asked(tmp_path, engine, "no room left"), evidence="K7Q2M4XA").body
    row = next(line for line in body.split("\n") if "TaskFailed" in line)
    assert hits(asked(tmp_path, engine, row)) == [STATE]


def test_a_flattened_json_line_is_found_by_its_pairs(
    tmp_path: Path, engine: CloudWatchLogs
) -> None:
    flat = " ".join(pairs(json.loads(STATE)))
    assert hits(asked(tmp_path, engine, flat)) == [STATE]
    assert hits(asked(tmp_path, engine, "details.error=ECS.AmazonECSException")) == [STATE]


def test_a_line_with_the_same_words_in_another_order_is_not_that_line(
    tmp_path: Path, engine: CloudWatchLogs
) -> None:
    reading = asked(tmp_path, engine, "[INFO] task=check [status] job_id=16917321 SUCCEEDED")
    assert LINES["python"] not in hits(reading)


def test_what_is_not_there_in_any_form_is_absent_and_says_what_was_searched(
    tmp_path: Path, engine: CloudWatchLogs
) -> None:
    for group in (GROUP, f"{GROUP},{OTHER}"):
        reading = asked(tmp_path, engine, "x3 until 20:30:00Z [ERROR] nobody <*> this", group)
        assert reading.coverage is Coverage.EMPTY
        told = " ".join(reading.lead)
        assert "lines in that form were searched for too" in told
        assert "Try one part of it" in told
        # No line has what only results show: that it was never written says nothing.
        assert "before" not in told
    plain = asked(tmp_path, engine, "nobody wrote this")
    assert plain.lead[1].startswith("Nor in ")
    assert "Try a shorter part of the line" in plain.lead[2]


def test_other_lines_of_the_statement_are_counted_for_a_copied_one(
    tmp_path: Path, engine: CloudWatchLogs
) -> None:
    reading = asked(tmp_path, engine, "[INFO] [status] job_id=16917321 task=check SUCCEEDED")
    assert any(": 151 " in line for line in reading.tail)


def test_words_are_those_that_every_form_of_a_line_has() -> None:
    assert shown_form.words('12:00:00Z [ERROR] said "no" to job_id=5 … end') == (
        "said",
        "job_id",
        "5",
        "end",
    )
    assert shown_form.words("one") == ()
    assert len(shown_form.words(" ".join(f"word{n}" for n in range(900)))) <= shown_form.MOST_WORDS
    assert event_words.told(STATE).endswith("· job-16933018-1")
