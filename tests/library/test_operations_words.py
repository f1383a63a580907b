from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from kurosai.library.search import search
from kurosai.library.search.synonyms import shipped
from kurosai.library.search.tokenizer import atoms, terms
from kurosai.library.search.word_lists import parse
from kurosai.library.shelf import Library
from kurosai.strict_yaml import compose

# Said of almost everything: a page found by one of these is found by chance.
TOO_GENERAL = """
方法 やり方 仕方 どうすれば どうしたら わからない 対応 対処 作業 状態 状況 場合 時 問題 内容 結果
情報 環境 システム サービス 処理 機能 利用 使用 使う 使いたい する できる ある なる 出る 出た 来る
行く 入る 残る 変 変な おかしい 急に 突然 今朝 昨日 さっき 毎回 何回も 全部 一部 手で 上がった
立った
流す 回す 起こす 動いて メッセージ リソース 負荷 発行 金額 お金
error failed failure job task run start stop status service system server data issue problem help
please need want check use set get name value time new old type kill killed missing
"""


def text(name: str = "operations.yaml") -> str:
    return files("kurosai.library.search").joinpath(name).read_text("utf-8")


def key(word: str) -> tuple[str, ...]:
    return tuple(atoms(word))


def listed(part: str, name: str | None = None, file: str = "operations.yaml") -> list[list[str]]:
    """The words of each group of `same`, or of one list of each entry of `oneway`."""
    mapping = compose(text(file)).mapping or {}
    groups = mapping[part].items or ()
    chosen = [(group.mapping or {})[name] if name else group for group in groups]
    return [[word.text or "" for word in group.items or ()] for group in chosen]


ASKED = listed("oneway", "said", "asking.yaml")


def test_the_shipped_files_are_read() -> None:
    assert parse(text("asking.yaml")) == shipped().asking
    for phrase in ("失敗", "こけました"):
        assert "fail" in shipped().others(phrase), phrase
    assert set(parse(text())) < set(shipped().phrases)


@pytest.mark.parametrize("words", [listed("same"), listed("oneway", "said"), ASKED])
def test_no_phrase_stands_for_two_things(words: list[list[str]]) -> None:
    often = Counter(key(word) for group in words for word in group)
    assert [word for word, times in often.items() if times > 1] == []


def test_no_phrase_is_so_general_that_it_drowns_a_question() -> None:
    general = {key(word) for word in TOO_GENERAL.split()}
    words = [word for group in listed("same") + listed("oneway", "said") + ASKED for word in group]
    assert [word for word in words if key(word) in general] == []
    # One character or one bare digit is a part of too many other words.
    assert [word for word in words if len(word) == 1 or re.fullmatch(r"\d{1,2}", word)] == []


def test_every_phrase_finds_more_than_itself() -> None:
    for phrase in parse(text()) + parse(text("asking.yaml")):
        assert {term for other in phrase.finds for term in terms(other)} - set(
            terms(phrase.text)
        ), phrase


@pytest.mark.parametrize(
    ("said", "never"),
    [
        ("SIGTERM", "143"),
        ("アーキテクチャ", "MacBook"),
        ("サブネット", "ENI"),
        ("timeout", "lambda"),
    ],
)
def test_an_error_text_leads_to_its_subject_and_not_back(said: str, never: str) -> None:
    assert not set(terms(never)) & set(shipped().others(said))


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("セキュリティグループ", "セキュリティグループ"),
        ("グループに変える", "変える"),
        ("出来ない", "出来ない"),
        ("落ち着いた", "落ち着"),
    ],
)
def test_the_longer_word_is_meant(text: str, phrase: str) -> None:
    assert {found.text for found in shipped().within(text)} == {phrase}


@pytest.mark.parametrize(
    "text", ["マッピング", "シグナル", "続けられた", "そうじゃない", "スマートな", "まとめて"]
)
def test_a_word_within_another_is_not_taken_for_it(text: str) -> None:
    assert list(shipped().within(text)) == []


PAGES = {
    "a.md": "# タスクの異常終了\n\n終了コードを確認し、ログの例外を調べる。",
    "b.md": "# アーキテクチャの不一致\n\narm64 のイメージは amd64 の環境で起動できない。",
    "c.md": "# サブネットの IP アドレス枯渇\n\n空きアドレスを確認し、サブネットを追加する。",
    "d.md": "# 二重実行を避ける\n\n同じジョブを同時に動かさないための排他と冪等性。",
    "e.md": "# 退職者の権限剥奪\n\nアカウントを削除し、ロールから外す。",
    "f.md": "# Silencing an alert during maintenance\n\nCreate a silence before planned work.",
    "g.md": "# Dead letter queue\n\nMessages that failed too often, and their redrive.",
    "h.md": "# コストの按分\n\n利用部門ごとの費用配分の計算。",
    "i.md": "# タイムゾーンの扱い\n\nスケジュールは UTC で書く。日本時間とは時差がある。",
    "j.md": "# オンコール当番の引き継ぎ\n\n未解決の事象と静観中の警報を伝える。",
}


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("夜のやつがこけました", "a.md"),
        ("手元のMacBookで作ったら動かん", "b.md"),
        ("exec format error", "b.md"),
        ("RESOURCE:ENI", "c.md"),
        ("2回走っちゃった", "d.md"),
        ("辞めた人のIDどうする", "e.md"),
        ("アラートを黙らせたい", "f.md"),
        ("死んだ手紙を流し直したい", "g.md"),
        ("部門別の割り勘", "h.md"),
        ("9時間ずれて動く", "i.md"),
        ("当直の申し送り", "j.md"),
    ],
)
def test_a_page_is_found_in_spoken_words(tmp_path: Path, asked: str, page: str) -> None:
    for name, content in PAGES.items():
        (tmp_path / name).write_text(content, "utf-8")
    assert search(Library.load(tmp_path), asked)[0].card.path == page
