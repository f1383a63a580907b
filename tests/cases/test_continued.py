"""A search that was cut and read on to its end leaves nothing open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kurosai.rendering import render_statement
from kurosai.vocabulary import Coverage, Reading, Row, Window, moment

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

GROUP = "/crois/v2/prd/ecs/sales-sync"
START, CUT, END = (moment(f"2025-11-04T1{n}:00:00Z") for n in (2, 5, 8))


def search(bench: Bench, begins: str, coverage: Coverage, text: str = "connected") -> str:
    since = {"start": START, "cut": CUT, "after": moment("2025-11-04T16:00:00Z")}[begins]
    rows = (Row("connected to a", since, ">"), Row("connected to b", max(since, CUT), ">"))
    reading = Reading(
        source=GROUP,
        identity="aws 111122223333 ap-northeast-1",
        coverage=coverage,
        window=Window(since, END),
        rows=rows,
        found=2,
        unit="hit",
    )
    asked = {"group": GROUP, "text": text, "since": f"{since:%FT%TZ}", "until": f"{END:%FT%TZ}"}
    return bench.record("aws", "find_logs", asked, reading)


@pytest.mark.parametrize(
    ("begins", "coverage", "text", "open_"),
    [
        ("cut", Coverage.COMPLETE, "connected", False),
        ("start", Coverage.COMPLETE, "connected", False),
        ("cut", Coverage.TRUNCATED, "connected", True),
        ("cut", Coverage.PARTIAL, "connected", True),
        # Not from where the first one was cut, and not of the same.
        ("after", Coverage.COMPLETE, "connected", True),
        ("cut", Coverage.COMPLETE, "refused", True),
    ],
)
def test_the_rest_of_what_was_cut(
    bench: Bench, world: World, begins: str, coverage: Coverage, text: str, *, open_: bool
) -> None:
    bench.walked()
    first = search(bench, "start", Coverage.TRUNCATED)
    search(bench, begins, coverage, text)
    shown = render_statement(bench.close(world.judgement(), dry_run=True))
    assert (f"[{first}]" in shown) is open_


def test_a_rest_in_several_parts(bench: Bench, world: World) -> None:
    bench.walked()
    first = search(bench, "start", Coverage.TRUNCATED)
    second = search(bench, "cut", Coverage.TRUNCATED)
    search(bench, "cut", Coverage.COMPLETE)
    shown = render_statement(bench.close(world.judgement(), dry_run=True))
    assert f"[{first}]" not in shown
    assert f"[{second}]" not in shown
