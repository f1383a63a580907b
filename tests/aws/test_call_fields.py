"""`fields` picks, and can neither hang the server nor fill its memory."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kurosai.aws.any_call import call_fields
from kurosai.errors import BadInput
from kurosai.vocabulary import Json

BODY: dict[str, Json] = {
    "tasks": [
        {"taskArn": "a", "lastStatus": "STOPPED", "containers": [{"exitCode": 1}]},
        {"taskArn": "b", "lastStatus": "RUNNING", "containers": []},
    ],
    "failures": [],
}


def pick(fields: str, body: dict[str, Json] = BODY) -> Any:
    return call_fields.picked(call_fields.compiled(fields), body)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("tasks[].taskArn", ["a", "b"]),
        ("tasks[?lastStatus=='STOPPED'].[taskArn,lastStatus]", [["a", "STOPPED"]]),
        (
            "tasks[].{arn:taskArn,exit:containers[0].exitCode}",
            [{"arn": "a", "exit": 1}, {"arn": "b", "exit": None}],
        ),
        ("length(tasks)", 2),
        ("sort_by(tasks, &lastStatus)[].taskArn", ["b", "a"]),
        ("tasks[].nothing", []),
        ("failures", []),
        ("tasks[:1].taskArn", ["a"]),
        ("tasks[1:].taskArn", ["b"]),
        ("tasks[::-1].taskArn", ["b", "a"]),
        ("tasks[*].taskArn | [-1:]", ["b"]),
        ("tasks[].taskArn | [-1]", "b"),
        (
            "tasks[].{a:taskArn,b:lastStatus,c:[taskArn,containers],d:{e:@}}|[].[a,b,c[0],d.e.taskArn]",
            [["a", "STOPPED", "a", "a"], ["b", "RUNNING", "b", "b"]],
        ),
    ],
)
def test_what_an_expression_picks(fields: str, expected: Json) -> None:
    assert pick(fields) == expected


def test_no_expression_picks_everything() -> None:
    assert call_fields.compiled("") is None


@pytest.mark.parametrize(
    "fields",
    [
        *("tasks[", "tasks[].{a", "nofunction(@)", "sort_by(@, &x)", "length(`1`)", "(" * 390),
        *("ceil(to_number('1e999'))", "tasks[::0]"),
    ],
)
def test_what_is_no_expression_or_does_not_fit_is_explained(fields: str) -> None:
    with pytest.raises(BadInput) as caught:
        pick(fields)
    assert "JMESPath" in caught.value.do


@pytest.mark.parametrize(
    "fields",
    [
        "|".join(["[@,@]"] * 66),
        "{a:" + "|".join(["[@,@]"] * 30) + ",b:" + "|".join(["[@,@]"] * 30) + "}|a==b",
        "|".join(["[@,@][]"] * 40),
        "|".join(["[@,@]"] * 10) + "|to_string(@)",
        "join(',', tasks[].taskArn)",
        "|".join(["[@,@][][]"] * 9),
        "tasks[" + "].tasks[".join(["*"] * 40) + "]",
    ],
)
def test_an_expression_that_would_build_too_much_is_refused_at_once(fields: str) -> None:
    began = time.process_time()
    body: dict[str, Json] = {"tasks": [{"taskArn": str(n)} for n in range(2_000)]}
    with suppress(BadInput):
        assert len(str(pick(fields[:400], body))) < 300 * len(str(body))
    assert time.process_time() - began < 5


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # of a literal without quotes
@given(st.text(alphabet="[]{}@,.|*?&`'ab:()<>=!012 -", max_size=120))
@settings(max_examples=300, deadline=None)
def test_any_text_picks_something_or_is_explained(fields: str) -> None:
    with suppress(BadInput):
        pick(fields)
