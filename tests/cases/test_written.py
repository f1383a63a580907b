"""What people wrote decides whether somebody gave notice, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kurosai.errors import Refused
from kurosai.library.shelf import Library
from kurosai.library.walk import Answer
from kurosai.runbooks import documentation, reading
from kurosai.vocabulary import Coverage, Json, Reading

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cases.conftest import Bench

CHART = """\
# Cost

## 001:Query billed bytes over the threshold

```mermaid
flowchart TD
    A[超過] --> D{有効な事前連絡がある?}
    D -- はい --> E{連絡された時間帯に収まっている?}
    D -- いいえ --> G[チーム共有]
    E -- はい --> F[対応不要]
    E -- いいえ --> G
```

```text
Query billed bytes over the threshold: 20 TiB
```
"""
SAID = "# 過去分の作り直し\n\nワークフロー 15640 を 11/19 02:00 JST から流す。\n"
PUT_OFF = "# 引き継ぎ 11/18 夜\n\n15640 は延期。11/26 02:00 JST から。\n"


DENIED = Reading("documentation by words", "docs", Coverage.DENIED)


class Notes:
    """A case at the question, and documents to be read for it."""

    def __init__(self, bench: Bench, root: Path) -> None:
        self.bench = bench
        (root / "docs" / "notes").mkdir(parents=True)
        (root / "docs" / "quota.md").write_text("# Quota\n\nAsk for it.\n", "utf-8")
        self.write("a", SAID)
        self.root = root / "docs"
        bench.library({"cost.md": CHART})
        bench.desk = replace(bench.desk, noted=lambda: True)
        bench.open("Query billed bytes over the threshold: 25 TiB")
        bench.walk(entry="cost#001")

    def write(self, name: str, text: str) -> None:
        root = self.bench.book.path.parent / "docs" / "notes"
        (root / f"{name}.md").write_text(text, "utf-8")

    def read(self, question: str = "", page: str = "") -> str:
        found = documentation.find(Library.load(self.root), question, (), page)
        asked: dict[str, Json] = {"question": question, "page": page}
        return self.bench.record("runbooks", "search_docs", asked, found)

    def answer(self, node: str, choice: str, *ids: str, quote: str = "") -> str:
        return self.bench.walk(Answer(node, choice, ids, quote)).head


@pytest.fixture
def notes(bench: Bench, tmp_path: Path) -> Notes:
    return Notes(bench, tmp_path)


def test_a_note_that_was_read_whole_or_is_quoted_shows_that_notice_was_given(
    notes: Notes,
) -> None:
    listed = notes.read(page="notes")
    assert notes.answer("D", "はい", notes.read(page="notes/a")).endswith("D=はい>E")
    quote = "ワークフロー 15640 を 11/19 02:00 JST から流す"
    assert notes.answer("D", "はい", notes.read("15640"), quote=quote).endswith("D=はい>E")
    assert notes.answer("D", "はい", listed, quote=quote).endswith("D=はい>E")


@pytest.mark.parametrize("page", ["", "notes"])
def test_a_search_alone_does_not_say_which_words_give_notice(notes: Notes, page: str) -> None:
    found = notes.read("15640", page)
    kind = "list" if page else "search"
    with pytest.raises(Refused, match=f"{found} is a complete {kind}, and it is not said") as fault:
        notes.answer("D", "はい", found)
    assert "Give a quote from it that does; or read that page whole" in fault.value.do
    with pytest.raises(Refused, match="the quote stands in none of"):
        notes.answer("D", "はい", found, quote="15640 は 03:00 から")


def test_a_search_of_all_of_them_shows_that_nobody_gave_notice(notes: Notes) -> None:
    for found in (notes.read("zzzz"), notes.read("99999", "notes"), notes.read(page="notes")):
        assert notes.answer("D", "いいえ", found).endswith("D=いいえ>G")


def test_where_there_are_no_notes_nobody_gave_notice(notes: Notes) -> None:
    (notes.root / "notes" / "a.md").unlink()
    none = notes.read("15640", "notes")
    with pytest.raises(Refused):
        notes.answer("D", "はい", none)
    assert notes.answer("D", "いいえ", none).endswith("D=いいえ>G")


def test_one_page_or_the_first_lines_of_many_do_not(notes: Notes) -> None:
    with pytest.raises(Refused, match="is one page: another page may say it") as fault:
        notes.answer("D", "いいえ", notes.read(page="notes/a"))
    assert 'search_docs {"page":"notes","question":...}' in fault.value.do
    for number in range(4):
        notes.write(f"n{number}", "# 引き継ぎ\n\n" + "- 上限は連絡済み。特になし。\n" * 60)
    with pytest.raises(Refused, match="is a complete list of first lines: another page"):
        notes.answer("D", "いいえ", notes.read(page="notes"))
    with pytest.raises(Refused, match="is a truncated search: another page may say it"):
        notes.answer("D", "いいえ", notes.read("上限"))
    (notes.root / "guide").mkdir()
    (notes.root / "guide" / "x.md").write_text("# X\n\nx\n", "utf-8")
    others = notes.read("15640", "guide")
    with pytest.raises(Refused, match="another page may say it"):
        notes.answer("D", "いいえ", others)
    assert notes.answer("D", "いいえ", notes.read("99999", "notes")).endswith("D=いいえ>G")


def test_a_notice_that_a_later_note_takes_back_is_denied_by_its_words(notes: Notes) -> None:
    notes.write("b", PUT_OFF)
    later = notes.read(page="notes/b")
    assert notes.answer("D", "いいえ", later, quote="15640 は延期").endswith("D=いいえ>G")


def test_a_yes_needs_a_look_for_a_later_note(notes: Notes) -> None:
    note = notes.read(page="notes/a")
    with pytest.raises(Refused) as fault:
        notes.answer("D", "はい", note)
    assert fault.value.what == (
        "D=はい rests on notes/a.md, and whether a later note takes that back nobody has looked."
    )
    call = 'runbooks.search_docs {"question":"過去分の作り直し","page":"notes"}'
    assert fault.value.do.endswith(f"answer with the latest of the matter: {call}")
    # A log beside it says nothing of that, and a search misses what is said in other words.
    for beside in (notes.bench.logs(), notes.read("15640")):
        with pytest.raises(Refused, match="nobody has looked"):
            notes.answer("D", "はい", note, beside)
    notes.read("過去分の作り直し", "notes")
    assert notes.answer("D", "はい", note).endswith("D=はい>E")


@pytest.mark.parametrize("listed", [True, False])
def test_a_later_note_that_takes_it_back_is_answered_with(notes: Notes, *, listed: bool) -> None:
    notes.write("b", PUT_OFF)
    notes.write("c", "# 引き継ぎ 11/19 朝\n\n棚卸しは延期。\n")
    first = notes.read(page="notes/a")
    search = notes.read("15640", "notes") if listed else notes.read("15640")
    notes.read(page="notes")
    quote = "ワークフロー 15640 を 11/19 02:00 JST から流す"
    for cited, words in (((first,), ""), ((search,), quote), ((first, search), quote)):
        with pytest.raises(Refused) as fault:
            notes.answer("D", "はい", *cited, quote=words)
        assert "rests on notes/a.md, but the later notes/b.md says 「15640 は延期。" in str(fault)
    # Who has read it may find that it leaves the notice standing, and says by which words.
    later = notes.read(page="notes/b")
    with pytest.raises(Refused, match="Quote the words that show the answer"):
        notes.answer("D", "はい", first, later)
    moved = "11/26 02:00 JST から"
    assert notes.answer("D", "はい", first, later, quote=moved).endswith("D=はい>E")
    assert notes.answer("D", "いいえ", later, quote="15640 は延期").endswith("D=いいえ>G")


def test_what_was_answered_before_the_later_note_was_read_is_asked_again(notes: Notes) -> None:
    notes.read("15640", "notes")
    note = notes.read(page="notes/a")
    notes.answer("D", "はい", note)
    notes.write("b", PUT_OFF)
    notes.read("15640", "notes")
    with pytest.raises(Refused, match=r"D=はい rests on notes/a.md, but the later notes/b.md says"):
        notes.answer("E", "はい", notes.bench.logs())


@pytest.mark.parametrize(
    "later",
    ["15640 は 03:10 に終わった。", "棚卸しは延期。", "The audit of part-9 was called off."],
)
def test_a_later_note_of_something_else_takes_nothing_back(notes: Notes, later: str) -> None:
    notes.write("b", f"# 引き継ぎ\n\n{later}\n")
    notes.read("15640", "notes")
    assert notes.answer("D", "はい", notes.read(page="notes/a")).endswith("D=はい>E")


def test_an_earlier_note_takes_nothing_back(notes: Notes) -> None:
    dated = "---\ndate: 2025-11-{day}T03:00:00Z\nauthor: x\n---\n\n{text}"
    notes.write("a", dated.format(day=18, text=SAID))
    notes.write("b", dated.format(day=17, text=PUT_OFF))
    notes.read("15640", "notes")
    assert notes.answer("D", "はい", notes.read(page="notes/a")).endswith("D=はい>E")


def test_a_page_for_users_is_taken_back_by_no_note(notes: Notes) -> None:
    notes.write("b", "# 引き継ぎ\n\nQuota は延期。\n")
    assert notes.answer("D", "はい", notes.read(page="quota")).endswith("D=はい>E")


def test_a_note_does_not_tell_how_the_world_is(notes: Notes) -> None:
    note, _ = notes.read(page="notes/a"), notes.read("15640", "notes")
    notes.answer("D", "はい", note)
    with pytest.raises(Refused) as fault:
        notes.answer("E", "はい", note, quote="11/19 02:00 JST")
    assert fault.value.what == (
        f"E=はい: {note} is of the documentation, not an observation: what is written says "
        "how it should be, not how the thing is."
    )
    assert fault.value.do.startswith("Add the reading of the thing itself")
    assert notes.answer("E", "はい", note, notes.bench.logs()).endswith("E=はい>F")


def test_the_runbooks_own_page_gives_no_notice(notes: Notes) -> None:
    found = reading.read(notes.bench.desk.library(), "cost#001", "")
    page = notes.bench.record("runbooks", "read_runbook", {"entry": "cost#001"}, found)
    for choice, quote in (("はい", "有効な事前連絡がある"), ("いいえ", "")):
        with pytest.raises(Refused, match=re.escape("is a runbook's page, which says what to do")):
            notes.answer("D", choice, page, quote=quote)


def test_a_search_that_failed_shows_neither(notes: Notes) -> None:
    gone = notes.bench.record("runbooks", "search_docs", {}, DENIED)
    for choice in ("はい", "いいえ"):
        with pytest.raises(Refused, match=f"{gone} is denied.* a look-up that failed"):
            notes.answer("D", choice, gone)


def test_who_stands_at_such_a_question_is_offered_the_notes_once(notes: Notes) -> None:
    assert notes.bench.walk().next[0].arguments["page"] == "notes"
    notes.read(page="notes")
    assert not any(call.tool == "search_docs" for call in notes.bench.walk().next)


def test_an_entry_that_sends_to_the_notes_offers_them_at_the_opening(bench: Bench) -> None:
    page = bench.page()
    bench.desk = replace(bench.desk, noted=lambda: True)
    assert "search_docs" not in [call.tool for call in bench.open().next]
    text = page.read_text("utf-8").replace("1. 以下の", "1. 当番メモを見て、以下の")
    page.write_text(text, "utf-8")
    offered = {call.tool: call.arguments for call in bench.open().next}
    assert offered["search_docs"] == {
        "question": "core-v2-crois-gke-health-checker",
        "page": "notes",
    }
    bench.desk = replace(bench.desk, noted=lambda: False)
    assert "search_docs" not in [call.tool for call in bench.open().next]
