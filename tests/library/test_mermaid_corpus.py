"""The parser against what Mermaid itself makes of real charts, where that corpus is at hand.

The first half of the file was there to tune on; the second half is the measure.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from kurosai.library.flowchart import ChartError
from kurosai.library.mermaid import parse

CORPORA = Path(
    os.environ.get("KUROSAI_CORPORA") or Path(__file__).resolve().parents[3] / "shared" / "corpora"
)
FILE = CORPORA / "mermaid_flowcharts.jsonl"

pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="the corpus is not here")


def _said(text: str) -> dict[str, Any] | None:
    try:
        chart = parse(text)
    except ChartError:
        return None
    return {
        "direction": chart.direction,
        "nodes": [(node.id, node.text, node.shape) for node in chart.nodes],
        "edges": [(e.source, e.target, e.label, e.kind, e.length) for e in chart.edges],
        "subgraphs": [(s.id, s.title, list(s.nodes), s.direction or None) for s in chart.subgraphs],
    }


def _meant(expected: dict[str, Any]) -> dict[str, Any] | None:
    if "error" in expected:
        return None
    return {
        "direction": expected["direction"],
        "nodes": [(n["id"], n["text"], n["shape"]) for n in expected["nodes"]],
        "edges": [
            (e["from"], e["to"], e["label"], e["kind"], e["length"]) for e in expected["edges"]
        ],
        "subgraphs": [
            (s["id"], s["title"], s["nodes"], s["direction"]) for s in expected["subgraphs"]
        ],
    }


@pytest.mark.parametrize("half", ["first", "second"])
def test_charts_are_read_as_mermaid_reads_them(half: str) -> None:
    rows = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
    middle = len(rows) // 2
    rows = rows[:middle] if half == "first" else rows[middle:]
    wrong = [row["id"] for row in rows if _said(row["text"]) != _meant(row["expected"])]
    # Known: a shape name that Mermaid 12.3 does not have is kept, since Mermaid gains shapes.
    assert wrong == ([] if half == "first" else ["m1522"])
