"""The flowchart parser: Mermaid's traps one by one, and that nothing else than ChartError comes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kurosai.library.flowchart import ChartError, Flowchart, NodeKind
from kurosai.library.mermaid import parse


def shapes(chart: Flowchart) -> dict[str, tuple[str, str]]:
    return {node.id: (node.text, node.shape) for node in chart.nodes}


def arrows(chart: Flowchart) -> list[tuple[str, str, str, str]]:
    return [(edge.source, edge.target, edge.label, edge.kind) for edge in chart.edges]


def test_the_health_checkers_chart() -> None:
    chart = parse(
        """flowchart TD
    E4[004:started_atの値が入っていない] --> G4[started_atの値を確認]
    G4 --> H4{値が設定済み?}
    H4 -- はい --> I4[次回正常なら対応不要]
    H4 -- いいえ --> J4{連続発生?}
    J4 -- はい --> K4[チーム共有し対応検討]
    J4 -- いいえ --> I4
"""
    )
    assert chart.direction == "TB"
    assert [node.id for node in chart.nodes] == ["E4", "G4", "H4", "I4", "J4", "K4"]
    assert [node.kind for node in chart.nodes] == [
        *(NodeKind.STEP, NodeKind.STEP, NodeKind.DECISION),
        *(NodeKind.END, NodeKind.DECISION, NodeKind.END),
    ]
    assert [(edge.source, edge.label, edge.target) for edge in chart.edges[2:4]] == [
        ("H4", "はい", "I4"),
        ("H4", "いいえ", "J4"),
    ]
    assert (chart.by_id["J4"].line, chart.by_id["J4"].column) == (5, 19)
    assert chart.edges[3].line == 5


@pytest.mark.parametrize(
    ("node", "text", "shape"),
    [
        ("a", "a", "default"),
        ("a[x y]", "x y", "square"),
        ("a(x)", "x", "round"),
        ("a([x])", "x", "stadium"),
        ("a[[x]]", "x", "subroutine"),
        ("a[(x)]", "x", "cylinder"),
        ("a((x))", "x", "circle"),
        ("a(((x)))", "x", "doublecircle"),
        ("a(-x-)", "x", "ellipse"),
        ("a>x]", "x", "odd"),
        ("a{x}", "x", "diamond"),
        ("a{{x}}", "x", "hexagon"),
        ("a[/x/]", "x", "lean_right"),
        ("a[\\x\\]", "x", "lean_left"),
        ("a[/x\\]", "x", "trapezoid"),
        ("a[\\x/]", "x", "inv_trapezoid"),
        ("a[|borders:lt|x]", "x", "rect"),
        ('a["x (y) [z]"]', "x (y) [z]", "square"),
        ('a["`**x** y`"]', "**x** y", "square"),
        ('a["#quot;x#quot; #9829; #amp;"]', '"x" ♥ &', "square"),
        ("a[x <br/> y]", "x <br/> y", "square"),
        ("a[x（y）、z]", "x（y）、z", "square"),
        ('a@{ shape: diam, label: "x" }', "x", "diam"),
        ('a@{ label: "x\n   y" }', "x<br/>y", "default"),
        ('a@{ icon: "fa:user" }', "", "default"),
        ("a[x]:::some", "x", "square"),
        ("a[x\ny]", "x\ny", "square"),
        ('a["x" ]', "x", "square"),
        ('a["x"y""]', "xy", "square"),
        ('a[""x""]', "x", "square"),
        ('a{ "" }', "", "diamond"),
        ('a[/ "x" \\]', "x", "trapezoid"),
        ('a@{ label: "x #amp; y" }', "x & y", "default"),
        ("a@{\n  shape: diam\n  label: |\n    x\n    y\n}", "x\ny\n", "diam"),
        ("a@{ label: x # y }", "x", "default"),
        ('a[x]\n a@{ icon: "fa:user" }', "x", "square"),
    ],
)
def test_shapes(node: str, text: str, shape: str) -> None:
    assert shapes(parse(f"flowchart LR\n  {node}\n")) == {"a": (text, shape)}


@pytest.mark.parametrize(
    ("arrow", "label", "kind", "length"),
    [
        ("-->", "", "normal arrow_point", 1),
        ("---->", "", "normal arrow_point", 3),
        ("-" * 30 + ">", "", "normal arrow_point", 10),
        ("---", "", "normal arrow_open", 1),
        ("==>", "", "thick arrow_point", 1),
        ("-.->", "", "dotted arrow_point", 1),
        ("-...->", "", "dotted arrow_point", 3),
        ("~~~", "", "invisible arrow_open", 1),
        ("--x", "", "normal arrow_cross", 1),
        ("--o", "", "normal arrow_circle", 1),
        ("<-->", "", "normal double_arrow_point", 1),
        ("x--x", "", "normal double_arrow_cross", 1),
        ("-->|はい|", "はい", "normal arrow_point", 1),
        ('-->|"a (b)"|', "a (b)", "normal arrow_point", 1),
        ("-- はい -->", "はい", "normal arrow_point", 1),
        ("-- no-op -->", "no-op", "normal arrow_point", 1),
        ('-- "a --> b" -->', "a --> b", "normal arrow_point", 1),
        ('-- ""a"" -->', "a", "normal arrow_point", 1),
        ("== x ==>", "x", "thick arrow_point", 1),
        ('-. "v1.2" .->', "v1.2", "dotted arrow_point", 1),
        ("<-- x -->", "x", "normal double_arrow_point", 1),
        ("-- 第一<br/>候補 -->", "第一<br/>候補", "normal arrow_point", 1),
    ],
)
def test_arrows(arrow: str, label: str, kind: str, length: int) -> None:
    (edge,) = parse(f"graph TD\nA {arrow} B").edges
    assert (edge.label, edge.kind, edge.length) == (label, kind, length)


def test_groups_chains_and_semicolons() -> None:
    chart = parse("graph TD; A & B --> C & D -- x --> E; F")
    assert [(edge.source, edge.target) for edge in chart.edges] == [
        *(("A", "C"), ("A", "D"), ("B", "C"), ("B", "D")),
        *(("C", "E"), ("D", "E")),
    ]
    assert chart.nodes[-1].id == "F"


def test_a_later_definition_gives_text_and_shape() -> None:
    chart = parse("graph TD\nA --> B\nA{one}\nA[two]\nstyle A fill:#fff")
    assert shapes(chart) == {"A": ("two", "square"), "B": ("B", "default")}


def test_an_arrow_may_begin_on_the_next_line() -> None:
    assert arrows(parse("graph TD\na{{x}}\n   --> b")) == [("a", "b", "", "normal arrow_point")]


def test_named_edges_are_no_nodes() -> None:
    chart = parse(
        "flowchart LR\nA e1@==> B\nB --> C\ne1@{ animate: true }\nL_B_C_0@{ animate: true }"
    )
    assert [node.id for node in chart.nodes] == ["A", "B", "C"]
    assert [edge.id for edge in chart.edges] == ["e1", ""]


def test_of_several_edges_the_last_source_s_first_has_the_name() -> None:
    edges = parse("flowchart LR\nA & B e1@--> C & D").edges
    assert [(edge.source, edge.target) for edge in edges if edge.id] == [("B", "C")]


@pytest.mark.parametrize(
    "statement",
    [
        "A --> B\nlinkStyle 0 stroke:#f66",
        "style A fill:#fff,stroke:#333;",
        "classDef a fill:#fff;",
        'click A "https://example.com" "tip" _blank',
        'click A href "https://example.com"',
        'click A call show() "tip"',
        'click A call show("x")',
        'click A show "tip"',
        "direction LRE",
        "%%",
    ],
)
def test_what_mermaid_passes_is_passed(statement: str) -> None:
    parse(f"graph TD\n{statement}\nZ")


def test_two_percent_signs_are_a_node() -> None:
    assert list(shapes(parse("graph TD\n%%\n%% x\nA"))) == ["%%", "A"]


def test_an_at_sign_within_a_text_is_text() -> None:
    assert shapes(parse("graph TD\nLE[Lambda@Edge] --> B"))["LE"] == ("Lambda@Edge", "square")


def test_subgraphs() -> None:
    chart = parse(
        """graph TB
