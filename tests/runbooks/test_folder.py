"""A folder of the documentation as a list of its pages: notes on call, above all."""

from __future__ import annotations

from pathlib import Path

import pytest

from kurosai.errors import BadInput, NotConfigured
from kurosai.library.shelf import Library
from kurosai.runbooks import documentation, folder, reading
from kurosai.vocabulary import Coverage

OLD = """\
---
date: 2026-11-17T08:42:00Z
author: s-inoue
---

# 引き継ぎ 11/17

- 上限の件は連絡済み。
"""
NEW = """\
---
date: 2026-11-18T19:25:00+09:00
author: h-sato
---

# 引き継ぎ 11/18 夜

- 15640 のバックフィルは延期。
- ほかに予定されている作業はなし。
"""


def library(root: Path, notes: dict[str, str]) -> Library:
    (root / "notes").mkdir(parents=True)
    (root / "guide").mkdir()
    (root / "guide" / "retry.md").write_text("# 再実行\n\nバックフィルも同じ。\n", "utf-8")
    for name, text in notes.items():
        (root / "notes" / name).write_text(text, "utf-8")
    return Library.load(root)


@pytest.fixture
def docs(tmp_path: Path) -> Library:
    # The names say another order than the days.
    return library(tmp_path / "docs", {"b.md": OLD, "a.md": NEW})


@pytest.mark.parametrize("name", ["notes", "notes/", "notes/*"])
def test_few_notes_are_shown_whole_the_newest_first(docs: Library, name: str) -> None:
    found = documentation.find(docs, page=name)
    assert [row.text.split("\n") for row in found.rows] == [
        [
            (
                "notes/a.md:8-9 · 引き継ぎ 11/18 夜 · by h-sato · "
                "2026-11-18T10:25:00Z (2026-11-18 19:25:00 JST)"
            ),
            "- 15640 のバックフィルは延期。",
            "- ほかに予定されている作業はなし。",
        ],
        [
            (
                "notes/b.md:8 · 引き継ぎ 11/17 · by s-inoue · "
                "2026-11-17T08:42:00Z (2026-11-17 17:42:00 JST)"
            ),
            "- 上限の件は連絡済み。",
        ],
    ]
    assert (found.coverage, found.total, found.unit) == (Coverage.COMPLETE, 2, "page")
    assert found.facts == {"documentation": "notes/", "listed": "whole"}


def test_a_question_marks_the_notes_that_answer_it(docs: Library) -> None:
    found = documentation.find(docs, "15640 延期", page="notes")
    assert [row.mark for row in found.rows] == [">", ""]


def test_beside_a_note_that_was_found_all_of_them_are_offered(docs: Library) -> None:
    offered = [call.arguments["page"] for call in documentation.find(docs, "15640 延期").next]
    assert offered[-1] == "notes"
    offered = [call.arguments["page"] for call in documentation.find(docs, "再実行").next]
    assert "notes" not in offered


def test_many_notes_are_shown_by_their_first_lines(tmp_path: Path) -> None:
    long = "\n".join(["", *(f"- 作業 {n} の記録。特になし。" for n in range(80))])
    notes = {f"2026-11-{day:02d}.md": f"# 引き継ぎ{long}\n" for day in range(1, 6)}
    docs = library(tmp_path / "docs", {**notes, "2026-11-09.md": NEW})
    found = documentation.find(docs, page="notes")
    assert found.facts["listed"] == "first lines"
    heading, first = found.rows[0].text.split("\n")
    assert first == "- 15640 のバックフィルは延期。"
    assert heading.startswith("notes/2026-11-09.md:8 · ")
    assert heading.endswith(" · the first of 2 lines")
    # Without a date in the page its name orders it.
    assert found.rows[1].text.startswith("notes/2026-11-05.md")
    asked = documentation.find(docs, "バックフィル", page="notes")
    assert asked.facts["listed"] == "passages"
    assert [row.mark for row in asked.rows] == [">", "", "", "", "", ""]
    assert "ほかに予定されている作業はなし" in asked.rows[0].text
    assert [call.arguments for call in asked.next] == [{"page": "notes/2026-11-09"}]


