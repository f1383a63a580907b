"""What a page of the users' documentation names, told by a conclusion that cites it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from case_faults import findings

from kurosai.vocabulary import Row

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

PAGE = (
    "Calls to the outside come from 192.0.2.10 and 192.0.2.11, in account 444455556666; "
    "37 jobs a night."
)


def read(bench: Bench, world: World) -> dict[str, str]:
    """The article's readings, a page, one that was asked for an address and has none, a trail."""
    logs, job = bench.walked()
    page = world.job(rows=(Row(PAGE),), facts={"documentation": "network"}, lead=(), tail=())
    other = replace(page, rows=(Row("Nothing of it."),))
    trail = replace(
        page, rows=(Row("AccessDenied from 198.51.100.7 with Chrome/141.0.0.0"),), facts={}
    )
    return {
        "logs": logs,
        "job": job,
        "page": bench.record("runbooks", "search_docs", {"page": "network"}, page),
        "asked": bench.record("runbooks", "search_docs", {"question": "192.0.2.99"}, other),
        "runbook": bench.record("runbooks", "read_runbook", {"entry": "x#001"}, page),
        "trail": bench.record("aws", "find_changes", {}, trail),
    }


def ids(bench: Bench, world: World, text: str, field: str = "ruled_out") -> list[tuple[str, str]]:
    said = (text.format(**read(bench, world)),)
    found = findings(bench, world.judgement(**{field: said}))
    return [(one.what, one.mend) for one in found if one.rule == "id" and one.blocks]


@pytest.mark.parametrize("field", ["cause", "ruled_out", "actions"])
@pytest.mark.parametrize(
    "text",
    [
        "年次スキャン: 別のロールで、192.0.2.10からである [{page}]。",
        "年次スキャン: 別のロールで、192.0.2.10からである [{page}][{job}]。",
        "Ours are 192.0.2.10, 192.0.2.11. [{page}]",
        "The account is 444455556666 [{page}].",
        # Set against what was seen.
        "It came from 198.51.100.7 [{trail}], ours are 192.0.2.10 and 192.0.2.11 [{page}].",
        "198.51.100.7であり、192.0.2.10ではない [{trail}][{page}]。",
        "It came from none of ours, 192.0.2.10 and 192.0.2.11 [{trail}][{page}].",
    ],
)
def test_what_a_cited_page_names_may_be_named(
    bench: Bench, world: World, text: str, field: str
) -> None:
    assert ids(bench, world, text, field) == []


def test_a_page_that_is_not_cited_is_pointed_at(bench: Bench, world: World) -> None:
    ((what, mend),) = ids(bench, world, "192.0.2.10からである [{job}]。")
    assert what == "192.0.2.10 stands in no evidence"
    assert mend.startswith("It stands in a page for users: cite [")


@pytest.mark.parametrize(
    "text",
    [
        "It came from 192.0.2.99 [{page}].",
        # What was asked of the pages is nothing that one says.
        "It came from 192.0.2.99 [{asked}].",
        # A runbook's samples are other days' errors.
        "It came from 192.0.2.10 [{runbook}].",
    ],
)
def test_what_no_cited_page_names_is_blocked(bench: Bench, world: World, text: str) -> None:
    ((what, _),) = ids(bench, world, text)
    assert what.endswith("stands in no evidence")


@pytest.mark.parametrize(
    "text",
    [
        "The denied calls came from 192.0.2.11 [{trail}][{page}].",
        "拒否された呼び出しは192.0.2.11から来た [{trail}, {page}]。",
    ],
)
def test_a_page_does_not_say_what_was_seen(bench: Bench, world: World, text: str) -> None:
    ((what, mend),) = ids(bench, world, text, "cause")
    assert what.startswith("192.0.2.11 stands in a page for users only, not in ")
    assert what.endswith(", which says 198.51.100.7")
    assert mend.startswith("Say what the reading has")


def test_a_count_of_a_cited_page_needs_no_other(bench: Bench, world: World) -> None:
    ids = read(bench, world)
    for cited, warned in (("[{job}][{page}]", 0), ("[{job}]", 1)):
        said = f"Of 37 jobs a night this is one {cited.format(**ids)}."
        found = findings(bench, world.judgement(cause=(said,)))
        assert len([one for one in found if one.rule == "tally"]) == warned
