"""What a sentence says of one thing and cites a reading of another for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from case_faults import findings

from kurosai.vocabulary import Row

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

OTHER = "16852018"


def read(bench: Bench, world: World) -> dict[str, str]:
    """The article's readings, and one of another job, which is still running."""
    logs, job = bench.walked()
    row = Row(f'{{"id":{OTHER},"status":"RUNNING","error":"exit code 137"}}')
    facts = {"job": OTHER, "status": "RUNNING"}
    other = replace(world.job(rows=(row,), facts=facts, lead=(), tail=()), source=f"jobs/{OTHER}/")
    return {"logs": logs, "job": job, "other": bench.job(other, job=OTHER)}


def blocks(bench: Bench, world: World, field: str, text: str) -> list[tuple[str, str]]:
    value = text if field in ("impact", "reason") else (text,)
    found = findings(bench, world.judgement(**{field: value}))
    return [(one.rule, one.what) for one in found if one.blocks and "which says" in one.what]


@pytest.mark.parametrize(
    ("field", "text", "rule", "said", "instead"),
    [
        ("cause", f"ジョブ{OTHER}は3分で終わった [{{job}}]。", "id", OTHER, "16852935"),
        ("cause", f"It looked at job {OTHER} [{{logs}}].", "id", OTHER, "16852935"),
        ("impact", f"ジョブ{OTHER}だけ [{{job}}]。", "id", OTHER, "16852935"),
        ("cause", "ジョブはRUNNINGのまま [{job}]。", "state", "RUNNING", "SUCCEEDED"),
        ("cause", "終了コード137で終わった [{job}]。", "state", "exit code 137", "SUCCEEDED"),
        # Each part of a sentence is held against what it cites itself.
        (
            "cause",
            f"ジョブ16852935は動いており [{{job}}]、{OTHER}の値はない [{{logs}}]。",
            "id",
            OTHER,
            "16852935",
        ),
    ],
)
def test_what_the_cited_reading_says_otherwise_is_blocked(
    bench: Bench, world: World, field: str, text: str, rule: str, said: str, instead: str
) -> None:
    ids = read(bench, world)
    ((found, what),) = blocks(bench, world, field, text.format(**ids))
    assert found == rule
    assert what.startswith(f"{said} stands in {ids['other']}, not in ")
    assert instead in what


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("cause", f"ジョブ{OTHER}はRUNNINGのまま [{{other}}]。"),
        ("cause", f"ジョブ{OTHER}は別のもの [{{job}}, {{other}}]。"),
        ("cause", f"ジョブ{OTHER}は別のもの [{{job}}] [{{other}}]。"),
        ("cause", f"ジョブ{OTHER}はRUNNINGのまま。"),
        # What is ruled out may be what no cited reading holds; so may what is not there.
        ("ruled_out", f"{OTHER}が対象だった可能性 [{{logs}}]。"),
        ("cause", f"{OTHER}の記録は見つからない [{{logs}}]。"),
        # A reading that is of nothing of that form may be cited for something else.
        ("cause", "リクエスト2291eeeeのジョブは終わっている [{job}]。"),
    ],
)
def test_what_it_may_well_mean_is_left_alone(
    bench: Bench, world: World, field: str, text: str
) -> None:
    assert blocks(bench, world, field, text.format(**read(bench, world))) == []


def of_a_traceback(bench: Bench, world: World) -> dict[str, str]:
    """A task's log with a class in capitals in its traceback, the traces of its job and of the
    rerun, which was read last.
    """
    bench.walked()
    line = "from .arima import auto_arima, ARIMA, AutoARIMA"
    facts = {"task": "predict FAILED", "first trouble": line}
    log = world.job(rows=(Row(line),), facts=facts, lead=(), tail=())
    ended = replace(log, rows=(Row("container predict exit code 1"),), facts={"job": "17167142"})
    rerun = replace(ended, facts={"job": "17167903"})
    asked = {"job_id": "17167142", "task": "predict"}
    return {
        "log": bench.record("crois", "read_task_log", asked, log),
        "trace": bench.record("aws", "trace_job", {"job_id": "17167142"}, ended),
        "rerun": bench.record("aws", "trace_job", {"job_id": "17167903"}, rerun),
    }


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("インポートで落ち、終了コード1で終わった [{log}]。", "trace"),
        ("The rerun, job 17167903, ended with exit code 1 [{log}].", "rerun"),
    ],
)
def test_the_reading_to_cite_is_about_what_the_sentence_is_about(
    bench: Bench, world: World, text: str, held: str
) -> None:
    ids = of_a_traceback(bench, world)
    found = [what for _, what in blocks(bench, world, "cause", text.format(**ids))]
    # A class in a traceback is no state.
    assert f"exit code 1 stands in {ids[held]}, not in {ids['log']}, which says FAILED" in found


def test_a_warning_too_names_the_reading_of_the_same_thing(bench: Bench, world: World) -> None:
    ids = of_a_traceback(bench, world)
    said = f"`container predict exit code 1`のとおり [{ids['log']}]。"
    found = findings(bench, world.judgement(cause=(said,)))
    (what,) = [one.what for one in found if one.rule == "citation"]
    assert what.endswith(f"stands in {ids['trace']}, not in {ids['log']}")
