"""Walks: only along edges that exist, one answer for each decision, refusals that name the way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurosai.errors import Refused
from kurosai.library import trail
from kurosai.library.mermaid import parse
from kurosai.library.path_text import retrace
from kurosai.library.walk import Answer, Step, is_negative, walk
from kurosai.vocabulary import Verdict

CHART = parse(
    """flowchart TD
    E4[004:started_atの値が入っていない] --> G4[started_atの値を確認]
    G4 --> H4{値が設定済み?}
    H4 -- はい --> I4[次回正常なら対応不要]
    H4 -- いいえ --> J4{連続発生?}
    J4 -- はい --> K4[チーム共有し対応検討]
    J4 -- いいえ --> I4
"""
)
LOOP = parse("graph TD\nS --> Q{再試行?}\nQ -- はい --> R[再実行] --> Q\nQ -- いいえ --> E[終わり]")


def test_the_article_s_walk() -> None:
    found = walk(CHART, [Answer("H4", "いいえ", ("A1",), "null"), Answer("J4", "いいえ", ("B2",))])
    assert found.path_text == "E4>G4>H4=いいえ>J4=いいえ>I4"
    assert found.ended
    assert found.at.id == "I4"
    assert found.choices == ()
    assert found.verdict is Verdict.NO_ACTION
    assert found.condition == "次回正常なら"
    assert [step.answer.evidence for step in found.path if step.answer] == [("A1",), ("B2",)]


def test_without_answers_it_stands_at_the_first_decision() -> None:
    found = walk(CHART, [])
    assert (found.path_text, found.choices, found.ended) == ("E4>G4>H4", ("はい", "いいえ"), False)
    assert (found.verdict, found.condition) == (None, "")


def test_answers_come_in_any_order_and_may_sit_on_steps_and_ends() -> None:
    answers = [Answer("I4", "はい", ("C",)), Answer("J4", "NO"), Answer("H4", "無"), Answer("G4")]
    found = walk(CHART, answers)
    assert found.path_text == "E4>G4>H4=いいえ>J4=いいえ>I4"
    assert [step.node.id for step in found.path if step.answer] == ["G4", "H4", "J4", "I4"]
    assert found.unused == ()


@pytest.mark.parametrize(
    "yes",
    [
        "はい",
        "YES",
        "yes ",
        "true",
        "有",
        "有り",
        "該当",
        "はい、設定済み",
        "Y",
        "OK",
        "○",
        "✅ はい",
        "「はい」",
    ],
)
def test_yes_in_other_words(yes: str) -> None:
    assert walk(CHART, [Answer("H4", yes)]).path_text == "E4>G4>H4=はい>I4"


@pytest.mark.parametrize(
    "no", ["いいえ", "No.", "ＮＯ", "false", "無", "なし", "非該当", "n", "NG", "×", "✖️", "❌ NO"]
)
def test_no_in_other_words(no: str) -> None:
    assert walk(CHART, [Answer("H4", no)]).at.id == "J4"


@pytest.mark.parametrize("choice", ["", "maybe", "no data", "はいいいえ", "SUCCEEDED", "!yes"])
def test_a_choice_that_is_no_exit_names_the_exits(choice: str) -> None:
    with pytest.raises(Refused, match=r"H4 「値が設定済み\?」 has no exit .* はい, いいえ"):
        walk(CHART, [Answer("H4", choice)])


def test_yes_is_taken_only_where_one_exit_fits() -> None:
    chart = parse("graph TD\nA{x} -- あり --> B\nA -- 該当 --> C\nA -- なし --> D")
    with pytest.raises(Refused, match="あり, 該当"):
        walk(chart, [Answer("A", "はい")])
    assert walk(chart, [Answer("A", "いいえ")]).at.id == "D"
    assert walk(chart, [Answer("A", "該当")]).at.id == "C"


@pytest.mark.parametrize(
    ("labels", "choice", "at"),
    [
        (("Yes<br/>ポーリング", "No<br/>静的"), "いいえ", "C"),
        (("はい<br/>設定済み", "それ以外"), "yes", "B"),
        (("Yes, Free", "No, Enterprise"), "no", "C"),
        (("✅ Yes", "❌ No"), "はい", "B"),
        (("Yes later", "No Greenfield"), "NO", "C"),
        (("有 / 発生中", "無 / 復旧済"), "なし", "C"),
    ],
)
def test_yes_or_no_with_a_remark(labels: tuple[str, str], choice: str, at: str) -> None:
    chart = parse(f'graph TD\nA{{x}} -->|"{labels[0]}"| B\nA -->|"{labels[1]}"| C')
    assert walk(chart, [Answer("A", choice)]).at.id == at


@pytest.mark.parametrize("labels", [("No data", "Data"), ("No data", "No access"), ("x", "y")])
def test_no_is_not_the_no_of_another_word(labels: tuple[str, str]) -> None:
    chart = parse(f"graph TD\nA{{x}} -->|{labels[0]}| B\nA -->|{labels[1]}| C")
    with pytest.raises(Refused, match="has no exit 'no'"):
        walk(chart, [Answer("A", "no")])


def test_an_exit_to_a_node_without_text_is_called_by_its_id() -> None:
    chart = parse('graph TD\nA{x} --> B@{ icon: "fa:user" }\nA --> C[上限]')
    assert walk(chart, []).choices == ("B", "上限")


def test_unlabelled_exits_are_called_by_where_they_lead() -> None:
    chart = parse("graph TD\nA{x} --> B[在庫不足]\nA --> C[上限]")
    assert walk(chart, []).choices == ("在庫不足", "上限")
    assert walk(chart, [Answer("A", "上限")]).path_text == "A=上限>C"


def test_an_unknown_node_is_refused_with_those_that_are() -> None:
    with pytest.raises(Refused, match=r"no node 'X9'.*E4, G4, H4"):
        walk(CHART, [Answer("X9", "はい")])
    with pytest.raises(Refused, match="by node id: H4"):
        walk(CHART, [Answer("h4", "はい")])


def test_a_node_off_the_path_is_refused_with_what_is_next() -> None:
    with pytest.raises(Refused, match=r"J4 .* is not on the path.*Answer H4 first: はい, いいえ"):
        walk(CHART, [Answer("J4", "いいえ")])
    with pytest.raises(Refused, match=r"J4 .* stands at I4.*ended"):
        walk(CHART, [Answer("H4", "はい"), Answer("J4", "いいえ")])


def test_a_contradiction_is_refused_and_a_repetition_is_told() -> None:
    with pytest.raises(Refused, match="answered twice: はい and いいえ"):
        walk(CHART, [Answer("H4", "はい"), Answer("H4", "いいえ")])
    repeated = Answer("H4", "はい", ("Z",))
    assert walk(CHART, [Answer("H4", "はい"), repeated]).unused == (repeated,)


def test_a_loop_takes_one_answer_a_round() -> None:
    found = walk(LOOP, [Answer("Q", "はい"), Answer("Q", "はい"), Answer("Q", "いいえ")])
    assert found.path_text == "S>Q=はい>R>Q=はい>R>Q=いいえ>E"
    assert walk(LOOP, [Answer("Q", "はい")]).path_text == "S>Q=はい>R>Q"


def test_loops_are_bounded() -> None:
    with pytest.raises(Refused, match="500 nodes"):
        walk(LOOP, [Answer("Q", "はい")] * 400)
    with pytest.raises(Refused, match="goes round at"):
        walk(parse("graph TD\nA --> B --> C --> A"), [])


def test_of_several_entries_the_answered_one_is_taken() -> None:
    chart = parse(
        "graph TD\nA --> P{x}\nP -- はい --> E\nB --> Q{y}\nQ -- はい --> E\nQ -- いいえ --> F"
    )
    assert walk(chart, []).path_text == "A>P"
    assert walk(chart, [Answer("Q", "いいえ")]).path_text == "B>Q=いいえ>F"


def test_an_empty_chart_cannot_be_walked() -> None:
    with pytest.raises(Refused, match="no node"):
        walk(parse("graph TD"), [])


@pytest.mark.parametrize(
    ("text", "verdict", "condition"),
    [
        ("対応不要としてクローズ", Verdict.NO_ACTION, ""),
        ("チーム共有し対応検討", Verdict.ESCALATE, ""),
        ("担当チームへエスカレーション", Verdict.ESCALATE, ""),
        ("手動でノードプールの上限を引き上げ", Verdict.OPERATOR_ACTION, ""),
        ("ジョブを再実行", Verdict.OPERATOR_ACTION, ""),
        ("利用者へ案内する", Verdict.USER_FIX, ""),
        ("エスカレーション不要、クローズ", Verdict.NO_ACTION, ""),
        ("再実行し、失敗ならエスカレーション", None, ""),
        ("002の手順に進む", None, ""),
        ("次回正常なら<br/>対応不要", Verdict.NO_ACTION, "次回正常なら"),
        ("次回のヘルスチェックの結果を待つ", None, "次回のヘルスチェックの結果を待つ"),
        ("様子見", Verdict.NO_ACTION, "様子見"),
        ("Close if the next run succeeds", None, "if the next run succeeds"),
        ("no action", Verdict.NO_ACTION, ""),
        ("Answer the user: which field is wrong, write it again and rerun", Verdict.USER_FIX, ""),
        ("Answer the user and rerun the job by hand", None, ""),
        ("減らし方とgkeへの移し方を案内", Verdict.USER_FIX, ""),
        ("登録した利用者に上限を戻すよう依頼", Verdict.USER_FIX, ""),
    ],
)
def test_what_an_end_asks_for(text: str, verdict: Verdict | None, condition: str) -> None:
    found = walk(parse(f'graph TD\nA["{text}"]'), [])
    assert (found.verdict, found.condition) == (verdict, condition)


@pytest.mark.parametrize(
    ("label", "negative"),
    [
        *((label, True) for label in ("いいえ", "NO", "無", "なし", "非該当", "いいえ（単発）")),
        *((label, True) for label in ("発生していない", "値が未設定", "not found", "記録なし")),
        *((label, False) for label in ("はい", "YES", "有", "在庫不足", "SUCCEEDED", "nominal")),
    ],
)
def test_claims_of_absence_are_recognised(label: str, negative: bool) -> None:
    assert is_negative(label) is negative


def test_a_highlighted_chart_is_the_same_chart() -> None:
    found = walk(CHART, [Answer("H4", "いいえ")])
    marked = trail.highlight(CHART, found.path)
    again = parse(marked)
    assert (again.nodes, again.edges) == (CHART.nodes, CHART.edges)
    assert "class H4 walked" in marked
    assert "class J4 here" in marked
    assert "class I4" not in marked
    assert "linkStyle 3 " in marked
    assert "linkStyle 2 " not in marked


def test_a_comma_in_an_id_is_not_between_two() -> None:
    marked = trail.highlight(chart := parse("graph TD\na,b --> c"), walk(chart, []).path)
    assert "style a,b fill:" in marked
    assert "class a,b" not in marked


def test_a_node_come_back_to_is_marked_as_where_it_stands() -> None:
    marked = trail.highlight(LOOP, walk(LOOP, [Answer("Q", "はい")]).path)
    assert "class Q here" in marked
    assert "class Q walked" not in marked


def test_the_path_in_words() -> None:
    found = walk(CHART, [Answer("H4", "いいえ")])
    assert list(trail.lines(found.path)) == [
        "E4 004:started_atの値が入っていない",
        "G4 started_atの値を確認",
        "H4 値が設定済み? → いいえ",
        "J4 連続発生?",
    ]


_NODES = [f"N{place}" for place in range(6)]
_EDGES = st.lists(
    st.tuples(
        st.sampled_from(_NODES), st.sampled_from(["", "はい", "いいえ"]), st.sampled_from(_NODES)
    ),
    max_size=12,
)
_ANSWERS = st.lists(
    st.builds(Answer, st.sampled_from([*_NODES, "X"]), st.sampled_from(["", "はい", "no", "N1"])),
    max_size=8,
)


@given(st.lists(st.sampled_from(["はい", "YES", "なし", "no", "no data", "", "a>b"]), max_size=5))
def test_every_choice_offered_takes_its_own_exit(labels: list[str]) -> None:
    lines = [f'Q -->|"{label}"| N{i}' if label else f"Q --> N{i}" for i, label in enumerate(labels)]
    chart = parse("graph TD\n" + "\n".join(["Q{q}", *lines]))
    names = walk(chart, []).choices
    assert len(names) == (len(labels) if len(labels) > 1 or any(labels) else 0)
    for place, name in enumerate(names):
        found = walk(chart, [Answer("Q", name)])
        assert found.at.id == f"N{place}"
        assert retrace(chart, found.path_text)[:-1] == (Step(chart.by_id["Q"], name, edge=place),)


@given(_EDGES, _ANSWERS)
def test_every_step_goes_along_an_edge_or_is_refused(
    edges: list[tuple[str, str, str]], answers: list[Answer]
) -> None:
    lines = [
        f"{source} -->|{label}| {target}" if label else f"{source} --> {target}"
        for source, label, target in edges
    ]
    chart = parse("graph TD\n" + "\n".join([*_NODES, *lines]))
    try:
        found = walk(chart, answers)
    except Refused as error:
        refused = error
        found = None
    else:
        refused = None
    if found is None:
        assert refused is not None
        assert refused.do
        return
    pairs = list(zip(found.path, found.path[1:], strict=False))
    for here, there in pairs:
        assert here.edge is not None
        edge = chart.edges[here.edge]
        assert (edge.source, edge.target) == (here.node.id, there.node.id)
    assert found.ended is (not chart.exits[found.at.id])
    assert found.ended or found.choices
    taken = [step.answer for step in found.path if step.answer]
    assert sorted(map(repr, [*taken, *found.unused])) == sorted(map(repr, answers))
