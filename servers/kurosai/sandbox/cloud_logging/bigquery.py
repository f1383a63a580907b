"""BigQuery's audit log entries: that a job was inserted, and how it was done.

In the current form, `BigQueryAuditMetadata` in the record's metadata; the older one, in its
`serviceData`, is not written. An error is a gRPC status there: its reason (`quotaExceeded`) is
what the API of BigQuery says, and in the log only its words tell which it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from kurosai.sandbox.cloud_logging.digests import hexadecimal
from kurosai.sandbox.cloud_logging.entries import SEVERITIES, Entry
from kurosai.sandbox.cloud_logging.shapes import AUDIT_TYPE
from kurosai.sandbox.schema_bigquery import BigQueryJob, Reason
from kurosai.vocabulary import Json

DATA_ACCESS = "cloudaudit.googleapis.com/data_access"
METHOD = "google.cloud.bigquery.v2.JobService.InsertJob"
SERVICE = "bigquery.googleapis.com"
METADATA = "type.googleapis.com/google.cloud.audit.BigQueryAuditMetadata"
_HELP = "For more information, see https://cloud.google.com/bigquery/docs/troubleshoot-quotas"

_WORDS: Final[Mapping[Reason, tuple[int, str]]] = {
    "accessDenied": (
        7,
        (
            "Access Denied: Table {table}: User does not have permission to query table {table}, "
            "or perhaps it does not exist."
        ),
    ),
    "backendError": (13, "Error encountered during execution. Retrying may solve the problem."),
    "invalidQuery": (3, "Syntax error: Unexpected end of script at [1:1]"),
    "notFound": (5, "Not found: Table {table} was not found in location {location}"),
    "quotaExceeded": (
        8,
        "Quota exceeded: Your table exceeded quota for imports or query appends per table. "
        + _HELP,
    ),
    "rateLimitExceeded": (
        8,
        f"Exceeded rate limits: too many table update operations for this table. {_HELP}",
    ),
    "resourcesExceeded": (
        8,
        (
            "Resources exceeded during query execution: The query could not be executed in the "
            "allotted memory. Peak usage: 132% of limit."
        ),
    ),
    "responseTooLarge": (
        8,
        (
            "Response too large to return. Consider specifying a destination table in your job "
            "configuration. For more details, see "
            "https://cloud.google.com/bigquery/troubleshooting-errors"
        ),
    ),
    "stopped": (1, "Job execution was cancelled: User requested cancellation"),
}
"""The code of the gRPC status, and what BigQuery says."""


def of(told: BigQueryJob, project: str) -> Iterator[Entry]:
    """Both entries of a job: when it was inserted, and when it was done."""
    job = told.job or f"bqjob_r{hexadecimal(told.at.isoformat(), told.by, told.query, length=16)}_1"
    began = told.at - told.took
    yield _entry(told, project, job, began, {"jobInsertion": _inserted(told, project, job)}, "")
    changed: Json = {
        "before": "RUNNING",
        "after": "DONE",
        "job": _job(told, project, job, began),
    }
    yield _entry(told, project, job, told.at, {"jobChange": changed}, _said(told, project))


def _inserted(told: BigQueryJob, project: str, job: str) -> Json:
    body: dict[str, Json] = {
        "jobName": f"projects/{project}/jobs/{job}",
        "jobConfig": _config(told, project),
        "jobStatus": {"jobState": "RUNNING"},
        "jobStats": {"createTime": _stamp(told.at - told.took)},
    }
    return {"reason": "JOB_INSERT_REQUEST", "job": body}


def _job(told: BigQueryJob, project: str, job: str, began: datetime) -> Json:
    error: Json = None
    if told.error is not None:
        error = {"code": _WORDS[told.error][0], "message": _said(told, project)}
    stats: dict[str, Json] = {
        "createTime": _stamp(began),
        "startTime": _stamp(began),
        "endTime": _stamp(told.at),
    }
    if told.type == "QUERY":
        # Numbers of 64 bits are texts in the JSON of a protocol buffer.
        stats["queryStats"] = {
            "totalProcessedBytes": str(told.processed),
            "totalBilledBytes": str(told.billed),
            "billingTier": 1,
            "referencedTables": [_table(one, project) for one in told.tables],
        }
    return {
        "jobName": f"projects/{project}/jobs/{job}",
        "jobConfig": _config(told, project),
        "jobStatus": {
            "jobState": "DONE",
            **({"errorResult": error, "errors": [error]} if error else {}),
        },
        "jobStats": stats,
    }


def _config(told: BigQueryJob, project: str) -> Json:
    if told.type != "QUERY":
        destination = _table(told.destination, project) if told.destination else ""
        name = {"IMPORT": "loadConfig", "EXPORT": "extractConfig", "COPY": "tableCopyConfig"}
        body: Json = {"destinationTable": destination} if destination else {}
        return {"type": told.type, name[told.type]: body}
    query: dict[str, Json] = {
        "query": told.query,
        "priority": "QUERY_INTERACTIVE",
        "statementType": told.statement,
    }
    if told.destination:
        query["destinationTable"] = _table(told.destination, project)
    return {"type": "QUERY", "queryConfig": query}


def _entry(
    told: BigQueryJob, project: str, job: str, at: datetime, event: dict[str, Json], failed: str
) -> Entry:
    status: Json = None
    if failed and told.error is not None:
        status = {"code": _WORDS[told.error][0], "message": failed}
    inserted = "jobInsertion" in event
    name = f"projects/{project}/jobs/{job}"
    payload: dict[str, Json] = {
        "@type": AUDIT_TYPE,
        "serviceName": SERVICE,
        "methodName": METHOD,
        "resourceName": name,
        "authenticationInfo": {"principalEmail": told.by},
        "metadata": {"@type": METADATA, **event},
        **({"status": status} if status else {}),
    }
    began = int((told.at - told.took).timestamp() * 1000)
    return Entry(
        log=DATA_ACCESS,
        at=at,
        received=at + told.delay,
        insert_id=hexadecimal(at.isoformat(), name, str(inserted), length=12),
        resource="bigquery_project",
        resource_labels={"project_id": project, "location": told.location},
        severity=SEVERITIES["ERROR" if status else "INFO"],
        proto=payload,
        operation=(f"{began}-{project}:{job}", SERVICE),
        first=inserted,
        last=not inserted,
    )


def _said(told: BigQueryJob, project: str) -> str:
    if told.error is None or told.message:
        return told.message
    table = ""
    if told.tables:
        *other, dataset, name = told.tables[0].split(".")
        table = f"{other[0] if other else project}:{dataset}.{name}"
    return _WORDS[told.error][1].format(table=table, location=told.location)


def _table(name: str, project: str) -> str:
    *other, dataset, table = name.split(".")
    return f"projects/{other[0] if other else project}/datasets/{dataset}/tables/{table}"


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
