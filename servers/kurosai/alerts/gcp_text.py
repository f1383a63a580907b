"""Incidents of Google Cloud Monitoring in words, as e-mail and Slack show them.

`Alert firing` or `Alert recovered`, a summary, and fields: Project, Policy, Condition, Resource
labels, Severity, Start time. In e-mails a field's value stands on the line below its name.
"""

from __future__ import annotations

import re

from kurosai.alerts import fields, resources, when
from kurosai.alerts.alert import FIRING, RESOLVED, Alert
from kurosai.alerts.lines import bounded, logged, said, undecorated, urls
from kurosai.vocabulary import Window

_HEAD = re.compile(
    r"^(?:Alert|Incident)\s+(?:is\s+)?(?P<state>firing|recovered|open(?:ed)?|ongoing|resolved|closed|acknowledged)\b",
    re.IGNORECASE,
)
_STATES = {
    "firing": FIRING,
    "open": FIRING,
    "opened": FIRING,
    "ongoing": FIRING,
    "acknowledged": FIRING,
    "recovered": RESOLVED,
    "resolved": RESOLVED,
    "closed": RESOLVED,
}
_KEYS = (
    "Project",
    "Policy",
    "Condition",
    "Severity",
    "Start time",
    "End time",
    "Resource labels",
    "Metric labels",
    "Summary",
    "Resource type",
    "Policy documentation",
    "Log entry",
    "Metric",
    "Duration",
)
_SUMMARY = re.compile(r"\bis (?:above|below) the threshold of\b|\bfired for\b|returned to normal")


def marks(lines: list[str]) -> int:
    """How many of its marks stand there; 0 if it is none."""
    plain = [undecorated(line) for line in lines]
    head = any(_HEAD.match(line) for line in plain)
    listed = _listed(lines)
    known = sum(bool(fields.get(listed, key)) for key in ("Project", "Policy", "Condition"))
    ours = any(
        "Google Cloud Monitoring" in line or "Google Cloud Alerting" in line for line in plain
    )
    return head * 2 + known + ours * 2 if (head or ours) and known else 0


def read(lines: list[str]) -> list[Alert]:
    """The one incident."""
    plain = [undecorated(line) for line in lines]
    listed = _listed(lines)
    labels = fields.within(fields.get(listed, "Resource labels"))
    logs = fields.get(listed, "Log entry", "Log")
    extracted = fields.within(fields.get(listed, "Metric labels", "Extracted labels"))
    state = next(
        (_STATES[match["state"].lower()] for line in plain if (match := _HEAD.match(line))), ""
    )
    start = when.moment(fields.get(listed, "Start time", "Started at", "Opened"))
    end = when.moment(fields.get(listed, "End time", "Ended at", "Closed"))
    start = start or end
    severity = fields.get(listed, "Severity").lower()
    summary = [line for line in plain if _SUMMARY.search(line)]
    return [
        Alert(
            form="gcp_text",
            title=fields.get(listed, "Policy"),
            resources=resources.of_labels(labels),
            account=fields.get(listed, "Project").split(" ")[0] or labels.get("project_id", ""),
            region=labels.get("location", ""),
            condition=fields.get(listed, "Condition"),
            period=Window(start, end if end and end >= start else start) if start else None,
            lines=bounded([logs, *(one for text in extracted.values() for one in logged(text))]),
            about=said(fields.get(listed, "Policy documentation", "Documentation"), *summary),
            severity="" if severity == "no severity" else severity,
            state=state,
            urls=urls("\n".join(lines))[:1],
        )
    ]


def _listed(lines: list[str]) -> dict[str, str]:
    return fields.below(lines, _KEYS) | fields.pairs(lines)
