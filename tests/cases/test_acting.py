"""An alert or a question that names a session of a role leads to what that session did."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kurosai import calls, resource_map
from kurosai.errors import NotConfigured

if TYPE_CHECKING:
    from tests.cases.conftest import Bench

    from kurosai.resource_map import ResourceMap

TASK = "6ae00e598aa940e181a5a08eac232d6b"
DENIED = f"""\
:lock: crois-v2:prd:security access-denied-by-session
AccessDenied >= 20 in 5 min by one session  (2025-11-04T18:02:00Z - 18:07:00Z)
assumed-role/crois-v2-prd-adtech/{TASK}  24 denied
"""
EVENTS = "/crois/v2/prd/events/ecs-task-state-change"


def offered(bench: Bench, text: str) -> list[str]:
    return [calls.line(one) for one in bench.open(text).next]


def test_what_the_session_did_and_whose_it_is_come_first(bench: Bench) -> None:
    first, second, *rest = offered(bench, DENIED)
    assert first == f'aws.find_changes {{"by":"{TASK}","around":"2025-11-04T18:02:00Z"}}'
    assert second == (
        f'aws.find_logs {{"group":"{EVENTS}","text":"{TASK}",'
        '"since":"2025-11-04T12:02:00Z","until":"2025-11-04T19:07:00Z"}'
    )
    assert all(one.startswith("runbooks.") for one in rest), "an entry that only words name"


def test_a_session_with_another_name_is_no_task(bench: Bench) -> None:
    arn = "arn:aws:sts::111122223333:assumed-role/crois-ops/taro.yamada@crois.example"
    lines = offered(bench, DENIED.replace(f"assumed-role/crois-v2-prd-adtech/{TASK}", arn))
    assert lines[0].startswith('aws.find_changes {"by":"taro.yamada@crois.example","around"')
    assert not any("find_logs" in one for one in lines)


@pytest.mark.parametrize(
    "question",
    [
        "Who is arn:aws:sts::111122223333:assumed-role/crois-v2-prd-adtech/{0}, what did it do?",
        "昨夜 assumed-role/crois-v2-prd-adtech/{0} が何度も拒否されています。誰ですか。",
    ],
)
def test_a_question_leads_there_too(bench: Bench, question: str) -> None:
    first, second, *_ = offered(bench, question.format(TASK))
    assert first == f'aws.find_changes {{"by":"{TASK}"}}'
    assert second == f'aws.find_logs {{"group":"{EVENTS}","text":"{TASK}"}}'


def test_a_sentence_ends_the_name(bench: Bench) -> None:
    lines = offered(
        bench, "What did assumed-role/crois-ops/nightly.scan-2, nobody knows, do? It is"
    )
    assert lines[0] == 'aws.find_changes {"by":"nightly.scan-2"}'


@pytest.mark.parametrize(
    ("who", "by"),
    [
        ("203.0.113.77", "203.0.113.77"),
        ("assumed-role/crois-v2-prd-adtech", "crois-v2-prd-adtech"),
        (
            "arn:aws:iam::111122223333:role/team/adtech.",
            "arn:aws:iam::111122223333:role/team/adtech",
        ),
    ],
)
def test_where_calls_were_refused_a_role_or_an_address_is_asked_by(
    bench: Bench, who: str, by: str
) -> None:
    alert = DENIED.replace(f"assumed-role/crois-v2-prd-adtech/{TASK}  24 denied", f"from {who}")
    first, *_ = offered(bench, alert)
    assert first == f'aws.find_changes {{"by":"{by}","around":"2025-11-04T18:02:00Z"}}'
    other = alert.replace("AccessDenied", "ConnectionRefused").replace("access-denied", "connects")
    assert "find_changes" not in "".join(offered(bench, other))


@pytest.mark.parametrize("no", ["1.40.64.999", "0.203.0.113.77", "core-10.0.0.1", "10.0.0.0/16"])
def test_what_only_looks_like_an_address_is_none(bench: Bench, no: str) -> None:
    alert = DENIED.replace(f"assumed-role/crois-v2-prd-adtech/{TASK}  24 denied", f"from {no}")
    assert "find_changes" not in "".join(offered(bench, alert))


def test_where_a_log_or_a_job_is_known_that_goes_first(bench: Bench) -> None:
    error = (
        "[ERROR] AccessDenied: User: arn:aws:sts::111122223333:assumed-role/core-merge/"
        "core-v2-merge-outputs is not authorized to perform: s3:PutObject"
    )
    alert = f":fire: crois-v2:prd:lambda core-v2-merge-outputs\nErrors >= 1\n{error}"
    lines = offered(bench, alert)
    assert lines[0].startswith("aws.find_logs")
    assert "find_changes" not in "".join(lines[:2])
    assert offered(bench, f"job id 16902244: {error}")[0].startswith("crois.describe_job")


def test_without_a_map_the_session_is_looked_up(bench: Bench) -> None:
    def none() -> ResourceMap:
        raise NotConfigured("There is no map.", "Give one.")

    bench.desk = replace(bench.desk, resources=none)
    lines = offered(bench, DENIED)
    assert lines[0].startswith("aws.find_changes")
    assert not any("find_logs" in one for one in lines)


def test_another_platforms_map_says_where_its_events_are(bench: Bench) -> None:
    other = resource_map.parse(
        "version: 1\n"
        "fields: {job_id: {}}\n"
        "locations:\n"
        "  - {kind: ecs_task_events, name: 'b-{job_id}', source: aws_logs, group: /batch/ends,"
        " filter: '\"b-{job_id}\"'}\n"
        "identifiers: []\n"
    )
    bench.desk = replace(bench.desk, resources=lambda: other)
    assert '"group":"/batch/ends"' in offered(bench, DENIED)[1]
