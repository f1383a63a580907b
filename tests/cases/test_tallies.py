"""How often something is said to have happened, against what readings counted."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from case_faults import findings

from kurosai.cases.check import series
from kurosai.cases.check.series import Stretch
from kurosai.cases.sentences import numerals
from kurosai.cases.sentences.numerals import NUMBER
from kurosai.vocabulary import Coverage, Row

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World


def counted(bench: Bench, world: World, text: str, field: str = "cause") -> list[tuple[str, bool]]:
    """`logs` says 06:14Z-17:14Z ok x12 | 18:14Z FAIL | 19:14Z-20:14Z ok x2; `trace` 3 attempts;
    `jobs` lists 9, of which the last two failed; `cut` was not read whole, and counts nothing.
    """
    logs, _ = bench.walked()
    tried = world.job(rows=(Row("attempt 1 failed"),), facts={"attempts": "3"}, lead=(), tail=())
    rows = tuple(
        Row(
            f'{{"id":1685{hour}000,"status":"{"FAILED" if hour > 16 else "SUCCEEDED"}",'
            f'"created_at":"2025-11-04T{hour}:00:35Z"}}'
        )
        for hour in range(10, 19)
    )
    facts = {"jobs": "2 of 9 (2025-11-04 10:00:00Z-19:00:00Z)"}
    ids = {
        "logs": logs,
        "trace": bench.record("aws", "trace_job", {"job_id": "16852935"}, tried),
        "jobs": bench.record(
            "crois", "find_jobs", {}, replace(tried, rows=rows, facts=facts, total=9)
        ),
        "cut": bench.record(
            "aws", "call_aws", {}, replace(tried, facts={}, coverage=Coverage.TRUNCATED)
        ),
    }
    said = text.format(**ids)
    value = said if field in ("impact", "reason") else (said,)
    found = findings(bench, world.judgement(**{field: value}))
    return [(one.what, one.blocks) for one in found if one.rule in ("count", "tally")]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        # Failures in a row, in other words than "3回連続".
        ("Fifth failure in a row [{logs}].", "the record says 1 in a row"),
        ("同じエラーが三回続けて出た [{logs}]。", "the record says 1 in a row"),
        ("立て続けに2回失敗した [{logs}]。", "the record says 1 in a row"),
        ("It failed four times in succession [{logs}].", "the record says 1 in a row"),
        ("このワークフローは3回続けて失敗した [{jobs}]。", "the record says 2 in a row"),
        # Runs that went well: between two times, before and after a failure, in a row.
        ("06:14Z〜17:14Zの15回は正常 [{logs}]。", "the record lists 12 from 06:14Z to 17:14Z"),
        ("06:14Zから17:14Zまでの9回は正常 [{logs}]。", "the record lists 12"),
        ("Eleven good runs before (06:14Z-17:14Z) [{logs}].", "the record lists 12"),
        ("前の13回は正常 [{logs}]。", "the record lists 12"),
        ("後の5回はいずれも正常 [{logs}]。", "the record lists 2"),
        ("All four runs since are ok [{logs}].", "the record lists 2"),
        ("One failed check, after thirteen good ones [{logs}].", "the record lists 12"),
        ("It failed at 18:14Z, before three good ones [{logs}].", "the record lists 2"),
        ("前後を通じて24回続けて正常 [{logs}]。", "the record lists 12"),
        # Attempts.
        ("It was tried twice [{trace}].", "the record's attempts are 3"),
        ("2回の試行はいずれも失敗した [{trace}]。", "the record's attempts are 3"),
        ("4回とも失敗した。理由は同じ [{trace}]。", "the record's attempts are 3"),
        ("Three pulls failed, 4 times of 4 [{trace}].", "the record's attempts are 3"),
        ("取得の失敗は6回連続 [{trace}]。", "the record's attempts are 3"),
        # All jobs there are.
        ("9件のうち、8件とも成功した [{jobs}]。", "the record says 2 of 9 jobs"),
        ("All 8 jobs were made by the schedule [{jobs}].", "the record says 2 of 9 jobs"),
        # What a sentence lists itself.
        ("18:14:12Z、18:14:40Zの3回 [{logs}]。", "but 2 times are listed"),
        ("It was seen three times (at 18:14:12Z and 18:14:40Z).", "but 2 times are listed"),
    ],
)
def test_another_number_than_was_counted_is_blocked(
    bench: Bench, world: World, text: str, what: str
) -> None:
    ((found, blocks),) = counted(bench, world, text)
    assert what in found
    assert blocks


@pytest.mark.parametrize("text", ["変更は27件 [{cut}]。", "警告は27件出ている [{logs}]。"])
def test_a_number_that_no_reading_has_is_only_doubted(
    bench: Bench, world: World, text: str
) -> None:
    assert counted(bench, world, text) == [("27件: no cited reading has 27", False)]


@pytest.mark.parametrize(
    "text",
    [
        "First failure in a row [{logs}].",
        "同じエラーが続けて2回出たのではない [{logs}]。",
        "3回続けて失敗したら共有する [{logs}]。",
        "このワークフローは2回続けて失敗した [{jobs}]。",
        "06:14Z〜17:14Zの12回と19:14Z以降の2回は正常 [{logs}]。",
        "前の12回と後の2回はいずれも正常 [{logs}]。",
        "The twelve runs before were fine, and so were the two after it [{logs}].",
        "直近の3回は正常 [{logs}]。",
        "It was tried three times, and all 3 attempts failed [{trace}].",
        "3回の試行がすべて失敗した [{trace}]。",
        "最初の2回の試行は同じ理由で失敗した [{trace}]。",
        "9件はすべて終わっている [{jobs}]。",
        "9件のうち7件は成功した [{jobs}]。",
        "19:14Z、20:14Zの2回は正常 [{logs}]。",
        "後続2回(19:14Z、20:14Z)は正常 [{logs}]。",
        "1日に24回実行される [{logs}]。",
        "One failed check, at 18:14Z, after twelve good ones [{logs}].",
        "7回出ている。",
        "18:14:12Z-18:14:40Zの28秒 [{logs}]。",
    ],
)
def test_the_number_that_was_counted_is_left_alone(bench: Bench, world: World, text: str) -> None:
    assert counted(bench, world, text) == []


@pytest.mark.parametrize(
    ("word", "value"),
    [("3", 3), ("三", 3), ("十", 10), ("十二", 12), ("二十", 20), ("seventeen", 17), ("Two", 2)],
)
def test_numbers_are_read_as_they_are_written(word: str, value: int) -> None:
    assert re.fullmatch(NUMBER, word)
    assert numerals.value(word) == value


def test_a_series_is_told_by_its_fact_or_counted_of_jobs(bench: Bench, world: World) -> None:
    logs = bench.logs(world.logs(facts={"runs": "10-30 07:14Z FAIL | 10-30 08:14Z-23:14Z ok x16"}))
    assert series.of(bench.book.get([logs])[logs]) == (
        Stretch("07:14", "07:14", fine=False, count=1),
        Stretch("08:14", "23:14", fine=True, count=16),
    )
    job = bench.job()
    assert series.of(bench.book.get([job])[job]) == ()


@pytest.mark.parametrize(("total", "counts"), [(2, [2]), (None, [2]), (10, [])])
def test_jobs_of_which_only_the_newest_are_listed_are_no_series(
    bench: Bench, world: World, total: int | None, counts: list[int]
) -> None:
    rows = tuple(
        Row(f'{{"id":{n},"status":"SUCCEEDED","created_at":"2025-11-0{n}T01:00:00Z"}}')
        for n in (1, 2)
    )
    found = bench.record(
        "crois", "find_jobs", {}, world.job(rows=rows, facts={}, lead=(), tail=(), total=total)
    )
    assert [one.count for one in series.of(bench.book.get([found])[found])] == counts


def summed(bench: Bench, world: World, text: str, alert: str = "") -> list[str]:
    """The tallies of a sentence that cites a reading of 18 and of 6 denied calls."""
    bench.open(alert or world.alert)
    rows = (Row("GetKeyPolicy denied 18"), Row("DescribeVolumes denied 6"))
    reading = world.job(rows=rows, facts={}, lead=(), tail=())
    said = text.format(id=bench.record("aws", "find_changes", {}, reading))
    found = findings(bench, world.judgement(cause=(said,)))
    return [one.what for one in found if one.rule == "tally"]


@pytest.mark.parametrize(
    "text",
    [
        "拒否は 18 + 6 = 24件 [{id}]。",
        "拒否された呼び出しは24件（18件＋6件） [{id}]。",
        "GetKeyPolicyが18件、DescribeVolumesが6件、計24件が拒否された [{id}]。",
        "18 requests and 6 requests, 24 requests in all, were denied [{id}].",
        "18 requests + 6 requests = 24 requests were denied [{id}].",
    ],
)
def test_what_the_sentence_adds_up_itself_is_no_invention(
    bench: Bench, world: World, text: str
) -> None:
    assert summed(bench, world, text) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("拒否は24件 [{id}]。", "24件"),
        ("拒否は 18 + 6 = 25件 [{id}]。", "25件"),
        ("拒否は 17 + 7 = 24件 [{id}]。", "24件"),
        ("GetKeyPolicyが18件、DescribeVolumesが6件、計26件が拒否された [{id}]。", "26件"),
    ],
)
def test_a_sum_that_is_wrong_or_of_others_is_warned_of(
    bench: Bench, world: World, text: str, what: str
) -> None:
    assert summed(bench, world, text) == [f"{what}: no cited reading has {what[:-1]}"]


def test_the_alerts_own_number_may_be_told_and_an_askers_is_held_to_the_readings(
    bench: Bench, world: World
) -> None:
    said = "拒否は24件 [{id}]。"
    assert summed(bench, world, said, world.alert.replace("Errors >= 1", "24 denied")) == []
    asked = "Job 16852935 was denied 24 calls. Why is that so?"
    assert summed(bench, world, said, asked) == ["24件: no cited reading has 24"]


def columned(
    bench: Bench, world: World, text: str, rows: tuple[str, ...], coverage: Coverage
) -> list[str]:
    """The tallies of a sentence that cites a query with these rows."""
    bench.open()
    made = tuple(Row(one, None, ">") for one in rows)
    reading = world.logs(rows=made, facts={}, lead=(), tail=(), coverage=coverage)
    said = text.format(id=bench.record("aws", "query_logs", {}, reading))
    found = findings(bench, world.judgement(cause=(said,)))
    return [one.what for one in found if one.rule == "tally"]


BY_DAY = ("in all rows: kind=a", "day=03 n=318 kind=a", "day=04 n=0 kind=a", "day=05 n=362 kind=a")
OF_JSON = tuple(f'{{"day": "0{n}", "n": {n * 100}}}' for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("この3日で680件が届いた [{id}]。", BY_DAY),
        ("680 requests came in [{id}].", BY_DAY),
        ("600件が届いた [{id}]。", OF_JSON),
    ],
)
def test_what_a_whole_column_makes_is_no_invention(
    bench: Bench, world: World, text: str, rows: tuple[str, ...]
) -> None:
    assert columned(bench, world, text, rows, Coverage.COMPLETE) == []


@pytest.mark.parametrize(
    ("text", "rows", "coverage"),
    [
        # Another number, or that of some rows.
        ("681件が届いた [{id}]。", BY_DAY, Coverage.COMPLETE),
        ("500件が届いた [{id}]。", OF_JSON, Coverage.COMPLETE),
        # Rows are missing, of the reading or of the column.
        ("680件が届いた [{id}]。", BY_DAY, Coverage.TRUNCATED),
        ("680件が届いた [{id}]。", (*BY_DAY, "day=06 kind=a"), Coverage.COMPLETE),
        ("680件が届いた [{id}]。", (*BY_DAY, "and others"), Coverage.COMPLETE),
        ("680件が届いた [{id}]。", (*BY_DAY, "day=06 n=- kind=a"), Coverage.COMPLETE),
        # Of two columns together.
        ("15件が届いた [{id}]。", ("a=4 b=2", "a=8 b=1"), Coverage.COMPLETE),
    ],
)
def test_what_is_not_just_a_whole_column_is_warned_of(
    bench: Bench, world: World, text: str, rows: tuple[str, ...], coverage: Coverage
) -> None:
    number = text.partition("件")[0]
    what = [f"{number}件: no cited reading has {number}"]
    assert columned(bench, world, text, rows, coverage) == what


@pytest.mark.parametrize(
    ("text", "row", "warned"),
    [
        ("93件は成功した [{id}]。", "workflow 15466: total=96 FAILED=3", False),
        ("3件を断り96件を受けて99件とした [{id}]。", "accepted 96, refused 3 of 17041877", False),
        ("96件のうち3件が失敗し、93件は成功した [{id}]。", "a=96 b=3 c=7 d=40 e=5", False),
        # A sum of what the sentence does not name.
        ("99件を受け付けた [{id}]。", "accepted 96, refused 3", True),
        # Of two lines, of three numbers, of many of which it names one or none.
        ("93件は成功した [{id}]。", "total=96\nFAILED=3", True),
        ("88件は成功した [{id}]。", "a=96 b=3 c=5", True),
        ("93件は成功した [{id}]。", "a=96 b=3 c=7 d=40 e=5", True),
        ("92件は成功した [{id}]。", "workflow 15466: total=96 FAILED=3", True),
    ],
)
def test_what_two_numbers_of_one_line_make(
    bench: Bench, world: World, text: str, row: str, *, warned: bool
) -> None:
    bench.open()
    rows = tuple(Row(one) for one in row.split("\n"))
    reading = world.job(rows=rows, facts={}, lead=(), tail=())
    said = text.format(id=bench.record("crois", "find_jobs", {}, reading))
    found = findings(bench, world.judgement(cause=(said,)))
    assert any(one.rule == "tally" for one in found) is warned
