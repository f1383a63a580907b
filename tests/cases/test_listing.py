"""Which readings a report lists, how each is shown, and that it renders as it is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kurosai.cases import story
from kurosai.cases.judgement import Judgement
from kurosai.rendering import render_statement
from kurosai.vocabulary import Coverage, Row, Verdict, moment

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

AT = moment("2025-11-04T16:44:00Z")


def drafted(bench: Bench, judgement: Judgement) -> str:
    return render_statement(bench.close(judgement, dry_run=True))


@pytest.mark.parametrize("field", ["cause", "ruled_out", "impact", "reason"])
@pytest.mark.parametrize(
    "sentence",
    [
        "ジョブ16850001の保守の影響も調べた結果、関係がない。",
        "16:44:03Zの保守の影響も調べた結果、関係がない。",
        "`deploy of core-v2 finished`は今回のエラーに関係がない。",
        "[WARN] deploy of core-v2 finishedは今回のエラーに関係がない。",
    ],
)
def test_a_reading_that_alone_carries_a_mention_is_listed(
    bench: Bench, world: World, sentence: str, field: str
) -> None:
    bench.walked()
    line = Row("[WARN] deploy of core-v2 finished job-16850001", moment("2025-11-04T16:44:03Z"))
    older = bench.logs(world.logs(rows=(line,), facts={}))
    newer = bench.logs(world.logs(rows=(line,), facts={}))
    value = sentence if field in ("impact", "reason") else (sentence,)
    shown = drafted(bench, world.judgement(**{field: value}))
    assert "0 blocks" in shown
    assert f"[{newer}]" in shown
    assert f"[{older}]" not in shown


def test_what_a_listed_reading_or_the_alert_says_adds_none(bench: Bench, world: World) -> None:
    logs, job = bench.walked()
    again = bench.logs()
    shown = drafted(bench, world.judgement())
    assert f"### 1. ログの収集 [{logs}]" in shown
    assert f"### 2. ジョブ詳細の確認 [{job}]" in shown
    assert "### 3." not in shown
    assert f"the report does not list: {again}" in shown


def test_readings_that_are_not_listed_warn_with_three_ids(bench: Bench, world: World) -> None:
    bench.walked()
    assert "unlisted" not in drafted(bench, world.judgement())
    others = [bench.logs(world.logs(lead=(f"look {i}",), facts={}, rows=())) for i in range(5)]
    shown = drafted(bench, world.judgement())
    assert "warning unlisted · evidence · readings of this case that the report does not" in shown
    assert f"list: {others[4]}, {others[3]}, {others[2]} and 2 more · Cite each" in shown
    cited = "".join(f"[{one}]" for one in others)
    sentence = f"`started_at`の件で他の記録も見た{cited}。"
    assert "unlisted" not in drafted(bench, world.judgement(ruled_out=(sentence,)))


def test_a_runbook_page_is_no_reading_that_must_be_listed(bench: Bench, world: World) -> None:
    bench.walked()
    page = world.logs(source="gke-health-checker.md", window=None, facts={}, tail=())
    bench.record("runbooks", "read_runbook", {"entry": "004"}, page)
    assert "unlisted" not in drafted(bench, world.judgement())


@pytest.mark.parametrize(
    ("coverage", "said"),
    [
        (Coverage.PARTIAL, "一部のみ"),
        (Coverage.TRUNCATED, "途中まで"),
        (Coverage.DENIED, "権限がなく読めず"),
        (Coverage.EXPIRED, "保存期間を過ぎて読めず"),
    ],
)
def test_what_was_not_seen_whole_is_added_to_what_was_not_looked_at(
    bench: Bench, world: World, coverage: Coverage, said: str
) -> None:
    bench.walked()
    unseen = world.logs(coverage=coverage, source="/aws/lambda/other", rows=())
    # Of the same question an earlier reading saw it all.
    failed = bench.logs(unseen, text="refused")
    shown = drafted(bench, world.judgement())
    section = shown.partition("## 確認していないこと")[2]
    assert f"- {said}: /aws/lambda/other [{failed}]" in section
    told = world.judgement(not_looked_at=("/aws/lambda/otherの内容",))
    drafted(bench, told)
    whole = render_statement(bench.read(bench.case))
    assert f"[{failed}]" not in whole.partition("## 確認していないこと")[2]


def test_a_reading_whose_facts_were_all_said_is_no_empty_heading(
    bench: Bench, world: World
) -> None:
    _, job = bench.walked()
    again = bench.job()
    shown = drafted(bench, world.judgement(evidence=(again,)))
    section = shown.partition(f"### 3. ジョブ詳細の確認 [{again}]\n")[2].partition("\n## ")[0]
    assert section.startswith(
        f"- **参照先**: GET /v1/jobs/{world.job_id}/\n- **確認できた範囲**: すべて"
    )
    # Its rows are the facts that stand there already.
    assert "```" not in section
    assert job != again


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("[ERROR] boom", "エラーログ"),
        ("Traceback (most recent call last):", "エラーログ"),
        ("[INFO] start job workflow=13723", "ログ"),
        ("[WARN] retrying Crois API (502)", "ログ"),
    ],
)
def test_only_lines_that_are_errors_are_called_so(
    bench: Bench, world: World, line: str, label: str
) -> None:
    bench.open()
    bench.logs(world.logs(rows=(Row(line, AT, ">"),)))
    judgement = world.judgement(verdict=Verdict.UNKNOWN, cause=("不明。",), ruled_out=())
    assert f"- **{label}**:\n\n```\n{line}" in drafted(bench, judgement)


@pytest.mark.parametrize("walked", [True, False])
@pytest.mark.parametrize("reason", ["", "確認済みの事象で、利用者に影響がない。"])
def test_markdown_joins_nothing_that_was_apart(
    bench: Bench, world: World, reason: str, *, walked: bool
) -> None:
    """A line of text that follows another, or a list, without a blank line is one paragraph."""
    bench.walked() if walked else bench.open()
    many = tuple(Row(f"[ERROR] hit {i}", AT, ">") for i in range(5))
    cited = bench.logs(world.logs(rows=many))
    verdict = Verdict.NO_ACTION if walked else Verdict.UNKNOWN
    cause = ("`started_at`に値がない。",) * 3
    judgement = world.judgement(
        verdict=verdict, evidence=(cited,), cause=cause, ruled_out=(), reason=reason
    )
    bench.close(judgement)
    done = story.load(bench.book, bench.case).conclusion
    assert done is not None
    fenced = False
    assert "\n\n\n" not in done.operator_report
    lines = done.operator_report.split("\n")
    for before, line in zip(["", *lines], lines, strict=False):
        if line.startswith("```"):
            assert fenced or before == ""
            fenced = not fenced
        elif not fenced and line and not line.startswith(("#", "- ")):
            assert before == "" or before.startswith("#"), line
        elif not fenced and line.startswith("- "):
            assert before == "" or before.startswith(("#", "- ")), line


def test_words_from_outside_are_no_picture_in_the_report(bench: Bench, world: World) -> None:
    bench.walked()
    facts = {"reason": "![x](https://evil.example/x.png) <img src=x> [a](b)"}
    odd = bench.logs(world.logs(facts=facts))
    shown = drafted(bench, world.judgement(evidence=(odd,)))
    assert "![x] (https" in shown
    assert "](" not in shown
    assert " \\<img" in shown


def _logged(count: int, mark: str) -> tuple[Row, ...]:
    at = moment("2025-11-04T18:14:40Z")
    return tuple(
        Row(f"[ERROR] attempt {number} of the upload was cut off", at, mark)
        for number in range(1, count + 1)
    )


def _listed(bench: Bench, world: World, rows: tuple[Row, ...], cause: str) -> str:
    bench.walked()
    logs = bench.logs(world.logs(rows=rows, facts={}))
    shown = drafted(bench, world.judgement(cause=(cause,), ruled_out=(), evidence=(logs,)))
    return shown.partition(f"[{logs}]\n")[2].partition("\n###")[0]


def test_of_many_hits_those_that_the_cause_quotes_are_shown_in_their_order(
    bench: Bench, world: World
) -> None:
    cause = (
        "`attempt 7 of the upload was cut off`のあと再試行は`attempt 9 of the upload`で止まった。"
    )
    section = _listed(bench, world, _logged(9, ">"), cause)
    places = [section.find(f"attempt {number} ") for number in (6, 7, 9)]
    assert -1 < places[0] < places[1] < places[2]
    assert "attempt 8 " not in section
    assert "ほか6件" in section


def test_a_quoted_line_beside_the_hits_is_shown_with_them(bench: Bench, world: World) -> None:
    around = (Row("[WARN] the disk of the uploader is full", moment("2025-11-04T18:14:39Z")),)
    cause = "`the disk of the uploader is full`が原因で転送が切れた。"
    section = _listed(bench, world, (*around, *_logged(5, ">")), cause)
    assert "the disk of the uploader is full" in section
    assert "attempt 2 " in section
    assert "attempt 3 " not in section
