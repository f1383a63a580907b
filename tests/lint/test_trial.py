"""A page that is tried out before it is in the library."""

from __future__ import annotations

from pathlib import Path

import pytest

from kurosai.errors import BadInput
from kurosai.library.lint import telling, trial
from kurosai.library.match import Band
from kurosai.library.page import Page
from kurosai.library.places import default_runbooks
from kurosai.library.shelf import Library

LIBRARY = Library.load(default_runbooks())
PAGE = (default_runbooks() / "gke-health-checker.md").read_text("utf-8")
FOURTH = PAGE[PAGE.index("## 004") : PAGE.index("## 005")]
NEW = """\
## 008:ディスクがいっぱい

### 原因・背景

書き込みが止まる。

### フローチャート

```mermaid
flowchart TD
    A[使用率を確認] --> B{90%を超えている?}
    B -- はい --> C[手動で削除]
    B -- いいえ --> D[対応不要]
```

### 対応手順

1. 使用率を確認し、90%を超えているかを見て、手動で削除するか対応不要とする。

### エラーログのサンプル

```text
[ERROR] 2025-11-04T18:14:40.914Z [worker] error: no space left on device path=/scratch
```
"""


def rules(tried: trial.Trial) -> list[tuple[int, str]]:
    return [(one.line, one.rule) for one in tried.findings]


def test_a_new_entry_goes_to_the_end_of_its_page_and_is_matched_there() -> None:
    tried = trial.run(LIBRARY, NEW, "gke-health-checker")
    assert (tried.path, tried.replaced) == ("gke-health-checker.md", False)
    ((shown),) = tried.shown
    assert shown.entry.id == "gke-health-checker#008"
    assert [(found.band, found.candidates[0].card.id) for _, found in shown.led] == [
        (Band.MATCHED, "gke-health-checker#008")
    ]
    # Lines count from the text, wherever it stands in the page.
    assert rules(tried) == [(1, "missing_section")]
    assert "gke-health-checker#008" not in [card.id for card in LIBRARY.cards]


def test_an_entry_takes_the_place_of_the_one_with_its_id() -> None:
    tried = trial.run(
        LIBRARY, FOURTH.replace("H4 -- はい --> I4", "H4 --> I4"), "gke-health-checker.md#004"
    )
    assert tried.replaced
    # It no longer competes with what it was, and the pages around it are still there.
    assert all(found.band is Band.MATCHED for _, found in tried.shown[0].led)
    assert {card.number for card in tried.library.cards} >= {"003", "004", "005"}
    assert (20, "unlabelled_exit") in rules(tried)
    assert FOURTH.split("\n")[19].startswith("    H4 -- はい")


def test_a_whole_page_takes_the_place_of_the_page() -> None:
    tried = trial.run(LIBRARY, PAGE.replace("## 005:", "## 055:"), "gke-health-checker.md")
    assert tried.replaced
    assert [one.entry.slug for one in tried.shown][5] == "055"
    assert "gke-health-checker#005" not in [card.id for card in tried.library.cards]


def test_a_line_that_another_page_shows_is_the_new_ones_fault() -> None:
    tried = trial.run(LIBRARY, FOURTH.replace("## 004:", "## 104:"), "aaa.md")
    assert (61, "duplicate_sample") in rules(tried)
    assert {found.band for _, found in tried.shown[0].led} == {Band.LIKELY}
    said = "\n".join(telling.lines(tried))
    assert "matches it by 0 of its 2 error lines" in said
    assert "not by (likely, also gke-health-checker#004): [ERROR] 2025-06-18" in said


def test_a_broken_chart_and_a_gap_are_told_with_their_lines() -> None:
    text = NEW.replace("B{90%を超えている?}", "B{90%").replace("手動で削除]", "要記入]")
    tried = trial.run(LIBRARY, text, "disk/full")
    assert (11, "bad_chart") in rules(tried)
    assert tried.gaps == (12,)
    said = list(telling.lines(tried))
    assert said[0].startswith("line 11:")
    assert any(line.startswith("still to be written") and "line 12" in line for line in said)
    assert "walk disk/full#008: its chart cannot be read; operators follow its steps" in said


def test_what_the_ends_conclude_is_told_and_a_loop_is_no_walk() -> None:
    (walk,) = [one for one in telling.lines(trial.run(LIBRARY, NEW)) if one.startswith("walk")]
    assert walk.endswith("can be walked · 1 decision · ends: C operator_action | D no_action")
    round_and_round = NEW.replace("C[手動で削除]", "A").replace("D[対応不要]", "A")
    (walk,) = [
        one for one in telling.lines(trial.run(LIBRARY, round_and_round)) if one.startswith("walk")
    ]
    assert "no (no_end)" in walk
    silent = NEW.replace("D[対応不要]", "D[様子]")
    assert "D NO VERDICT NAMED" in "\n".join(telling.lines(trial.run(LIBRARY, silent)))


def test_of_many_findings_the_worst_come_first() -> None:
    text = "# Many\n\n" + "\n".join(f"[a](missing-{n}.md)\n" for n in range(30))
    said = list(telling.lines(trial.run(LIBRARY, text + "\n" + NEW)))
    assert said[telling.MOST_FINDINGS].startswith("and 11 milder or later ones")


def test_a_page_of_its_own_has_a_place_and_links_are_looked_up_from_there(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk" / "other.md").write_text(
        "# Other\n\n## Here\n\nsome words of its own", "utf-8"
    )
    library = Library.load(tmp_path)
    text = "# New\n\nSee [here](other.md#here), [there](other.md#there), [gone](gone.md).\n" + NEW
    tried = trial.run(library, text, "./disk/new")
    assert tried.path == "disk/new.md"
    assert [line for line, rule in rules(tried) if rule == "dead_link"] == [3, 3]
    assert trial.run(library, text).path == "draft.md"


@pytest.mark.parametrize(
    ("text", "page", "said"),
    [
        (NEW, "../outside", "no path of a page"),
        (NEW, "/etc/passwd", "no path of a page"),
        (NEW, ".hidden.md", "no path of a page"),
        (NEW, "a" * 300, "no path of a page"),
        (NEW, "a\nb", "no path of a page"),
        ("x" * 60_001, "", "60,000 are the most"),
        (NEW + FOURTH, "gke-health-checker", "holds 2 entries"),
        ("no heading", "gke-health-checker", "holds 0 entries"),
        ("words first\n\n" + NEW, "gke-health-checker", "Begin with its heading"),
        ("\0" * 10, "", "The text is no page"),
    ],
)
def test_what_cannot_be_tried_is_said(text: str, page: str, said: str) -> None:
    with pytest.raises(BadInput) as fault:
        trial.run(LIBRARY, text, page)
    assert said in str(fault.value)


def test_a_large_library_is_not_read_for_one_page(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"page-{number}.md").write_text(
            f"# Page {number}\n\nsome words, more than forty characters of them", "utf-8"
        )
    library = Library.load(tmp_path)
    read: list[str] = []

    class Watched(Library):
        def page(self, path: str) -> Page:
            read.append(path)
            return super().page(path)

    watched = Watched(library.root, library.files, library.fresh, library.sections)
    assert trial.run(watched, NEW, "page-7.md").findings
    assert set(read) <= {"page-7.md"}
