"""BigQuery's queries with what each was billed, as the audit log has them, asked by a filter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cloud_logging import NOW, PROJECT, RESOURCES, reading

from kurosai.gcp import query_entries
from kurosai.gcp.query_entries import Asked
from kurosai.vocabulary import Reading

LOG = 'log_id("cloudaudit.googleapis.com/data_access")'
DONE = f'{LOG} protoPayload.metadata.jobChange.after="DONE"'
BYTES = "protoPayload.metadata.jobChange.job.jobStats.queryStats.totalBilledBytes"
WHO = "protoPayload.authenticationInfo.principalEmail"
BY = f"crois-{{}}@{PROJECT}.iam.gserviceaccount.com"


def jobs(*several: tuple[str, int]) -> str:
    """The overlay of a world with a query for each, a minute apart, of whom and how many bytes."""
    lines = "".join(
        f"      - {{ at: 2026-02-05T01:{at:02d}:00Z, by: {BY.format(who)}, job: j{at}, "
        f"query: SELECT {at}, billed: {billed} }}\n"
        for at, (who, billed) in enumerate(several, 1)
    )
    return f"world:\n  gcp:\n    bigquery:\n{lines}"


THREE = jobs(("a", 4_718_549_008_384), ("b", 3_318_743_040), ("a", 4_718_823_735_296))


def asked(state: Path, filter_: str, overlay: str = THREE, **more: Any) -> Reading:
    """What query_entries brings of the last two hours."""
    given: dict[str, Any] = {"since": "2h", **more}
    with reading(state, overlay) as logs:
        return query_entries.query(logs, RESOURCES, NOW, Asked(filter_, **given))
