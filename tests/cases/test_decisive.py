"""What a conclusion quotes of a result stands in the report, however the result has shown it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import anyio
import pytest
from cases_wire import call, connected

from kurosai.cases import decisive
from kurosai.cases.decisive import Quote
from kurosai.cases.judgement import Judgement
from kurosai.cases.source import Seen
from kurosai.rendering import render_statement
from kurosai.vocabulary import Coverage, Reading, Row, Verdict, moment

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

AT = moment("2025-11-04T18:14:40Z")
BEFORE = "same signature 2025-11-04 06:14:40Z-21:00:00Z: 1; before: 11-01 02:14Z"


def reported(bench: Bench, world: World, cause: str, *, tail: str = BEFORE) -> str:
    """The section of the one reading in a draft with this cause."""
    bench.walked()
    rows = (*world.logs().rows, *(Row(f"[ERROR] hit {n}", AT, ">") for n in range(4)))
    logs = bench.logs(world.logs(rows=rows, facts={}, tail=(tail, "nothing else")))

    async def draft() -> str:
        async with connected(bench) as client:
            given = {"case": bench.case, "verdict": "no_action", "dry_run": True}
            shown, failed = await call(
                client, "close_case", **given, cause=[cause], evidence=[logs]
            )
            assert not failed
            assert "0 blocks" in shown, shown
            return shown.partition(f"[{logs}]\n")[2].partition("\n###")[0]

    return anyio.run(draft)


@pytest.mark.parametrize(
    "quote",
    [
        # As it was shown: without the time and the request between the level and the words.
        "[WARN] retrying Crois API (502)",
        "retrying ... (502)",
        # As it was written.
        "2291eeee-6a4e-4d2f-ac8b-1d6437bc4b97 retrying Crois API (502)",
    ],
)
def test_a_line_before_the_hits_is_shown_where_it_is_quoted(
    bench: Bench, world: World, quote: str
) -> None:
    section = reported(bench, world, f"その直前に`{quote}`が記録されている。")
    assert "retrying Crois API (502)" in section.split("```")[1]
    assert "結果の記載" not in section


def test_a_sentence_of_the_result_is_shown_where_it_is_quoted(bench: Bench, world: World) -> None:
    section = reported(bench, world, "同じエラーは前にもあった(`before: 11-01 02:14Z`)。")
    assert f"- **結果の記載**: {BEFORE}\n" in section
    assert "nothing else" not in section


def test_what_is_not_quoted_is_not_added(bench: Bench, world: World) -> None:
    section = reported(bench, world, "`started_at has no value`というエラーが出た。")
    assert "結果の記載" not in section
    assert "retrying" not in section


def excerpt(bench: Bench, world: World, cause: str, **changes: object) -> str:
    """The lines that a draft with this cause shows of its one reading of logs."""
    bench.walked()
    logs = bench.logs(world.logs(**changes))
    given = world.judgement(cause=(cause,), evidence=(logs,))
    shown = render_statement(bench.close(given, dry_run=True))
    assert "0 blocks" in shown, shown
    return shown.partition(f"[{logs}]\n")[2].partition("\n###")[0]


def test_each_quote_has_its_line_however_many_hold_another(bench: Bench, world: World) -> None:
    hits = [Row(f"[ERROR] task normal-1 lost, try {n}", AT, ">") for n in range(5)]
    late = Row("[ERROR] gave up on the volume vol-0a1b", AT, ">")
    near = Row("[WARN] detaching slowly", AT)
    rows = (*world.logs().rows, *hits, late, near)
    cause = "`task normal-1 lost`が続き、`gave up on the volume`、`detaching slowly`とある。"
    lines = excerpt(bench, world, cause, rows=rows, facts={})
    assert "try 0" in lines
    assert "gave up on the volume vol-0a1b" in lines
    assert "[WARN] detaching slowly" in lines


def test_of_many_lines_in_one_the_quoted_is_shown(bench: Bench, world: World) -> None:
    trace = "Traceback (most recent call last):\n  File x\nValueError: no value for started_at\n"
    rows = (Row(trace, AT, ">"),)
    lines = excerpt(bench, world, "`no value for started_at`で落ちた。", rows=rows, facts={})
    assert "ValueError: no value for started_at (" in lines
    assert "Traceback" not in lines


def test_of_a_long_line_what_is_around_the_quote_is_shown(bench: Bench, world: World) -> None:
    long = f"[ERROR] {'x ' * 600}the quota is used up {'y ' * 600}"
    rows = (Row(long, AT, ">"),)
    lines = excerpt(bench, world, "`the quota is used up`と記録された。", rows=rows, facts={})
    assert "x the quota is used up y" in lines
    assert len(lines.split("```")[1]) < 420


def test_what_is_quoted_and_told_by_no_fact_is_shown_beside_the_facts(
    bench: Bench, world: World
) -> None:
    rows = (*world.logs().rows, Row("capacityProvider: FARGATE_SPOT", AT))
    facts = {"stopped": "SpotInterruption by the platform"}
    told = "`SpotInterruption by the platform`で止まった。"
    quoted = f"{told}`capacityProvider: FARGATE_SPOT`だった。"
    shown = excerpt(bench, world, quoted, rows=rows, facts=facts, window=None)
    assert "capacityProvider: FARGATE_SPOT" in shown.split("```")[1]
    assert "```" not in excerpt(bench, world, told, rows=rows, facts=facts, window=None)


def test_a_next_call_is_no_sentence_of_a_result(bench: Bench) -> None:
    bench.open()
    found = bench.book.get([bench.logs()])
    (reading,) = found.values()
    assert 'next: crois.describe_job {"job_id"' in reading.text
    seen = Seen(reading)
    assert decisive.sentences(seen, [Quote("crois.describe_job")]) == []
    assert decisive.sentences(seen, [Quote("next: crois")]) == []
    assert decisive.rows(seen, [Quote("18:14:12Z [WARN]")]) == []


def policy(bench: Bench, cause: str, *, tool: str = "call_aws") -> str:
    """What a draft with this cause shows of a reading of settings, in the cause `{id}`."""
    bench.open("job id 16852935 はなぜマウントできませんか。")
    rows = tuple(Row(f"Statement[{n}].Resource=arn:x:access-point/fsap-0{n}") for n in range(5))
    read = Reading(
        source="efs DescribeFileSystemPolicy {}",
        identity="x",
        coverage=Coverage.COMPLETE,
        rows=(*rows, Row("max=4,096 used=58 mode=ClientWrite")),
        unit="field",
        facts={"operation": "efs DescribeFileSystemPolicy", "place": "111122223333/us-east-1"},
    )
    seen = bench.record("aws", tool, {}, read)
    told = Judgement(Verdict.USER_FIX, (cause.format(id=seen),), actions=("x",), evidence=(seen,))
    shown = render_statement(bench.close(replace(told, reason="x"), dry_run=True))
    assert "0 blocks" in shown, shown
    return shown.partition(f"[{seen}]\n")[2].partition("\n## ")[0]


def test_of_settings_the_rows_are_shown_and_not_only_what_was_asked(bench: Bench) -> None:
    section = policy(bench, "ポリシーが許可していない[{id}]。")
    assert section.split("```")[1].count("Statement[") == 3
    assert "efs DescribeFileSystemPolicy" in section


def test_the_row_is_shown_that_holds_what_the_citing_sentence_names(bench: Bench) -> None:
    section = policy(bench, "許可されているのはfsap-04だけで、使用は58[{id}]。")
    shown = section.split("```")[1]
    assert [line.partition(" ")[0] for line in shown.strip().split("\n")] == [
        "Statement[4].Resource=arn:x:access-point/fsap-04",
        "max=4,096",
    ]


def test_of_many_hits_those_that_a_citing_sentence_names_are_shown(
    bench: Bench, world: World
) -> None:
    hits = [Row(f"[ERROR] task part-{n} lost", AT, ">") for n in range(9)]
    bench.walked()
    logs = bench.logs(world.logs(rows=tuple(hits), facts={}))
    given = world.judgement(cause=(f"part-7が失われた[{logs}]。",), evidence=(logs,))
    shown = render_statement(bench.close(given, dry_run=True)).partition(f"[{logs}]\n")[2]
    assert "task part-7 lost" in shown.split("```")[1]
