"""The fields that a result offers to show: who, what, how much, what went wrong; times last."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from billed_queries import BY, BYTES, LOG, WHO, jobs
from cloud_logging import NOW, RESOURCES, reading

from kurosai.gcp import find_entries, query_entries, telling
from kurosai.gcp.question import Asked
from kurosai.gcp.wire.reading import LogEntry
from kurosai.vocabulary import Json, stamp


def entries(*payloads: dict[str, Json]) -> list[LogEntry]:
    return [
        LogEntry(str(n), NOW, NOW, "stdout", "INFO", "x", {}, {}, payload=one)
        for n, one in enumerate(payloads)
    ]


def fields(*payloads: dict[str, Json], most: int = 6) -> list[str]:
    found = telling.fields(entries(*payloads), most)
    return [one.removeprefix("jsonPayload.") for one in found]


def test_one_of_each_kind_comes_first_and_times_last() -> None:
    made: list[dict[str, Json]] = [
        {
            "began": stamp(NOW - timedelta(seconds=n)),
            "id": f"id-{n}",
            "user": f"u{n % 2}",
            "path": f"/v1/{n % 3}",
            "errorCode": n % 2,
            "response": {"bytes": n * 100},
        }
        for n in range(6)
    ]
    assert fields(*made) == ["errorCode", "user", "path", "response.bytes", "id", "began"]


def test_what_says_the_same_comes_once_and_what_is_the_same_not_at_all() -> None:
    made: list[dict[str, Json]] = [
        {"jobName": f"j{n}", "target": f"j{n}", "user": "a", "size": n} for n in range(4)
    ]
    assert fields(*made) == ["jobName", "size"]


def test_the_queries_of_an_hour_are_offered_with_whose_and_how_much(tmp_path: Path) -> None:
    several = jobs(*[(f"p{n % 3}", (n + 1) * 10_485_760) for n in range(12)])
    with reading(tmp_path, several) as logs:
        asked = Asked(log=LOG[8:-2], since="2h")
        (call,) = find_entries.find(logs, RESOURCES, NOW, asked).next
        given: dict[str, Any] = {**call.arguments, "show": tuple(call.arguments["show"])}  # type: ignore[arg-type]
        found = query_entries.query(logs, RESOURCES, NOW, query_entries.Asked(**given))
    assert given["show"][:3] == (WHO, "protoPayload.resourceName", BYTES)
    assert given["sum"] == f"{BYTES} by {WHO}"
    (first, *_) = [row.text for row in found.rows if row.at is None]
    assert first.startswith(f"principalEmail={BY.format('p2')} count=4 sum=314572800 (300.0 MiB)")
