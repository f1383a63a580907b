"""The picture of a case stays a picture, whatever a node says."""

from __future__ import annotations

import pytest

from kurosai.cases.mapped import fenced
from kurosai.library import mermaid, page_parser

CHART = 'flowchart TD\nA["x\n```\n# forged\n````\ny"] --> B[z]'


@pytest.mark.parametrize("source", [CHART, "flowchart TD\nA --> B"])
def test_a_chart_is_read_back_from_its_block(source: str) -> None:
    page = page_parser.parse("a.md", f"## 001:a\n\n{fenced(source)}\n".encode())
    (entry,) = page.entries
    assert page.faults == ()
    assert entry.chart == mermaid.parse(f"{source}\n")
