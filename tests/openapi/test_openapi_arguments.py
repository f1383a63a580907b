"""Arguments become requests that stay on their path, or faults that say what is allowed."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurosai.errors import BadInput
from kurosai.openapi.arguments import validate
from kurosai.openapi.document import Operation, Parameter, crois
from kurosai.vocabulary import Json


def refusal(operation_id: str, arguments: dict[str, Json]) -> str:
    with pytest.raises(BadInput) as caught:
        validate(crois().operation(operation_id), arguments)
    return str(caught.value)


def test_arguments_become_path_and_query_in_the_documents_order() -> None:
    request = validate(
        crois().operation("list_jobs"),
        {"page": 2, "since": "2025-11-04T15:00:00+09:00", "workflow_id": 13723, "status": None},
    )
    assert request.method == "GET"
    assert request.path == "/v1/jobs/"
    assert request.query == (
        ("workflow_id", "13723"),
        ("since", "2025-11-04T15:00:00+09:00"),
        ("page", "2"),
    )
    assert request.target.endswith("since=2025-11-04T15%3A00%3A00%2B09%3A00&page=2")


@pytest.mark.parametrize("job_id", [16852935, 16852935.0, "16852935"])
def test_a_number_is_taken_for_an_id(job_id: Json) -> None:
    assert validate(crois().operation("get_job"), {"job_id": job_id}).path == "/v1/jobs/16852935/"


@pytest.mark.parametrize(
    "job_id",
    ["", " ", "..", "1685293", "168529355", "16852935\n", "16852935/", "１６８５２９３５", True],
)
def test_no_malformed_job_id_passes(job_id: Json) -> None:
    told = refusal("get_job", {"job_id": job_id})
    assert "job_id cannot be" in told
    assert "like 16852935" in told


def test_a_missing_and_a_wrong_name_are_told_together() -> None:
    told = refusal("get_job", {"jobid": "16852935"})
    assert "no parameter 'jobid': did you mean job_id?" in told
    assert "job_id is required" in told


def test_an_enum_names_its_values_and_a_number_its_range() -> None:
    assert "one of QUEUED, RUNNING, SUCCEEDED" in refusal("list_jobs", {"status": "succeeded"})
    assert "1 to 200" in refusal("list_jobs", {"page_size": 201})
    assert "1 to 200" in refusal("list_jobs", {"page_size": 0})
    assert "page_size cannot be '1.5'" in refusal("list_jobs", {"page_size": 1.5})
    assert "date-time" in refusal("list_jobs", {"since": "yesterday"})
    assert "date-time" in refusal("list_jobs", {"since": "2025-11-04T18:00:00"})
    assert "enabled cannot be '1'" in refusal("list_schedules", {"enabled": 1})
    assert "one value, not a list" in refusal("list_jobs", {"project": ["a", "b"]})
    assert "cannot be an object" in refusal("list_jobs", {"project": {"a": "b"}})


def test_at_most_three_faults_are_told() -> None:
    told = refusal("list_jobs", {"a": 1, "b": 1, "c": 1, "d": 1})
    assert told.count("it has no parameter") == 3


def test_a_boolean_and_a_list_go_as_the_document_says() -> None:
    request = validate(crois().operation("list_schedules"), {"enabled": True})
    assert request.query == (("enabled", "true"),)
    many = Operation("x", "GET", "/x", parameters=(Parameter("tag", "query", False, "array"),))
    assert validate(many, {"tag": ["a", "b"]}).query == (("tag", "a"), ("tag", "b"))
    assert validate(many, {"tag": "a"}).query == (("tag", "a"),)


FREE = Operation("free", "GET", "/a/{x}/b", parameters=(Parameter("x", "path", True),))


@given(st.text(max_size=40))
def test_no_text_leaves_its_path_segment(text: str) -> None:
    try:
        path = validate(FREE, {"x": text}).path
    except BadInput:
        return
    before, segment, after = path.split("/")[1:]
    assert (before, after) == ("a", "b")
    assert segment not in {"", ".", ".."}
    assert unquote(segment) == text
    assert "?" not in path
    assert "#" not in path


@pytest.mark.parametrize("text", ["", ".", "..", "a\n", "a\x00", "\ud800", "x" * 2001])
def test_what_would_change_the_path_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="x cannot be"):
        validate(FREE, {"x": text})


def test_a_pattern_does_not_let_a_final_newline_through() -> None:
    plain = Parameter("x", "path", True, pattern="^[a-z]+$")
    with pytest.raises(BadInput, match=r"x cannot be 'abc\\n'"):
        validate(Operation("p", "GET", "/{x}", parameters=(plain,)), {"x": "abc\n"})
