"""PagerDuty's incidents in Slack and e-mail.

`Triggered #2440: TITLE`, or `[#2440] TITLE` with a field `Status`, or as an e-mail's subject
`[PagerDuty] TRIGGERED Incident #2440 on SERVICE: TITLE`; then fields: Service, Urgency, Priority,
Created (Opened on).
"""

from __future__ import annotations

import re

from kurosai.alerts import fields, when
from kurosai.alerts.alert import FIRING, RESOLVED, Alert
from kurosai.alerts.lines import logged, said, undecorated, unlinked, urls
from kurosai.vocabulary import Window

_STATES = {
    "triggered": FIRING,
    "acknowledged": FIRING,
    "escalated": FIRING,
    "reopened": FIRING,
    "resolved": RESOLVED,
}
_HEAD = re.compile(
    r"^(?:Subject\s*:\s*)?(?:\[PagerDuty(?: Alert)?\]\s*)?"
    r"(?:(?P<state>Triggered|Acknowledged|Resolved|Escalated|Reopened)\W{0,6}\s?(?:incident\s)?)?\[?#(?P<number>\d{1,9})\]?"
    r"(?:\s+on\s+[^:\n]{1,80}:|\s*[:\-]?)\s+(?P<title>\S.*)$",
    re.IGNORECASE,
)


def marks(lines: list[str]) -> int:
    """How many of its marks stand there; 0 if it is none."""
    head = _head(lines)
    if head is None:
        return 0
    listed = fields.pairs(lines)
    known = sum(
        bool(fields.get(listed, key))
        for key in ("Service", "Urgency", "Assigned to", "Assigned", "Escalation policy")
    )
    product = any("pagerduty" in line.lower() for line in lines)
    return bool(head["state"]) + known + 2 * product if known or product else 0


def read(lines: list[str]) -> list[Alert]:
    """The one incident."""
    head = _head(lines)
    listed = fields.pairs(lines)
    status = (head["state"] if head and head["state"] else fields.get(listed, "Status")).lower()
    start = when.moment(
        fields.get(listed, "Created", "Created at", "Opened on", "Triggered at", "Opened")
    )
    end = when.moment(fields.get(listed, "Resolved", "Resolved at"))
    details = fields.get(listed, "Details", "Description", "Message")
    priority = fields.get(listed, "Priority") or fields.get(listed, "Urgency")
    state = _STATES.get(status, "")
    until = end if start and end and state == RESOLVED and end >= start else start
    return [
        Alert(
            form="pagerduty_text",
            title=head["title"].strip() if head else "",
            period=Window(start, until) if start and until else None,
            lines=logged(details) or logged("\n".join(map(undecorated, lines))),
            about=said(fields.get(listed, "Service")),
            severity=priority.lower(),
            state=state,
            urls=urls("\n".join(lines))[:1],
        )
    ]


def _head(lines: list[str]) -> re.Match[str] | None:
    # The number's `#` is no heading here.
    plain = (re.sub(r"[*_>]", "", unlinked(line)).strip() for line in lines if "#" in line)
    return next((match for line in plain if (match := _HEAD.match(line))), None)
