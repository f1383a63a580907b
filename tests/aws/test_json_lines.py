"""Lines that are JSON, and entries of many lines, as a reader sees them."""

from __future__ import annotations

import json

import pytest

from kurosai.aws.logs.lines import lambda_lines, stacks
from kurosai.aws.logs.lines.json_lines import flat

TRACE = 'Traceback (most recent call last):\n  File "x.py", line 1\n    f()\nValueError: bad'


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            {"level": "error", "msg": "no answer", "job": 16852935, "status": 502},
            "[ERROR] no answer job=16852935 status=502",
        ),
        ({"severity": "WARNING", "message": "slow", "http": {"ms": 9}}, "[WARNING] slow http.ms=9"),
        ({"event": "started", "ok": True, "tags": ["a", "b"]}, "started ok=true tags=[a, b]"),
        ({"by": "job-1", "left": None}, "by=job-1 left=null"),
        ({"time": "2025-11-04T18:14:40Z", "requestId": "x", "message": "m"}, "m"),
        (
            {"errorType": "KeyError", "errorMessage": "'x'", "stackTrace": ["File"], "level": "E"},
            "[E] KeyError: 'x'",
        ),
        ({"level": 50, "msg": "numbered"}, "numbered level=50"),
        ({"message": {"a": 1}}, "message.a=1"),
        ({"cold_start": True, "function_name": "f", "message": "m", "n": 0}, "m n=0"),
    ],
)
def test_an_object_is_told_flat(body: dict[str, object], told: str) -> None:
    assert flat(json.dumps(body)) == told


@pytest.mark.parametrize("text", ["plain", "{not json", "[1, 2]", '{"cut": "of', "", "{}"])
def test_what_is_no_object_with_something_in_it_stays_as_it_is(text: str) -> None:
    assert flat(text + "\n") == text


def test_find_logs_shows_json_flat_and_lambdas_own_events_as_before() -> None:
    printed = '{"order": 7, "state": "lost"}'
    assert lambda_lines.brief(printed) == "order=7 state=lost"
    report = {"time": "t", "type": "platform.report", "record": {"requestId": "x", "status": "ok"}}
    assert lambda_lines.brief(json.dumps(report)) == "platform.report ok"


@pytest.mark.parametrize(
    ("text", "told", "telling"),
    [
        (TRACE, "ValueError: bad (4 lines)", "ValueError: bad"),
        (f"[ERROR] {TRACE}", "[ERROR] ValueError: bad (4 lines)", "[ERROR] Traceback"),
        (
            "KeyError: 'x'\nTraceback (most recent call last):\n  File \"a\"\n    raise it",
            "KeyError: 'x' (4 lines)",
            "KeyError: 'x'",
        ),
        (
            "a.B: no\n\tat a.B(C.java:1)\nCaused by: d.E: disk\n\tat d.E(F.java:2)",
            "a.B: no … Caused by: d.E: disk (4 lines)",
            "a.B: no",
        ),
        ("one\ntwo\nthree", "one … three (3 lines)", "one"),
        ("one\ntwo", "one\ntwo", "one"),
        ("", "", ""),
    ],
)
def test_of_many_lines_the_one_that_tells_is_shown(text: str, told: str, telling: str) -> None:
    assert stacks.short(text) == told
    assert stacks.telling(text).startswith(telling)


@pytest.mark.parametrize(
    "text",
    ["panic: x", "fatal error: all goroutines are asleep", "Segmentation fault (core dumped)"],
)
def test_last_words_of_programs(text: str) -> None:
    assert stacks.crashed(text)
    assert not stacks.crashed(f"no {text}")
