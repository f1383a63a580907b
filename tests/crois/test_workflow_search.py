"""Workflows found by words, over the API of worlds on loopback."""

from __future__ import annotations

from typing import Any

import pytest
from crois_world import NOW, Trouble, crois, workflow, world

from kurosai.crois import operations, workflow_search
from kurosai.errors import BadInput
from kurosai.openapi import document
from kurosai.vocabulary import Coverage, Reading, moment

TABLE = "sales_mart.daily_orders"
TOLD: dict[str, Any] = {
    "workflows": {
        15301: {**workflow("pos", "good-load"), "name": "売上レポート", "owner": "crois-sre"},
        15302: {
            **workflow("lab", "bad-train"),
            "name": "売上マート更新",
            "description": f"前日分の {TABLE} を作成する",
        },
    }
}


def found(words: str, told: dict[str, Any] = TOLD, trouble: Trouble | None = None) -> Reading:
    with crois(world(told), trouble) as api:
        return workflow_search.describe(api, moment(NOW), words)


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (TABLE, [15302]),
        (f"prj-x.{TABLE}_20261110", [15302]),
        ("SALES_MART", [15302]),
        ("売上", [15301, 15302]),
        ("売上 マート", [15302]),
        ("ﾚﾎﾟｰﾄ", [15301]),
        ("crois-sre", [13731, 15301]),
        ("lab 売上", [15302]),
    ],
)
def test_words_find_workflows_by_what_is_written_of_them(words: str, ids: list[int]) -> None:
    reading = found(words)
    assert [int(row.text.split()[1]) for row in reading.rows] == ids
    assert reading.coverage is Coverage.COMPLETE
    assert [call.arguments["workflow_id"] for call in reading.next] == [*map(str, ids)]
    assert "of all 8 workflows id, name, description, project and owner" in reading.lead[0]


def test_an_id_is_that_workflow_in_any_digits() -> None:
    for digits in ("15302", " 15302 ", "１５３０２"):
        assert found(digits).source == "GET /v1/workflows/15302/"


def test_where_none_has_all_words_those_with_the_most_are_told_as_such() -> None:
    reading = found("workflow 売上 レポート")
    assert [row.text.split()[1] for row in reading.rows] == ["15301"]
    assert "none has all of" in reading.lead[0]
    assert "2 of 3 words" in reading.lead[0]


def test_none_is_none_of_a_whole_list_only() -> None:
    reading = found("nobody-has-this")
    assert (reading.coverage, reading.found, reading.total) == (Coverage.EMPTY, 0, 0)
    more = {number: workflow("lab", "good-load") for number in range(16_000, 16_250)}
    cut = found(
        "nobody-has-this",
        {"workflows": {**TOLD["workflows"], **more}},
        Trouble({"page=2&": 403}),
    )
    assert (cut.coverage, cut.total) == (Coverage.PARTIAL, None)
    assert "of 200 of 258 workflows" in cut.lead[0]
    assert cut.tail == ("not read: page 2 of 2: it is 403",)
    assert cut.next[-1].arguments == {
        "operation": "list_workflows",
        "arguments": {"name": "nobody-has-this"},
    }


def test_a_list_that_may_not_be_read_is_denied() -> None:
    assert found("売上", TOLD, Trouble({"/v1/workflows/?": 403})).coverage is Coverage.DENIED


def test_of_many_the_first_are_shown_and_all_recorded() -> None:
    more = {number: workflow("lab", "good-load") for number in range(16_000, 16_020)}
    reading = found("lab", {"workflows": more})
    assert (reading.found, len(reading.rows)) == (22, 22)
    assert [row.mark for row in reading.rows].count("") == 10


def test_no_word_is_bad_input() -> None:
    with pytest.raises(BadInput):
        found("   ")


def test_a_list_by_name_leads_to_what_stands_in_the_descriptions() -> None:
    with crois(world(TOLD)) as api:
        named = operations.call(api, document.crois(), "list_workflows", {"name": TABLE})
        every = operations.call(api, document.crois(), "list_workflows", {})
    assert named.coverage is Coverage.EMPTY
    assert [call.arguments for call in named.next] == [{"workflow_id": TABLE}]
    assert every.next == ()
