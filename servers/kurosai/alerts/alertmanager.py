"""Webhooks of Alertmanager (version 4) and of Grafana's alerting, and one alert of either's API.

Both have `status`, `receiver`, `groupLabels`, `commonLabels`, `externalURL` and `alerts`, each with
`status`, `labels`, `annotations`, `startsAt`, `endsAt`, `generatorURL`. Grafana adds `orgId`,
`title`, `message`, and per alert `values`, `valueString`, `silenceURL`, `dashboardURL`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kurosai.alerts import lines, naming, resources
from kurosai.alerts.alert import FIRING, RESOLVED, TEST, Alert
from kurosai.alerts.shapes import instant, items, mapping, text, texts
from kurosai.vocabulary import Window

STATES = {
    "firing": FIRING,
    "active": FIRING,
    "alerting": FIRING,
    "resolved": RESOLVED,
    "ok": RESOLVED,
}

MOST = 1_000
"""Alerts of one payload; it is a group of one cause, and no team reads more of it."""

_TOLD = ("description", "message", "error", "log", "details")
_RUNBOOK = re.compile(r"(?:run|play)[_-]?book(?:[_-]?(?:ur[li]|link))?", re.IGNORECASE)
_GRAFANA = ("orgId", "valueString", "silenceURL", "dashboardURL", "panelURL")
_NOT_YET = ("firing", "active")


def marks(found: Mapping[str, Any]) -> int:
    """How many of a webhook's keys stand there; 0 if it is none."""
    if items(found, "alerts") and any(mapping(one, "labels") for one in items(found, "alerts")):
        known = ("receiver", "groupLabels", "commonLabels", "externalURL", "version", "orgId")
        return 2 + sum(key in found for key in known)
    single = mapping(found, "labels") and "startsAt" in found
    return 3 if single and text(found, "labels", "alertname") else 0


def read(found: Mapping[str, Any]) -> list[Alert]:
    """Its alerts in the order of the payload, those that go on before those that are over."""
    listed = [one for one in items(found, "alerts") if mapping(one, "labels")] or [found]
    grafana = any(key in holder for key in _GRAFANA for holder in (found, mapping(listed[0])))
    form = "grafana" if grafana else "alertmanager"
    common = texts(found, "commonLabels")
    notes = texts(found, "commonAnnotations")
    read = [_alert(form, mapping(one), common, notes) for one in listed[:MOST]]
    # A group is sent again when one of its alerts ends, and that one may stand first.
    return sorted(read, key=lambda alert: alert.state == RESOLVED)


def _alert(
    form: str, one: Mapping[str, Any], common: Mapping[str, str], notes: Mapping[str, str]
) -> Alert:
    labels = {**common, **texts(one, "labels")}
    status = text(one, "status").lower() or text(one, "status", "state").lower()
    start, end = instant(one.get("startsAt")), instant(one.get("endsAt"))
    if status in _NOT_YET or end is None or start is None or end < start:
        end = start
    span = Window(start, end) if start and end else None
    # The address of the page that shows it says more than the query behind it.
    links = ("dashboardURL", "panelURL", "generatorURL")
    return of_labels(
        form,
        labels,
        {**notes, **texts(one, "annotations")},
        state=STATES.get(status, ""),
        period=span,
        urls=lines.urls("\n".join(text(one, link) for link in links)),
    )


def of_labels(
    form: str,
    labels: Mapping[str, str],
    annotations: Mapping[str, str],
    *,
    state: str,
    period: Window | None = None,
    urls: tuple[str, ...] = (),
) -> Alert:
    """An alert of a rule, from its labels and annotations."""
    # Grafana's own rules write `Error`.
    plain = {key.lower(): value for key, value in annotations.items()}
    told = [plain[key] for key in _TOLD if plain.get(key)]
    summary = plain.get("summary", "")
    # Teams call the label or annotation with the line as they like: `logline`, `sample`.
    named = (*labels.values(), *annotations.values())
    logs = [value for value in named if lines.LOGGED.search(value)]
    test = labels.get("alertname") == "TestAlert" and labels.get("instance") == "Grafana"
    return Alert(
        form=form,
        title=labels.get("alertname", ""),
        system=naming.labelled(labels, naming.SYSTEM_LABELS),
        environment=naming.labelled(labels, naming.ENVIRONMENT_LABELS),
        resources=resources.of_labels(labels),
        account=naming.labelled(labels, ("account_id", "aws_account", "project_id")),
        region=naming.labelled(labels, ("region", "location")),
        period=period,
        lines=lines.said(*logs, *(told or [summary])),
        about=lines.said(summary),
        severity=naming.labelled(labels, naming.SEVERITY_LABELS).lower(),
        state=TEST if test else state,
        urls=urls,
        runbooks=lines.bounded(
            value
            for key, value in (*annotations.items(), *labels.items())
            if _RUNBOOK.fullmatch(key)
        ),
    )
