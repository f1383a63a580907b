from __future__ import annotations

import pytest

from kurosai.library.search import terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("startedAt", ["startedat", "start"]),
        ("started_at", ["startedat", "start"]),
        ("HTTPError503", ["httperror503", "http", "error", "503"]),
        ("the pods are restarting", ["pod", "restart"]),
        ("値なし ＡＢ", ["値", "値な", "なし", "ab"]),
        ("権限エラー", ["権", "限", "権限", "限エ", "エラ"]),
    ],
)
def test_a_text_is_split_into_its_terms(text: str, expected: list[str]) -> None:
    assert list(terms(text)) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("サーバー", "サーバ"),
        ("ｻｰﾊﾞｰの再起動", "サーバの再起動"),
        ("retries", "retry"),
        ("Failed", "failing"),
        ("stopped", "stopping"),
        ("queues", "QUEUE"),
        ("nodeClock", "node_clock"),
    ],
)
def test_spellings_of_one_word_are_one(one: str, other: str) -> None:
    assert sorted(terms(one)) == sorted(terms(other))


@pytest.mark.parametrize(
    ("one", "other"), [("address", "addres"), ("status", "statu"), ("ビル", "ビー")]
)
def test_words_that_only_look_alike_stay_apart(one: str, other: str) -> None:
    assert sorted(terms(one)) != sorted(terms(other))
