"""The examples in docs/scenarios.md, by the heading that they stand under."""

from __future__ import annotations

import re
from pathlib import Path

DOCUMENT = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text("utf-8")
FILLED = (
    ("at: ...", "at: 2026-02-05T01:30:00Z"),
    ("for: [...]", "for: [job-16990414-train]"),
    ("pod: ...", "pod: job-16990415-train-x7k2p"),
    ("by: ...", "by: somebody@example.co.jp"),
    ("name: ...,", "name: other.corp.example.co.jp,"),
)


def example(heading: str) -> str:
    """The first block of YAML behind a heading, with what is left out filled in."""
    text = DOCUMENT.partition(f"\n{heading}\n")[2]
    block = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert block is not None, heading
    found = block[1]
    for left_out, value in FILLED:
        found = found.replace(left_out, value)
    return found
