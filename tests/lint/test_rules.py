"""Each rule: a page that breaks it in one place is told so there, and a whole page is clean."""

from __future__ import annotations

from pathlib import Path

import pytest

from kurosai.library.lint.check import Report, check
from kurosai.library.lint.finding import Finding, Severity
from kurosai.library.lint.rules import RULES
from kurosai.library.places import default_runbooks
from kurosai.library.shelf import Library

WHOLE = """# バッチ

## 001:ディスク使用率が閾値を超えた

夜間バッチのサーバーの話。

### 原因・背景

一時ファイルが残る。

### フローチャート

```mermaid
flowchart TD
    A[通知を受ける] --> B{一時ファイルが多い?}
    B -- はい --> C[一時ファイルを削除]
    B -- いいえ --> D[ログの保存期間を見直す]
```

### 対応手順

1. 通知を受けて、使用量を調べる。

   ```bash
   df -h
   ```

2. 一時ファイルが多ければ削除する。
3. 多くなければ、ログの保存期間を見直す。

### 調査結果の判断

- 90%未満なら問題ない。

### エラーログのサンプル

```text
[CRITICAL] disk usage exceeded threshold host=batch-01 mount=/var usage=93%
```
"""


def lint(root: Path, **pages: str) -> Report:
    for name, text in pages.items():
        (root / f"{name}.md").write_text(text, "utf-8")
    return check(Library.load(root))


def places(report: Report, least: Severity = Severity.WARNING) -> list[tuple[str, int, int]]:
    return [
        (found.rule, found.line, found.column)
        for found in report.findings
        if found.severity.rank >= least.rank
    ]


def test_a_whole_page_and_the_shipped_ones_are_clean(tmp_path: Path) -> None:
    assert lint(tmp_path, a=WHOLE).findings == ()
    assert places(check(Library.load(default_runbooks()))) == []


BROKEN = {
    # what is replaced in the whole page, by what, and the findings with the text they point at
    "bad chart": (("D[ログの保存期間を見直す]", "D[ログ (7日)]"), [("bad_chart", "(7日)]")]),
    "no end": (
        ("C[一時ファイルを削除]", "C[一時ファイルを削除] --> C\n    D --> D"),
        [("no_end", at) for at in ("A[通知", "B{一時", "C[一時", "D --> D")],
    ),
    "unreachable": (
        ("D[ログの保存期間を見直す]", "D[ログの保存期間を見直す]\n    X[多い] --> X"),
        [("no_end", "X["), ("several_entries", "X[")],
    ),
    "single exit": (
        ("    B -- いいえ --> D[ログの保存期間を見直す]\n", ""),
        [("single_exit", "B{")],
    ),
    "unlabelled exit": (("-- いいえ --> D", "--> D"), [("unlabelled_exit", "--> D[")]),
    "duplicate exit": (
        ("-- いいえ --> D", "-- はい --> D"),
        [("duplicate_exit", "-- はい --> D[")],
    ),
    "several entries": (
        ("    B -- はい", "    X[使用量を調べる] --> B\n    B -- はい"),
        [("several_entries", "X[")],
    ),
    "node twice": (("B -- いいえ", "B{通知が多い?} -- いいえ"), [("duplicate_node", "B{通知")]),
    "second chart": (
        ("### 対応手順\n", "```mermaid\ngraph TD\n  Z\n```\n\n### 対応手順\n"),
        [("second_chart", "graph TD")],
    ),
    "no background": (
        ("夜間バッチのサーバーの話。\n\n### 原因・背景\n\n一時ファイルが残る。\n", ""),
        [("missing_section", "## 001:")],
    ),
    "no sample": (
        ("[CRITICAL] disk usage exceeded threshold host=batch-01 mount=/var usage=93%", "df -h"),
        [("no_sample", "## 001:")],
    ),
    "generic sample": (
        ("disk usage exceeded threshold host=batch-01 mount=/var usage=93%", "error: disk full 12"),
        [("generic_sample", "[CRITICAL]")],
    ),
    "numbering": (("3. 多くなければ", "4. 多くなければ"), [("broken_numbering", "4. 多く")]),
    "open fence": (("usage=93%\n```\n", "usage=93%\n"), [("open_fence", "```text")]),
    "open fence in a list": (("   df -h\n   ```\n", "   df -h\n"), [("open_fence", "   ```bash")]),
    "secret": (("- 90%未満", "- password: hunter2-x9\n- 90%未満"), [("secret", "hunter2-x9")]),
    "dead file": (("- 90%未満", "- [表](./table.md) 90%未満"), [("dead_link", "./table.md")]),
    "dead anchor": (("- 90%未満", "- [表](#表の見方) 90%未満"), [("dead_link", "#表の見方")]),
    "dead image": (("- 90%未満", "- ![図](img/a.png) 90%未満"), [("dead_link", "img/a.png")]),
    "unknown rule": (
        ("# バッチ\n", "# バッチ\n<!-- kurosai-lint off: nosample -->\n"),
        [("unknown_rule", "<!--")],
    ),
    "entry twice": (
        ("# バッチ\n", "## 001:別\n"),
        [("missing_section", "## 001:別"), ("duplicate_id", "## 001:ディスク")],
    ),
}


