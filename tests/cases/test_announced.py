"""A time to come that a cited note announces may be told as announced, in whatever way written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kurosai.cases.judgement import Judgement
from kurosai.rendering import render_statement
from kurosai.vocabulary import Coverage, Json, Reading, Row, Verdict

if TYPE_CHECKING:
    from tests.cases.conftest import Bench

HEADING = "notes/2025-11-04.md:8-9 · 引き継ぎ · by h-sato · 2025-11-04T10:25:00Z"
NOTE = "- 15640 は延期。11/12 02:00 JST からにするとのこと。\n- 掃除は11月13日 2:00 〜 08:00 JST"


def drafted(bench: Bench, said: str, *, searched: bool = False) -> str:
    """The faults of a cause; `{note}` is the note, `{job}` a job."""
    bench.open()
    job = bench.job()
    lines = [f"{HEADING}\n{NOTE}"] if searched else NOTE.split("\n")
    asked: dict[str, Json] = {"question": "15640"} if searched else {"page": "notes/2025-11-04"}
    source = "documentation by words" if searched else "notes/2025-11-04.md:8-9"
    reading = Reading(source, "docs", Coverage.COMPLETE, tuple(map(Row, lines)))
    note = bench.record("runbooks", "search_docs", asked, reading)
    cause = (said.format(note=note, job=job),)
    return render_statement(bench.close(Judgement(Verdict.ESCALATE, cause), dry_run=True))


TOLD = (
    "バックフィルは11/12 02:00 JSTに延期と後から連絡があった[{note}]。",
    "バックフィルは11/12 02:00 JSTに延期されており[{note}]、11/5のものではなかった。",
    "バックフィルは2025-11-12 02:00 JSTに延期と連絡されていた[{note}]。",
    "バックフィルは2025-11-11 17:00Zに延期と連絡された[{note}]。",
    "バックフィルは11月12日 02:00 JSTに延期と書かれていた[{note}]。",
    "掃除は11/13 02:00 JSTからと連絡された[{note}]。",
    "掃除は11/13 08:00 JSTまでと連絡された[{note}]。",
    "The backfill was postponed to 2025-11-12 02:00 JST [{note}].",
    "A note says that the backfill was moved to 11/12 02:00 JST [{note}].",
    "バックフィルは12日に延期と連絡された[{note}]。",
)


@pytest.mark.parametrize("searched", [False, True])
@pytest.mark.parametrize("said", TOLD)
def test_what_a_note_announces_may_be_told(bench: Bench, said: str, *, searched: bool) -> None:
    draft = drafted(bench, said, searched=searched)
    assert "block future" not in draft
    assert "block time" not in draft


@pytest.mark.parametrize(
    "said",
    [
        "バックフィルは11/12 02:00 JSTに延期と連絡があった[{job}]。",
        "バックフィルは11/12 02:00 JSTに延期と連絡があった。",
        "バックフィルは11/12 03:00 JSTに延期と連絡があった[{note}]。",
        "バックフィルは2025-11-12 02:00Zに延期と連絡があった[{note}]。",
        "バックフィルは11/12 02:00 JSTに成功した[{note}]。",
        "延期されたバックフィルは11/12 02:00 JSTに実行された[{note}]。",
        "連絡のとおりバックフィルは2025-11-12 02:00 JSTに始まった[{note}]。",
        "The postponed backfill ran at 2025-11-12 02:00 JST [{note}].",
        "The postponed backfill was fine at 11/12 02:00 JST [{note}].",
        "延期されたバックフィルは12日に実行された[{note}]。",
        "バックフィルは14日に延期と連絡された[{note}]。",
    ],
)
def test_what_came_of_it_and_what_no_note_says_may_not(bench: Bench, said: str) -> None:
    draft = drafted(bench, said)
    assert "block future" in draft or "block time" in draft
