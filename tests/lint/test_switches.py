"""Rules switched off for a page, in its front matter or in a comment."""

from __future__ import annotations

from pathlib import Path

import pytest

from kurosai.library.lint.check import check
from kurosai.library.shelf import Library

PAGE = "# t\n\n```\nls\n```\n\n[a](gone.md)\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (PAGE, ["fence_language", "dead_link"]),
        (f"---\nkurosai-lint: {{off: [dead_link]}}\n---\n{PAGE}", ["fence_language"]),
        (f"---\nkurosai-lint:\n  off: dead_link\n---\n{PAGE}", ["fence_language"]),
        (f"<!-- kurosai-lint off: dead_link, fence_language -->\n{PAGE}", []),
        (f"{PAGE}\n<!--kurosai-lint off: dead_link: moved: soon-->\n", ["fence_language"]),
        (f"---\nkurosai-lint: {{off: [x]}}\n---\n{PAGE}", "unknown"),
        (f"---\nkurosai-lint: dead_link\n---\n{PAGE}", "unknown"),
        (f"<!-- kurosai-lint off dead_link -->\n{PAGE}", "unknown"),
        (f"<!-- kurosai-lint: off: dead_link -->\n{PAGE}", "unknown"),
        (f"<!-- kurosai-lint off: dead_link:\nmoved -->\n{PAGE}", "unknown"),
        (
            f"{PAGE}\n```text\n<!-- kurosai-lint off: dead_link -->\n```\n",
            ["fence_language", "dead_link"],
        ),
    ],
)
def test_switches(tmp_path: Path, text: str, found: list[str] | str) -> None:
    (tmp_path / "a.md").write_text(text, "utf-8")
    rules = [one.rule for one in check(Library.load(tmp_path)).findings]
    if found == "unknown":
        assert sorted(rules) == ["dead_link", "fence_language", "unknown_rule"]
    else:
        assert rules == found


def test_what_is_off_is_counted(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"<!-- kurosai-lint off: dead_link -->\n{PAGE}", "utf-8")
    (tmp_path / "b.md").write_text(PAGE, "utf-8")
    report = check(Library.load(tmp_path))
    assert dict(report.switched_off) == {"dead_link": 1}
    assert [one.path for one in report.findings] == ["a.md", "b.md", "b.md"]


def test_the_faults_of_a_page_can_be_off_too(tmp_path: Path) -> None:
    text = "<!-- kurosai-lint off: duplicate_id -->\n## 01:a\n## 01:b\n"
    (tmp_path / "a.md").write_text(text, "utf-8")
    assert "duplicate_id" not in {one.rule for one in check(Library.load(tmp_path)).findings}
