"""Who else names the table that a workflow or a task's log names, over worlds on loopback."""

from __future__ import annotations

from typing import Any

from crois_world import NOW, Trouble, crois, job, numbered, workflow, world

from kurosai import rendering
from kurosai.crois import describe_workflow, read_task_log
from kurosai.crois.read_task_log import Asked
from kurosai.vocabulary import Coverage, Reading, moment

READS, WRITES = "sales_mart.daily_orders の最新を集計", "sales_mart.daily_orders を作成する"
READER, WRITER = 15301, 15302
LOG = [{"after": "21s", "text": "[source] sales_mart.daily_orders: latest dt=2026-11-09"}]
LISTED = "/v1/workflows/?"


def told(*, reads: str = READS, writes: str = WRITES, log: Any = LOG) -> dict[str, Any]:
    """The reader's job runs 03:00:02 to 03:03:00, the writer's one 02:50:02 to 03:30:00."""
    return {
        "workflows": {
            READER: {**workflow("pos", "good-load"), "description": reads},
            WRITER: {**workflow("lab", "bad-train"), "description": writes},
        },
        "jobs": numbered(
            [
                job(WRITER, "2026-11-10T02:50:00Z", finished="40m"),
                job(READER, "2026-11-10T03:00:00Z", task={"log": log}),
                job(WRITER, "2026-11-11T00:50:00Z"),
            ]
        ),
    }


def described(told: dict[str, Any], trouble: Trouble | None = None) -> Reading:
    with crois(world(told), trouble) as api:
        return describe_workflow.describe(api, moment(NOW), str(READER))


def log(told: dict[str, Any], trouble: Trouble | None = None) -> Reading:
    with crois(world(told), trouble) as api:
        return read_task_log.read(api, Asked("17000002"))


def shown(reading: Reading) -> str:
    return rendering.render(reading, evidence="K7Q2M4XA").body


def test_a_workflow_leads_to_another_that_names_the_same_table() -> None:
    reading = described(told())
    text = shown(reading)
    assert (
        f"also named by workflow {WRITER} lab bad-train · project lab · owner k-mori · "
        f"description: {WRITES} · its last job: 17000003 SUCCEEDED, ended 2026-11-11T00:53:00Z"
    ) in text
    assert (
        f"sales_mart.daily_orders: named in the name or description of workflow {WRITER} too "
        "(all 8 workflows were read)"
    ) in text
    assert [call.tool for call in reading.next] == ["describe_job", "describe_workflow"]
    assert reading.next[1].arguments == {"workflow_id": str(WRITER)}
    assert reading.coverage is Coverage.COMPLETE
    # The API's object of another's workflow would pass for what the asker's own is made of.
    assert [row.text[:1] for row in reading.rows[:2]] == ["{", "a"]


def test_where_nobody_else_names_it_that_is_said() -> None:
    reading = described(told(writes="ほかの表を作成する"))
    none = "no other workflow's name or description has sales_mart.daily_orders"
    assert reading.tail[-1] == f"{none} (all 8 workflows were read)"
    trouble = Trouble()
    described(told(reads="毎日の集計"), trouble)
    assert not [one for one in trouble.asked if one.startswith(LISTED)]


def test_a_log_leads_there_with_the_job_that_was_the_last_by_then() -> None:
    reading = log(told())
    text = shown(reading)
    assert (
        "its last job when this one ended: 17000001 SUCCEEDED, ended 2026-11-10T03:30:00Z, "
        "27m00s after this job had ended"
    ) in text
    assert reading.next[-1].arguments == {"workflow_id": str(WRITER)}
    assert (reading.found, reading.total) == (1, 1)
    # Rows of a log are what the asker's own task wrote.
    assert [row.text for row in reading.rows] == [LOG[0]["text"]]


def test_a_log_of_names_that_nobody_else_has_says_nothing() -> None:
    odd = [{"after": "21s", "text": "read sales_mart.others"}]
    reading = log(told(log=odd))
    assert "sales_mart.others:" not in " ".join(reading.tail)
    assert (reading.tail, reading.looks) == ((), ())


def test_a_list_that_cannot_be_read_is_named_and_takes_nothing_away() -> None:
    for status, coverage in ((403, "denied"), (404, "partial")):
        for reading in (
            described(told(), Trouble({LISTED: status})),
            log(told(), Trouble({LISTED: status})),
        ):
            assert reading.coverage is Coverage.COMPLETE
            line = next(
                line for line in shown(reading).splitlines() if "looked GET /v1/wor" in line
            )
            assert f"{coverage}" in line
            assert "whether other workflows name sales_mart.daily_orders: the API answers" in line
            assert not [one for one in reading.tail if "no other workflow" in one]


def test_a_last_job_that_cannot_be_read_is_named() -> None:
    reading = log(told(), Trouble({f"workflow_id={WRITER}": 403}))
    assert f"also named by workflow {WRITER}" in shown(reading)
    assert f"the last job of workflow {WRITER}: the API answers 403" in shown(reading)


def many(count: int) -> dict[str, Any]:
    more = {
        number: {**workflow("lab", "good-load"), "description": WRITES}
        for number in range(16_000, 16_000 + count)
    }
    body = told()
    return {**body, "workflows": {**body["workflows"], **more}}


def test_of_many_the_first_are_shown_and_all_counted() -> None:
    reading = described(many(5))
    assert "workflows 15302, 16000, 16001 and 3 more too" in " ".join(reading.tail)
    rows = [row for row in reading.rows if row.text.startswith("also named")]
    assert len(rows) == 3
    assert {"workflow_id": "sales_mart.daily_orders"} in [call.arguments for call in reading.next]


def test_a_list_of_which_a_page_is_missing_proves_nothing() -> None:
    body = many(250)
    for number in range(16_000, 16_250):
        body["workflows"][number]["description"] = ""
    body["workflows"][WRITER]["description"] = ""
    reading = described(body, Trouble({"page=2&": 403}))
    text = shown(reading)
    assert "no other workflow" not in text
    assert "200 of 258 workflows were read: page 2 of 2: it is 403" in text


def test_a_line_of_a_long_log_that_is_not_shown_names_it_too() -> None:
    words = [f"{one}{other}" for one in ("load", "sort", "join", "send") for other in "abcdefghij"]
    more = [{"after": f"{100 + at}s", "text": f"{word} done"} for at, word in enumerate(words)]
    reading = log(told(log=[*LOG, *more]))
    assert LOG[0]["text"] not in shown(reading)
    assert reading.next[-1].arguments == {"workflow_id": str(WRITER)}


def test_of_folders_it_is_said_that_one_may_lie_in_the_other() -> None:
    reading = described(told(reads="gs://a-lake/orders/daily を集計", writes="gs://a-lake/orders/"))
    assert reading.tail[-1].startswith(
        "gs://a-lake/orders/daily (or a folder above or below): named in the name or description"
    )
