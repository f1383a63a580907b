"""BigQuery jobs in the audit log: the shape by Google's own message types, and who may read it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cloud_logging import NOW, PROJECT, RESOURCES, altered, keys, reading
from google.api_core import exceptions as theirs
from google.cloud.audit import audit_log_pb2, bigquery_audit_metadata_pb2
from google.protobuf import json_format
from logging_client import asked, client

from kurosai.errors import BadInput
from kurosai.gcp import find_entries
from kurosai.gcp.question import Asked
from kurosai.sandbox.cloud_logging import door
from kurosai.vocabulary import Coverage

LOG = "cloudaudit.googleapis.com/data_access"
BY = "crois-jobs@crois-prd-gke.iam.gserviceaccount.com"
AuditLog: Any = audit_log_pb2.AuditLog  # pyright: ignore[reportAttributeAccessIssue]
Metadata: Any = bigquery_audit_metadata_pb2.BigQueryAuditMetadata  # pyright: ignore[reportAttributeAccessIssue]


def overlay(*jobs: str, more: str = "") -> str:
    lines = "".join(f"      - {one}\n" for one in jobs)
    return f"world:\n  gcp:\n    bigquery:\n{lines}{more}"


def job(at: str = "01:05:00", **told: str) -> str:
    kinds = {"by": BY, "job": "bquxjob_1", "query": "SELECT 1 FROM mart.daily", **told}
    said = "".join(f", {name}: {one}" for name, one in kinds.items() if one)
    return f"{{ at: 2026-02-05T{at}Z{said} }}"


@contextmanager
def world(text: str) -> Generator[Any]:
    with (
        door.serving(door.api_of(altered(text)), keys()) as running,
        client(running) as opened,
    ):
        yield opened


def read(entry: Any) -> tuple[Any, Any]:
    """The audit record, and its metadata by BigQuery's own message type: all of it is known."""
    record = AuditLog.FromString(entry.proto_payload.value)
    plain = json_format.MessageToDict(record.metadata)
    kind = plain.pop("@type")
    assert kind.endswith("google.cloud.audit.BigQueryAuditMetadata")
    return record, json_format.ParseDict(plain, Metadata())


@pytest.mark.parametrize(
    ("reason", "code", "words"),
    [
        ("quotaExceeded", 8, "Quota exceeded: "),
        ("rateLimitExceeded", 8, "Exceeded rate limits: "),
        ("accessDenied", 7, "Access Denied: Table crois-prd-gke:mart.daily: User does not"),
        ("notFound", 5, "Not found: Table crois-prd-gke:mart.daily was not found in location"),
        ("resourcesExceeded", 8, "Resources exceeded during query execution: "),
        ("responseTooLarge", 8, "Response too large to return. "),
        ("backendError", 13, "Error encountered during execution. "),
        ("invalidQuery", 3, "Syntax error: "),
        ("stopped", 1, "Job execution was cancelled: "),
    ],
)
def test_each_error_is_a_status_of_the_job_and_of_the_record(
    reason: str, code: int, words: str
) -> None:
    text = overlay(job(error=reason, tables="[mart.daily]"))
    with world(text) as opened:
        inserted, done = asked(opened, f'log_id("{LOG}")')
    record, metadata = read(done)
    assert record.status.code == code
    assert record.status.message.startswith(words)
    status = metadata.job_change.job.job_status
    assert status.error_result.message == record.status.message
    assert status.error_result.code == code
    assert (done.operation.last, inserted.operation.first) == (True, True)
    assert done.operation.id == inserted.operation.id


def test_a_job_that_was_done_says_what_it_read_and_was_billed() -> None:
    text = overlay(job(billed="1319413953331", processed="1319413953300", tables="[other-dwh.mart.daily]", took="38s", destination="tmp.out"))  # fmt: skip # noqa: E501
    with world(text) as opened:
        (done,) = asked(
            opened,
            "protoPayload.metadata.jobChange.job.jobStats.queryStats.totalBilledBytes>1000000000000",
        )
        (inserted,) = asked(opened, "protoPayload.metadata.jobInsertion.reason=JOB_INSERT_REQUEST")
    record, metadata = read(done)
    change = metadata.job_change
    assert not record.HasField("status")
    assert record.authentication_info.principal_email == BY
    assert change.job.job_name == "projects/crois-prd-gke/jobs/bquxjob_1"
    assert change.job.job_stats.query_stats.total_billed_bytes == 1319413953331
    (table,) = change.job.job_stats.query_stats.referenced_tables
    assert table == "projects/other-dwh/datasets/mart/tables/daily"
    assert change.job.job_config.query_config.query == "SELECT 1 FROM mart.daily"
    assert done.resource.type == "bigquery_project"
    _, first = read(inserted)
    assert first.job_insertion.job.job_status.job_state == 2
    assert (done.timestamp.ToDatetime() - inserted.timestamp.ToDatetime()).total_seconds() == 38


def test_a_load_job_has_no_query() -> None:
    with world(overlay(job(query="", type="IMPORT", destination="mart.daily"))) as opened:
        _, done = asked(opened, f'log_id("{LOG}")')
    _, metadata = read(done)
    config = metadata.job_change.job.job_config
    assert config.load_config.destination_table.endswith("/datasets/mart/tables/daily")


def test_the_usual_view_holds_no_data_access() -> None:
    bucket = f"projects/{PROJECT}/locations/global/buckets/_Default"
    found = {}
    with world(overlay(job())) as opened:
        for view in ("_Default", "_AllLogs"):
            request = {"resource_names": [f"{bucket}/views/{view}"], "filter": f'log_id("{LOG}")'}
            page = opened.list_log_entries(request=request, timeout=10, retry=None)
            found[view] = len(list(page))
    assert found == {"_Default": 0, "_AllLogs": 2}


def test_who_may_not_read_data_access_is_refused() -> None:
    with (
        world(overlay(job(), more=f"    denied_logs: [{LOG}]\n")) as opened,
        pytest.raises(theirs.PermissionDenied),
    ):
        asked(opened, f'log_id("{LOG}")')


def test_find_entries_shows_the_error_the_bytes_and_the_query(tmp_path: Path) -> None:
    text = overlay(job(error="quotaExceeded", tables="[mart.daily]", billed="10485760"))
    with reading(tmp_path, text) as logs:
        wanted = Asked(text="bquxjob_1", severity="ERROR", around="2026-02-05T01:05:00Z")
        found = find_entries.find(logs, RESOURCES, NOW, wanted)
    (line,) = [row.brief for row in found.rows if row.mark == ">"]
    assert "Quota exceeded: Your table exceeded quota" in line
    assert "(QUERY RUNNING to DONE, billed 10.0 MiB, reads mart.daily, query: " in line
    assert line.endswith("query: SELECT 1 FROM mart.daily)")
    denied = "world: {gcp: {denied_logs: [cloudaudit.googleapis.com/data_access]}}"
    with reading(tmp_path, denied) as logs:
        refused = find_entries.find(logs, RESOURCES, NOW, Asked(log=LOG))
    assert refused.coverage is Coverage.DENIED


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"query": ""}, "a job of type QUERY has its `query`"),
        ({"message": "x"}, "is that of an `error`"),
        ({"error": "notFound"}, "say which of the `tables`"),
        ({"tables": "[daily]"}, "should match pattern"),
    ],
)
def test_what_is_no_job_is_refused(told: dict[str, str], why: str) -> None:
    with pytest.raises(BadInput, match=why):
        altered(overlay(job(**told)))
