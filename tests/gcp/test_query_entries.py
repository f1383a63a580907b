"""A filter as written: its window always there, its faults explained, its entries compact."""
# ruff: noqa: E501 - the table of faults, a line each

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cloud_logging import NOW, PROJECT, RESOURCES, Told, line, reader, reading, served
from google.cloud.logging_v2 import _helpers  # pyright: ignore[reportPrivateUsage]

from kurosai.errors import BadInput
from kurosai.gcp import paths, query_entries, syntax
from kurosai.gcp.query_entries import Asked
from kurosai.gcp.wire.entries import CloudLogging
from kurosai.gcp.wire.reading import LogEntry
from kurosai.sandbox.cloud_logging import messages
from kurosai.vocabulary import Coverage, Json, Reading

POD = "job-16990412-train-x7k2p"


def query(logs: CloudLogging, filter_: str, **asked: Any) -> Reading:
    return query_entries.query(logs, RESOURCES, NOW, Asked(filter_, **_with_since(asked)))


def _with_since(asked: dict[str, Any]) -> dict[str, Any]:
    return {"since": "2h", **asked}


def queried(state: Path, filter_: str, overlay: str = "{}", **asked: Any) -> Reading:
    with reading(state, overlay) as logs:
        return query(logs, filter_, **asked)


def briefs(found: Reading) -> list[str]:
    return [row.brief for row in found.rows]


@pytest.mark.parametrize("text", ['"a"', 'jsonPayload.timestamp="x"', 'textPayload:"timestamp"'])
def test_the_window_is_always_in_the_filter(tmp_path: Path, text: str) -> None:
    # Google's own Python client leaves it out wherever the word stands.
    told = Told([messages.entries_answer(PROJECT, (), "")])
    with served(told, tmp_path) as chosen, reader(chosen) as logs:
        query(logs, text)
    asked = messages.entries_asked(told.asked[0])
    assert asked.filter == (
        'timestamp>="2026-02-05T00:10:00.000000Z" AND timestamp<="2026-02-05T02:10:00.000000Z" '
        f"AND (\n(\n{text}\n)\n)"
    )
    assert asked.order_by == "timestamp asc"


def test_the_client_of_google_puts_a_day_in_by_itself() -> None:
    added: Any = _helpers
    added = added._add_defaults_to_filter
    assert str(added('"a"')).startswith('"a" AND timestamp>=')
    assert added('textPayload:"timestamp"') == 'textPayload:"timestamp"'


def test_what_is_the_same_in_all_is_said_once(tmp_path: Path) -> None:
    found = queried(tmp_path, f'resource.labels.pod_name="{POD}" log_id("stderr")')
    assert found.coverage is Coverage.COMPLETE
    assert (found.found, found.total) == (3, 3)
    (same,) = found.lead
    assert same.startswith("all: log=stderr resource=k8s_container cluster_name=crois-v2-prd-gke ")
    assert f"pod_name={POD}" in same
    assert briefs(found) == [
        "ERROR feature store: connection to 10.20.3.17:5432 refused, attempt 1 of 5",
        "feature store: connected on attempt 2 of 5",
        "WARNING received SIGTERM, no checkpoint configured",
    ]
    assert "insertId=" in found.rows[0].text


def test_what_differs_stands_with_each(tmp_path: Path) -> None:
    found = queried(tmp_path, "severity>=WARNING")
    assert found.lead == (
        "all: cluster_name=crois-v2-prd-gke location=asia-northeast1 project=crois-prd-gke",
    )
    assert briefs(found)[0].startswith("ERROR feature store: ")
    assert " log=stderr resource=k8s_container container_name=main " in briefs(found)[0]
    # What stands there already is not said again.
    assert briefs(found)[0].count("job-16990412-train") == 1
    assert briefs(found)[-1].endswith("backoff limit log=events resource=k8s_cluster")


