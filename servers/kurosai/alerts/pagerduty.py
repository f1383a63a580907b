"""Incidents of PagerDuty: webhooks (version 3) and the REST API's.

The webhook has `event` {event_type, occurred_at, data}; both its `data` and the API's incident have
`title`, `status`, `urgency`, `priority`, `service`, `created_at`, `html_url`; the API's also
`incident_number`, `resolved_at`, `body.details`, `first_trigger_log_entry.channel.details`. What
raised the incident may lie in the details in its own form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kurosai.alerts import lines, naming
from kurosai.alerts.alert import FIRING, RESOLVED, Alert
from kurosai.alerts.shapes import instant, mapping, text
from kurosai.vocabulary import Window

STATES = {"triggered": FIRING, "acknowledged": FIRING, "resolved": RESOLVED}

_KEYS = ("incident_number", "number", "html_url", "service", "urgency", "incident_key")


def webhook_marks(found: Mapping[str, Any]) -> int:
    """How many of a webhook's keys stand there; 0 if it is none."""
    event = mapping(found, "event")
    if not text(event, "event_type").startswith("incident.") or not mapping(event, "data"):
        return 0
    return 3 + sum(key in mapping(event, "data") for key in _KEYS)


def read_webhook(found: Mapping[str, Any]) -> list[Alert]:
    """The one incident."""
    event = mapping(found, "event")
    ended = event.get("occurred_at") if text(event, "event_type") == "incident.resolved" else None
    return [_incident("pagerduty_webhook", mapping(event, "data"), ended)]


def incident_marks(found: Mapping[str, Any]) -> int:
    """How many of an incident's keys stand there; 0 if it is none."""
    incident = _own(found)
    if not text(incident, "title") and not text(incident, "summary"):
        return 0
    count = sum(key in incident for key in _KEYS)
    return count if count >= 3 and text(incident, "status") in STATES else 0


def read_incident(found: Mapping[str, Any]) -> list[Alert]:
    """The one incident."""
    incident = _own(found)
    ended = incident.get("resolved_at") or incident.get("last_status_change_at")
    return [_incident("pagerduty_incident", incident, ended)]


def within(found: Mapping[str, Any]) -> list[object]:
    """Where an incident may carry what raised it."""
    event = mapping(found, "event", "data")
    incident = event or _own(found)
    channel = mapping(incident, "first_trigger_log_entry", "channel")
    return [
        mapping(incident, "body").get("details"),
        channel.get("details"),
        channel.get("cef_details"),
    ]


def _own(found: Mapping[str, Any]) -> Mapping[str, Any]:
    return mapping(found, "incident") or found


def _incident(form: str, incident: Mapping[str, Any], ended: object) -> Alert:
    state = STATES.get(text(incident, "status"), "")
    start = instant(incident.get("created_at"))
    end = instant(ended) if state == RESOLVED else None
    span = Window(start, end if end and end >= start else start) if start else None
    details = text(incident, "body", "details")
    severity = text(incident, "priority", "summary") or text(incident, "urgency")
    system, environment = naming.placed(text(incident, "service", "summary"))
    return Alert(
        form=form,
        title=text(incident, "title") or text(incident, "summary"),
        system=system,
        environment=environment,
        period=span,
        lines=lines.logged(details),
        about=lines.said(text(incident, "service", "summary")),
        severity=severity.lower(),
        state=state,
        urls=lines.urls(text(incident, "html_url")),
    )
