"""How a reading's rows stand in a report: what they are called, and what of each is told."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kurosai.cases.judgement import Judgement
from kurosai.rendering import render_statement
from kurosai.vocabulary import Coverage, Reading, Row, Verdict, moment

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

AT = moment("2025-11-04T18:14:40Z")
RUNNING = json.dumps({"id": 16852935, "status": "RUNNING", "error": None, "tags": []})


def section(bench: Bench, tool: str, cause: str, *rows: Row, **changes: object) -> str:
    """What a draft with this cause shows of one reading, which it calls `{id}`."""
    bench.open("job id 16852935 はなぜ失敗しましたか。")
    read = Reading(source="place", identity="x", coverage=Coverage.COMPLETE, rows=rows, unit="row")
    read = replace(read, **changes)  # pyright: ignore[reportArgumentType] - tests only
    seen = bench.record("aws", tool, {}, read)
    told = Judgement(Verdict.USER_FIX, (cause.format(id=seen),), actions=("x",), evidence=(seen,))
    shown = render_statement(bench.close(told, dry_run=True))
    assert "0 blocks" in shown, shown
    return shown.partition(f"[{seen}]\n")[2].partition("\n## ")[0]


def test_the_record_of_a_job_is_no_error_log(bench: Bench) -> None:
    row = Row(RUNNING, AT, ">")
    shown = section(bench, "find_jobs", "ジョブ16852935は`RUNNING`です[{id}]。", row)
    assert "- **記録**:\n\n```\nid=16852935 status=RUNNING error=null tags=[]\n```" in shown
    # As it was written where that is what is quoted.
    quoted = '`"status": "RUNNING"`です[{id}]。'
    assert '{"id": 16852935, "status": "RUNNING"' in section(bench, "find_jobs", quoted, row)


@pytest.mark.parametrize(
    ("tool", "text", "label"),
    [
        ("find_logs", "[ERROR] lost", "エラーログ"),
        ("find_logs", '{"level":"info","error":null,"state":"SUCCEEDED"}', "ログ"),
        ("find_logs", "done: errors=0 failed: 0", "ログ"),
        ("find_logs", "done: errors=12", "エラーログ"),
        ("find_logs", '{"error":"lost"}', "エラーログ"),
        ("read_task_log", "Traceback (most recent call last):", "エラーログ"),
        ("trace_job", "it failed", "エラーログ"),
        ("find_changes", "UpdateFunction failed", "記録"),
        ("query_logs", "errors=12", "記録"),
    ],
)
def test_rows_are_called_what_they_are(bench: Bench, tool: str, text: str, label: str) -> None:
    shown = section(bench, tool, "失敗した[{id}]。", Row(text, AT, ">"))
    assert f"- **{label}**:\n" in shown


def test_of_a_trace_its_records_are_no_log(bench: Bench) -> None:
    row = Row(RUNNING, AT, ">")
    assert "- **記録**:\n\n```\nid=16852935 status=RUNNING error=null tags=[]\n" in section(
        bench, "trace_job", "x[{id}]", row
    )


def test_of_a_table_the_numbers_stand_with_their_key(bench: Bench) -> None:
    rows = [Row(f"grp=/crois/task-{n}\n n={n + 30} kb={n}", AT, ">") for n in range(6)]
    cause = "/crois/task-4に34件ある[{id}]。"
    shown = section(bench, "query_logs", cause, *rows).split("```")[1]
    assert "grp=/crois/task-4 n=34 kb=4" in shown
    assert "行)" not in shown


HUNK = '''src/retry.py
@@ -10,7 +10,7 @@ def retry():
     """The retry of a call."""
 first = 1
-max_try = 3
+max_try = 7
 last = 2'''


@pytest.mark.parametrize(
    ("cause", "lines"),
    [
        ("上限が変わった[{id}]。", "-max_try = 3\n+max_try = 7"),
        ("上限は`max_try = 7`になった[{id}]。", "-max_try = 3\n+max_try = 7\n last = 2"),
        ("上限はretry.pyの`max_try`が決める[{id}]。", " first = 1\n-max_try = 3\n+max_try = 7"),
    ],
)
def test_of_a_change_the_changed_lines_are_shown(bench: Bench, cause: str, lines: str) -> None:
    shown = section(bench, "describe_change", cause, Row(HUNK, AT, ">")).split("```")[1]
    assert shown.strip("\n") == lines.strip("\n")


def test_a_message_with_a_list_is_no_change(bench: Bench) -> None:
    row = Row("Raise the limit\n\n- more retries\n- fewer calls", AT, ">")
    shown = section(bench, "describe_change", "上限が変わった[{id}]。", row).split("```")[1]
    assert shown.strip("\n") == "Raise the limit (全4行)"


def test_a_long_list_of_ids_is_cut_and_counted(bench: Bench, world: World) -> None:
    ids = [f"{n:08x}-0000-4000-8000-000000000000" for n in range(36)]
    bench.walked()
    logs = bench.logs(world.logs(facts={"request": ", ".join(ids), "job": "1, 2, 3, 4, 5"}))
    cause = (f"リクエスト{ids[30]}で`started_at`に値がない[{logs}]。",)
    bench.close(world.judgement(cause=cause, evidence=(logs,)), dry_run=True)
    shown = render_statement(bench.read(bench.case))
    assert f"- **リクエストID**: {', '.join([ids[30], *ids[:4]])} (ほか31件)\n" in shown
    assert ids[4] not in shown
    assert "- **ジョブID**: 1, 2, 3, 4, 5\n" in shown


def test_what_another_reading_told_is_not_told_by_rows(bench: Bench, world: World) -> None:
    bench.walked()
    job = bench.job()
    shown = render_statement(bench.close(world.judgement(evidence=(job,)), dry_run=True))
    again = shown.partition(f"[{job}]\n")[2].partition("\n## ")[0]
    assert again == "- **参照先**: GET /v1/jobs/16852935/\n- **確認できた範囲**: すべて"


def test_a_list_of_words_is_not_cut(bench: Bench, world: World) -> None:
    bench.walked()
    told = ", ".join(f"task {n} ok" for n in range(9))
    logs = bench.logs(world.logs(facts={"others": told}))
    bench.close(world.judgement(evidence=(logs,)), dry_run=True)
    assert told in render_statement(bench.read(bench.case))