def test_fields_are_shown_by_path(tmp_path: Path) -> None:
    found = queried(
        tmp_path,
        f'log_id("events") jsonPayload.involvedObject.name="{POD}"',
        show=("jsonPayload.reason", "resource.labels.pod_name", "severity", 'labels."a/b"'),
        newest=True,
        most=2,
    )
    assert (found.coverage, found.found, found.total) == (Coverage.TRUNCATED, 2, None)
    assert briefs(found) == [
        f"reason=Killing pod_name={POD} severity=INFO labels.a/b=-",
        f"reason=TaintManagerEviction pod_name={POD} severity=WARNING labels.a/b=-",
    ]
    assert found.tail == ("more entries fit, older ones behind the cursor",)


def test_the_cursor_goes_on_in_the_order_that_was_asked(tmp_path: Path) -> None:
    with reading(tmp_path) as logs:
        seen: list[str] = []
        cursor = ""
        for _ in range(9):
            window = {"since": ""} if cursor else {}
            found = query(logs, f'"{POD}"', newest=True, most=20, cursor=cursor, **window)
            seen = [*(row.text for row in found.rows), *seen]
            cursor = found.cursor
            if not cursor:
                break
        whole = query(logs, f'"{POD}"', most=200)
    assert seen == [row.text for row in whole.rows]


@pytest.mark.parametrize("path", ["", "a b", "a..b", '"a', "a."])
def test_what_is_no_path_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(BadInput, match="is no path"):
        queried(tmp_path, '"x"', show=(path,))


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("timestamp>=2026-02-05T00:00:00Z", "line 1, column 25: timestamp>=2026-02-05T00⟪here⟫", "A time is quoted"),
        ('severity=ERROR\nAND textPayload=="x"', "line 2, column 17: AND textPayload=⟪here⟫", "Equal is one"),
        ('textPayload=~^job-.*', "column 14", "A regular expression is quoted"),
        ('a="b" && c="d"', "line 1, column 7", "The operators are AND, OR and NOT"),
        ('resource.type IN ("a", "b")', "line 1, column", 'One of several is field=("a" OR "b")'),
        ('severity>=WARN', "invalid severity", "Severities are DEBUG"),
        ('insertId=abc:def', "line 1, column 13", "A value with : = / , or a blank is quoted"),
        ('textPayload:“refused”', "line 1, column", "Curly quotes are no quotes"),
        ('resource.pod_name="x"', "unknown field", "A resource has type and labels"),
        ('foo.bar="x"', "unknown field 'foo.bar' at line 1, column 1", "Compare with: resource.type"),
        ('textPayload=~"(a"', "invalid regular expression", "Compare with"),
        ('textPayload=~"a(?=b)"', "RE2 has no lookaround", "Compare with"),
        ('AND severity=ERROR', "column 1", "Compare with"),
        ('severity=ERROR AND', "behind its end", "Compare with"),
        ('sample(insertId, 0.1)', "unsupported function sample", "Compare with"),
    ],
)  # fmt: skip
def test_a_fault_is_explained_with_its_place(
    tmp_path: Path, text: str, place: str, hint: str
) -> None:
    with pytest.raises(BadInput) as raised:
        queried(tmp_path, text)
    assert "Unparseable filter" in raised.value.what
    assert place in raised.value.what
    assert hint in raised.value.do


@pytest.mark.parametrize("text", ["textPayload:don't", 'a="b', "(a", "a)"])
def test_what_does_not_close_is_said_before_anybody_is_asked(tmp_path: Path, text: str) -> None:
    told = Told([b""])
    with served(told, tmp_path) as chosen, reader(chosen) as logs, pytest.raises(BadInput):
        query(logs, text)
    assert told.asked == []


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ('severity=ERROR and resource.type="k8s_pod"', "and in small letters is searched for"),
        ("not textPayload:x", "not in small letters"),
        ('a="1" OR b="2" AND c="3"', "OR binds tighter than AND"),
        ('(a="1" OR b="2") AND c="3"', ""),
        ('insertId = "ABC-1" OR "ABC-2"', "a bare value after OR is looked for in every field"),
        ('textPayload:"salt and pepper" AND severity=ERROR', ""),
    ],
)
def test_what_may_be_meant_otherwise_is_said(text: str, note: str) -> None:
    assert note in " ".join(syntax.notes(text))
    assert note or not syntax.notes(text)


