"""The word file: what it must hold, and that a team's own can replace it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kurosai.errors import NotConfigured
from kurosai.library import sections, words
from kurosai.library.mermaid import parse
from kurosai.library.sections import Role
from kurosai.library.walk import Answer, walk
from kurosai.vocabulary import Verdict

OWN = """
"yes": [oui]
"no": [non]
absence: [absent]
verdicts: {no_action: [rien à faire], escalate: [appeler]}
negated: [" pas"]
future: ['si la prochaine [^,]*']
"""


def test_a_file_of_ones_own_decides(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text(OWN, "utf-8")
    own = words.load(path)
    chart = parse(
        "graph TD\nA{?} -- Oui --> B[rien à faire si la prochaine réussit]\nA -- Non --> C"
    )
    found = walk(chart, [Answer("A", "oui.")], own)
    assert (found.verdict, found.condition) == (Verdict.NO_ACTION, "si la prochaine réussit")
    assert own.is_negative("non")
    assert not own.is_negative("いいえ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a list", "not a mapping"),
        ('"yes": [a]', "verdicts"),
        (OWN.replace("[oui]", "[yes]"), "quote yes"),
        (OWN.replace("no_action", "nothing"), "nothing"),
        (OWN.replace("si la", "(si la"), "unterminated"),
        ("a: [", "cannot be used"),
    ],
)
def test_a_bad_file_says_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "words.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(NotConfigured, match=said):
        words.load(path)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotConfigured, match="cannot be read"):
        words.load(tmp_path / "none.yaml")


FIX, RUN, SHARE = Verdict.USER_FIX, Verdict.OPERATOR_ACTION, Verdict.ESCALATE


@pytest.mark.parametrize(
    ("end", "verdict"),
    [
        ("利用者に出力先の変更を案内", FIX),
        ("利用者へ連絡", FIX),
        ("利用者に連絡する", FIX),
        ("ユーザーに再実行を依頼", FIX),
        ("利用者にイメージをECRへ再プッシュするよう伝える", FIX),
        ("依頼者へ、パラメータの誤りを連絡", FIX),
        ("利用者に原因を説明", None),
        ("モジュールの所有者に修正を依頼", FIX),
        ("利用者に入力を直してもらう", FIX),
        ("Tell the owner of the module to rebuild it for amd64", FIX),
        ("Tell the module's owner which field is missing", FIX),
        ("Ask the user to rerun the job with fewer files", FIX),
        ("Contact the job owner", FIX),
        ("利用者に影響がないためクローズし、開発に連絡", None),
        ("再実行を案内", FIX),
        ("利用者に連絡し、再実行", RUN),
        ("オーナーへ連絡してエスカレーション", SHARE),
        ("利用者への連絡は不要、静観", Verdict.NO_ACTION),
        ("利用者に障害を連絡", None),
        ("利用者に確認し、問題なければ手動で再実行", RUN),
        ("利用者へ案内し、チーム共有", None),
        ("担当者に連絡", None),
        ("Tell the owner of the cluster", None),
        ("Contact the owner of the database", SHARE),
        ("Say that and write to the user, restart the node", RUN),
        ("Do not tell users", None),
        ("スケジュールを無効化しオーナーに連絡", RUN),
        ("Disable the schedule and tell the job owner", RUN),
        ("キューを退避してオーナーに連絡", None),
        ("Drain the queue and tell the job's owner", None),
        ("ログを添えてオーナーに連絡", FIX),
        ("原因を確認し利用者に連絡", FIX),
        ("Check the log and tell the job's owner", FIX),
    ],
)
def test_whoever_is_told_to_act_acts(end: str, verdict: Verdict | None) -> None:
    assert words.shipped().verdict(end) is verdict


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("原因・背景", Role.BACKGROUND),
        ("フローチャート", Role.CHART),
        ("3. 対応手順（運用担当者向け）", Role.STEPS),
        ("エラーログのサンプル", Role.SAMPLES),
        ("関連リソース", Role.RESOURCES),
        ("調査結果の判断", Role.JUDGEMENT),
        ("調査に使うコマンド", Role.COMMANDS),
        ("関連リンク", Role.LINKS),
        ("## Mitigation", Role.STEPS),
        ("Impact:", Role.BACKGROUND),
        ("Useful commands", Role.COMMANDS),
        ("Ingester restarts", None),
        ("Overflow", None),
        ("started_atの値が入っていない", None),
        ("", None),
    ],
)
def test_what_a_heading_is_about(heading: str, role: Role | None) -> None:
    assert sections.shipped().role(heading) is role


@pytest.mark.parametrize("text", ["- a", "nonsense: [a]", "steps: 1", "a: ["])
def test_a_bad_section_file_says_what_it_needs(text: str) -> None:
    with pytest.raises(NotConfigured, match="maps roles"):
        sections.parse(text)
