"""A job of BigQuery as its audit log tells of it, in short."""

from __future__ import annotations

from collections.abc import Mapping

from kurosai.gcp import sizes
from kurosai.vocabulary import Json

MOST_QUERY = 160


def told(metadata: Mapping[str, Json]) -> str:
    """`QUERY RUNNING to DONE, billed 1.2 TiB, reads projects/..., query: SELECT ...`; "" for what
    tells of no job. Of a long query the beginning; all of it is in the evidence."""
    for event in ("jobChange", "jobInsertion"):
        body = _object(metadata.get(event))
        job = _object(body.get("job"))
        if not job:
            continue
        config = _object(job.get("jobConfig"))
        changed = f"{_text(body.get('before'))} to {_text(body.get('after'))}"
        kind = _text(config.get("type")) or "job"
        parts = [f"{kind} {changed if event == 'jobChange' else 'inserted'}"]
        stats = _stats(job)
        if size := _number(stats.get("totalBilledBytes")):
            parts.append(f"billed {sizes.told(size)}")
        tables = stats.get("referencedTables")
        if isinstance(tables, list) and tables:
            names = [
                str(one).rpartition("/datasets/")[2].replace("/tables/", ".") for one in tables
            ]
            parts.append(f"reads {', '.join(names)}")
        query = " ".join(_text(_object(config.get("queryConfig")).get("query")).split())
        if query:
            cut = "..." if len(query) > MOST_QUERY else ""
            parts.append(f"query: {query[:MOST_QUERY]}{cut}")
        return ", ".join(parts)
    return ""


def billed(metadata: Mapping[str, Json]) -> int:
    """The bytes that a job which is done was billed; 0 for what tells of none."""
    job = _object(_object(metadata.get("jobChange")).get("job"))
    return _number(_stats(job).get("totalBilledBytes"))


def _stats(job: Mapping[str, Json]) -> Mapping[str, Json]:
    return _object(_object(job.get("jobStats")).get("queryStats"))


def _number(value: Json) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return int(value) if isinstance(value, int | float) else 0


def _object(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""
