"""Alertmanager's and Grafana's messages in a chat or e-mail.

The title is `[FIRING:2] NAME GROUP (LABELS)`. The text has, for each alert, either the default
template (`Labels:` and ` - name = value`, then `Annotations:` and the like, `Source: URL`) or a
list as teams write it (`*Alert:* ...`, `*Description:* ...`, ` • *pod:* ...`). Grafana's has
`Value:`, `Silence:` and `Dashboard:` besides. The default e-mail says `2 alerts for alertname=NAME`
and `[2] Firing`, with `Labels` on a line of its own before each.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kurosai.alerts import alertmanager, fields, when
from kurosai.alerts.alert import FIRING, RESOLVED, Alert
from kurosai.alerts.asked import asked
from kurosai.alerts.lines import LOGGED, MOST_LINES, undecorated, urls
from kurosai.vocabulary import Window

_TITLE = re.compile(
    r"^\[(?:(?P<firing>FIRING):(?P<count>\d{1,4})|(?P<resolved>RESOLVED)(?::\d{1,4})?)"
    r"(?:, RESOLVED:\d+)?\]\s*(?P<rest>.*)$"
)
_BEGINS = re.compile(r"^(?:Labels|Alert)\s*[:：]|^Labels$", re.IGNORECASE)
_MAIL = re.compile(r"^(?P<count>\d{1,4}) alerts? for \S+=\S")
_MAIL_STATE = re.compile(r"^\[\d{1,4}\] (?P<state>Firing|Resolved)$")
_GRAFANA = ("grafana_folder", "Silence", "Dashboard", "Panel", "Value", "Values")
_ANNOTATIONS = ("description", "summary", "message", "runbook_url", "runbook")
_OWN = (
    "labels",
    "annotations",
    "source",
    "silence",
    "value",
    "details",
    "dashboard",
    "panel",
    "values",
    "graph",
    "runbook",
    "alert",
    "start",
    "started",
    "startsat",
)


def marks(lines: list[str]) -> int:
    """How many of its marks stand there; 0 if it is none, or a person asks about one."""
    if asked(lines):
        return 0
    plain = [undecorated(line) for line in lines]
    title = any(_TITLE.match(line) for line in plain)
    blocks = sum(bool(_BEGINS.match(line)) for line in plain)
    alertname = bool(fields.get(fields.pairs(lines), "alertname"))
    return 3 * title + min(blocks, 2) + 2 * alertname if title or (blocks and alertname) else 0


def read(lines: list[str]) -> list[Alert]:
    """The alerts in the order of the text."""
    plain = [undecorated(line) for line in lines]
    title = next((match for line in plain if (match := _TITLE.match(line))), None)
    starts = [at for at, line in enumerate(plain) if _BEGINS.match(line)]
    if not starts:
        starts = [0]
    else:
        starts[0] = 0
    parts = [lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    grafana = any(fields.get(fields.pairs(lines), key) for key in _GRAFANA)
    form = "grafana_text" if grafana else "alertmanager_text"
    state = (FIRING if title["firing"] else RESOLVED) if title else _mail_state(plain)
    found = [_alert(form, part, title, state) for part in parts]
    mail = next((match for line in plain if (match := _MAIL.match(line))), None)
    head = title or mail
    count = int(head["count"] or 1) if head else 1
    if count > len(found):
        note = f"the title counts {count} alerts, the text shows {len(found)}"
        found[0] = replace(found[0], notes=(note,))
    return found


def _mail_state(lines: list[str]) -> str:
    """Of the e-mail: firing where any of its groups is."""
    groups = [match["state"] for line in lines if (match := _MAIL_STATE.match(line))]
    return (FIRING if "Firing" in groups else RESOLVED) if groups else ""


def _alert(form: str, lines: list[str], title: re.Match[str] | None, state: str) -> Alert:
    listed = fields.pairs(line for line in lines if not _TITLE.match(undecorated(line)))
    labels = {
        key.lower() if key.lower() in ("severity", "environment", "cluster") else key: value
        for key, value in listed.items()
        if key.lower() not in (*_ANNOTATIONS, *_OWN)
    }
    annotations = {
        key.lower(): value for key, value in listed.items() if key.lower() in _ANNOTATIONS
    }
    alert, _, severity = fields.get(listed, "Alert").rpartition(" - ")
    if alert:
        annotations.setdefault("summary", alert.strip())
        labels.setdefault("severity", severity.strip("`* "))
    if "alertname" not in labels and title is not None:
        labels["alertname"] = re.split(r"\s+\(|\s*\|\s*", title["rest"])[0].strip()
    start = when.moment(fields.get(listed, "Started", "startsAt", "Start"))
    links = fields.get(listed, "Dashboard", "Panel", "Source", "Graph")
    found = alertmanager.of_labels(
        form,
        labels,
        annotations,
        state=state,
        period=Window(start, start) if start else None,
        urls=urls(links),
    )
    # People paste the error's line below the alert, without a name before it.
    plain = [line for raw in lines if LOGGED.search(line := undecorated(raw))]
    bare = [
        line
        for line in plain
        if not (_TITLE.match(line) or _MAIL_STATE.match(line))
        and not any(one in line for one in found.lines)
    ]
    return replace(found, lines=tuple(dict.fromkeys((*found.lines, *bare)))[:MOST_LINES])
