"""A question that quotes how something ended, and the entries that are about such questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kurosai.rendering import render_statement

if TYPE_CHECKING:
    from tests.cases.conftest import Bench

TITLES = (
    "A user asks why a task exited with 137",
    "A user asks why a task exited with a code of its own",
    "A user asks why a job was TIMED_OUT",
    "TemplateErrorが出た",
    "3回以上失敗した",
    "タスクがsize limit exceededで失敗した",
    "AccessDeniedで書き込めない",
    "The output table cannot be written",
)
PAGE = "# Failed tasks\n\n" + "\n".join(
    f"## {number:03}: {title}\n\n### Background\n\nAs it says.\n"
    for number, title in enumerate(TITLES, 11)
)


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("job 16852935 died with exit code 137 last night", (0, 1)),
        ("ジョブ16852935が終了コード137で落ちました", (0, 1)),
        ("Why did job 16852935 exit with 3?", (1,)),
        ("job 16852935 は TIMED_OUT になりました。原因は?", (2,)),
        ("TemplateError と出て失敗します", (3,)),
        ("job 16852935 がTIMED_OUTになりました。", (2,)),
        ("TemplateErrorで落ちます", (3,)),
        ("ジョブ16852935が AccessDenied で落ちます。", (6,)),
        ("ジョブ16852935が失敗し、Size Limit\nexceededと出ます。", (5,)),
        ("お疲れさまです。「upload failed: size limit exceeded (5 GiB)」とのことです。", (5,)),
        ("What is the size of the limit? It is never exceeded.", ()),
        ("Why is a task not running, and why does a user ask?", ()),
        ("The table of the output cannot be written", ()),
        ("My job 16852935 fails since this morning, 3 times by now.", ()),
        ("The load ended at 13:37 with 137 rows too few.", ()),
    ],
)
def test_what_is_about_such_a_question_is_offered_and_not_pinned(
    bench: Bench, question: str, titles: tuple[int, ...]
) -> None:
    bench.library({"failed.md": PAGE})
    opened = bench.open(question)
    shown = render_statement(opened)
    assert [one for one in TITLES if f'"{one}"' in shown] == [TITLES[one] for one in titles]
    assert ("none fits" in shown) is not bool(titles)
    assert ("by its title" in shown) is bool(titles)
    assert "no walk" not in shown
