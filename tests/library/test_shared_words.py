from __future__ import annotations

from pathlib import Path

import pytest

from kurosai.library import search
from kurosai.library.shelf import Library

PAGE = """\
# Limits

A task has 4 GB. 保存期間は30日で、スケールは自動です。carried_over を見てください。

## Disk

20 GB.
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "limits.md").write_text(PAGE, "utf-8")
    for number in range(5):
        (tmp_path / f"other-{number}.md").write_text(f"# Other {number}\n\nA task.\n", "utf-8")
    return Library.load(tmp_path)


@pytest.mark.parametrize(
    ("question", "words", "about"),
    [
        # In a title above the passage, said or meant.
        ("is the disk full when nothing else is left on it?", ("disk",), True),
        ("上限を知りたい", ("limit",), True),
        # A name, whole or in another spelling.
        ("what is it that carriedOver says of my nightly run", ("carriedover",), True),
        # The longest that is shared of a run of kanji; of a katakana word all or nothing.
        ("顧客情報保存期間外の件", ("保存期間",), True),
        ("スケールの自動", ("スケール", "自動"), True),
        ("ルールの一覧", (), False),
        # What every page says, and one word of many.
        ("task", ("task",), False),
        ("顧客の自動の請求の宛名", ("自動",), False),
        ("これはどうすればいいですか", (), False),
    ],
)
def test_what_a_question_shares_with_a_page(
    library: Library, question: str, words: tuple[str, ...], about: bool
) -> None:
    entry = library.entry("limits")
    assert search.shared(library, entry, question) == search.Shared(words, about)