@pytest.mark.parametrize(("change", "found"), BROKEN.values(), ids=BROKEN)
def test_a_broken_rule_is_found_where_it_is_broken(
    tmp_path: Path, change: tuple[str, str], found: list[tuple[str, str]]
) -> None:
    assert change[0] in WHOLE
    text = WHOLE.replace(change[0], change[1], 1)
    told = places(lint(tmp_path, a=text))
    assert [rule for rule, _, _ in told] == [rule for rule, _ in found]
    for (_, line, column), (_, at) in zip(told, found, strict=True):
        assert text.split("\n")[line - 1][column - 1 :].startswith(at)


def test_a_chart_in_a_list_is_placed_in_the_page(tmp_path: Path) -> None:
    chart = "flowchart TD\nA{x} -- はい --> B\n%% {0}\n"
    for name, last in (("drawn", "A --> C"), ("bad", "A[x (y)]")):
        text = f"## 001:a\n\nm\n\n1. 見る\n\n   ```mermaid\n{chart}{last}\n   ```\n"
        lines = [f"   {line}" if 7 < n < 12 else line for n, line in enumerate(text.split("\n"), 1)]
        (tmp_path / f"{name}.md").write_text("\n".join(lines), "utf-8")
    found = {one.rule: one for one in check(Library.load(tmp_path)).findings}
    assert (found["unlabelled_exit"].line, found["unlabelled_exit"].column) == (11, 6)
    assert (found["bad_chart"].line, found["bad_chart"].column) == (11, 8)


def test_a_fence_that_takes_a_heading_with_it_is_an_error(tmp_path: Path) -> None:
    text = "# t\n\n```text\nx\n\n## 002:次の障害\n\ny\n"
    (found,) = [one for one in lint(tmp_path, a=text).findings if one.rule == "open_fence"]
    assert (found.line, found.severity) == (3, Severity.ERROR)
    assert "line 6" in found.what


@pytest.mark.parametrize(
    ("change", "line", "what"),
    [
        (("D[ログの保存期間を見直す]", "D[証明書の更新依頼]"), 17, "no step speaks of D"),
        (
            ("3. 多くなければ", "3. 証明書の更新を依頼する。\n4. 多くなければ"),
            29,
            "nothing of step 3",
        ),
    ],
)
def test_chart_and_steps_that_disagree_are_worth_a_word(
    tmp_path: Path, change: tuple[str, str], line: int, what: str
) -> None:
    report = lint(tmp_path, a=WHOLE.replace(change[0], change[1], 1))
    assert [(one.rule, one.severity, one.line) for one in report.findings] == [
        ("chart_steps", Severity.INFO, line)
    ]
    assert what in report.findings[0].what


def test_a_block_without_a_language_is_worth_a_word(tmp_path: Path) -> None:
    (found,) = lint(tmp_path, a=WHOLE.replace("```text\n", "```\n")).findings
    assert (found.rule, found.severity, found.line) == ("fence_language", Severity.INFO, 37)


CHART = "```mermaid\nflowchart TD\n%s\n```\n"


@pytest.mark.parametrize(
    ("chart", "severity"),
    [
        ("A{full?} -- a lot --> B\nA -- not yet --> C", Severity.WARNING),
        ("A[full?] -- yes --> B\nA -- no --> C", Severity.WARNING),
    ],
)
def test_a_chart_that_asks_needs_an_error_line_whatever_else_is_there(
    tmp_path: Path, chart: str, severity: Severity
) -> None:
    report = lint(tmp_path, a=f"# Disk\n\n{CHART % chart}")
    told = [one.severity for one in report.findings if one.rule == "no_sample"]
    assert told == [severity]


@pytest.mark.parametrize(
    "chart",
    ["A --> B{rules}\nA --> C{records}\nB --> D", "A{kind} --> B[yes]\nA --> C[no]\nC --> C"],
)
def test_in_a_drawing_of_a_system_nothing_is_a_warning(tmp_path: Path, chart: str) -> None:
    text = f"# System\n\n## Overview\n\n{CHART % chart}\n## How to change a rule\n\n1. edit it\n"
    report = lint(tmp_path, a=text)
    assert {one.severity for one in report.findings} == {Severity.INFO}
    assert {"unlabelled_exit", "no_end", "single_exit"} & {one.rule for one in report.findings}