def test_more_than_are_listed_or_one_that_cannot_be_read_is_not_complete(
    docs: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    (docs.root / "guide" / "torn.md").write_bytes(b"\xff")
    assert documentation.find(docs.refreshed(), page="notes").coverage is Coverage.COMPLETE
    (docs.root / "notes" / "torn.md").write_bytes(b"\xff")
    found = documentation.find(docs.refreshed(), page="notes")
    assert (found.coverage, found.total) == (Coverage.PARTIAL, None)
    monkeypatch.setattr(folder, "MOST", 1)
    found = documentation.find(docs, page="notes")
    assert (found.coverage, found.total, len(found.rows)) == (Coverage.TRUNCATED, 2, 1)


def test_a_page_is_meant_before_the_folder_of_its_name(docs: Library) -> None:
    (docs.root / "notes.md").write_text("# About notes\n\nWrite them.\n", "utf-8")
    docs = docs.refreshed()
    assert documentation.find(docs, page="notes").source.startswith("notes.md:")
    assert documentation.find(docs, page="notes/").source == "pages below notes/"


@pytest.mark.parametrize("name", ["notes", "notes/", "notes/*"])
@pytest.mark.parametrize("there", [True, False])
def test_where_there_are_no_notes_that_is_the_answer(
    tmp_path: Path, name: str, *, there: bool
) -> None:
    docs = library(tmp_path / "docs", {})
    if not there:
        (docs.root / "notes").rmdir()
        docs = docs.refreshed()
    found = documentation.find(docs, "バックフィル", page=name)
    assert (found.coverage, found.total, found.rows, found.next) == (Coverage.EMPTY, 0, (), ())
    assert found.source == "pages below notes/"
    assert found.lead == ("There are no notes: of the 1 pages of the documentation none is one.",)
    with pytest.raises(BadInput, match="has no page 'note'"):
        documentation.find(docs, page="note")


def test_notes_of_which_none_can_be_read_are_not_none(tmp_path: Path) -> None:
    docs = library(tmp_path / "docs", {})
    (docs.root / "notes" / "torn.md").write_bytes(b"\xff")
    found = documentation.find(docs.refreshed(), page="notes")
    assert (found.coverage, found.total) == (Coverage.PARTIAL, None)
    assert found.lead[0] == "no page below notes/ could be read"
    assert "torn.md" in "\n".join(found.lead[1:])


def test_a_heading_that_is_called_so_is_meant_where_there_are_no_notes(tmp_path: Path) -> None:
    docs = library(tmp_path / "docs", {})
    (docs.root / "notes.md").write_text("# About notes\n\nWrite them.\n", "utf-8")
    docs = docs.refreshed()
    assert documentation.find(docs, page="notes").source.startswith("notes.md:")
    assert documentation.find(docs, page="notes/").coverage is Coverage.EMPTY


def test_a_page_that_is_not_there_is_no_runbook_entry(docs: Library) -> None:
    with pytest.raises(BadInput) as refused:
        documentation.find(docs, page="notes/2026")
    assert str(refused.value) == (
        "The documentation has no page 'notes/2026'. There are: guide/retry, notes/a, notes/b. "
        "A folder as page lists what is below it: guide, notes."
    )


def test_an_entry_that_speaks_of_notes_offers_their_list(docs: Library, tmp_path: Path) -> None:
    pages = tmp_path / "runbooks"
    pages.mkdir()
    text = "# Cost\n\n## 001:超過\n\n1. 当番メモを確認する。\n\n## 002:上限\n\n1. 待つ。\n"
    (pages / "cost.md").write_text(text, "utf-8")
    library = Library.load(pages)
    found = reading.read(library, "001", "", docs=lambda: docs)
    assert found.tail[-1].endswith("pages of the documentation, below notes/")
    assert [call.arguments for call in found.next] == [{"question": "超過", "page": "notes"}]
    assert reading.read(library, "002", "", docs=lambda: docs).next == ()
    assert reading.read(library, "001", "").next == ()

    def gone() -> Library:
        raise NotConfigured("KUROSAI_DOCS: there is no folder.", "Set it.")

    assert "could not be looked for" in reading.read(library, "001", "", docs=gone).tail[-1]
    assert reading.read(library, "001", "", docs=lambda: library).next == ()
