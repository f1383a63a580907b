"""The library as MCP resources: what is written as JSON for programs, and markdown."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from kurosai.library import trail
from kurosai.library.card import Card
from kurosai.library.page import Entry, Step
from kurosai.library.path_text import retrace
from kurosai.library.shelf import Library
from kurosai.runbooks.reading import last_change, span
from kurosai.vocabulary import Json


def address(entry: Card, part: str = "") -> str:
    """`runbook://gke-health-checker%23004/flowchart`: quoted, because an id holds `#` and `/`."""
    tail = f"/{part}" if part else ""
    return f"runbook://{quote(entry.id, safe='')}{tail}"


def index(library: Library) -> Mapping[str, Json]:
    """Every entry, and what of the library could not be read."""
    return {
        "entries": [
            {
                "id": entry.id,
                "number": entry.number,
                "title": entry.title,
                **_version(library, entry, ask=False),
                "uri": address(entry),
                "flowchart": entry.chart,
                "samples": entry.samples,
            }
            for entry in library.cards
        ],
        "faults": [str(fault) for fault in library.faults],
        "notes": list(library.notes),
    }


def markdown(library: Library, entry: Entry) -> str:
    """The entry as it stands in its page, with its version in front."""
    at = last_change(library, entry, ask=True)
    told = [
        f"{entry.path}:{entry.lines}",
        f"sha256:{entry.digest}",
        *([f"{library.origin.repository}@{library.origin.commit}"] if library.origin else ()),
        *([f"last changed {at}"] if at else ()),
        *library.notes,
    ]
    # What a repository or a proxy said may hold what would end the comment.
    return f"<!-- {' · '.join(told).replace('--', '- -')} -->\n{entry.text}"


def flowchart(library: Library, entry: Entry, path: str = "") -> Mapping[str, Json]:
    """The entry's graph: nodes with their kind, edges in order, subgraphs, and the Mermaid text.

    `path` is one as `walk` prints it; it is marked in the Mermaid text. Raises BadInput for one
    that the chart does not have.
    """
    chart = entry.chart
    body: dict[str, Json] = {"id": entry.id, **_version(library, entry), "flowchart": None}
    if chart is not None:
        body["flowchart"] = {
            "direction": chart.direction,
            "nodes": [
                {"id": node.id, "text": node.text, "shape": node.shape, "kind": node.kind.value}
                for node in chart.nodes
            ],
            "edges": [
                {
                    "source": edge.source,
                    "target": edge.target,
                    "label": edge.label,
                    "kind": edge.kind,
                }
                for edge in chart.edges
            ],
            "subgraphs": [
                {"id": group.id, "title": group.title, "nodes": list(group.nodes)}
                for group in chart.subgraphs
            ],
            "mermaid": trail.highlight(chart, retrace(chart, path)) if path else chart.source,
        }
    return body


def steps(library: Library, entry: Entry) -> Mapping[str, Json]:
    """The entry's procedure as nested steps with their code."""
    return {
        "id": entry.id,
        **_version(library, entry),
        "steps": [_step(step) for step in entry.steps],
    }


def samples(library: Library, entry: Entry) -> Mapping[str, Json]:
    """The error log lines by which the entry is matched."""
    return {
        "id": entry.id,
        **_version(library, entry),
        "samples": [
            {"lines": list(sample.log), "at": span(sample.lines)} for sample in entry.samples
        ],
    }


def _version(library: Library, entry: Entry | Card, *, ask: bool = True) -> Mapping[str, Json]:
    """Which version of which page: `commit` only of a repository, `changed` "" when unknown."""
    told: dict[str, Json] = {
        "path": entry.path,
        "lines": span(entry.lines),
        "sha256": entry.digest,
        "changed": last_change(library, entry, ask=ask),
    }
    if library.origin is not None:
        told |= {"repository": library.origin.repository, "commit": library.origin.commit}
    return told


def _step(step: Step) -> Json:
    return {
        "number": step.number,
        "text": step.text,
        "lines": span(step.lines),
        "code": [{"language": code.language, "text": code.text} for code in step.code],
        "steps": [_step(inner) for inner in step.steps],
    }
