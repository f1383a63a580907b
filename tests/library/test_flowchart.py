"""What a walk needs of the graph: kinds, entries, exits through frames, faults."""

from __future__ import annotations

import pytest

from kurosai.library import chart_faults
from kurosai.library.flowchart import NodeKind, plain
from kurosai.library.mermaid import parse


def kinds(source: str) -> dict[str, str]:
    return {node.id: node.kind.value for node in parse(f"flowchart TD\n{source}").nodes}


def ways(source: str) -> dict[str, list[str]]:
    chart = parse(f"flowchart TD\n{source}")
    return {node: [way.target for way in found] for node, found in chart.exits.items()}


def entries(source: str) -> list[str]:
    return [node.id for node in parse(f"flowchart TD\n{source}").entries]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("A{x} -- はい --> B\nA -- いいえ --> C", "decision"),
        ("A[x] -- はい --> B\nA -- いいえ --> C", "decision"),
        ("A@{ shape: decision } --> B\nA --> C", "decision"),
        ("A{x} -- はい --> B", "decision"),
        ("A{x} --> B", "step"),
        ("A --> B\nA --> B", "step"),
        ("A -- 確認後 --> B", "step"),
        ("A --> B & C", "decision"),
        ("A{x} ~~~ B", "end"),
        ("A", "end"),
    ],
)
def test_kinds(source: str, kind: str) -> None:
    assert kinds(source)["A"] == kind


def test_entries_fall_back() -> None:
    assert entries("B --> C\nA --> B") == ["A"]
    assert entries("Note[注記]\nA --> B") == ["A"]
    assert entries("A --> C\nB --> C") == ["A", "B"]
    assert entries("A\nB") == ["A", "B"]
    assert entries("B --> A\nA --> B") == ["B"]
    assert entries("A --> A\nA --> B") == ["A"]
    assert entries("") == []


def test_an_edge_to_a_frame_leads_to_where_it_begins() -> None:
    found = ways("S --> F\nsubgraph F\nB --> C\nA --> B\nend\nF --> Z")
    assert found == {"S": ["A"], "B": ["C"], "A": ["B"], "C": ["Z"], "Z": []}
    assert entries("S --> F\nsubgraph F\nB --> C\nA --> B\nend") == ["S"]


def test_frames_within_frames() -> None:
    found = ways("S --> O\nsubgraph O\nsubgraph I\nA --> B\nend\nend\nO --> Z")
    assert found["S"] == ["A"]
    assert found["B"] == ["Z"]


def test_a_frame_without_nodes_is_a_node() -> None:
    found = ways("S --> F\nsubgraph F\nend\nF --> Z")
    assert found == {"S": ["F"], "F": ["Z"], "Z": []}


def test_a_frame_that_holds_itself_ends() -> None:
    assert ways("S --> F\nsubgraph F\nF\nend")["S"] == ["F"]
    assert parse("graph TD\nsubgraph F\nF --> A\nend").subgraphs[0].nodes == ("A",)
    assert ways("S --> F\nsubgraph F\nsubgraph G\nF\nend\nend")["S"] == ["F"]


def test_choices_name_every_exit() -> None:
    chart = parse(
        "graph TD\nA{x} -- 在庫<br/>不足 --> B\nA --> C[上限]\nA -- y --> D\nA -- y --> E"
    )
    assert chart.choices("A") == ("在庫不足", "上限", "y (D)", "y (E)")


def test_plain_joins_lines_as_a_reader_does() -> None:
    assert plain("次回<br/>正常なら\n対応不要") == "次回正常なら対応不要"
    assert plain("if the<br />next  run") == "if the next run"


@pytest.mark.parametrize(
    ("source", "rules"),
    [
        ("A{x} -- はい --> B\nA -- いいえ --> C", []),
        ("A{x} --> B", ["single_exit"]),
        ("A{x} -- はい --> B\nA --> C", ["unlabelled_exit"]),
        ("A{x} -- はい --> B\nA -- はい --> C", ["duplicate_exit"]),
        ("A --> C\nB --> C", ["several_entries"]),
        ("A --> B\nC --> D\nD --> C", ["unreachable", "unreachable"]),
        ("A --> B\nB --> C\nC --> B", ["no_end", "no_end", "no_end"]),
        ("", ["no_node"]),
        ("A{x} -- はい --> B\nA -- はい --> C\nA -- はい --> D", ["duplicate_exit"] * 2),
        ("A[x] --> B\nA[y] --> B", ["duplicate_node"]),
        ("A[x] --> B\nA[x] --> B\nB[z]", []),
        ("A@{ shape: rhombus } --> B", ["unknown_shape"]),
        ("A(-x-) --> B[\\x/] --> C[/x\\] --> D[/x/] --> E[\\x\\] --> F>x] --> G[|a:b|x]", []),
        ("A(x) --> B([x]) --> C[[x]] --> D[(x)] --> E((x)) --> F(((x))) --> G{{x}}", []),
        ('A@{ shape: diam, label: "x" } --> B\nA{y}', ["single_exit", "duplicate_node"]),
    ],
)
def test_faults(source: str, rules: list[str]) -> None:
    found = chart_faults.find(parse(f"flowchart TD\n{source}"))
    assert [fault.rule for fault in found] == rules


@pytest.mark.parametrize(
    ("source", "line", "column"),
    [
        ("  S --> A{x}\n  A --> B", 2, 9),
        ("A{x} -- はい --> B\n  A --> C", 3, 5),
        ("A{x} -- はい --> B\n  A -- はい --> C & D", 3, 5),
        ("A[x] --> B\nS --> A[y]", 3, 7),
        ("A --> C\n B --> C", 3, 2),
    ],
)
def test_a_fault_says_where_and_what_to_do(source: str, line: int, column: int) -> None:
    fault = chart_faults.find(parse(f"flowchart TD\n{source}"))[0]
    assert (fault.line, fault.column) == (line, column)
    assert fault.mend


def test_groups_are_no_fault() -> None:
    assert chart_faults.find(parse("graph TD\nS --> F\nsubgraph F\nA\nend")) == ()
    assert parse("graph TD\nS --> F\nsubgraph F\nA\nend").by_id["F"].kind is NodeKind.GROUP
