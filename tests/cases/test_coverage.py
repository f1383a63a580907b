"""What the runbooks do not cover, from investigations that went as they do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import many_cases
import pytest

from kurosai.cases import branch, grade, grading, reviewed, reviewing, story
from kurosai.cases.coverage import document, markdown, using
from kurosai.cases.coverage.sections import sections
from kurosai.cases.judgement import Judgement
from kurosai.cases.period import Period
from kurosai.library.shelf import Library
from kurosai.library.walk import Answer
from kurosai.vocabulary import Verdict, moment

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

    from kurosai.cases.coverage.gaps import Gaps

ENTRY = "gke-health-checker#004"
UNKNOWN = """\
:rotating_light: crois-v2:prd:lambda core-v2-job-dispatcher
Errors >= 1  ({at}:00Z - {at}:59Z)
[dispatcher] error: queue orders refused the message
"""
PAGE = """\
# Dispatcher

## 001:The queue refuses messages

```text
[ERROR] [dispatcher] error: queue orders refused the message
```
"""


def gaps(bench: Bench) -> Gaps:
    return reviewing.coverage(bench.desk, reviewed.cases(bench.book))


def give(bench: Bench, level: int) -> None:
    grading.grade_case(bench.desk, bench.case, dict.fromkeys(grade.AXES, level))


def unknown(bench: Bench, at: str = "2025-11-04T18:14") -> str:
    bench.open(UNKNOWN.format(at=at))
    return bench.case


def told(bench: Bench) -> str:
    """All that a person reads."""
    return markdown.markdown(gaps(bench), Period())


def test_alerts_without_an_entry_are_counted_by_signature(bench: Bench) -> None:
    unknown(bench)
    bench.now += timedelta(hours=1)
    newest = unknown(bench, "2025-11-04T19:14")
    bench.open("job 16902244 failed and there is no log")
    found = gaps(bench)
    (one,) = found.unmatched
    assert (found.alerts, found.inquiries) == (2, 1)
    assert (one.alike.count, one.alike.newest, one.now, one.looked) == (2, newest, "", True)
    assert "queue orders refused the message" in one.alike.signature
    assert f"/write-runbook {newest}" in told(bench)
    assert "2 alerts, 1 signatures" in told(bench)


def test_what_somebody_wrote_a_page_for_since_is_said(bench: Bench) -> None:
    unknown(bench)
    bench.library({"dispatcher.md": PAGE})
    (one,) = gaps(bench).unmatched
    assert one.now == "dispatcher#001"
    assert "dispatcher#001 matches it now" in told(bench)
    assert "/write-runbook" not in told(bench)


def test_a_chosen_entry_asks_for_its_sample(bench: Bench) -> None:
    case = unknown(bench)
    bench.walk(leave="004 speaks of the same checker", entry=ENTRY)
    found = gaps(bench)
    assert found.unmatched == ()
    (one,) = found.chosen
    assert (one.entry, one.count, one.newest) == (ENTRY, 1, case)
    assert f"add the error line to {ENTRY}" in told(bench)


def test_entries_that_nobody_used(bench: Bench, world: World) -> None:
    bench.walked()
    found = gaps(bench)
    assert [one.id for one in found.unused] == [
        f"gke-health-checker#{number:03}" for number in (1, 2, 3, 5, 6, 7)
    ]
    # The page's own heading, and the pages for requests and changes, have no sample and no chart:
    # no alert can lead to them.
    assert found.silent == 5


def test_exits_that_no_walk_took(bench: Bench, world: World) -> None:
    bench.walked()
    (one,) = gaps(bench).untaken
    assert (one.entry, one.walks, one.in_all) == (ENTRY, 1, 4)
    assert [(way.decision, way.label, way.leads_to) for way in one.exits] == [
        ("値が設定済み?", "はい", "次回正常なら対応不要"),
        ("連続発生?", "はい", "チーム共有し対応検討"),
    ]
    assert "値が設定済み? → はい → 次回正常なら対応不要" in told(bench)
    logs = bench.logs(world.in_a_row(3))
    bench.open()
    bench.walk(Answer("H4", "いいえ", (bench.job(),)), Answer("J4", "はい", (logs,)))
    (one,) = gaps(bench).untaken
    assert (one.walks, [way.label for way in one.exits]) == (2, ["はい"])


def test_an_entry_that_was_matched_and_never_walked(bench: Bench) -> None:
    bench.open()
    (one,) = gaps(bench).untaken
    assert (one.walks, len(one.exits), one.in_all) == (0, 4, 4)
    assert "all: its cases never walked it" in told(bench)


def test_a_new_exit_of_an_edited_page_is_not_taken_and_old_ones_stay_taken(
    bench: Bench, world: World
) -> None:
    page = bench.page()
    bench.walked()
    text = page.read_text("utf-8")
    edited = text.replace(
        "J4 -- はい --> K4", "J4 -- 三回以上 --> M4[部長に連絡]\n    J4 -- はい --> K4"
    )
    assert edited != text
    page.write_text(edited, "utf-8")
    found = gaps(bench)
    (one,) = found.untaken
    labels = [(way.decision, way.label) for way in one.exits]
    assert labels == [("値が設定済み?", "はい"), ("連続発生?", "三回以上"), ("連続発生?", "はい")]
    (changed,) = found.changed
    assert (changed.entry, changed.before, changed.now) == (ENTRY, 1, 0)
    assert (changed.newest, changed.gone) == (bench.case, False)
    assert f"kurosai replay {bench.case}" in told(bench)


def test_an_entry_that_is_gone(bench: Bench) -> None:
    bench.walked()
    bench.library({"dispatcher.md": PAGE})
    (changed,) = gaps(bench).changed
    assert (changed.entry, changed.gone) == (ENTRY, True)
    assert f"{ENTRY} (gone)" in told(bench)


def test_what_was_left_as_wrong_has_its_reason(bench: Bench) -> None:
    page = bench.page()
    bench.open()
    bench.walk(Answer("H4", "いいえ", (bench.job(),)))
    why = "J4 does not fit: the job never ran at all"
    bench.walk(leave=why)
    (one,) = gaps(bench).wrong
    (left,) = one.reasons
    assert (one.entry, one.lefts, one.edited, one.gone) == (ENTRY, 1, False, False)
    assert (left.case, left.why) == (bench.case, why)
    assert left.way == "H4=いいえ > left at J4"
    assert why in told(bench)
    page.write_text(page.read_text("utf-8").replace("値が設定済み?", "値がある?"), "utf-8")
    (one,) = gaps(bench).wrong
    assert one.edited
    assert "edited since: is it mended?" in told(bench)


def test_left_for_another_entry_counts_for_both(bench: Bench) -> None:
    bench.open()
    bench.walk(leave="H4 does not fit: the job never ran", entry="gke-health-checker#006")
    found = gaps(bench)
    assert [one.entry for one in found.wrong] == [ENTRY]
    assert [one.entry for one in found.untaken] == ["gke-health-checker#006"]
    assert ENTRY not in [one.id for one in found.unused]


def test_what_was_walked_before_it_was_left_for_another_is_taken(bench: Bench) -> None:
    bench.open()
    bench.walk(Answer("H4", "いいえ", (bench.job(),)))
    bench.walk(leave="J4 does not fit: the job never ran", entry="gke-health-checker#006")
    (one,) = (one for one in gaps(bench).untaken if one.entry == ENTRY)
    assert (one.walks, [way.label for way in one.exits]) == (1, ["はい", "はい", "いいえ"])


def test_low_grades_name_their_branch_and_what_to_mind(bench: Bench, world: World) -> None:
    bench.walked()
    bench.close(world.judgement())
    give(bench, 2)
    low = bench.case
    bench.book.append(low, reviewed.CORRECTED, {"by": "K7Q2M4XA"})
    bench.walked()
    bench.close(world.judgement())
    give(bench, 4)
    (one,) = gaps(bench).low
    assert (one.entry, one.way.way) == (ENTRY, "H4=いいえ > J4=いいえ > I4")
    assert (one.way.low, one.way.graded, one.way.newest) == (1, 2, low)
    assert one.way.ends == "次回正常なら対応不要"
    assert f"{low} (1 corrected since)" in told(bench)
    assert f"read_evidence {low}" in told(bench)


def test_low_grades_without_a_runbook_are_told_apart_by_kind(bench: Bench) -> None:
    for text in (UNKNOWN.format(at="2025-11-04T18:14"), "job 16902244 failed, why?"):
        bench.open(text)
        looked = ("the log: it would decide",)
        bench.close(Judgement(Verdict.UNKNOWN, cause=("Not known.",), not_looked_at=looked))
        give(bench, 1)
    assert {one.way.way for one in gaps(bench).low} == {
        "alerts without a runbook",
        "inquiries without a runbook",
    }


def test_nothing_opened_says_so_and_fails_nowhere(bench: Bench) -> None:
    found = gaps(bench)
    assert "0 alerts and 0 inquiries were opened." in told(bench)
    assert len(found.unused) == 7
    assert document.document(found, Period())["without_entry"] == []


def test_more_signatures_than_are_told_apart_are_counted(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(using, "MOST_SIGNATURES", 5)
    first, last = moment("2025-08-01T00:00:00Z"), moment("2025-11-01T00:00:00Z")
    bench.book.append("-", "login", {})
    habits = many_cases.Habits(unmatched=1.0, inquiries=0.0)
    library = bench.desk.library()
    many_cases.write(bench.book, many_cases.cases(library, 80, first, last, habits=habits))
    found = gaps(bench)
    assert len(found.unmatched) == 5
    assert found.others > 0
    assert sum(one.alike.count for one in found.unmatched) + found.others == 80
    assert f"{found.others} | of so many signatures" in told(bench)


def test_every_section_has_rows_of_one_width_and_no_cell_breaks_the_table(bench: Bench) -> None:
    bench.walked()
    bench.book.append(bench.case, story.LEFT, {"why": "H4 | is\n# wrong `here`", "path": ""})
    unknown(bench)
    for one in sections(gaps(bench)):
        assert {len(row) for row in one.rows} <= {len(one.head)}
    assert "H4 \\| is # wrong \\`here\\`" in told(bench)


def test_the_branch_of_a_chart_that_is_not_read_any_more(bench: Bench) -> None:
    bench.walked()
    known = story.load(bench.book, bench.case)
    assert known.pin is not None
    broken = replace(known, pin=replace(known.pin, chart="flowchart TD\n  A[ --> "))
    assert branch.of(broken).way == "chart not readable any more"
    assert branch.of(replace(known, answers=(Answer("H4", "たぶん"),))).way.startswith("chart not")


def test_branches_in_ascii(bench: Bench) -> None:
    library = bench.desk.library()
    assert isinstance(library, Library)
    bench.walked()
    assert branch.of(story.load(bench.book, bench.case)).ids == "H4=no > J4=no > I4"