subgraph one [第一]
  direction LR
  a --> b
  subgraph "two words"
    c
  end
end
subgraph three
  a
  d
end
one --> three
"""
    )
    assert [(s.id, s.title, s.nodes, s.direction) for s in chart.subgraphs] == [
        ("subGraph0", "two words", ("c",), ""),
        ("one", "第一", ("b", "a", "subGraph0"), "LR"),
        ("three", "three", ("d",), ""),
    ]
    assert chart.by_id["one"].kind is NodeKind.GROUP


def test_front_matter_comments_and_directives_keep_the_lines() -> None:
    source = (
        "---\r\ntitle: x\r\n---\r\n%%{init: {\r\n 'a': 1}}%%\r\n%% a comment\r\n"
        "flowchart LR\r\nA --> B %% not one\r\n"
    )
    with pytest.raises(ChartError) as caught:
        parse(source)
    assert (caught.value.line, caught.value.column) == (8, 9)
    assert parse(source.replace(" %% not one", "")).edges[0].line == 8


@pytest.mark.parametrize(
    ("source", "line", "column"),
    [
        ("", 1, 1),
        ("sequenceDiagram\nA->>B: x", 1, 1),
        ("flowchart TD\nA -->", 2, 6),
        ("flowchart TD\nA[x (y)]", 2, 5),
        ("flowchart TD\nA[x", 2, 2),
        ("flowchart TD\nA --> end", 2, 7),
        ("flowchart TD\nend", 2, 1),
        ("flowchart TD\nsubgraph x\nA", 2, 1),
        ("flowchart TD\nA B", 2, 3),
        ("flowchart TD\nA（x） --> B", 2, 2),
        ("flowchart TD A --> B", 1, 14),
        ("flowchart TD\nA --> B\nlinkStyle 1 stroke:red", 3, 1),
        ('flowchart TD\nA["x]', 2, 3),
        ("flowchart TD\nA@{ shape: diam", 2, 2),
        ("flowchart TD\nA@{ shape: Diam }", 2, 2),
        ("flowchart TD\nA & --> B", 2, 5),
        ("flowchart TD\nstyle.x", 2, 1),
        ("flowchart TD\nA -- --> B", 2, 6),
        ("flowchart TD\nA -- x", 2, 6),
        ("flowchart TD\n𝔸 --> B", 2, 1),
        ("flowchart TD\n① --> B", 2, 1),
        ("flowchart TD\nsubgraph x（y）\nend", 2, 11),
        ("flowchart TD\nsubgraph a, b\nend", 2, 11),
        ("flowchart TD\nstyle A fill:{}", 2, 14),
        ("flowchart TD\nclassDef a\n", 2, 11),
        ("graph;A --> B", 1, 6),
        ("flowchart TD\nA -. v1.2 .-> B", 2, 6),
        ("flowchart TD\nA == x=y ==> B", 2, 6),
        ("flowchart TD\nA --> B\nlinkStyle 0 stroke:#f66;", 3, 20),
        ("flowchart TD\nstyle A fill: #fff;", 2, 15),
        ("flowchart TD\nA#1; --> B", 2, 2),
        ('flowchart TD\nclick A "u" _new', 2, 12),
        ('flowchart TD\nclick A show() "tip"', 2, 13),
        ("flowchart TD\nclick A call show\n", 2, 14),
        ('flowchart TD\nclick "A" show', 2, 1),
        ("flowchart TD\nsubgraph\nA\nend", 2, 9),
        ("flowchart TD\nsubgraph my default\nend", 2, 20),
        ("flowchart TD\nA@{ label: x: y }", 2, 1),
        ('flowchart TD\nA(-x "y"-)', 2, 6),
        ("\n---\ntitle: x\n---\nflowchart TD\nA", 2, 1),
    ],
)
def test_what_mermaid_refuses_is_refused_where_it_stands(
    source: str, line: int, column: int
) -> None:
    with pytest.raises(ChartError) as caught:
        parse(source)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert f"line {line}, column {column}" in str(caught.value)


@pytest.mark.parametrize(
    ("source", "place", "said"),
    [
        ("A[x (y)] --> B", (2, 5), "] is expected"),
        ("A{x --> B", (2, 2), "} is missing"),
        ("A{x\nB[y] --> C", (2, 2), "} is missing"),
        ('A["x] --> B\nB["y"]', (2, 2), "] is missing"),
        ("A -->|はい B", (2, 6), "| is missing"),
        ("subgraph s[x\nA[y]\nend", (2, 11), "] is missing"),
        ("A --> end", (2, 7), "as an id write End"),
        ("A -> B", (2, 3), "written -->"),
        ("A => B", (2, 3), "written -->"),
        ("A → B", (2, 3), "written -->"),
        ("A -->> B", (2, 6), "the id of a node"),
        ("A（開始） --> B", (2, 2), "full-width"),
        ("A --> ①", (2, 7), "goes into a text"),
        ("A --> B %% note", (2, 9), "line of its own"),
        ("A[x](y) --> B", (2, 5), "one pair of brackets"),
        ("A --> B C", (2, 9), "an arrow"),
        ("A -- はい B", (2, 6), "label of this arrow"),
        ("subgraph 手順（1）\nA\nend", (2, 12), "must be in quotes"),
        ("subgraph x\nA --> B", (2, 1), "has no end"),
        ("A --> B\nend", (3, 1), "without a subgraph"),
        ("A --> B\nlinkStyle 3 stroke:red", (3, 1), "does not exist"),
        ("--> B", (2, 1), "the id of a node"),
    ],
)
def test_the_common_mistakes_are_found_where_they_are(
    source: str, place: tuple[int, int], said: str
) -> None:
    with pytest.raises(ChartError) as caught:
        parse(f"flowchart TD\n{source}")
    assert (caught.value.line, caught.value.column) == place
    assert said in caught.value.reason


_PIECES = st.sampled_from(
    [
        *("graph TD\n", "flowchart LR", "subgraph", "end", "direction TB", "style", "linkStyle 0"),
        *("classDef", "class", "click", "accDescr {", "%%", "%%{", "}%%", "---\n", "\n", ";", " "),
        *("A", "B1", "あ", "（", "①", "-->", "-- x -->", "-.->", "==>", "~~~", "x--x", "o", "&"),
        *("[", "]", "(", ")", "{", "}", "[/", "/]", "(-", "-)", "[|a:b|", "|", '"', '"`', '`"'),
        *("@{", "}", "shape: diam", "e1@", ":::", "#quot;", "<br/>", '<a b="c">', "\r\n", "\0"),
        *("'", "\\", "<", ">", "^", "v", "TD", "graph", "\u3000", "\ufeff", "\ud800", "𝔸"),
    ]
)


@settings(max_examples=600)
@given(st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=60).map("".join)))
def test_nothing_but_a_chart_error_comes_out(source: str) -> None:
    for text in (source, f"graph TD\n{source}"):
        chart, error = _tried(text)
        if chart is None:
            assert error is not None
            assert error.line >= 1
            assert error.column >= 1
        else:
            known = set(chart.by_id)
            assert {edge.source for edge in chart.edges} <= known
            assert {edge.target for edge in chart.edges} <= known
            assert {way.target for ways in chart.exits.values() for way in ways} <= known


def _tried(text: str) -> tuple[Flowchart | None, ChartError | None]:
    try:
        return parse(text), None
    except ChartError as error:
        return None, error


_NAME = st.text("abcXYZ_漢字かな", min_size=1, max_size=6).filter(
    lambda name: not name.startswith(("x", "o"))
)
_WORDS = st.text("abc 漢字かな?、。<>-=.", min_size=1, max_size=12).map(lambda text: f"t{text}t")


@given(st.lists(st.tuples(_NAME, _NAME, _WORDS), min_size=1, max_size=12))
def test_what_was_written_is_read(edges: list[tuple[str, str, str]]) -> None:
    lines = [f'{source} -->|"{label}"| {target}["{label}"]' for source, target, label in edges]
    chart = parse("flowchart TD\n" + "\n".join(lines))
    assert [(edge.source, edge.target, edge.label) for edge in chart.edges] == edges


_N = 100_000
_HARD = {
    "settings": "graph TD\n" + "a@{ w: x, }\n" * (_N // 12),
    "deep settings": "graph TD\na@{ " + "[" * _N + "}",
    "long settings": "graph TD\na@{ " + "- \n" * (_N // 3) + "}",
    "styles": "graph TD\n" + "style a:#b;" * (_N // 11),
    "front matter": "---\n" + "\n  ---" * (_N // 6),
    "calls": "graph TD\n" + "click a call b\n" * (_N // 15),
    "edges": "graph TD\n" + "\n".join(f"a{i}-->b{i}" for i in range(10_000)),
    "one chain": "graph TD\na" + "".join(f"-->b{i}" for i in range(10_000)),
    "nested": "graph TD\n"
    + "".join(f"subgraph s{i}\nn{i}\n" for i in range(5_000))
    + "end\n" * 5_000,
    "nested exits": "graph TD\n"
    + "".join(f"subgraph s{i}\nn{i}\n" for i in range(3_000))
    + "".join(f"end\ns{i}-->z\n" for i in reversed(range(3_000))),
    "statements": "graph TD;" + "a;" * (_N // 2),
    "edges in a line": "graph TD;" + "a--x" * (_N // 4),
    **{
        f"{piece!r} again": f"graph TD\n{start}" + piece * (_N // len(piece))
        for start in ("", "a ", "a[", "a -- ", "a -. ")
        for piece in (
            "-",
            ".",
            "= ",
            "~",
            'a["',
            "a@",
            "x@y@",
            '"a" ',
            "[",
            "/",
            "%%{",
            " %%",
            '""',
        )
    },
    **{
        f"{piece!r}": piece * (_N // len(piece))
        for piece in (
            "---\n",
            " ",
            "graph ",
            "<a b=",
            '<a b="',
            "#a",
            "あ",
            "subgraph ",
            "a & ",
            "style:#",
        )
    },
}


@pytest.mark.parametrize("name", _HARD)
def test_a_text_that_invites_backtracking_comes_to_an_end(name: str) -> None:
    """A quadratic step would take minutes; benchmarks/linear.py shows the ratio."""
    _tried(_HARD[name])
