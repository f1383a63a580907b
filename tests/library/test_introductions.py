"""Blocks that the text calls an error's log are samples wherever they stand; others are not."""

from __future__ import annotations

import pytest

from kurosai.library import page_parser


def samples(lead: str, code: str, language: str = "") -> list[tuple[str, ...]]:
    text = f"## 01:a\n### 対応手順\n1. 見る\n\n{lead}\n\n```{language}\n{code}\n```\n"
    page = page_parser.parse("p.md", text.encode())
    return [sample.log for sample in page.entries[0].samples]


ERROR = "level=error msg=x"


@pytest.mark.parametrize(
    "lead",
    [
        "次のようなエラーが出る。",
        "エラーログは以下の通り:",
        "You then see log messages like:",
        "The controller is fine. Logs similar to the following one can be\nobserved:",
        "Example error message:",
    ],
)
def test_introduced(lead: str) -> None:
    assert samples(lead, ERROR) == [(ERROR,)]


@pytest.mark.parametrize(
    ("lead", "code", "language"),
    [
        ("次のコマンドを実行する。", ERROR, ""),
        ("次のようなエラーが出る。再起動する。", ERROR, ""),
        ("You then see log messages like:", "everything is fine", ""),
        ("You then see log messages like:", "kubectl logs x | grep error:", ""),
        ("You then see log messages like:", ERROR, "yaml"),
    ],
)
def test_not_introduced(lead: str, code: str, language: str) -> None:
    assert samples(lead, code, language) == []


def test_a_paragraph_between_ends_the_introduction() -> None:
    assert samples("次のようなエラーが出る。\n\n- 別の話", ERROR) == []
