"""Incidents of Google Cloud Monitoring, as its webhooks carry them (schema 1.0 to 1.2).

`version`, and `incident` with `policy_name`, `condition_name`, `started_at`, `ended_at` (seconds),
`state`, `summary`, `resource` {type, labels}, `metric` {type, labels}, `documentation`, `url`,
`scoping_project_id`, `severity`. A log-based alert has `condition.conditionMatchedLog`; what its
label extractors took from the line stands in `metric.labels`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kurosai.alerts import lines, naming, resources
from kurosai.alerts.alert import FIRING, RESOLVED, TEST, Alert
from kurosai.alerts.shapes import instant, mapping, text, texts
from kurosai.vocabulary import Window

STATES = {"open": FIRING, "acknowledged": FIRING, "closed": RESOLVED}

_LOG_LABELS = ("message", "msg", "error", "log", "text", "textPayload", "line", "reason")
_NO_SEVERITY = "no severity"


def marks(found: Mapping[str, Any]) -> int:
    """How many of an incident's keys stand there; 0 if it is none."""
    incident = mapping(found, "incident")
    known = (
        "policy_name",
        "condition_name",
        "started_at",
        "scoping_project_id",
        "resource",
        "metric",
    )
    count = sum(key in incident for key in known)
    return count if count >= 2 else 0


def read(found: Mapping[str, Any]) -> list[Alert]:
    """The one incident."""
    incident = mapping(found, "incident")
    labels = texts(incident, "resource", "labels")
    user = texts(incident, "policy_user_labels") | texts(incident, "metadata", "user_labels")
    logs = texts(incident, "metric", "labels")
    start, end = instant(incident.get("started_at")), instant(incident.get("ended_at"))
    start = start or end
    document = text(incident, "documentation", "content")
    severity = text(incident, "severity").lower()
    state = STATES.get(text(incident, "state").lower(), "")
    told = [logs[key] for key in _LOG_LABELS if logs.get(key)]
    told += [value for key, value in logs.items() if key not in _LOG_LABELS and lines.logged(value)]
    return [
        Alert(
            form="gcp_incident",
            title=text(incident, "policy_name"),
            system=naming.labelled(user, naming.SYSTEM_LABELS),
            environment=naming.labelled(user, naming.ENVIRONMENT_LABELS),
            resources=resources.of_google(text(incident, "resource", "type"), labels),
            account=text(incident, "scoping_project_id") or labels.get("project_id", ""),
            region=labels.get("location") or labels.get("region") or labels.get("zone", ""),
            condition=text(incident, "condition_name")
            or text(incident, "condition", "displayName"),
            period=Window(start, end if end and end >= start else start) if start else None,
            lines=lines.bounded([*lines.said(*told), *lines.logged(document)]),
            about=lines.said(document, text(incident, "summary")),
            severity=""
            if severity == _NO_SEVERITY
            else severity or naming.labelled(user, naming.SEVERITY_LABELS).lower(),
            state=TEST if text(found, "version").lower() == "test" else state,
            urls=lines.urls(text(incident, "url")),
        )
    ]
