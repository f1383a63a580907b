"""What a question is titled by: what it is about, not whom it greets."""

from __future__ import annotations

import pytest

from kurosai.cases import trigger
from kurosai.vocabulary import moment

NOW = moment("2025-11-04T21:00:00Z")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("お疲れさまです。営業支援の大谷です。\njob 1 が落ちます。", "job 1 が落ちます。"),
        (
            "いつもお世話になっております。地図タイルの黒田です。\n\nログがない",
            "ログがない",
        ),
        ("運用チーム各位\nお疲れ様です、大谷と申します。1点質問です。なぜ?", "なぜ?"),
        ("お疲れ様です\uff01ジョブ1が失敗しました。", "ジョブ1が失敗しました。"),
        ("Hi team, job 1 died.\nWhy?", "job 1 died."),
        ("Good morning,\n\nthis is Kim from Sales. Our crawl died.", "Our crawl died."),
        ("Hello Support Team!\nI am Kim Lee.\nI'm lost.", "I'm lost."),
        # None of these is only a greeting.
        ("ジョブ1のログが空です。\n原因は?", "ジョブ1のログが空です。"),
        ("ジョブの失敗です。\n原因は?", "ジョブの失敗です。"),
        ("High load on job 1\nwhy?", "High load on job 1"),
        ("I am seeing errors.\nWhy?", "I am seeing errors."),
        ("お疲れさまです。", "お疲れさまです。"),
        # A sentence that goes on in the next line.
        ("job 1 が\n昨夜から失敗します。\n原因は?", "job 1 が昨夜から失敗します。"),
        ("job 1,\nwhich I ran, died.\nWhy?", "job 1, which I ran, died."),
        ("ジョブの件で、\n\n原因は?", "ジョブの件で、"),
        ("a" * 59 + "\nb", "a" * 59),
        ("a" * 60 + "\nb", "a" * 60 + " b"),
    ],
)
def test_a_question_is_titled_by_what_it_is_about(text: str, title: str) -> None:
    assert trigger.parse(text, "ja", NOW).title == title
