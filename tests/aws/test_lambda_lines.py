"""The three forms of a Lambda's lines: whose they are, what they weigh, what is left to read."""

from __future__ import annotations

import json

import pytest

from kurosai.aws.logs.lines.lambda_lines import Line, brief, parse

ID = "2291eeee-6a4e-4d2f-ac8b-1d6437bc4b97"
AT = "2025-11-04T18:14:40.000Z"


def logged(**body: object) -> str:
    return json.dumps({"timestamp": AT, "requestId": ID, **body}, separators=(",", ":"))


def platform(kind: str, **record: object) -> str:
    body = {"time": AT, "type": f"platform.{kind}", "record": {"requestId": ID, **record}}
    return json.dumps(body, separators=(",", ":"))


@pytest.mark.parametrize(
    ("message", "line"),
    [
        (f"[ERROR]\t{AT}\t{ID}\tit broke\n", Line(ID, "ERROR", "it broke")),
        (f"[INFO] {AT} {ID} [healthcheck] ok", Line(ID, "INFO", "[healthcheck] ok")),
        (f"ERROR {AT} {ID} it broke", Line(ID, "ERROR", "it broke")),
        (f"[ERROR]\t{AT}\t\tbefore any request", Line("", "ERROR", "before any request")),
        ("[ERROR] KeyError: 'x'\nTraceback", Line("", "ERROR", "KeyError: 'x'\nTraceback")),
        (f"{AT}\t{ID}\tERROR\tit broke", Line(ID, "ERROR", "it broke")),
        (f"{AT}\tundefined\tERROR\tUncaught", Line("", "ERROR", "Uncaught")),
        (f"{AT} {ID} Task timed out after 3 s", Line(ID, "", "Task timed out after 3 s")),
        (f"2025-11-04 18:14:40 {ID} WARN  Main - slow", Line(ID, "WARN", "Main - slow")),
        (f"RequestId: {ID} Error: Runtime exited", Line(ID, "", "Error: Runtime exited")),
        (logged(level="ERROR", message="it broke"), Line(ID, "ERROR", "it broke")),
        (logged(level="INFO", message={"a": 1}), Line(ID, "INFO", '{"a": 1}')),
        (
            logged(log_level="ERROR", errorType="KeyError", errorMessage="'x'"),
            Line(ID, "ERROR", "KeyError: 'x'"),
        ),
        (platform("start", version="$LATEST"), Line(ID, "", "platform.start", "START")),
        (platform("report", status="success"), Line(ID, "", "platform.report success", "REPORT")),
        (
            platform("report", status="timeout"),
            Line(ID, "ERROR", "platform.report timeout", "REPORT"),
        ),
        (
            "[2026-10-14T00:53:33,411][ERROR][o.o.b.Bootstrap          ] [node-1] node exception",
            Line("", "ERROR", "[o.o.b.Bootstrap          ] [node-1] node exception"),
        ),
        (
            "[2026-10-14T00:53:18,411][INFO ][o.o.n.Node ] ERROR is a word here",
            Line("", "INFO", "[o.o.n.Node ] ERROR is a word here"),
        ),
        (
            "2026-10-14 00:53:33,411 WARN com.example.Main - slow",
            Line("", "WARN", "com.example.Main - slow"),
        ),
        ("2026-10-14 00:53:33.411 [main] ERROR - it broke", Line("", "ERROR", "it broke")),
        ("2026-10-14T00:53:33Z ERRORS: none", Line("", "", "2026-10-14T00:53:33Z ERRORS: none")),
        ("print of anything", Line("", "", "print of anything")),
        ('{"printed": "by hand"}', Line("", "", '{"printed": "by hand"}')),
        ("{not json", Line("", "", "{not json")),
        ("ERROR:root:it broke", Line("", "ERROR", "ERROR:root:it broke")),
    ],
)
def test_each_form_gives_request_level_and_text(message: str, line: Line) -> None:
    assert parse(message) == line


@pytest.mark.parametrize(
    ("message", "weight"),
    [
        (f"[ERROR]\t{AT}\t{ID}\tx", 2),
        (f"REPORT RequestId: {ID}\tDuration: 3000.00 ms\tStatus: timeout", 2),
        (platform("report", status="error"), 2),
        (f"{AT} {ID} Task timed out after 3.00 seconds", 2),
        (f"RequestId: {ID} Error: Runtime exited with error: signal: killed", 2),
        (f"[WARN]\t{AT}\t{ID}\tretrying", 1),
        ("Traceback (most recent call last):", 1),
        ("AssertionError: started_at has no value tasks:normal-1", 1),
        (f"[INFO]\t{AT}\t{ID}\tERROR count: 0, Exception: none, Task timed out: 0", 0),
        (f"{AT}\t{ID}\tINFO\tError: none", 0),
        (logged(level="INFO", message="no ERROR"), 0),
        (platform("report", status="success"), 0),
        ("checked 3 jobs", 0),
    ],
)
def test_a_line_weighs_what_its_level_says(message: str, weight: int) -> None:
    assert parse(message).weight == weight


def test_the_brief_form_drops_what_stands_beside_it_already() -> None:
    for message in (
        f"[ERROR]\t{AT}\t{ID}\tit\tbroke\n",
        f"{AT}\t{ID}\tERROR\tit\tbroke",
        logged(level="ERROR", message="it broke"),
    ):
        assert brief(message) == "[ERROR] it broke"
    assert (
        brief(f"REPORT RequestId: {ID}\tDuration: 1 ms") == f"REPORT RequestId: {ID} Duration: 1 ms"
    )


def test_json_that_is_nested_without_end_is_text() -> None:
    deep = '{"a":' + "[" * 99_999
    assert parse(deep) == Line("", "", deep)
