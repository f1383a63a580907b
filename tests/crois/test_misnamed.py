"""A name in the place of another kind: what it is, and the same question put right."""

from __future__ import annotations

from typing import Any

import pytest
from crois_world import NOW, Trouble, crois, failed, numbered, world

from kurosai import calls
from kurosai.crois import find_jobs
from kurosai.crois.job_search import Asked
from kurosai.errors import BadInput
from kurosai.rendering import render
from kurosai.vocabulary import Call, Coverage, Reading, moment

SINCE, UNTIL = "2026-11-10T00:00:00Z", "2026-11-11T00:00:00Z"
TOLD = {"jobs": numbered([failed(15201, "2026-11-10T09:00:00Z", "exit code 1")])}


def again(**named: Any) -> Call:
    return calls.find_jobs(**named, since=moment(SINCE), until=moment(UNTIL))


def found(trouble: Trouble | None = None, **asked: Any) -> Reading:
    with crois(world(TOLD), trouble) as api:
        return find_jobs.find(api, moment(NOW), Asked(since=SINCE, until=UNTIL, **asked))


def test_a_project_in_the_place_of_a_module_is_said_to_be_one() -> None:
    reading = found(module="pos")
    assert reading.coverage is Coverage.EMPTY
    assert (
        "pos is no module: it is a project and it stands in the names of workflows 15201"
        in (reading.lead[1])
    )
    assert reading.next[0] == again(project="pos")
    assert reading.lead[1] in render(reading, evidence="A").body
    assert found(project="pos").found == 1


def test_a_module_in_the_place_of_a_project_keeps_what_else_was_asked() -> None:
    reading = found(project="good-load", status="TIMED_OUT", text="exit")
    assert reading.lead[-1].startswith("good-load is no project: it is a module")
    assert reading.next[0] == again(module="good-load", status="TIMED_OUT", text="exit")


@pytest.mark.parametrize("kind", ["module", "project"])
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("pos good-load", "it is the name of workflow 15201"),
        ("s good-l", "it stands in the name of workflow 15201 pos good-load"),
    ],
)
def test_a_workflow_s_name_is_refused_with_the_question_put_right(
    kind: str, name: str, said: str
) -> None:
    """The API takes no such name for either: what it says is not all that is known."""
    with pytest.raises(BadInput) as raised:
        found(None, **{kind: name})
    assert raised.value.what == f"No job: {name} is no {kind}: {said}."
    assert raised.value.do == f"Ask {calls.line(again(workflow_id='15201'))}"


def test_a_name_of_nothing_is_said_to_be_none() -> None:
    reading = found(module="loader")
    assert reading.lead[-1] == (
        "loader is no module: no project either, and it stands in no workflow's name"
    )
    assert reading.next[0] == calls.call_operation("list_modules")


def test_what_is_there_and_has_no_job_is_not_doubted() -> None:
    trouble = Trouble()
    reading = found(trouble, module="bad-train")
    assert len(reading.lead) == 1
    assert reading.next[0].arguments.get("module") == "bad-train"
    assert any("/v1/modules/bad-train/" in one for one in trouble.asked)


def test_what_cannot_be_read_is_named_and_claims_nothing() -> None:
    reading = found(Trouble({"/v1/modules/pos/": 403}), module="pos")
    assert len(reading.lead) == 1
    assert reading.tail == ("not read: whether pos is a module: the API answers 403",)
    half = found(Trouble({"/v1/workflows/?name": 500}), module="loader")
    assert half.lead[-1] == "loader is no module"
    assert half.tail[0].startswith("not read: whether loader is a workflow: ")


@pytest.mark.parametrize("name", ["..", "a/b", "a\nb", "?x=1"])
def test_an_odd_name_asks_for_nothing_odd(name: str) -> None:
    trouble = Trouble()
    with pytest.raises(BadInput):
        found(trouble, module=name)
    assert all(one.startswith("/v1/") and "/../" not in one for one in trouble.asked)
