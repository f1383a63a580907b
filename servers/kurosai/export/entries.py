"""An entry of Cloud Logging in a row: what is shown of it above, all its fields below."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from kurosai.vocabulary import Row

_FIELD = re.compile(r"(?:^|\s)([A-Za-z][\w./-]*)=(.*?)(?=\s[A-Za-z][\w./-]*=|$)", re.DOTALL)
_SHOWN = re.compile(r"(?:DECIDES )?\[[^\]]*\] (.*)", re.DOTALL)
_EVENT = re.compile(r"([A-Z][A-Za-z]+): (.*)", re.DOTALL)
_LOUD = ("WARNING", "ERROR", "CRITICAL", "ALERT", "EMERGENCY")
_NODE = "labels.compute.googleapis.com/resource_name"

NO_FIELDS = "no fields of an entry in it"
STRUCTURED = "a structured payload, of which only a flat form is kept"
UNKNOWN = "a log that a scenario has no form for"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; `kind` is Pod, Job or Node of an event, `line` of a container, `audit`.

    `text` is the line, or the message; `name` what it is about, a pod for a line.
    """

    at: datetime
    log: str
    kind: str
    name: str
    text: str
    severity: str = "INFO"
    reason: str = ""
    component: str = ""
    host: str = ""
    container: str = ""
    node: str = ""
    method: str = ""
    by: str = ""
    warning: bool = False
    place: tuple[tuple[str, str], ...] = ()
    """Its cluster, location and namespace, as a scenario calls them."""

    @property
    def key(self) -> tuple[datetime, str, str, str]:
        """What makes it the same as one that follows from a job."""
        return self.at, self.name, self.reason or self.log, self.text


def read(row: Row) -> Entry | str:
    """The entry of a row, or why it cannot be carried."""
    shown, _, flat = row.text.rpartition("\nlog=")
    if not shown or row.at is None:
        return NO_FIELDS
    fields = {match[1]: match[2] for match in _FIELD.finditer(f"log={flat}")}
    told = _SHOWN.fullmatch(shown)
    said = told[1] if told else shown
    log, severity = fields["log"], fields.get("severity", "INFO")
    if log == "events":
        return _event(row.at, fields, said, severity)
    if log in ("stdout", "stderr"):
        return _line(row.at, fields, said, severity, flat)
    if log.startswith("cloudaudit.googleapis.com/"):
        return Entry(
            row.at,
            log.partition("/")[2],
            "audit",
            fields.get("resourceName", ""),
            fields.get("status.message", ""),
            severity,
            method=fields.get("methodName", ""),
            by=fields.get("principalEmail", ""),
        )
    return UNKNOWN


def _event(at: datetime, fields: dict[str, str], said: str, severity: str) -> Entry | str:
    match = _EVENT.fullmatch(said)
    kind = fields.get("involvedObject.kind", "")
    if match is None or kind not in ("Pod", "Job", "Node"):
        return UNKNOWN
    return Entry(
        at,
        "events",
        kind,
        fields.get("involvedObject.name", ""),
        match[2],
        severity,
        reason=match[1],
        component=fields.get("source.component", "kubelet"),
        host=fields.get("source.host", ""),
        place=_place(fields),
        warning=fields.get("type") == "Warning",
    )


def _line(at: datetime, fields: dict[str, str], said: str, severity: str, flat: str) -> Entry | str:
    text = said.removeprefix(f"{severity} ") if severity in _LOUD else said
    if not flat.endswith(f" {text}"):
        return STRUCTURED
    return Entry(
        at,
        fields["log"],
        "line",
        fields.get("pod_name", ""),
        text,
        severity,
        container=fields.get("container_name", "main"),
        node=fields.get(_NODE, "").partition(" ")[0],
        place=_place(fields),
    )


_PLACES = {"cluster": "cluster_name", "location": "location", "namespace": "namespace_name"}


def _place(fields: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, fields[key]) for name, key in _PLACES.items() if fields.get(key))
