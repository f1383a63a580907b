"""What goes into a filter stays a value, and a filter that came stays inside its parentheses."""

from __future__ import annotations

import pytest

from kurosai.errors import BadInput
from kurosai.gcp import autoscaler, cursors, filters, pods
from kurosai.gcp.wire.entries import Place
from kurosai.sandbox.cloud_logging.language import parse
from kurosai.vocabulary import Window, moment

WINDOW = Window(moment("2026-02-05T01:00:00.123456Z"), moment("2026-02-05T02:00:00Z"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain", '"plain"'),
        ('a"b', '"a\\"b"'),
        ("a\\", '"a\\\\"'),
        ("a\nb", '"a\\nb"'),
        ('x" OR timestamp>"1970-01-01', '"x\\" OR timestamp>\\"1970-01-01"'),
    ],
)
def test_values_are_quoted_and_escaped(value: str, expected: str) -> None:
    assert filters.quoted(value) == expected
    parse(f"textPayload={expected}", "p")


@pytest.mark.parametrize(
    "text",
    [
        'a) OR (timestamp>"1970-01-01"',
        "(a",
        "a)",
        ")(",
        'a="x',
        "a='x",
        'a="x\\"',
        '-- "\n)',
    ],
)
def test_a_filter_that_does_not_close_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        filters.given(text)


@pytest.mark.parametrize(
    "text",
    ['a="x)"', "a='(' AND (b)", '(a OR (b AND ")"))', "a -- (not this\n AND b", '"\\")"', "a--b"],
)
def test_a_filter_that_closes_stays_as_it_is(text: str) -> None:
    assert filters.given(text) == f"(\n{text}\n)"


def test_no_filter_restricts_nothing() -> None:
    assert filters.given("  ") == ""
    assert filters.every("", filters.log(""), filters.equals("a", "")) == ""


@pytest.mark.parametrize("token", ["", "abc.def==", "x" * 400])
def test_a_cursor_carries_its_window_and_its_token(token: str) -> None:
    assert cursors.read(cursors.write(WINDOW, Place(token, 50))) == (WINDOW, Place(token, 50))


@pytest.mark.parametrize("cursor", ["", "x", "1.2", "1.2.x.t", "2.1.0.t", "9" * 40 + ".1.0."])
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(BadInput):
        cursors.read(cursor)


@pytest.mark.parametrize(
    ("name", "is_of"),
    [
        ("job-1-train", True),
        ("job-1-train-x7k2p", True),
        ("job-1-train-0-x7k2p", True),
        ("job-1-train-large", False),
        ("job-1-train-large-x7k2p", False),
        ("job-11-train", False),
        ("xjob-1-train", False),
    ],
)
def test_the_pods_of_a_job_are_told_from_those_of_another(name: str, is_of: bool) -> None:
    import re

    assert bool(re.search(pods.pattern("job-1-train"), name)) is is_of


def test_what_the_autoscaler_did_not_do_is_read_too() -> None:
    pod = {"name": "p-1", "namespace": "n", "controller": {"kind": "Job", "name": "j"}}
    reason = {"messageId": "no.scale.up.mig.failing.predicate", "parameters": ["x"]}
    found = autoscaler.read(
        {
            "noDecisionStatus": {
                "noScaleUp": {
                    "unhandledPodGroups": [
                        {"podGroup": {"samplePod": pod}, "rejectedMigs": [{"reason": reason}]}
                    ]
                }
            }
        }
    )
    assert found is not None
    assert found.told() == (
        "noScaleUp; about pods p-1; reason no.scale.up.mig.failing.predicate (x)"
    )
    assert autoscaler.read({"somethingElse": 1}) is None


def test_why_a_node_was_kept_is_read_too() -> None:
    node = {"node": {"name": "gke-a-1"}, "reason": {"messageId": "no.scale.down.node.x"}}
    whole = {"messageId": "no.scale.down.in.backoff"}
    found = autoscaler.read(
        {"noDecisionStatus": {"noScaleDown": {"nodes": [node], "reason": whole}}}
    )
    assert found is not None
    assert found.nodes == ()
    assert found.told() == "noScaleDown; reason no.scale.down.node.x, no.scale.down.in.backoff"


def test_the_result_of_an_attempt_names_the_attempt() -> None:
    error = {"messageId": "scale.up.error.out.of.resources", "parameters": ["g-1"]}
    results = [{"eventId": "a"}, {"eventId": "b", "errorMsg": error}]
    found = autoscaler.read({"resultInfo": {"results": results}})
    assert found is not None
    assert found.verb == "result"
    (message,) = found.messages
    assert (message.event, message.id, message.parameters) == ("b", error["messageId"], ("g-1",))
