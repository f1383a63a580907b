"""What a conclusion quotes of a result stands in the report, however the result has shown it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import anyio
import pytest
from cases_wire import call, connected

from kurosai.cases import decisive
from kurosai.cases.decisive import Quote
from kurosai.cases.judgement import Judgement
from kurosai.cases.source import Seen
from kurosai.rendering import render_statement
from kurosai.vocabulary import Coverage, Reading, Row, Verdict, Window, moment

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


def shown_of(bench: Bench, tool: str, read: Reading, cause: str, **more: str) -> list[str]:
    """The lines that a draft with this cause shows of a reading, which it calls `{id}`."""
    bench.open("job id 16852935 はなぜ失敗しましたか。")
    seen = bench.record("crois", tool, {}, read)
    texts = {name: (text.format(id=seen),) for name, text in more.items() if name != "reason"}
    told = Judgement(
        Verdict.USER_FIX,
        (cause.format(id=seen),),
        actions=("x",),
        evidence=(seen,),
        reason=more.get("reason", ""),
        ruled_out=texts.get("ruled_out", ()),
    )
    shown = render_statement(bench.close(told, dry_run=True))
    assert "0 blocks" in shown, shown
    section = shown.partition(f"[{seen}]\n")[2].partition("\n## ")[0]
    return section.split("```")[1].strip("\n").split("\n") if "```" in section else []


def log(**changes: object) -> Reading:
    """Thirty lines, a minute apart, all asked for."""
    lines = [Row(f"step {n} done", AT + timedelta(minutes=n), ">") for n in range(30)]
    reading = Reading(
        source="/aws/lambda/x",
        identity="x",
        coverage=Coverage.COMPLETE,
        rows=tuple(lines),
        window=Window(AT - timedelta(minutes=15), AT + timedelta(hours=2)),
        unit="hit",
    )
    return replace(reading, **changes)  # pyright: ignore[reportArgumentType] - tests only


def code() -> Reading:
    """A file of thirty lines whose first five were asked for."""
    rows = [Row(f"{n:>4} line{n} = {n}", mark=">" if n < 6 else "") for n in range(1, 31)]
    rows[19] = Row("  20 max_try = 7")
    facts = {"file": "crois/core retry.py", "commit": "0f3c2a1"}
    return log(rows=tuple(rows), window=None, unit="line", facts=facts)


@pytest.mark.parametrize("when", ["18:34:40Z", "03:34:40 JST", "2025-11-04T18:34Z"])
def test_the_line_is_shown_that_was_written_when_the_citing_sentence_says(
    bench: Bench, when: str
) -> None:
    shown = shown_of(bench, "find_entries", log(), f"{when}に止まった[{{id}}]。")
    assert shown == ["step 19 done", "step 20 done", "step 21 done"]


def test_the_places_left_go_to_the_nearest_and_not_to_the_first(bench: Bench) -> None:
    shown = shown_of(bench, "find_entries", log(), "`step 20 done`で止まった。")
    assert shown == ["step 19 done", "step 20 done", "step 21 done"]
    shown = shown_of(bench, "find_entries", log(), "止まった。")
    assert shown == ["step 0 done", "step 1 done", "step 2 done"]


@pytest.mark.parametrize(
    "cause",
    ["上限は`max_try = 7`[{id}]。", "上限はmax_tryが決める[{id}]。", "20行目で決まる[{id}]。"],
)
def test_of_a_file_the_lines_around_the_one_are_shown(bench: Bench, cause: str) -> None:
    shown = shown_of(bench, "read_file", code(), cause)
    assert shown == ["  19 line19 = 19", "  20 max_try = 7", "  21 line21 = 21"]


def test_of_a_file_of_which_nothing_is_said_nothing_is_shown(bench: Bench) -> None:
    assert shown_of(bench, "read_file", code(), "設定による[{id}]。") == []


def test_what_is_quoted_beside_the_cause_is_shown_too(bench: Bench) -> None:
    none, why = "`step 20 done`までは進み[{id}]、起動の失敗ではない。", "`step 20 done`で止まった。"
    for more in ({"ruled_out": none}, {"reason": why}):
        shown = shown_of(bench, "find_entries", log(), "止まった。", **more)
        assert "step 20 done" in shown


def test_beside_what_was_asked_for_only_what_it_does_not_say(bench: Bench) -> None:
    asked = Row("[ERROR] job 16852935 lost", AT, ">")
    before = [Row(f"job 16852935 step {n}", AT - timedelta(minutes=n + 1)) for n in range(5)]
    late = Row("job 16852935 waits for vol-0a1b", AT + timedelta(hours=1))
    read = log(rows=(*before, asked, late))
    shown = shown_of(bench, "find_entries", read, "job 16852935が失われた[{id}]。")
    assert shown == ["[ERROR] job 16852935 lost"]
    shown = shown_of(bench, "find_entries", read, "job 16852935はvol-0a1bを待つ[{id}]。")
    assert shown == ["[ERROR] job 16852935 lost", "job 16852935 waits for vol-0a1b"]
