"""Which questions are for what somebody wrote, and which entries send there."""

from __future__ import annotations

import pytest

from kurosai.library import notices


@pytest.mark.parametrize(
    "question",
    [
        "そのワークフローについて有効な事前連絡がある?",
        "事前連絡あり？",
        "メンテナンスの告知が出ている?",
        "作業は事前に周知済み？",
        "停止は予告されていた？",
        "当番メモに予定が書かれている?",
        "引き継ぎに記載がある?",
        "利用者向けガイドに上限の記載がある？",
        "事前連絡の有無",
        "Is there a valid advance notice for this workflow?",
        "Was the maintenance announced in advance?",
        "Is there an on-call note about it?",
        "Do the on-call notes mention it?",
        "Is the limit documented?",
        "Is it documented in the user guide?",
    ],
)
def test_a_question_for_what_somebody_wrote(question: str) -> None:
    assert notices.asks(question)


@pytest.mark.parametrize(
    "question",
    [
        "連絡された時間帯と量に収まっている?",
        "事前連絡がない?",
        "ログにエラーの記載がある?",
        "アラームの通知が続いている?",
        "利用者に連絡する?",
        "連続発生?",
        "started_atの値が設定済み?",
        "オーナーの連絡先がある?",
        "Is it within the announced window?",
        "Is there a notice in the log?",
        "Was nothing announced by the task's log?",
        "Noticed again?",
        "Is the queue empty?",
    ],
)
def test_a_question_for_the_world(question: str) -> None:
    assert not notices.asks(question)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2. 当番メモに、そのワークフローの事前連絡があるかを確認する。", True),
        ("当番メモ（引き継ぎ）に書かれる。", True),
        ("引継ぎ事項を見る", True),
        ("Check the on-call notes first.", True),
        ("Read the hand-over.", True),
        ("日勤に引き継ぐ。", False),
        ("Hand over to the team.", False),
        ("利用者に連絡する。", False),
    ],
)
def test_an_entry_that_sends_to_the_notes(text: str, told: bool) -> None:
    assert notices.sends(text) is told


def test_a_note_is_known_by_its_folder() -> None:
    assert notices.is_note("notes/2026-11-17-0842-a.md")
    assert not notices.is_note("guide/notes.md")
