"""What a result shows finds the entry again when it is pasted, in whatever form it was shown."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cloud_logging import NOW, PROJECT, RESOURCES, altered, line, reader, served

from kurosai import rendering
from kurosai.gcp import find_entries, lines, pasted, query_entries, question, shown, trace_pod
from kurosai.gcp.platform import Logs
from kurosai.gcp.question import Asked
from kurosai.sandbox.cloud_logging import told
from kurosai.sandbox.cloud_logging.api import LoggingApi
from kurosai.sandbox.cloud_logging.entries import SEVERITIES, Entry
from kurosai.sandbox.cloud_logging.language import parse
from kurosai.sandbox.cloud_logging.projects import Project, Projects
from kurosai.sandbox.cloud_logging.store import Store
from kurosai.vocabulary import Coverage, Json, Reading, Row

UUID = "0f8fad5b-d9cb-469f-a165-70867728950e"
WORLD = tuple(told.entries(altered()))
BY_ID = {entry.insert_id: entry for entry in WORLD}


def made(name: str, text: str | None = None, **more: Any) -> Entry:
    entry = line(60 + len(name), "x")
    entry.insert_id, entry.text = name, text
    for field, value in more.items():
        setattr(entry, field, value)
    return entry


def of_json(name: str, *, severity: int = 500, **payload: Json) -> Entry:
    return made(name, json=payload, severity=severity)


OWN: Sequence[Entry] = (
    made("severe", "disk full", severity=500),
    made("traceback", "Traceback:\n  File x, line 3\nRuntimeError: bad\tthing", severity=500),
    made("windows", "first\r\nsecond"),
    made("uuid", f"lease {UUID} of lease {UUID} lost"),
    made("equation", "epoch 1/12 loss=0.4127 lr=3e-4", severity=400),
    made("own-words", "ERROR disk full"),
    made("long", "begin " + "abcdefgh " * 200),
    of_json("json", message="request failed", code=500, user="bob smith", ok=False, none=None),
    of_json("nested", msg="slow", error={"kind": "Timeout", "code": 7}, took=1.25),
    made("dotted", json={"message": "ecs", "error.type": "IOError", "log.level": "warn"}),
    made("exception", "RuntimeError: CUDA out of memory", severity=500),
    made("class", "java.lang.OutOfMemory heap: it is full", severity=500),
    of_json("deep", message="deep", a={"b": {"c": {"d": {"e": "very deep"}}}}),
    of_json("lists", message="tags", tags=["red", "blue"], items=[{"id": 1}, {"id": 2}], empty=[]),
    of_json("silent", severity=200, status="done", shard=12),
    of_json("odd", message="has a=b in it", query="x=1 and y=2", path="/a/b"),
    of_json("many-lines", message="one\ntwo", detail="three\nfour"),
    of_json("named-as-ours", message="m", log="of a program", trace="t-1", resource="disk"),
    made(
        "request",
        json={"message": "GET /v1"},
        http={"requestMethod": "GET", "requestUrl": "/v1", "status": 502},
        labels={"k8s-pod/app": "web", "team": "a"},
        trace="projects/p/traces/7",
        span_id="ab12",
        operation=("op-1", "who"),
    ),
    made(
        "preempted",
        log="cloudaudit.googleapis.com/system_event",
        resource="gce_instance",
        resource_labels={"instance_id": "123456789"},
        proto={
            "methodName": "compute.instances.preempted",
            "resourceName": "projects/p/zones/z/instances/gke-a-1",
            "serviceName": "compute.googleapis.com",
            "authenticationInfo": {"principalEmail": "system@google.com"},
            "status": {"code": 7, "message": "Instance was preempted."},
        },
    ),
)


def api(entries: Sequence[Entry]) -> LoggingApi:
    store = Store(PROJECT, lambda: entries, now=NOW, kept=timedelta(days=30))
    return LoggingApi(Projects([Project(store, 30)]))


@contextmanager
def over(state: Path, entries: Sequence[Entry]) -> Generator[Logs]:
    with served(api(entries), state, NOW) as chosen, reader(chosen) as logs:
        yield logs


def fits(text: str, entry: Entry) -> bool:
    asked = question.of(Asked(text=text, since="24h"), NOW)
    return parse(asked.condition, PROJECT).test(entry)


def displayed(reading: Reading, row: Row) -> str:
    """The row as a result shows it, without the others."""
    body = rendering.render(replace(reading, rows=(row,), lead=(), looks=()), evidence="E").body
    inside = re.search(r"^<<data \w+\n(.*)\n\w+>>$", body, re.DOTALL | re.MULTILINE)
    assert inside is not None
    return inside[1]


def lost(reading: Reading, by_id: Mapping[str, Entry]) -> list[str]:
    """The rows that do not find their entry, as they are shown and whole as they are recorded."""
    found: list[str] = []
    rows = [row for row in reading.rows if row.at is not None]
    assert rows
    for row in rows:
        name = re.search(r" insertId=(.*?) severity=", row.text)
        assert name is not None
        entry = by_id[name[1]]
        forms = (displayed(reading, replace(row, mark=">")), row.text.partition("\nlog=")[2])
        placeless = re.sub(r"^\[[^\]]*\] ", "", row.brief)
        for form in (forms[0], row.brief, placeless, f"log={forms[1]}"[:1900]):
            if not fits(form, entry):
                found.append(f"{form}\n   {pasted.condition(form)}")
    return found


def test_every_row_of_a_world_finds_its_entry(tmp_path: Path) -> None:
    with over(tmp_path, WORLD) as logs:
        readings = [
            find_entries.find(logs, RESOURCES, NOW, Asked(text="", since="24h")),
            find_entries.find(logs, RESOURCES, NOW, Asked(text="x7k2p", since="3h")),
            find_entries.find(logs, RESOURCES, NOW, Asked(text="gke-crois", since="6h")),
            find_entries.find(logs, RESOURCES, NOW, Asked(severity="WARNING", since="24h")),
            query_entries.query(
                logs, RESOURCES, NOW, query_entries.Asked("", since="24h", most=200)
            ),
            trace_pod.trace(logs, RESOURCES, NOW, trace_pod.Asked("job-16990412-train")),
        ]
    seen = {row.text for reading in readings for row in reading.rows}
    assert len(seen) > 60
    assert [one for reading in readings for one in lost(reading, BY_ID)] == []


def test_every_kind_of_payload_finds_its_entry(tmp_path: Path) -> None:
    by_id = {entry.insert_id: entry for entry in OWN}
    with over(tmp_path, OWN) as logs:
        found = find_entries.find(logs, RESOURCES, NOW, Asked(since="24h"))
        queried = query_entries.query(logs, RESOURCES, NOW, query_entries.Asked("", since="24h"))
    assert found.found == queried.found == len(OWN)
    assert lost(found, by_id) == []
    assert lost(queried, by_id) == []


@pytest.mark.parametrize(
    "path",
    [
        *("severity", "textPayload", "jsonPayload.code", "jsonPayload.error.code", "insertId"),
        *('jsonPayload."error.type"', "jsonPayload.tags", "jsonPayload.items.id", "jsonPayload"),
        *("resource.type", "resource.labels.pod_name", "labels.team", 'labels."k8s-pod/app"'),
        *("labels", "resource", "httpRequest.status", "operation.id", "spanId", "logName"),
        *("protoPayload.methodName", "protoPayload.principalEmail", "protoPayload.status.code"),
        *("protoPayload.authenticationInfo.principalEmail", "jsonPayload.a.b.c.d.e"),
    ],
)
def test_a_field_that_was_asked_for_finds_its_entry(tmp_path: Path, path: str) -> None:
    by_id = {entry.insert_id: entry for entry in OWN}
    with over(tmp_path, OWN) as logs:
        asked = query_entries.Asked("", since="24h", show=(path,))
        found = query_entries.query(logs, RESOURCES, NOW, asked)
    own = [row for row in found.rows if not row.brief.endswith(("=-", "={}"))]
    assert own
    assert lost(replace(found, rows=tuple(own)), by_id) == []


def test_a_pasted_line_of_a_result_is_found_and_said_to_be_one(tmp_path: Path) -> None:
    text = "ERROR feature store: connection to 10.20.3.17:5432 refused"
    with over(tmp_path, WORLD) as logs:
        found = find_entries.find(logs, RESOURCES, NOW, Asked(text=text, since="24h"))
        plain = find_entries.find(logs, RESOURCES, NOW, Asked(text=text[6:], since="24h"))
    assert (found.coverage, found.found, found.total) == (Coverage.COMPLETE, 1, 1)
    assert found.lead[0] == (
        "the text was taken for a line as results show it: ERROR as its severity"
    )
    assert found.rows == plain.rows
    assert not plain.lead[0].startswith("the text was taken")


def test_what_holds_the_text_itself_comes_with_what_is_shown_so(tmp_path: Path) -> None:
    with over(tmp_path, OWN) as logs:
        both = find_entries.find(logs, RESOURCES, NOW, Asked(text="ERROR disk full", since="1h"))
        own = find_entries.find(logs, RESOURCES, NOW, Asked(text="ERROR disk f", since="1h"))
    assert {re.findall(r"insertId=(\S+)", row.text)[0] for row in both.rows if row.mark == ">"} == {
        "severe",
        "own-words",
    }
    assert own.found == 2


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("request failed code=500 user=bob smith", {"code": 501}),
        ("request failed code=500 user=bob smith", {"user": "bob"}),
        ("ERROR request failed code=500", {"severity": 400}),
        ("[p stdout] ERROR request failed", {"log": "stderr"}),
        ("[p stdout] ERROR request failed", {"pod": "other"}),
        ("request failed ok=false", {"ok": True}),
    ],
)
def test_what_is_shown_otherwise_is_not_found(text: str, other: dict[str, Any]) -> None:
    def entry(
        *, severity: int = 500, log: str = "stdout", pod: str = "p", **payload: Json
    ) -> Entry:
        whole = {"message": "request failed", "code": 500, "user": "bob smith", "ok": False}
        found = of_json("one", severity=severity, **{**whole, **payload})
        found.log = log
        found.resource_labels = {**found.resource_labels, "pod_name": pod}
        return found

    assert fits(text, entry())
    assert not fits(text, entry(**other))


@pytest.mark.parametrize(
    "text",
    ["disk full", "[main] started", "ERROR", "x5 retries", "key=", "a == b", "", "Killing", "50%"],
)
def test_of_a_text_that_is_its_own_nothing_else_is_found(text: str) -> None:
    entries = [
        made("a", "disk is so full"),
        made("b", "started"),
        made("c", "retries", log="main2"),
    ]
    assert [one.insert_id for one in entries if text and fits(text, one)] == []


def test_a_run_of_lines_finds_its_lines(tmp_path: Path) -> None:
    entries = [
        made(f"{name}{number}", f"{name}: shard {number} lost after {number} s", severity=400)
        for name in ("load", "sync")
        for number in range(40)
    ]
    entries += [made("other", "load: nothing lost", severity=400)]
    with over(tmp_path, entries) as logs:
        found = find_entries.find(logs, RESOURCES, NOW, Asked(text="lost", since="1h"))
        row = next(row.text for row in found.rows if row.at is None and " load: shard" in row.text)
        again = find_entries.find(logs, RESOURCES, NOW, Asked(text=row, since="1h"))
        alike = find_entries.find(logs, RESOURCES, NOW, Asked(like=row, since="1h"))
    assert "<" in row
    assert row.startswith("x40 ")
    assert (again.found, again.coverage) == (40, Coverage.COMPLETE)
    assert alike.found == 40


def test_a_line_alike_may_be_of_json(tmp_path: Path) -> None:
    with over(tmp_path, OWN) as logs:
        text = (
            "00:51:33Z [p stdout] ERROR request failed code=500 none=null ok=false user=bob smith"
        )
        found = find_entries.find(logs, RESOURCES, NOW, Asked(like=text, since="1h"))
    assert found.found == 1


def test_of_several_rows_the_first_is_taken() -> None:
    rows = (
        "2026-02-05\n00:51:33Z [p stdout] ERROR disk full [and 3 alike, 00:52:00Z; differ in a [b]]"
        "\n00:52:01Z [p stdout] other"
    )
    assert shown.apart(rows) == shown.Shown("disk full", "p stdout", "ERROR", peeled=True)
    same = "00:51:33Z [p stdout] a\n    b\n  the same 3 more times, last 2026-02-05T00:52:00Z"
    assert shown.apart(same).rest == "a\n  b"


def test_a_secret_that_was_masked_does_not_hide_its_line() -> None:
    entry = made("secret", "login with token=abcdef123456 failed")
    assert fits("[p stdout] login with token=[redacted: token] failed", entry)


def test_nothing_found_says_what_else_was_tried(tmp_path: Path) -> None:
    with over(tmp_path, OWN) as logs:
        none = find_entries.find(
            logs, RESOURCES, NOW, Asked(text="[p stdout] ERROR no such line k=v", since="24h")
        )
        plain = find_entries.find(logs, RESOURCES, NOW, Asked(text="no such line", since="24h"))
    assert none.coverage is Coverage.EMPTY
    assert none.lead[1] == (
        "Searched for as it stands, and as a line that results show: ERROR as its severity, "
        "[p stdout] as its place, each key=value as a field."
    )
    assert none.lead[2].startswith("If a result showed it, give the longest of its words")
    assert not any("results show" in one for one in plain.lead)


def test_a_filter_stays_within_its_limit() -> None:
    texts = [" ".join(f"first.second.third.d{n}={'v' * 54}" for n in range(24)), "k=" + "v" * 1990]
    texts += ["\n".join("x" * 30 for _ in range(60)), '\\"=" ' * 380]
    for text in texts:
        asked = question.of(Asked(text=text, since="24h"), NOW)
        assert len(asked.condition) < 15_000
        assert parse(asked.condition, PROJECT).test(made("own", text))


def test_severities_are_those_that_are_shown() -> None:
    entry = made("one", "text")
    with_name = {name: number for name, number in SEVERITIES.items() if name in shown.SEVERITIES}
    assert len(with_name) == len(shown.SEVERITIES)
    for name, number in with_name.items():
        entry.severity = number
        assert fits(f"{name} text", entry)
    assert set(shown.SEVERITIES) | lines.QUIET_SEVERITIES == set(SEVERITIES)
