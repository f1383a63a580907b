"""What stands in brackets like a citation and is the id of no reading."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from case_faults import findings

from kurosai.vocabulary import Row

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World


def read(bench: Bench, world: World) -> dict[str, str]:
    """The article's readings, walked; the mark of the log's block, and a log whose lines begin
    like a citation.
    """
    logs, job = bench.walked()
    row = Row("[T1] [main] job 16852935 taken")
    other = bench.record("aws", "query_logs", {}, world.logs(rows=(row,), facts={}))
    text = bench.book.get([logs])[logs].text
    (mark,) = re.findall(r"<<data (\w+)", text)
    return {"logs": logs, "job": job, "other": other, "mark": mark, "MARK": mark.upper()}


def told(bench: Bench, world: World, text: str, field: str = "cause") -> list[tuple[str, str, str]]:
    ids = read(bench, world)
    value = text.format(**ids)
    found = findings(bench, world.judgement(**{field: value if field == "impact" else (value,)}))
    names = {one: name for name, one in ids.items()}
    return [
        (
            "block" if one.blocks else "warning",
            re.sub(r"\b\w{8}\b", lambda word: names.get(word[0], word[0]), one.what),
            re.sub(r"\b\w{8}\b", lambda word: names.get(word[0], word[0]), one.mend),
        )
        for one in found
        if one.rule in ("id", "citation")
    ]


@pytest.mark.parametrize("field", ["cause", "ruled_out", "impact", "actions"])
@pytest.mark.parametrize(
    ("text", "node", "mend"),
    [
        ("ジョブ16852935には値がある [H4]。", "H4", "rests on: [job]"),
        ("ジョブ16852935には値がある[H4][{job}]。", "H4", "rests on: [job]"),
        ("Job 16852935 has a value [{job}, J4].", "J4", "rests on: [logs]"),
        ("Job 16852935 has a value ［J4］、再実行もない [{logs}]。", "J4", "rests on: [logs]"),
        ("Job 16852935 is one [E4]", "E4", "the id at the start of the result"),
    ],
)
def test_a_node_is_no_reading(
    bench: Bench, world: World, text: str, node: str, mend: str, field: str
) -> None:
    ((kind, what, do),) = told(bench, world, text, field)
    assert (kind, what) == ("block", f"[{node}] is a node of the flowchart, and no reading")
    assert mend in do


@pytest.mark.parametrize("mark", ["{mark}", "{MARK}"])
def test_the_mark_of_a_block_is_no_id(bench: Bench, world: World, mark: str) -> None:
    ((kind, what, do),) = told(bench, world, f"再試行していた [{mark}]。")
    assert kind == "block"
    assert what.endswith("marks a block in logs, and is no id")
    assert do == "Cite the reading: [logs]."


@pytest.mark.parametrize("text", ["再試行していた [5DE8EE]。", "It retried [R12], then failed."])
def test_what_may_be_meant_as_an_id_is_warned_of(bench: Bench, world: World, text: str) -> None:
    ((kind, what, _),) = told(bench, world, text)
    assert kind == "warning"
    assert what.endswith("is the id of no reading")


@pytest.mark.parametrize(
    "text",
    [
        "[ERROR] started_at has no value のとおり [{logs}]。",
        "行は [healthcheck]、[ERROR]。",
        "tasks[0], tasks[A2], and data.items[H4].",
        "The threads are [T1] [main].",
        "The bucket is `x[A2]` in [S3] of that region.",
        "判断[H4]、ノード [J4]、経路は E4>G4 [{job}]。",
        "It stopped at [I4].",
        "[H4]は「いいえ」である [{job}]。",
        "It is so [1], [see above], and [UTC].",
        "ジョブ16852935には値がある [{job}] [{logs}]。",
    ],
)
def test_what_else_stands_in_brackets_passes(bench: Bench, world: World, text: str) -> None:
    assert told(bench, world, text) == []


def test_nodes_are_known_before_the_walk(bench: Bench, world: World) -> None:
    bench.open()
    bench.logs()
    found = findings(bench, world.judgement(cause=("値がない [H4]。",)))
    assert [one for one in found if one.blocks and one.what.startswith("[H4] is a node")]
