"""Every block of a page belongs to one entry: nothing is lost between, behind or around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurosai.library import page_parser
from kurosai.library.page import Entry, Lines, Page

CHART = "```mermaid\ngraph TD\nA --> B\n```\n"
PROSE = "当番はまずこのページを開き、該当するアラートの番号を探す。なければチームに相談すること。\n"


def parse(text: str, path: str = "p.md") -> Page:
    return page_parser.parse(path, text.encode())


def shape(text: str) -> list[tuple[str, str]]:
    return [(entry.id, entry.text) for entry in parse(text).entries]


def test_what_stands_around_entries_is_an_entry_of_the_page() -> None:
    text = f"# 基盤\n\n{PROSE}\n## 001:a\n\nx\n\n## 付録\n\n閾値は四半期ごとに見直す。\n"
    page, first = parse(text).entries
    assert (page.id, page.title, page.number, page.is_page) == ("p", "基盤", "", True)
    assert page.text == f"# 基盤\n\n{PROSE}\n## 付録\n\n閾値は四半期ごとに見直す。"
    assert [str(lines) for lines in page.pieces] == ["1-3", "9-11"]
    assert str(page.lines) == "1-11"
    assert page.summary is not None
    assert page.summary.text == PROSE.strip()
    assert (first.id, first.text, first.is_page) == ("p#001", "## 001:a\n\nx", False)


def test_a_title_a_few_words_and_a_table_of_contents_are_no_entry() -> None:
    toc = "".join(
        f"- [00{n}:ジョブが終了しないとき](#00{n}ジョブが終了しないとき)\n" for n in range(1, 9)
    )
    assert [name for name, _ in shape(f"# t\n\n前書き。\n\n{toc}\n## 001:a\n")] == ["p#001"]


def test_an_entry_goes_on_behind_one_inside_it() -> None:
    charts = f"### 図その1\n\n{CHART}\n### 図その2\n\n{CHART}"
    text = f"## 01:a\n\nm\n\n{charts}\n### 対応手順\n\n1. 再起動\n"
    outer, one, two = parse(text).entries
    assert (outer.id, one.id, two.id) == ("p#01", "p#図その1", "p#図その2")
    assert outer.text == "## 01:a\n\nm\n\n### 対応手順\n\n1. 再起動"
    assert [step.text for step in outer.steps] == ["再起動"]
    assert one.chart is not None
    assert two.steps == ()


def test_a_section_goes_on_behind_an_entry_inside_it() -> None:
    charts = f"#### 図その1\n\n{CHART}\n#### 図その2\n\n{CHART}"
    outer = parse(f"## 01:a\n\n### 対応手順\n\n1. b\n\n{charts}\n#### 補足\n\n1. c\n").entries[0]
    assert [step.text for step in outer.steps] == ["b", "補足"]


@pytest.mark.parametrize(
    "text",
    [
        f"---\n\n{PROSE}\n---\n",
        f"---\n{PROSE}---\n",
        f"---\n\n{PROSE}\n# a\n\n{PROSE}\n---\n",
    ],
)
def test_prose_between_two_lines_is_no_front_matter(text: str) -> None:
    page = parse(text)
    assert page.faults == ()
    assert page.entries[0].text == text.strip()


def test_the_only_chart_of_a_numbered_entry_is_its_own_under_any_heading() -> None:
    (found,) = parse(f"## 01:a\n### 全体像\n{CHART}\n### 余談\n1. b\n").entries
    assert (found.id, found.chart is not None, len(found.steps)) == ("p#01", True, 1)


def test_the_only_chart_beside_steps_belongs_to_them() -> None:
    (found,) = parse(f"# Disk full\n## What happens\n{CHART}\n## Steps\n1. b\n").entries
    assert (found.id, found.chart is not None, len(found.steps)) == ("p#disk-full", True, 1)
    (found,) = parse(f"## What happens\n{CHART}\n## Steps\n1. b\n").entries
    assert (found.id, found.chart is not None, len(found.steps)) == ("p", True, 1)


def test_of_several_charts_each_has_its_heading() -> None:
    text = f"## Disk\n{CHART}\n## Memory\n{CHART}\n## Steps\n1. b\n"
    assert [entry.id for entry in parse(text).entries] == ["p#disk", "p#memory"]
    text = f"# t\n## Disk\n{CHART}\n## Memory\n{CHART}\n## Steps\n1. b\n"
    assert [entry.id for entry in parse(text).entries] == ["p#disk", "p#memory"]


def test_a_second_entry_of_one_number_is_served_too() -> None:
    page = parse("## 001:a\nx\n## 001:b\ny\n## 001:c\n")
    assert [(entry.id, entry.title) for entry in page.entries] == [
        *(("p#001", "a"), ("p#001-2", "b"), ("p#001-3", "c")),
    ]
    assert [(fault.rule, fault.line) for fault in page.faults] == [
        *(("duplicate_id", 3), ("duplicate_id", 5)),
    ]


def test_the_title_of_a_page() -> None:
    assert parse("---\ntitle: 運用\n---\n## Meaning\n\nx\n").title == "運用"
    assert parse("---\ntitle: 運用\n---\n# HighLoad\n\nx\n").title == "HighLoad"
    assert parse("---\ntitle: [1]\n---\n## HighLoad\n\nx\n").title == "HighLoad"
    assert parse("text\n", "team/disk.md").title == "disk"
    (found,) = parse("---\ntitle: 運用\n---\n## Meaning\n\nx\n").entries
    assert (found.title, found.text) == ("運用", "## Meaning\n\nx")


BLOCKS = st.lists(
    st.sampled_from(
        [
            *("# a", "## 001:b", "## 002:c", "### 対応手順", "### エラーログのサンプル", "#### d"),
            *("### 背景", "### 関連リソース", "### 判断基準", "## 図", PROSE, CHART.strip()),
            *("1. x", "1. x\n   - y\n     ```sh\n     ls\n     ```\n2. z", "- z", "```\nls\n```"),
            *("| a |\n| - |\n| b |", "[a](b) https://c.example/d", "---", "<div>", "", "> q\n> r"),
            *("    code", "```", "![i](j.png)", "[r]\n\n[r]: s", "a\n===", "* * *"),
        ]
    ),
    max_size=25,
)


def test_a_fence_that_nothing_closes_ends_with_the_last_line_that_says_something() -> None:
    (entry,) = parse("# t\n\ntext\n\n```sh\nls\n\n\n").entries
    assert [code.lines for code in entry.commands] == [Lines(6, 6)]
    assert entry.lines == Lines(1, 6)


@given(BLOCKS.map("\n\n".join), st.sampled_from(["", "---\ntitle: t\n---\n"]))
def test_every_part_is_the_text_of_its_lines(text: str, matter: str) -> None:
    page = parse(matter + text)
    lines = (matter + text).split("\n")
    taken: set[int] = set()
    for entry in page.entries:
        pieces = entry.pieces or (entry.lines,)
        assert entry.text == "\n\n".join(
            "\n".join(lines[one.start - 1 : one.end]) for one in pieces
        )
        own = {number for one in pieces for number in range(one.start, one.end + 1)}
        assert not own & taken
        taken |= own
        _parts_hold(entry, lines, own)


def _parts_hold(entry: Entry, lines: list[str], own: set[int]) -> None:
    """Whole sections are their lines; what is taken out of a list or table stands in them."""
    for part in (entry.summary, entry.background):
        if part:
            pieces = part.pieces or (part.lines,)
            held = ["\n".join(lines[one.start - 1 : one.end]) for one in pieces]
            assert part.text == "\n\n".join(held)
    codes = [*entry.commands, *(code for step in entry.steps for code in step.code)]
    texts = [
        *((part.text, part.lines) for part in (*entry.resources, *entry.judgement)),
        *((code.text, code.lines) for code in codes),
        *(("\n".join(sample.log), sample.lines) for sample in entry.samples),
        *((step.text, step.lines) for step in entry.steps),
    ]
    for text, at in texts:
        assert set(range(at.start, at.end + 1)) <= own
        source = lines[at.start - 1 : at.end]
        for line in text.split("\n"):
            assert not line.strip() or any(line.strip() in one for one in source)
    for link in entry.links:
        assert link.line in own


@given(BLOCKS.map("\n\n".join))
def test_no_more_than_a_few_words_of_a_page_are_left_out(text: str) -> None:
    page = parse(text)
    served = {
        number
        for entry in page.entries
        for one in entry.pieces or (entry.lines,)
        for number in range(one.start, one.end + 1)
    }
    left = [
        line
        for number, line in enumerate(text.split("\n"), 1)
        if number not in served and not line.startswith("#") and "[" not in line
    ]
    assert sum(map(str.isalnum, "".join(left))) < 40