def test_nothing_found_says_what_such_a_filter_often_overlooks(tmp_path: Path) -> None:
    found = queried(tmp_path, 'textPayload="refused" and severity=ERROR', until="1h")
    assert (found.coverage, found.found, found.total) == (Coverage.EMPTY, 0, 0)
    assert found.lead[0].startswith("note: and in small letters")
    assert any("`:` finds a part" in one for one in found.lead)


def test_fresh_denied_expired_and_endless_are_no_proof(tmp_path: Path) -> None:
    assert queried(tmp_path, '"nope"', since="2min").coverage is Coverage.PARTIAL
    denied = queried(tmp_path, '"x"', "world: {gcp: {denied: true}}")
    assert denied.coverage is Coverage.DENIED
    assert "does not let this identity read it" in denied.lead[0]
    old = queried(tmp_path, '"x"', since="45d", until="40d")
    assert old.coverage is Coverage.EXPIRED
    endless = Told([messages.entries_answer(PROJECT, (), "again")])
    with served(endless, tmp_path) as chosen, reader(chosen) as logs:
        found = query(logs, '"x"')
    assert found.coverage is Coverage.PARTIAL
    assert found.lead[0].startswith("The search stopped at its limit")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('"ERROR feature store: connection to no such place"', True),
        ('severity>=INFO AND ("no such code=5" OR "zzz")', True),
        ('"no such text"', False),
        ('textPayload:"ERROR no such text"', False),
        ('jsonPayload.code = "ERROR no such text"', False),
    ],
)
def test_a_pasted_line_in_a_filter_is_sent_to_where_it_is_found(
    tmp_path: Path, text: str, said: bool
) -> None:
    found = queried(tmp_path, text)
    assert found.coverage is Coverage.EMPTY
    assert any("find_entries takes it as `text`" in one for one in found.lead) is said


def test_an_http_request_and_lists_are_reached(tmp_path: Path) -> None:
    entry = line(5, "x")
    entry.text, entry.json = None, {"a": [{"b": 1}, {"b": 2}], "c.d": {"e": "f"}}
    entry.http = {"requestMethod": "GET", "requestUrl": "/v1", "status": 502}
    with (
        served(Told([messages.entries_answer(PROJECT, (entry,), "")]), tmp_path) as chosen,
        reader(chosen) as logs,
    ):
        found = query(
            logs, '"x"', show=("httpRequest.status", "jsonPayload.a.b", "jsonPayload.c.d.e")
        )
    assert briefs(found) == ["http.status=502 a.b=[1, 2] c.d.e=f"]


def test_who_did_it_is_shown_where_the_api_has_it() -> None:
    """Readings tell an audit record's principal flat; a filter and a path name it as Google does."""
    payload: dict[str, Json] = {"methodName": "v1.create", "principalEmail": "t@example.com"}
    record = LogEntry(
        "1",
        NOW,
        NOW,
        "cloudaudit.googleapis.com/activity",
        "NOTICE",
        "gce_instance",
        {},
        {},
        payload=payload,
    )
    for path in ("protoPayload.authenticationInfo.principalEmail", "protoPayload.principalEmail"):
        assert paths.selected(record, [tuple(path.split("."))], {}).endswith("=t@example.com")


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("protoPayload.metadata.jobStats.totalBilledBytes>500000000000", True),
        ('jsonPayload.count >= "10"', True),
        ("severity>=ERROR", False),
        ('timestamp>="2026-11-12T00:00:00Z"', False),
        ('protoPayload.methodName="x"', False),
    ],
)
def test_a_number_that_a_text_is_held_against_is_said_where_nothing_fits(
    text: str, warned: bool
) -> None:
    assert any("may be a text" in one for one in syntax.why_empty(text)) is warned
