"""A path in one line, read back: what walk prints is understood, anything else is named."""

from __future__ import annotations

import pytest

from kurosai.errors import BadInput
from kurosai.library import trail
from kurosai.library.mermaid import parse
from kurosai.library.path_text import retrace
from kurosai.library.walk import Answer, walk

CHART = parse(
    """flowchart TD
    E4[開始] --> G4 --> H4{値が設定済み?}
    H4 -- はい --> I4[次回正常なら対応不要]
    H4 -- いいえ --> J4{連続発生?}
    J4 -- はい --> K4
    J4 -- いいえ --> I4
    K4 -- 共有後 --> L4
"""
)
ODD = parse(
    'graph TD\nA{version} -->|">= 11 > x"| B\nA -->|"<11"| A1\nB -->|"a=b"| A1\nA1 --> A\nA --> C.d'
)


@pytest.mark.parametrize(
    "answers",
    [
        [],
        [Answer("H4", "いいえ"), Answer("J4", "いいえ")],
        [Answer("H4", "no"), Answer("J4", "YES")],
    ],
)
def test_what_walk_prints_is_read_back(answers: list[Answer]) -> None:
    path = walk(CHART, answers).path
    again = retrace(CHART, walk(CHART, answers).path_text)
    assert [(s.node, s.choice, s.edge) for s in again] == [(s.node, s.choice, s.edge) for s in path]
    assert trail.highlight(CHART, again) == trail.highlight(CHART, path)


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("A=>= 11 > x>B=a=b>A1>A", ["A", "B", "A1", "A"]),
        ("A=<11>A1>A=C.d>C.d", ["A", "A1", "A", "C.d"]),
        (" A = <11 > A1 > A > C.d ", ["A", "A1", "A", "C.d"]),
    ],
)
def test_labels_may_hold_the_signs_of_a_path(text: str, nodes: list[str]) -> None:
    assert [step.node.id for step in retrace(ODD, text)] == nodes


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("E4>G4>H4>J4>K4>L4", "E4>G4>H4=いいえ>J4=はい>K4=共有後>L4"),
        ("H4=NO>J4=無", "H4=いいえ>J4=いいえ>I4"),
        ("J4", "J4"),
    ],
)
def test_what_is_left_out_is_filled_in(text: str, path: str) -> None:
    steps = retrace(CHART, text)
    assert ">".join(f"{s.node.id}={s.choice}" if s.choice else s.node.id for s in steps) == path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no node ''"),
        ("X9>G4", r"no node 'X9'.*E4, G4, H4"),
        ("E4>X9", "no node 'X9'"),
        ("E4>H4", "No arrow leads from E4 to H4.*G4"),
        ("H4=多分>I4", "H4 .*no exit '多分'.*はい, いいえ"),
        ("H4=はい>J4", "H4=はい comes I4, not 'J4'"),
        ("L4>E4", "L4 is an end"),
        ("E4>G4 H4", "no node 'G4 H4'|no part of a path"),
        ("E4>", "no node ''|No arrow"),
        ("E4" + ">G4" * 600, "No arrow leads from G4 to G4"),
    ],
)
def test_what_is_no_path_is_named(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        retrace(CHART, text)


def test_two_arrows_to_one_node_need_the_label() -> None:
    chart = parse("graph TD\nA{x} -- はい --> B\nA -- いいえ --> B")
    with pytest.raises(BadInput, match=r"2 arrows lead from A to B.*はい, いいえ"):
        retrace(chart, "A>B")
    assert retrace(chart, "A=いいえ>B")[0].edge == 1


def test_a_path_is_bounded() -> None:
    loop = parse("graph TD\nA --> B --> A")
    with pytest.raises(BadInput, match="more than 500"):
        retrace(loop, ">".join(["A", "B"] * 300))
