"""A search that was cut and read on to its end leaves nothing open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kurosai import calls
from kurosai.rendering import render_statement
from kurosai.vocabulary import Call, Coverage, Json, Reading, Row, Window, moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.cases.conftest import Bench, World

GROUP = "/crois/v2/prd/ecs/sales-sync"
OTHER = "/crois/v2/prd/ecs/sales-mart"
START, CUT, END = (moment(f"2025-11-04T1{n}:00:00.290Z") for n in (2, 5, 8))
LATE = moment("2025-11-04T16:00:00Z")
WHOLE, TRUNCATED = Coverage.COMPLETE, Coverage.TRUNCATED
PLAIN = "fields @timestamp, @message | sort @timestamp {} | limit 60"
DATA = "cloudaudit.googleapis.com/data_access"


def read(
    bench: Bench,
    tool: tuple[str, str],
    asked: dict[str, Json],
    coverage: Coverage,
    *,
    since: int | None = None,
    next: Sequence[Call] = (),  # noqa: A002 - as a reading calls it
    **more: object,
) -> str:
    rows = (Row("connected to a", START, "."), Row("connected to b", CUT, ">"))
    window = Window((START, CUT, LATE)[since], END) if since is not None else None
    reading = Reading(
        source=str(more.pop("source", asked.get("group", "projects/crois-prd"))),
        identity="aws 111122223333 ap-northeast-1",
        coverage=coverage,
        window=window,
        rows=more.pop("rows", rows),  # pyright: ignore[reportArgumentType]
        next=tuple(next),
        **more,  # pyright: ignore[reportArgumentType]
    )
    return bench.record(*tool, asked, reading)


def search(
    bench: Bench, since: int, coverage: Coverage, text: str = "connected", *, newest: bool = False
) -> str:
    """A find_logs, which offers the call for the rest where it is cut at `CUT`."""
    rest = (START, CUT) if newest else (CUT, END)
    more = calls.find_logs(GROUP, text, since=rest[0], until=rest[1])
    asked: dict[str, Json] = {"group": GROUP, "text": text, "minutes": 15, "where": ""}
    offered = (more,) if coverage is TRUNCATED and since == 0 else ()
    return read(bench, ("aws", "find_logs"), asked, coverage, since=since, next=offered)


def gaps(bench: Bench, world: World, *cited: str) -> str:
    """The warning about gaps where these readings are cited, "" for none."""
    shown = render_statement(bench.close(world.judgement(evidence=cited), dry_run=True))
    return next((line for line in shown.split("\n") if line.startswith("warning gap")), "")


@pytest.mark.parametrize(
    ("begins", "coverage", "text", "open_"),
    [
        (1, WHOLE, "connected", False),
        (0, WHOLE, "connected", False),
        (1, TRUNCATED, "connected", True),
        (1, Coverage.PARTIAL, "connected", True),
        # Not from where the first one was cut, and not of the same.
        (2, WHOLE, "connected", True),
        (1, WHOLE, "refused", True),
    ],
)
def test_the_rest_of_what_was_cut(
    bench: Bench, world: World, begins: int, coverage: Coverage, text: str, *, open_: bool
) -> None:
    bench.walked()
    first = search(bench, 0, TRUNCATED)
    search(bench, begins, coverage, text)
    assert (first in gaps(bench, world, first)) is open_


def test_what_lies_before_is_not_seen_behind(bench: Bench, world: World) -> None:
    """Of a listing of the newest the older ones are missing, whatever was read of the others."""
    bench.walked()
    first = search(bench, 0, TRUNCATED, newest=True)
    search(bench, 1, WHOLE)
    assert first in gaps(bench, world, first)


def test_a_rest_that_ends_at_a_row_that_is_not_shown(bench: Bench, world: World) -> None:
    """The call that is offered ends at the oldest hit, which a pattern may stand for."""
    bench.walked()
    first = search(bench, 0, TRUNCATED, newest=True)
    asked: dict[str, Json] = {"group": GROUP, "text": "connected"}
    reading = Reading(
        source=GROUP,
        identity="aws",
        coverage=TRUNCATED,
        window=Window(START, CUT),
        rows=(Row("a", START.replace(minute=30), "."), Row("b", START.replace(minute=31), ">")),
        next=(calls.find_logs(GROUP, "connected", since=START, until=START.replace(minute=30)),),
    )
    second = bench.record("aws", "find_logs", asked, reading)
    assert first in gaps(bench, world, first, second)
    last = Reading(
        source=GROUP,
        identity="aws",
        coverage=WHOLE,
        window=Window(START, START.replace(minute=30)),
        rows=(Row("c", START, ">"),),
    )
    bench.record("aws", "find_logs", asked, last)
    assert not gaps(bench, world, first, second)


@pytest.mark.parametrize(
    ("query", "group", "since", "open_"),
    [
        (PLAIN.format("asc"), GROUP, 0, False),
        ("fields @timestamp, @message | filter @message like /x/ | limit 9", GROUP, 0, True),
        ("stats count(*) by bin(1h)", GROUP, 0, True),
        (PLAIN.format("asc"), OTHER, 0, True),
        (PLAIN.format("asc"), GROUP, 2, True),
    ],
)
def test_all_lines_of_a_group_are_all_that_a_search_finds(
    bench: Bench, world: World, query: str, group: str, since: int, *, open_: bool
) -> None:
    bench.walked()
    first = search(bench, 0, TRUNCATED, newest=True)
    read(bench, ("aws", "query_logs"), {"query": query, "groups": group}, WHOLE, since=since)
    assert (first in gaps(bench, world, first)) is open_


@pytest.mark.parametrize(("order", "open_"), [("asc", False), ("desc", True)])
def test_a_query_that_limits_itself_shows_one_end(
    bench: Bench, world: World, order: str, *, open_: bool
) -> None:
    bench.walked()
    asked: dict[str, Json] = {"query": PLAIN.format(order), "groups": GROUP, "most_gb": 5}
    rows = (Row("a", CUT, ">"), Row("b", CUT, ">"))
    first = read(bench, ("aws", "query_logs"), asked, TRUNCATED, since=0, rows=rows)
    later: dict[str, Json] = {**asked, "query": PLAIN.format("asc").replace("60", "200")}
    read(bench, ("aws", "query_logs"), later, WHOLE, since=1)
    assert (first in gaps(bench, world, first)) is open_


@pytest.mark.parametrize(
    ("log", "more", "open_"),
    [
        (DATA, {}, False),
        (DATA, {"severity": "ERROR"}, True),
        (DATA, {"cursor": "1.2.5."}, True),
        ("stdout", {}, True),
    ],
)
def test_entries_of_a_log_by_either_tool(
    bench: Bench, world: World, log: str, more: dict[str, Json], *, open_: bool
) -> None:
    bench.walked()
    query: dict[str, Json] = {"filter": f'log_id("{DATA}")\nseverity>=INFO', "most": 5}
    first = read(bench, ("gcp", "query_entries"), query, TRUNCATED, since=0)
    source = f"projects/crois-prd {log}"
    asked: dict[str, Json] = {"log": log, "text": "", "minutes": 15, **more}
    read(bench, ("gcp", "find_entries"), asked, WHOLE, since=0, source=source)
    assert (first in gaps(bench, world, first)) is open_


def pages(bench: Bench, *numbers: int, total: int = 6) -> list[str]:
    """Pages of two jobs each, of a list that says how many there are."""
    found: list[str] = []
    for number in numbers:
        arguments: dict[str, Json] = {"workflow_id": "15466", "page_size": 2}
        if number > 1:
            arguments["page"] = number
        rows = (Row("in all 2: status=FAILED"), *(Row(f"job {number}.{n}") for n in range(2)))
        last = number * 2 >= total
        found.append(
            read(
                bench,
                ("crois", "call_operation"),
                {"operation": "list_jobs", "arguments": arguments},
                TRUNCATED,
                source=f"GET /v1/jobs/?page={number}",
                rows=rows,
                found=2,
                total=total,
                cursor="" if last else f"page={number + 1}",
            )
        )
    return found


def test_pages_that_were_all_read(bench: Bench, world: World) -> None:
    bench.walked()
    read_ = pages(bench, 1, 3, 2)
    assert not gaps(bench, world, *read_)


@pytest.mark.parametrize(("numbers", "total"), [((1, 3), 6), ((2, 3), 6), ((1, 2), 6), ((1,), 6)])
def test_pages_of_which_one_is_missing(
    bench: Bench, world: World, numbers: tuple[int, ...], total: int
) -> None:
    bench.walked()
    read_ = pages(bench, *numbers, total=total)
    assert read_[-1] in gaps(bench, world, *read_)


def test_a_list_behind_a_cursor(bench: Bench, world: World) -> None:
    bench.walked()
    tool = ("gcp", "query_entries")
    asked: dict[str, Json] = {"filter": "resource.type=x", "cursor": ""}
    first = read(bench, tool, asked, TRUNCATED, since=0, cursor="1.2.5.")
    behind: dict[str, Json] = {**asked, "cursor": "1.2.5."}
    second = read(bench, tool, behind, TRUNCATED, since=0, cursor="1.2.10.")
    assert first in gaps(bench, world, first, second)
    read(bench, tool, {**asked, "cursor": "1.2.10."}, WHOLE, since=0)
    assert not gaps(bench, world, first, second)


def test_a_look_that_nothing_rests_on(bench: Bench, world: World) -> None:
    """Cut and neither cited nor of what is: who cites has chosen. Where nothing is, none has."""
    logs, _ = bench.walked()
    (peek,) = pages(bench, 1)
    assert not gaps(bench, world)
    assert not gaps(bench, world, logs)
    assert peek in gaps(bench, world, peek)


def test_nothing_is_without_use_where_nothing_is_cited(bench: Bench, world: World) -> None:
    bench.open()
    (peek,) = pages(bench, 1)
    assert peek in gaps(bench, world)


@pytest.mark.parametrize("since", [0, 2])
def test_a_look_at_the_same_place_and_time_counts(bench: Bench, world: World, since: int) -> None:
    bench.walked()
    peek = search(bench, 0, TRUNCATED)
    cited = search(bench, since, WHOLE, "refused")
    assert peek in gaps(bench, world, cited)


def test_who_looked_around_and_then_asked_for_it(bench: Bench, world: World) -> None:
    """A listing without words that is cut, and a search for what decides that saw it all."""
    bench.walked()
    peek = search(bench, 0, TRUNCATED, "")
    cited = search(bench, 0, WHOLE, "refused")
    assert not gaps(bench, world, cited)
    assert peek in gaps(bench, world, cited, peek)


@pytest.mark.parametrize(("project", "open_"), [("sales", False), ("", True)])
def test_the_part_of_a_window_that_a_list_of_jobs_names(
    bench: Bench, world: World, project: str, *, open_: bool
) -> None:
    bench.walked()
    tool = ("crois", "find_jobs")
    rest = f"since={START:%FT%TZ} until={CUT:%FT%T.290Z}"
    asked: dict[str, Json] = {"project": "sales", "status": "failures", "limit": 5}
    first = read(bench, tool, asked, TRUNCATED, since=0, source="GET /v1/jobs/", cursor=rest)
    assert first in gaps(bench, world, first)
    later = Reading(
        source="GET /v1/jobs/",
        identity="crois",
        coverage=WHOLE,
        window=Window(START.replace(microsecond=0), CUT),
    )
    bench.record(*tool, {**asked, "project": project, "limit": 50}, later)
    assert (first in gaps(bench, world, first)) is open_


def test_who_saw_it_all_before(bench: Bench, world: World) -> None:
    """A look at some of what another one had seen whole; not where its window went on."""
    bench.walked()
    search(bench, 0, WHOLE)
    first = search(bench, 0, TRUNCATED)
    assert not gaps(bench, world, first)
    search(bench, 2, WHOLE, "refused")
    second = search(bench, 0, TRUNCATED, "refused")
    assert second in gaps(bench, world, second)


@pytest.mark.parametrize(
    ("limit", "coverage", "open_"),
    [
        ("sort n desc | limit 200", WHOLE, False),
        ("sort n desc", WHOLE, False),
        ("sort n desc | limit 20", TRUNCATED, True),
        ("limit 200 | sort n desc", WHOLE, True),
    ],
)
def test_a_count_by_kind_that_was_asked_again_without_its_limit(
    bench: Bench, world: World, limit: str, coverage: Coverage, *, open_: bool
) -> None:
    bench.walked()
    query = "stats count(*) as n by host | {}"
    asked: dict[str, Json] = {"query": query.format("sort n desc | limit 10"), "groups": GROUP}
    first = read(bench, ("aws", "query_logs"), asked, TRUNCATED, since=0)
    later: dict[str, Json] = {**asked, "query": query.format(limit)}
    read(bench, ("aws", "query_logs"), later, coverage, since=0)
    assert (first in gaps(bench, world, first)) is open_


SHOWN = "12:00:00Zに`connected to a`と記録された [{}]。"
LIMITED = "fields @message | filter @message like /x/ | limit 2"


@pytest.mark.parametrize(
    ("query", "sentence", "open_"),
    [
        (LIMITED, SHOWN, False),
        (LIMITED, "It logged `connected to b` at 15:00:00Z [{}].", False),
        # What is said of all of them, what is not there, and what it does not show.
        (LIMITED, "最初に`connected to a`と記録された [{}]。", True),
        (LIMITED, "`connected to a`が2件記録された [{}]。", True),
        (LIMITED, "It logged only `connected to b` at 15:00:00Z [{}].", True),
        (LIMITED, "`connected to a`のほかに接続は起きていない [{}]。", True),
        (LIMITED, "接続は続いたと考えられる [{}]。", True),
        (LIMITED, "接続されている [{}]。", True),
    ],
)
def test_a_cut_reading_that_is_cited_for_what_it_shows(
    bench: Bench, world: World, query: str, sentence: str, *, open_: bool
) -> None:
    bench.walked()
    asked: dict[str, Json] = {"query": query, "groups": world.group}
    first = read(bench, ("aws", "query_logs"), asked, TRUNCATED, since=0)
    judgement = world.judgement()
    said = replace(judgement, cause=(*judgement.cause, sentence.format(first)))
    shown = render_statement(bench.close(said, dry_run=True))
    assert (f"{first} (" in shown) is open_
    assert f"{first} (" in gaps(bench, world, first)


@pytest.mark.parametrize("aside", [True, False])
def test_a_search_that_was_cut_by_itself(bench: Bench, world: World, *, aside: bool) -> None:
    """Of what the alert is about, whoever cites a line does not know what else there was."""
    bench.walked()
    group = GROUP if aside else world.group
    first = read(bench, ("aws", "find_logs"), {"group": group, "text": "c"}, TRUNCATED, since=0)
    judgement = world.judgement()
    said = replace(judgement, cause=(*judgement.cause, SHOWN.format(first)))
    assert (f"{first} (" in render_statement(bench.close(said, dry_run=True))) is not aside
