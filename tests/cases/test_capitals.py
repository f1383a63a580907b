"""A task's name in capitals is no state, and a variable made by a page's rule no invention."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kurosai.rendering import render_statement
from kurosai.vocabulary import Row

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

RULE = "出力は後のタスクに CROIS_INPUT_‹タスク名› で渡される。"


def said(bench: Bench, world: World, sentence: str) -> str:
    """What is found in a sentence where the task `list-targets` and the rule were read."""
    bench.walked()
    job = world.job()
    rows = [
        Row(json.dumps({"task": one, "status": "SUCCEEDED"})) for one in ("list-targets", "run")
    ]
    logs = bench.logs()
    read = bench.job(replace(job, rows=(*job.rows, *rows, Row(RULE))))
    given = world.judgement(cause=(f"{sentence}[{read}]",), evidence=(logs, read))
    return render_statement(bench.close(given, dry_run=True))


@pytest.mark.parametrize(
    "sentence",
    [
        "タスク一覧はLIST_TARGETSとして渡る。",
        "`CROIS_INPUT_LIST_TARGETS`が大きい。",
        "CROIS_INPUT_LIST_TARGETSが大きい。",
    ],
)
def test_what_a_rule_and_a_name_make_is_no_invention(
    bench: Bench, world: World, sentence: str
) -> None:
    shown = said(bench, world, sentence)
    assert "stands in no evidence" not in shown


@pytest.mark.parametrize(
    "sentence",
    [
        "タスク一覧はTARGETSになった。",
        "`CROIS_OUTPUT_LIST_TARGETS`が大きい。",
        "`CROIS_INPUT_TARGETS`が大きい。",
        "`CROIS_INPUT_STATUS`が大きい。",
        "`CROIS_LIST_TARGETS`が大きい。",
        "タスクはTIMED_OUTだった。",
    ],
)
def test_what_they_do_not_make_still_blocks(bench: Bench, world: World, sentence: str) -> None:
    assert "stands in no evidence" in said(bench, world, sentence)
