"""Pages as teams write them: entries by number and chart, sections by role, lines for all."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurosai.library import page_parser
from kurosai.library.page import Entry, Page, Step
from kurosai.library.page_parser import MAX_BYTES, Unreadable

PAGE = """---
team: platform
---
# ヘルスチェック

前書き。

## 004:値が入っていない

値が取得できない場合の手順。

### 原因・背景

想定外の挙動。

- 補足

### 関連リソース

- Lambda `checker`
- [API](https://api.example/v1)

### フローチャート

```mermaid
flowchart TD
    A[x] --> B{y?}
    B -- はい --> C[対応不要]
    B -- いいえ --> D[チーム共有]
```

### 対応手順

1. 確認する。
   - 手順A: UI
   - 手順B: API

     ```bash
     curl x
     ```

2. 判断する。

```sql
select 1
```

3. 記録する。

#### 補足手順

本文だけの手順。

### 調査結果の判断

- 一度だけなら問題ない。

### エラーログのサンプル

```text
[ERROR] value missing tasks:a-1
  File "x.py", line 3
```

## 005: 二つ目

### 調査コマンド

```
plain command
```

## 図だけの見出し

```mermaid
graph LR
  A --> B
```
"""


def parse(text: str, path: str = "team/page.md") -> Page:
    return page_parser.parse(path, text.encode())


def entry(text: str) -> Entry:
    (found,) = parse(text).entries
    return found


def rules(text: str) -> list[tuple[str, int]]:
    return [(fault.rule, fault.line) for fault in parse(text).faults]


def source(found: Entry | Page, text: str, start: int, end: int) -> str:
    return "\n".join(text.split("\n")[start - 1 : end])


def test_a_page_and_its_entries() -> None:
    page = parse(PAGE)
    assert page.title == "ヘルスチェック"
    assert page.matter == {"team": "platform"}
    assert page.digest == hashlib.sha256(PAGE.encode()).hexdigest()
    assert page.faults == ()
    assert [(e.id, e.number, e.title, e.heading, e.slug) for e in page.entries] == [
        ("team/page#004", "004", "値が入っていない", "004:値が入っていない", "004"),
        ("team/page#005", "005", "二つ目", "005: 二つ目", "005"),
        ("team/page#図だけの見出し", "", "図だけの見出し", "図だけの見出し", "図だけの見出し"),
    ]
    assert {(e.path, e.digest) for e in page.entries} == {("team/page.md", page.digest)}


def test_the_parts_of_an_entry_and_their_lines() -> None:
    found = parse(PAGE).entries[0]
    assert found.text.startswith("## 004:値が入っていない")
    assert found.text.endswith("line 3\n```")
    assert found.text == source(found, PAGE, found.lines.start, found.lines.end)
    assert found.summary is not None
    assert found.summary.text == "値が取得できない場合の手順。"
    assert found.background is not None
    assert found.background.text == "想定外の挙動。\n\n- 補足"
    for part in (found.summary, found.background, *found.resources, *found.judgement):
        held = source(found, PAGE, part.lines.start, part.lines.end)
        assert part.text in held
    assert [part.text for part in found.resources] == [
        "Lambda `checker`",
        "[API](https://api.example/v1)",
    ]
    assert [part.text for part in found.judgement] == ["一度だけなら問題ない。"]
    assert [code.text for code in found.commands] == ["curl x\n"]
    assert [(link.text, link.href, link.line) for link in found.links] == [
        ("API", "https://api.example/v1", 21)
    ]
    (sample,) = found.samples
    assert sample.log == ("[ERROR] value missing tasks:a-1", '  File "x.py", line 3')
    assert source(found, PAGE, sample.lines.start, sample.lines.end) == "\n".join(sample.log)


def test_the_chart_and_where_it_stands() -> None:
    found = parse(PAGE).entries[0]
    assert found.chart is not None
    assert found.chart_source is not None
    assert [node.id for node in found.chart.nodes] == ["A", "B", "C", "D"]
    first = PAGE.split("\n")[found.chart_source.lines.start - 1]
    assert first == "flowchart TD"


def _shape(step: Step) -> object:
    return (step.number, step.text, [code.text for code in step.code], [*map(_shape, step.steps)])


def test_steps_nested_broken_and_headed() -> None:
    found = parse(PAGE).entries[0]
    assert [_shape(step) for step in found.steps] == [
        (
            *(1, "確認する。", []),
            [
                (None, "手順A: UI", [], []),
                (None, "手順B: API", ["curl x\n"], []),
            ],
        ),
        (2, "判断する。", ["select 1\n"], []),
        (3, "記録する。", [], []),
        (None, "補足手順", [], [(None, "本文だけの手順。", [], [])]),
    ]
    (code,) = found.steps[0].steps[1].code
    assert source(found, PAGE, code.lines.start, code.lines.end).strip() == "curl x"
    assert (code.language, found.steps[0].steps[1].lines.end) == ("bash", code.lines.end + 1)


def test_a_list_that_code_broke_goes_on_counting() -> None:
    page = "## 01:x\n### 手順\n1. a\n\n```sh\nx\n```\n\n1. b\n2. c\n\n段落\n\n1. d\n"
    assert [step.number for step in entry(page).steps] == [1, 2, 3, None, 1]


def test_a_command_section_needs_no_language() -> None:
    assert [code.text for code in parse(PAGE).entries[1].commands] == ["plain command\n"]


def test_numbers_make_entries_without_charts_and_full_width_colons_count() -> None:
    page = parse("# t\n## 12：x\n## #013: y\n## 1. 概要\n## 2025 の記録\n")
    assert [found.number for found in page.entries] == ["12", "013"]


def test_a_chart_belongs_to_the_heading_above_its_section() -> None:
    page = parse("# t\n## Disk full\n### Steps\n1. a\n### Flow\n```mermaid\ngraph TD\nA\n```\n")
    assert [found.id for found in page.entries] == ["team/page#disk-full"]
    assert [step.text for step in page.entries[0].steps] == ["a"]


def test_a_title_names_what_its_sections_leave() -> None:
    found = entry("# NAT Troubleshooting\n\n## Background\n\nx\n\n## High rate\n\n- y\n")
    assert found.background is not None
    assert found.background.text == "x"
    assert [_shape(step) for step in found.steps] == [
        (None, "High rate", [], [(None, "y", [], [])]),
    ]
    found = entry("# NAT Troubleshooting\n\n- no\n\n## Steps\n\n- yes\n")
    assert [step.text for step in found.steps] == ["yes"]


def test_without_a_section_numbered_lists_are_the_steps() -> None:
    found = entry("# t\n\n- a\n\n## Meaning\n\n1. no\n\n## Later\n\n1. b\n\n```\nc\n```\n\n2. d\n")
    assert [_shape(step) for step in found.steps] == [(1, "b", ["c\n"], []), (2, "d", [], [])]


def test_comments_are_no_steps_and_table_rows_are_items() -> None:
    steps = "## 1234:x\n### Steps\n<!-- note -->\n\n- a\n\n"
    found = entry(f"{steps}### Criteria\n\n| h | i |\n| - | - |\n| j | k |\n")
    assert [step.text for step in found.steps] == ["a"]
    assert [(part.text, str(part.lines)) for part in found.judgement] == [("j | k", "11")]


@pytest.mark.parametrize("code", ["$ df -h", "# look\nkubectl get pods", "sudo systemctl status x"])
def test_what_begins_like_a_command_is_one_without_a_language(code: str) -> None:
    found = entry(f"## 01:a\n```\n{code}\n```\n```\ndf: no such disk\n```\n```text\nls -l\n```\n")
    assert [one.text for one in found.commands] == [f"{code}\n"]


def test_an_english_page_without_chart_is_one_entry() -> None:
    found = entry("# HighLatency\n\n## Meaning\n\nSlow.\n\n## Mitigation\n\n- wait\n")
    assert (found.id, found.title, found.chart) == ("team/page", "HighLatency", None)
    assert found.background is not None
    assert found.background.text == "Slow."
    assert [step.text for step in found.steps] == ["wait"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# readme\n\ntext\n", []),
        ("<!-- nothing -->\n", [("no_entry", 1)]),
        ("<html><body>x</body></html>", [("no_entry", 1)]),
        ("", [("no_entry", 1)]),
        ("## 01:a\n```mermaid\ngraph TD\nA[x (y)]\n```\n", [("bad_chart", 4)]),
        (
            "## 01:a\n```mermaid\ngraph TD\nA\n```\n```mermaid\ngraph TD\nB\n```\n",
            [("second_chart", 7)],
        ),
        ("## 01:a\n## 01:b\n", [("duplicate_id", 2)]),
        ("---\na: [\n---\n## 01:a\n", [("front_matter", 2)]),
        ("---\n- a\n---\n## 01:a\n", [("front_matter", 1)]),
        ("## 01:a\n```mermaid\ngraph TD\nA --> B\n", []),
        ("## 01:a\n```mermaid\nsequenceDiagram\nA->>B: x\n```\n", []),
        ("---\nno end\n## 01:a\n", []),
    ],
)
def test_faults_and_their_lines(text: str, found: list[tuple[str, int]]) -> None:
    assert rules(text) == found


def test_a_page_with_a_bad_chart_keeps_the_rest() -> None:
    found = entry("## 01:a\n```mermaid\ngraph TD\nA[x (y)]\n```\n### 手順\n1. b\n")
    assert found.chart is None
    assert found.chart_source is not None
    assert found.steps[0].text == "b"


def test_a_sample_is_no_command() -> None:
    found = entry("## 01:a\n### サンプル\n```console\nERROR x\n```\n### 手順\n```sh\nls\n```\n")
    assert [code.text for code in found.commands] == ["ls\n"]


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_bom_and_line_endings_change_nothing_but_the_digest(ending: str) -> None:
    plain, odd = parse(PAGE), parse("\ufeff" + PAGE.replace("\n", ending))
    assert odd.digest != plain.digest
    assert (odd.matter, odd.faults) == (plain.matter, ())
    for one, other in zip(plain.entries, odd.entries, strict=True):
        assert (one.text, one.lines, one.steps, one.samples, one.chart) == (
            *(other.text, other.lines, other.steps, other.samples, other.chart),
        )


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        ("値".encode("cp932"), "not_utf8"),
        ("# x".encode("utf-16"), "not_utf8"),
        (b"# x\0", "binary"),
        (b"x" * (MAX_BYTES + 1), "too_large"),
    ],
)
def test_what_is_no_page_says_why(data: bytes, rule: str) -> None:
    with pytest.raises(Unreadable) as caught:
        page_parser.parse("a.md", data)
    assert caught.value.rule == rule


_BLOCKS = st.lists(
    st.sampled_from(
        [
            *("# a", "## 001:b", "## 002:c", "### 対応手順", "### エラーログのサンプル", "#### d"),
            *("```mermaid\ngraph TD\nA --> B\n```", "```", "~~~", "1. x", "2. y", "- z", "   - w"),
            *("    code", "> q", "| a |\n| - |\n| b |", "---", "<div>", "[a](b)", "text", ""),
        ]
    ),
    max_size=25,
)


@given(st.one_of(_BLOCKS.map("\n".join), st.text(max_size=200)))
def test_any_markdown_is_a_page(text: str) -> None:
    data = text.encode("utf-8", "replace")
    if b"\0" in data:
        return
    page = page_parser.parse("a.md", data)
    count = text.count("\n") + text.count("\r") + 1
    assert len({found.id for found in page.entries}) == len(page.entries)
    for found in page.entries:
        assert 1 <= found.lines.start <= found.lines.end <= count
        for step in found.steps:
            assert found.lines.start <= step.lines.start <= step.lines.end <= found.lines.end


@pytest.mark.parametrize(
    ("path", "text", "title"),
    [
        ("a/disk_full-db.md", "## Symptoms\n\nx\n\n## Steps\n\ny\n", "disk full db"),
        ("a/disk-full.md", "## Steps to check\n\nx\n", "disk full"),
        ("a/x.md", "### Disk of the database\n\nx\n\n#### Steps\n\ny\n", "Disk of the database"),
        ("a/disk-full/README.md", "## Symptoms\n\nx\n\n## Steps\n\ny\n", "disk full"),
        ("a/disk-full/index.md", "x\n", "disk full"),
        ("README.md", "x\n", "README"),
        ("a/x.md", "---\ntitle: Disk\n---\n## Symptoms\n\nx\n\n## Steps\n\ny\n", "Disk"),
        ("a/x.md", "## Symptoms\n\nx\n\n# Disk\n\ny\n", "Disk"),
    ],
)
def test_a_page_is_not_called_by_one_of_its_sections(path: str, text: str, title: str) -> None:
    page = page_parser.parse(path, text.encode())
    assert (page.title, page.entries[0].title, page.entries[0].heading) == (title,) * 3
