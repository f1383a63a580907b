"""What is quoted as not there stands in no evidence; and a path that evidence makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from case_faults import findings

from kurosai.cases.sentences import mentions
from kurosai.vocabulary import Coverage, Reading, Row, moment

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

CODE = 'key = f"ack/{date}.json"; lock.release(); s3.put(f"{bucket}/{date}")'
AT = moment("2026-12-09T01:00:00Z")


def rules(bench: Bench, world: World, sentence: str, coverage: Coverage) -> set[str]:
    bench.walked()
    rows = (Row(CODE, None, ">"), Row("writing for the day", AT, ">"), Row("for 2026-12-08", None))
    reading = Reading("crois/app store.py", "github", coverage, rows=rows)
    cited = bench.record("github", "read_file", {"path": "store.py"}, reading)
    found = findings(bench, world.judgement(cause=(sentence.format(cited),)))
    return {one.rule for one in found} & {"quote", "absence", "denial"}


DENIED = [
    "`finally: release` なしで解放している [{}]。",
    "`finally: release`ブロックなしでロックを取る [{}]。",
    "`finally: release`で囲まれていない [{}]。",
    "「batch done at end」が最後まで出ていない [{}]。",
    "「batch done at end」の行がその後出ていない [{}]。",
    "It releases the lock without `finally: release` [{}].",
]


@pytest.mark.parametrize("sentence", DENIED)
def test_what_is_quoted_as_not_there(bench: Bench, world: World, sentence: str) -> None:
    assert not rules(bench, world, sentence, Coverage.COMPLETE)


@pytest.mark.parametrize("sentence", DENIED)
def test_it_is_a_denial_that_needs_a_reading_of_all(
    bench: Bench, world: World, sentence: str
) -> None:
    assert rules(bench, world, sentence, Coverage.TRUNCATED) & {"absence", "denial"}


@pytest.mark.parametrize(
    "text",
    [
        "`retry x`で待っていない。",
        "`retry x`ずに終えた。",
        "`retry x`は本番のみで検証では出ていない。",
        "`retry x`が出て、終わっていない。",
        "`retry x`が出た。設定なしで動く。",
    ],
)
def test_what_is_denied_of_a_quote_is_not_the_quote(text: str) -> None:
    assert mentions.asserted(text) == ("retry x",)
    assert not mentions.denied(text)


@pytest.mark.parametrize(
    ("path", "blocked"),
    [
        ("ack/2026-12-09.json", False),
        ("ack/2026-12-08.json", False),
        # A value that nobody saw, a part that is not the template's, one that is all holes.
        ("ack/2026-12-10.json", True),
        ("ack/2026-12-09.csv", True),
        ("nack/2026-12-09.json", True),
        ("prod-x/2026-12-09", True),
    ],
)
def test_a_path_of_a_template_and_a_day(
    bench: Bench, world: World, path: str, *, blocked: bool
) -> None:
    found = rules(bench, world, f"It wrote `{path}` [{{}}].", Coverage.COMPLETE)
    assert ("quote" in found) is blocked


@pytest.mark.parametrize(
    ("route", "warned"),
    [
        ("GET /v1/jobs/{id}/", False),
        ("/v1/jobs/{id}/", False),
        ("DELETE /v1/jobs/{id}/", True),
        ("GET /v1/jobs/{id}/tasks/", True),
    ],
)
def test_a_route_whose_holes_are_called_otherwise(
    bench: Bench, world: World, route: str, *, warned: bool
) -> None:
    """The catalogue has every route, the cited change has the call."""
    bench.walked()
    routes = ("GET /v1/jobs/{id}/", "DELETE /v1/jobs/{id}/", "GET /v1/jobs/{id}/tasks/")
    listed = Reading("paths", "crois", Coverage.COMPLETE, rows=tuple(map(Row, routes)))
    bench.record("crois", "find_operations", {"words": "jobs"}, listed)
    hunk = Row('+    api.get(f"/v1/jobs/{job_id}/")', None, ">")
    change = Reading("crois/app 1a2b3c4", "github", Coverage.COMPLETE, rows=(hunk,))
    cited = bench.record("github", "describe_change", {"change": "1a2b3c4"}, change)
    found = findings(bench, world.judgement(cause=(f"It calls `{route}` now [{cited}].",)))
    assert any(one.rule == "citation" for one in found) is warned
