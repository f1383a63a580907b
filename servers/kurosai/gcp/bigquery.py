"""A job of BigQuery as its audit log tells of it, in short."""

from __future__ import annotations

from collections.abc import Mapping

from kurosai.vocabulary import Json

MOST_QUERY = 160
_UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")


def told(metadata: Mapping[str, Json]) -> str:
    """`QUERY RUNNING to DONE, billed 1.2 TiB, reads projects/..., query: SELECT ...`; "" for what
    tells of no job. Of a long query the beginning; all of it is in the evidence."""
    for event in ("jobChange", "jobInsertion"):
        body = _object(metadata.get(event))
        job = _object(body.get("job"))
        if not job:
            continue
        config = _object(job.get("jobConfig"))
        stats = _object(_object(job.get("jobStats")).get("queryStats"))
        changed = f"{_text(body.get('before'))} to {_text(body.get('after'))}"
        kind = _text(config.get("type")) or "job"
        parts = [f"{kind} {changed if event == 'jobChange' else 'inserted'}"]
        if billed := _number(stats.get("totalBilledBytes")):
            parts.append(f"billed {_size(billed)}")
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


def _size(count: int) -> str:
    size, unit = float(count), 0
    while size >= 1024 and unit < len(_UNITS) - 1:
        size, unit = size / 1024, unit + 1
    return f"{size:.1f} {_UNITS[unit]}" if unit else f"{count} B"


def _number(value: Json) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return int(value) if isinstance(value, int | float) else 0


def _object(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""
