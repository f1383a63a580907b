"""What a sentence claims by its wording."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kurosai.cases.sentences import wordings
from kurosai.cases.sentences.wordings import Absence


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("同様のエラーは発生していない。", Absence.NOT_HAPPENED),
        ("その後は再発していません", Absence.NOT_HAPPENED),
        ("単発の発生です", Absence.NOT_HAPPENED),
        ("エラーは1回のみ", Absence.NOT_HAPPENED),
        ("ログには何も出力されていない", Absence.NOT_THERE),
        ("started_atの記録がない", Absence.NOT_THERE),
        ("There were no other failures.", Absence.NOT_HAPPENED),
        ("No other failed job was found.", Absence.NOT_HAPPENED),
        ("Only once in twelve hours.", Absence.NOT_HAPPENED),
        ("該当するジョブは見つからなかった", Absence.NOT_THERE),
        ("The image does not exist.", Absence.NOT_THERE),
        ("他のエラーはありません。", Absence.NOT_THERE),
        ("WARNの行はなかった", Absence.NOT_THERE),
        ("There is no error in the log.", Absence.NOT_THERE),
        ("Nothing was logged by the container.", Absence.NOT_THERE),
        ("No warnings were seen.", Absence.NOT_THERE),
        ("エラーが原因ではありません", None),
        ("ログの見方", None),
        ("started_atに値が設定されていない", None),
        ("エラーが発生した", None),
        ("ログを確認できなかった", None),
        ("11回のみ", None),
    ],
)
def test_absence(text: str, missing: Absence | None) -> None:
    assert wordings.absence(text) is missing


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("過去7日間、同様のエラーはない", 7),
        ("直近 24時間で", 1),
        ("ここ一週間", 7),
        ("過去3か月", 90),
        ("３日間発生していない", 3),
        ("48時間以内に", 2),
        ("過去1日と過去2週間", 14),
        ("in the last 36 hours", 1.5),
        ("over the past week", 7),
        ("1時間ごとの実行", None),
        ("2日後に", None),
        ("12時間の調査", None),
        ("11月5日に", None),
        ("at last", None),
    ],
)
def test_span(text: str, days: float | None) -> None:
    assert wordings.span(text) == (None if days is None else timedelta(days=days))


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("同じエラーが 3 回連続で発生している。", (3,)),
        ("２回の連続失敗", (2,)),
        ("三回連続", (3,)),
        ("連続して2回失敗した", (2,)),
        ("5連続で失敗", (5,)),
        ("failed three times in a row", (3,)),
        ("2 consecutive failures", (2,)),
        ("3回以上連続した場合は共有する", ()),
        ("12回連続で正常に終了した", ()),
        ("2回連続ではない", ()),
        ("if it fails 3 times in a row", ()),
        ("1回発生した", ()),
        ("12回連続で正常だったが、2回連続で失敗した", (2,)),
    ],
)
def test_in_a_row(text: str, counts: tuple[int, ...]) -> None:
    assert wordings.in_a_row(text) == counts


@pytest.mark.parametrize(
    ("question", "least"),
    [("連続発生?", 2), ("3回以上連続?", 3), ("三回連続?", 3), ("5 times in a row?", 5)],
)
def test_threshold(question: str, least: int) -> None:
    assert wordings.threshold(question) == least


@pytest.mark.parametrize(
    "text",
    [
        "次回は成功している。",
        "次のヘルスチェックは正常に完了しました。",
        "次回の実行は問題なく完了している。",
        "次回の正常終了を確認した。",
        "次回のヘルスチェックは成功で、対応不要",
        "エラーは再発しておらず、対応不要。",
        "再発はありません。",
        "次の19:14の実行も問題なかった。",
        "後続の実行は正常に終了している。",
        "次回ヘルスチェックOK。",
        "次回のヘルスチェックでは発生していない。",
        "次回の実行でエラーは出ていない。",
        "The next run had no errors.",
        "その後、同様のエラーは発生していない。",
        "The next run was fine.",
        "the next health check completed normally",
        "It has not recurred.",
    ],
)
def test_foretold(text: str) -> None:
    assert wordings.foretold(text)


@pytest.mark.parametrize(
    "text",
    [
        "次回のヘルスチェックはまだ実行されていない。",
        "次回のヘルスチェックはまだ終了していない。",
        "次回正常であれば対応不要のため保留する。",
        "次回が正常かどうかは未確認。",
        "次回のヘルスチェックはまだ発生していない。",
        "次回発生していないことを確認する。",
        "次回の実行で問題がなかった場合はクローズする。",
        "次回の実行が正常に終了するか確認が必要。",
        "次回正常に終了した場合はクローズ。",
        "再発がないことを次回の実行で確認する。",
        "次回の実行後に正常終了を確認できていない。",
        "再発しないか確認する",
        "If the next run succeeded, close.",
        "The next run has not completed yet.",
        "the next run is due about 19:14Z",
    ],
)
def test_not_foretold(text: str) -> None:
    assert wordings.foretold(text) == ""


@pytest.mark.parametrize("text", ["x", "念のため", "理由" * 9, "H4 H4 H4 H4 H4 H4", "------------"])
def test_a_filler_is_no_reason(text: str) -> None:
    assert not wordings.has_substance(text)


def test_a_sentence_is_a_reason() -> None:
    assert wordings.has_substance("H4の値は後から書き込まれていた。")
    assert wordings.has_substance("The value was set later.")
