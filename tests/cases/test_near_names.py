"""find_cases by a part of a name, by a wrong one, and by days as people say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
import pytest
from cases_wire import call, connected

from kurosai.vocabulary import moment

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

OTHER = """\
:rotating_light: crois-v2:prd:lambda core-v2-merge-outputs
Errors >= 1  (2025-11-04T17:01:00Z - 17:02:00Z)
[merge] error: bucket crois-outputs is full
"""


def found(bench: Bench, **conditions: str) -> tuple[str, bool]:
    async def ask() -> tuple[str, bool]:
        async with connected(bench) as client:
            return await call(client, "find_cases", **conditions)

    return anyio.run(ask)


@pytest.fixture
def two(bench: Bench, world: World) -> tuple[str, str]:
    """An alert of the checker, and a day later one of the merger."""
    bench.open(world.alert)
    first = bench.case
    bench.now = moment("2025-11-05T20:00:00Z")
    bench.open(OTHER)
    return first, bench.case


@pytest.mark.parametrize(
    "part", ["merge-out", "core-v2-merge", "V2-Merge-Outputs", "erge-outpu", "prd:lambda core-v2-m"]
)
def test_a_part_of_a_name_finds_its_cases(bench: Bench, two: tuple[str, str], part: str) -> None:
    shown, failed = found(bench, resource=part)
    assert not failed
    assert shown.startswith("1 case · newest first")
    assert two[1] in shown
    assert "crois-v2:prd:lambda core-v2-merge-outputs" in shown.split("\n")[1]
    assert f"no resource is called {part} in full: found by what has it in its name" in shown


def test_a_part_of_several_names_finds_all_of_them(bench: Bench, two: tuple[str, str]) -> None:
    shown, _ = found(bench, resource="core-v2")
    assert shown.startswith("2 cases")
    assert all(one in shown for one in two)


def test_words_of_a_name_still_do(bench: Bench, two: tuple[str, str]) -> None:
    shown, _ = found(bench, resource="health checker")
    assert two[0] in shown
    assert "found by its words" in shown


def test_of_a_wrong_name_the_nearest_is_said(bench: Bench, two: tuple[str, str]) -> None:
    shown, failed = found(bench, resource="core-v2-marge-output", state="open")
    assert not failed
    assert two[1] not in shown
    assert shown.startswith("no case fits 「resource core-v2-marge-output, open」 · looked through")
    assert (
        "resource: no case is of one called core-v2-marge-output; nearest: "
        "crois-v2:prd:lambda core-v2-merge-outputs" in shown
    )
    assert "each condition alone: resource core-v2-marge-output 0, open 2" in shown
    for wrong in ("helth-checker", "health chekcer", "crois-v2:prd:lambda core-v2-crois-gke-helth"):
        shown, _ = found(bench, resource=wrong)
        assert f"called {wrong}; nearest: crois-v2:prd:lambda core-v2-crois-gke-health-" in shown
    shown, _ = found(bench, resource="zzzzzz")
    assert "no case is of one called zzzzzz, nor nearly so" in shown


def test_of_a_wrong_entry_too(bench: Bench, two: tuple[str, str]) -> None:
    shown, _ = found(bench, entry="gke-health-checker#044")
    assert shown.startswith("no case fits 「entry gke-health-checker#044」")
    assert "entry: no case is of one called gke-health-checker#044; nearest: gke-health" in shown
    shown, _ = found(bench, entry="gke-health-checker#004", state="closed")
    assert "nearest" not in shown


@pytest.mark.parametrize(
    ("since", "until", "cases", "said"),
    [
        # Now is 05:00 on the 6th in JST: the first case was opened on the 5th, the other today.
        ("昨日", "", [0, 1], "since 昨日 = 2025-11-05 00:00 to 2025-11-06 00:00 JST"),
        ("昨日", "昨日", [0], "until 昨日 = 2025-11-05 00:00"),
        ("今日", "", [1], "(2025-11-05T15:00:00Z on)"),
        ("yesterday", "Yesterday", [0], "since yesterday = 2025-11-05 00:00"),
        ("一昨日", "一昨日", [], "since 一昨日 = 2025-11-04 00:00"),
        ("先週", "先週", [], "since 先週 = 2025-10-27 00:00 to 2025-11-03 00:00 JST"),
        ("今週から", "", [0, 1], "since 今週から = 2025-11-03 00:00"),
        ("先月", "先月", [], "since 先月 = 2025-10-01 00:00 to 2025-11-01 00:00 JST"),
        ("this month", "", [0, 1], "since this month = 2025-11-01 00:00 to 2025-12-01 00:00 JST"),
    ],
)
def test_days_are_those_of_japan_and_said(
    bench: Bench, two: tuple[str, str], since: str, until: str, cases: list[int], said: str
) -> None:
    shown, failed = found(bench, since=since, until=until)
    assert not failed
    assert [one for one in (0, 1) if two[one] in shown] == cases
    assert f"note: {said}" in shown or said in shown


@pytest.mark.parametrize("since", ["最近", "recently", "さっき", "last time"])
def test_what_is_not_certain_is_refused_with_what_is(bench: Bench, since: str) -> None:
    shown, failed = found(bench, since=since)
    assert failed
    assert f"since: '{since}' is no time that is certain." in shown
    assert "one of 今日, 昨日, 今週, 先週, 今月, 先月" in shown


def test_an_empty_ledger_is_said_whatever_was_asked(bench: Bench) -> None:
    shown, failed = found(bench, resource="core-v2-merge", since="昨日")
    assert (shown, failed) == ("no case fits: the ledger has none yet", False)
