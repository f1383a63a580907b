"""What a sentence claims to have seen, by its form."""

from __future__ import annotations

import pytest

from kurosai.cases.sentences import mentions


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("`started_at`が`null`", ("started_at",)),
        ("「接続がリセットされました」と出力", ("接続がリセットされました",)),
        ("「対応不要」としてクローズ", ()),
        ("```\nline one\n\n  line two\n```", ("line one", "line two")),
        ("引用なし", ()),
        ('"connection was reset by peer"と出た', ("connection was reset by peer",)),
        ('"値がないという記録だけが残る"', ("値がないという記録だけが残る",)),
        ('"a b"と"short"から、何も言わない"null"', ()),
        ("『接続がリセットされた』と『対応不要』", ("接続がリセットされた",)),
    ],
)
def test_quotes(text: str, found: tuple[str, ...]) -> None:
    assert mentions.quotes(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[ERROR] boom happened here", ("[ERROR] boom happened here",)),
        (
            "2025-11-04T18:14:40Z ERROR boom happened",
            ("2025-11-04T18:14:40Z ERROR boom happened",),
        ),
        (
            "原因はCannotPullContainerError: no matching manifest for linux/amd64です",
            ("CannotPullContainerError: no matching manifest for",),
        ),
        ("`ValueError: x` は引用", ()),
        ("18:14Zに[ERROR] timeout after 540 sが出た", ("[ERROR] timeout after 540 s",)),
        ("The line [WARN] retry: x=1 was logged, once", ("[WARN] retry: x=1",)),
        ("[WARN]の行", ()),
        ("[WARN] retry: x=1は無関係", ("[WARN] retry: x=1",)),
        ("[ERROR] 接続がリセットされた", ("[ERROR] 接続がリセットされた",)),
        ("エラーが発生しました", ()),
        ("the error: it was late", ()),
    ],
)
def test_log_lines(text: str, found: tuple[str, ...]) -> None:
    assert mentions.log_lines(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ジョブ16852935が", ["16852935"]),
        ("job-16852935-normal-1", ["16852935"]),
        ("2291eeee-6a4e-4d2f-ac8b-1d6437bc4b97", ["2291eeee-6a4e-4d2f-ac8b-1d6437bc4b97"]),
        ("リクエスト2291eeeeの", ["2291eeee"]),
        ("タスクnormal-9で", ["normal-9"]),
        ("10.1.2.3から", ["10.1.2.3"]),
        (
            "arn:aws:states:ap-northeast-1:111122223333:execution:x:job-1-1で",
            ["arn:aws:states:ap-northeast-1:111122223333:execution:x:job-1-1"],
        ),
        ("合計1048576バイト、250000件、3600000 ms", []),
        ("1.4.2と22,000件、502エラー", []),
        ("tutorial_20250910", []),
        ("#412 が原因で、#9 は無関係", ["#412", "#9"]),
        ("C# と a#1 と ##2 と #12ab", []),
    ],
)
def test_names(text: str, found: list[str]) -> None:
    assert [name.text for name in mentions.names(text)] == found


def test_evidence_ids_stand_in_brackets_or_hold_a_digit() -> None:
    assert mentions.evidence_ids("ログ[K7Q2M4XA]とABCDEFGHとX8KQK2TA") == ("K7Q2M4XA", "X8KQK2TA")
    assert mentions.evidence_ids("[DATABASE]は証跡、DATABASEは語") == ("DATABASE",)
    assert mentions.evidence_ids("[DATABASE, X8KQK2TA,HARDWARE]") == (
        "DATABASE",
        "X8KQK2TA",
        "HARDWARE",
    )
    assert mentions.evidence_ids("SUCCEEDED 16852935") == ()


def test_paths() -> None:
    nodes = frozenset({"G4", "H4", "J4", "I4", "K4"})
    assert mentions.paths("経路はG4>H4=いいえ>J4です", nodes) == (
        (("G4", ""), ("H4", "いいえ"), ("J4", "")),
    )
    assert mentions.paths("H4 → K4", nodes) == ((("H4", ""), ("K4", "")),)
    assert mentions.paths("API -> DB", nodes) == ()
    assert mentions.paths("A=はい>B", frozenset()) == ((("A", "はい"), ("B", "")),)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ジョブはFAILEDで終了し値がない", ("FAILED",)),
        ("SUCCEEDEDではなくTIMED_OUTだった", ("TIMED_OUT",)),
        ("ジョブ16852935はFAILEDになった", ("FAILED",)),
        ("ジョブは TIMED_OUT になっていた", ("TIMED_OUT",)),
        ("FAILEDにならなかった", ()),
        ("FAILEDのタスクはない", ()),
        ("TIMED_OUTやFAILEDではない", ()),
        ("FAILEDになったタスクは存在しない", ()),
        ("it is not FAILED, no FAILED tasks", ()),
        ("`FAILED`と「RUNNING」", ()),
        ("HTTPSのERRORログとREADME、JSON", ()),
        ("[ZZZZABCD]とK7Q2M4XA", ()),
    ],
)
def test_states(text: str, found: tuple[str, ...]) -> None:
    assert mentions.states(text) == found


def test_digits_of_a_japanese_keyboard_are_digits() -> None:
    assert [one.text for one in mentions.names("ジョブ１６８５２９３６と＃４１２、normal-９")] == [
        "16852936",
        "#412",
        "normal-9",
    ]
    assert mentions.names("１２３４５６７件") == ()


def test_an_exit_code_is_one_in_the_words_of_the_platform_too() -> None:
    """Crois writes it so; a report that says exit code 1 of it was blocked, and 3 let pass."""
    assert mentions.exit_codes("attempt 1 exited with code 1; it exited with status 2") == (1, 2)


def test_exit_codes() -> None:
    assert mentions.exit_codes("終了コード137、exit code: 1、exit status was 2、コード3") == (
        137,
        1,
        2,
    )


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("exitCode: 137", (137,)),
        ("exited with code 1, then exited with 143", (1, 143)),
        ("終了コードは2、コード3で異常終了した", (2, 3)),
        ("exit 3 times; コード1は別の話", ()),
    ],
)
def test_exit_codes_as_people_say_them(text: str, codes: tuple[int, ...]) -> None:
    assert mentions.exit_codes(text) == codes


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Status: timeout で終わった", ("timeout",)),
        ("It ended with status timeout.", ("timeout",)),
        ("ステータスはpending", ("pending",)),
        ("the status updater, 状態はRUNNING、`status: error`", ()),
    ],
)
def test_statuses(text: str, words: tuple[str, ...]) -> None:
    assert mentions.statuses(text) == words


@pytest.mark.parametrize(
    "cited", ["[ABCDEFGH]", "[K7Q2M4XA]", "[ABCDEFGH, K7Q2M4XA]", "[12345678]"]
)
def test_a_citation_may_stand_right_behind_a_number_or_a_word(cited: str) -> None:
    wanted = tuple(cited.strip("[]").split(", "))
    for text in (f"使用は58{cited}。", f"It was killed by OOM{cited}.", f"使用は58 {cited}。"):
        assert mentions.evidence_ids(text) == wanted
