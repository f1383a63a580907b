"""The library as MCP resources: JSON for programs, markdown for whoever reads along."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import quote

from kurosai.library.card import Card
from kurosai.library.page import Entry, Step
from kurosai.library.shelf import Library
from kurosai.runbooks.reading import span
from kurosai.vocabulary import Json


def address(entry: Card, part: str = "") -> str:
    """`runbook://gke-health-checker%23004/flowchart`: quoted, because an id holds `#` and `/`."""
    tail = f"/{part}" if part else ""
    return f"runbook://{quote(entry.id, safe='')}{tail}"


def index(library: Library) -> str:
    """Every entry, and what of the library could not be read."""
    return _json(
        {
            "entries": [
                {
                    "id": entry.id,
                    "number": entry.number,
                    "title": entry.title,
                    **_version(entry),
                    "uri": address(entry),
                    "flowchart": entry.chart,
                    "samples": entry.samples,
                }
                for entry in library.cards
            ],
            "faults": [str(fault) for fault in library.faults],
        }
    )


def markdown(entry: Entry) -> str:
    """The entry as it stands in its page, with its version in front."""
    return f"<!-- {entry.path}:{entry.lines} sha256:{entry.digest} -->\n{entry.text}"


def flowchart(entry: Entry) -> str:
    """The entry's graph: nodes with their kind, edges in order, and the Mermaid text."""
    chart = entry.chart
    body: dict[str, Json] = {"id": entry.id, **_version(entry), "flowchart": None}
    if chart is not None:
        body["flowchart"] = {
            "direction": chart.direction,
            "nodes": [
                {"id": node.id, "text": node.text, "shape": node.shape, "kind": node.kind.value}
                for node in chart.nodes
            ],
            "edges": [
                {"source": edge.source, "target": edge.target, "label": edge.label}
                for edge in chart.edges
            ],
            "mermaid": chart.source,
        }
    return _json(body)


def steps(entry: Entry) -> str:
    """The entry's procedure as nested steps with their code."""
    return _json(
        {"id": entry.id, **_version(entry), "steps": [_step(step) for step in entry.steps]}
    )


def samples(entry: Entry) -> str:
    """The error log lines by which the entry is matched."""
    return _json(
        {
            "id": entry.id,
            **_version(entry),
            "samples": [
                {"lines": list(sample.log), "at": span(sample.lines)} for sample in entry.samples
            ],
        }
    )


def _version(entry: Entry | Card) -> Mapping[str, Json]:
    return {"path": entry.path, "lines": span(entry.lines), "sha256": entry.digest}


def _step(step: Step) -> Json:
    return {
        "number": step.number,
        "text": step.text,
        "lines": span(step.lines),
        "code": [{"language": code.language, "text": code.text} for code in step.code],
        "steps": [_step(inner) for inner in step.steps],
    }


def _json(body: Mapping[str, Json]) -> str:
    return json.dumps(body, ensure_ascii=False, indent=1)