def test_error_lines_that_are_no_samples_are_pointed_at(tmp_path: Path) -> None:
    line = "2025-11-04 07:44:01 ERROR lease of task 17 lost"
    text = (
        f"# Lease\n\n{line}\n\nIt is bad when `{line}` is seen.\n\n"
        f"```yaml\n{line}\n```\n\n- ERROR: the command has failed.\n\n```\n{line}\n```\n"
    )
    report = lint(tmp_path, a=text)
    told = [(one.line, one.severity) for one in report.findings if one.rule == "unseen_sample"]
    assert told == [(3, Severity.INFO), (5, Severity.INFO), (8, Severity.INFO)]


def test_a_sample_that_two_entries_show(tmp_path: Path) -> None:
    other = WHOLE.replace("## 001:", "## 002:").replace("batch-01", "batch-77").replace("93", "99")
    (found,) = lint(tmp_path, a=WHOLE, b=other).findings
    assert (found.path, found.rule, found.line) == ("b.md", "duplicate_sample", 38)
    assert found.what == "a#001 shows the same line (a.md:38)"


def test_shared_numbers_are_told_only_where_numbers_go_across_pages(tmp_path: Path) -> None:
    pages = {f"p{n}": f"## 0{n}0:x\n" for n in range(1, 6)}
    report = lint(tmp_path, **pages, last="## 010:y\n")
    told = [one for one in report.findings if one.rule == "duplicate_number"]
    assert [(one.path, one.severity) for one in told] == [
        *(("last.md", Severity.INFO), ("p1.md", Severity.INFO)),
    ]
    for n in range(1, 6):
        (tmp_path / f"p{n}.md").write_text("## 010:x\n", "utf-8")
    assert "duplicate_number" not in {one.rule for one in check(Library.load(tmp_path)).findings}


@pytest.mark.parametrize(
    "text",
    [
        "# Notes\n\nThe team meets on Mondays, and the minutes are in the wiki.\n",
        "# System\n\n```mermaid\ngraph TD\nA --> B\nA --> C\nX --> Y\nY --> X\n```\n",
        "# Alert\n\n## Meaning\n\nSlow.\n\n## Mitigation\n\n- wait\n",
        "1. a\n1. b\n1. c\n\ntext\n\n0. a\n1. b\n\n- x\n\n5. five\n6. six\n",
    ],
)
def test_what_is_no_runbook_does_not_drown_in_warnings(tmp_path: Path, text: str) -> None:
    assert places(lint(tmp_path, a=text)) == []


def test_files_that_are_not_served_are_found_once(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_bytes("値".encode("cp932") * 9)
    (tmp_path / "c.md").write_text("---\na: [\n---\n# t\n\nx\n", "utf-8")
    (tmp_path / "d.md").symlink_to("/etc/hostname")
    report = lint(tmp_path, a="")
    assert [(one.path, one.rule, one.severity.value) for one in report.findings] == [
        *(("a.md", "no_entry", "warning"), ("b.md", "not_utf8", "error")),
        *(("c.md", "front_matter", "warning"), ("d.md", "outside", "error")),
    ]


def test_a_fault_that_says_what_to_do_says_it_once(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_bytes("値を確認する".encode("cp932"))
    (big, wrong) = lint(tmp_path, a="x" * 1_000_001).findings
    assert (big.what, big.mend) == ("the page has more than 1,000,000 bytes", "Split it.")
    assert wrong.what == "the page looks like CP932, not UTF-8"
    assert wrong.mend.endswith("-t UTF-8 b.md > page.tmp && mv page.tmp b.md")


def test_every_rule_is_described_and_every_finding_has_a_mend(tmp_path: Path) -> None:
    for name, rule in RULES.items():
        assert name == rule.name
        assert rule.why.endswith(".")
        assert rule.mend.endswith(".")
    found: set[Finding] = set()
    for number, ((old, new), _) in enumerate(BROKEN.values()):
        folder = tmp_path / str(number)
        folder.mkdir()
        found.update(lint(folder, a=WHOLE.replace(old, new, 1)).findings)
    assert all(one.mend and one.what and "\n" not in one.what for one in found)
    assert {one.rule for one in found} <= set(RULES)


def test_what_stands_around_an_error_is_no_sample_of_two_entries(tmp_path: Path) -> None:
    form = "# A\n\n## {}:x\n\n### エラーログ\n\n```text\nERROR {} broke\nRegion: tokyo\n```\n"
    (tmp_path / "a.md").write_text(form.format("001", "alpha"), "utf-8")
    (tmp_path / "b.md").write_text(form.format("002", "beta"), "utf-8")
    rules = [found.rule for found in check(Library.load(tmp_path)).findings]
    assert "duplicate_sample" not in rules
