"""Many runs as counts, and what is told of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from agent_runs import closed, judge, scenario
from rich.console import Console

from kurosai.bench.agent import command, marks, printed, summing, telling
from kurosai.bench.agent.bounded import Ended
from kurosai.bench.agent.driving import Plan, Run
from kurosai.bench.agent.marks import Mark, Share
from kurosai.cli import agent_tables
from kurosai.sandbox.scenario import bundled

MOST = "タイムアウトが根本原因"


def run(name: str, due: str, said: str, cause: str = "値がなかった [K7Q2M4XA]。") -> Run:
    told = scenario(due, must_not_claim=[MOST], must_mention=["K7Q2M4XA|根本"])
    cases = (closed(said, [cause]),) if said else ()
    return Run(
        path=Path(f"{name}.yaml"),
        scenario=told,
        number=1,
        folder=Path(name),
        ended=Ended(0, "", 90.0),
        scores=judge(told, *cases),
    )


RIGHT = run("right", "escalate", "escalate")
WRONG = run("wrong", "no_action", "unknown")
FALSE = run("false", "no_action", "no_action", "タイムアウトが根本原因で値がなかった。")
DANGEROUS = run("dangerous", "escalate", "no_action")
SILENT = run("silent", "unknown", "")
OPEN = run("open", "escalate", "escalate", "started_at は空であった。")
FAILED = Run(Path("failed.yaml"), RIGHT.scenario, 1, Path("failed"), failed="no world")
ALL = (RIGHT, WRONG, FALSE, DANGEROUS, SILENT, OPEN, FAILED)


@pytest.mark.parametrize(
    ("right", "judged", "low", "high"),
    [(0, 0, 0.0, 1.0), (1, 1, 0.207, 1.0), (0, 10, 0.0, 0.278), (81, 263, 0.255, 0.366)],
)
def test_intervals_are_wilsons(right: int, judged: int, low: float, high: float) -> None:
    found = Share(right, judged, 0).interval
    assert found == (pytest.approx(low, abs=0.0006), pytest.approx(high, abs=0.0006))


def test_what_cannot_be_judged_counts_neither_way_and_what_is_missing_is_not_right() -> None:
    each = [Mark.RIGHT, Mark.WRONG, Mark.NONE, Mark.UNJUDGED, Mark.NOT_DUE]
    assert marks.share(each) == Share(1, 3, 1)


def test_totals() -> None:
    total = summing.total(ALL)
    assert (total.runs, total.failed, total.no_conclusion) == (6, 1, 1)
    assert total.verdict == Share(3, 6, 0)
    assert total.cause == Share(3, 5, 1)
    assert (total.forbidden, total.dangerous) == (1, Share(2, 3, 0))
    assert (total.unknown, total.unknown_elsewhere) == (Share(0, 1, 0), 1)
    assert (total.read, total.cited) == (1.0, pytest.approx(3 / 6))
    assert total.minutes == 1.5
    assert summing.total([]).read is None


def test_the_worst_come_first() -> None:
    names = [one.path.stem for one in summing.worst_first(ALL)]
    assert names == ["failed", "dangerous", "false", "silent", "wrong", "open", "right"]


def test_the_json_holds_every_run_and_the_table_shows_them(tmp_path: Path) -> None:
    plan = Plan(command.parse("python"), [bundled("s01-started-at-missing")], 1, 1.0, 1, tmp_path)
    body: dict[str, Any] = json.loads(json.dumps(telling.body(plan, ALL)))
    assert body["runs"][0]["scenario"] == "failed"
    assert body["scenarios"]["false"]["cause"]["right"] == 0
    assert body["blind"]["runs"] == 0
    console = Console(record=True, width=200)
    agent_tables.show(ALL, console)
    shown = console.export_text()
    assert "DANGEROUS" in shown
    assert "3/6 19%-81%" in shown
    assert "no world" in shown
    assert "unknown where unknown is right: 0/1 0%-79%; elsewhere: 1." in shown


def test_a_person_gets_what_code_cannot_judge_and_nothing_else() -> None:
    page = telling.to_grade(ALL)
    assert page.count("# ") == 1
    assert "# open, run 1" in page
    assert "it may be there in other words" in page
    assert "> started_at は空であった。" in page
    assert telling.to_grade((RIGHT, FAILED)) == ""


LAST = '{"type": "result", "result": " done ", "usage": {"output_tokens": 8, "tier": "x"}}'


@pytest.mark.parametrize(
    ("output", "written", "answer"),
    [
        ("plain text\n", "", "plain text"),
        ("plain text", " from the file\n", "from the file"),
        (LAST, "", "done"),
        (f'{{"type": "system"}}\nnoise\n{LAST}\n', "", "done"),
        ('{"verdict": "no_action"}', "", '{"verdict": "no_action"}'),
        ("", " \n", ""),
    ],
)
def test_the_answer_of_a_command(output: str, written: str, answer: str) -> None:
    assert printed.answer(output, written) == answer


def test_the_tokens_that_a_host_reports() -> None:
    assert printed.usage(LAST) == {"output_tokens": 8}
    assert printed.usage("text") == {}
