"""An entry as a line: whole for the record, brief for the reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kurosai import flatten
from kurosai.gcp import autoscaler, bigquery
from kurosai.gcp.decoder import machines
from kurosai.gcp.wire.reading import LogEntry
from kurosai.vocabulary import Json, Row

EVENTS = "events"
AUDIT = "cloudaudit.googleapis.com/"
QUIET_SEVERITIES = frozenset({"DEFAULT", "DEBUG", "INFO", "NOTICE"})
_MESSAGES = ("message", "msg", "log", "MESSAGE")

_FIELD = re.compile(r"spec\.(initC|c)ontainers\{([^}]+)\}")


@dataclass(frozen=True, slots=True)
class KubeEvent:
    """A Kubernetes event: what it is about, why, and what it says; `host` is the node, if told,
    `container` the one that it is about, `init` whether that runs before the others."""

    kind: str
    name: str
    reason: str
    message: str
    host: str
    uid: str = ""
    container: str = ""
    init: bool = False


def event_of(entry: LogEntry) -> KubeEvent | None:
    """The Kubernetes event that an entry of the events log is."""
    if entry.log != EVENTS or entry.payload is None:
        return None
    about = _object(entry.payload.get("involvedObject"))
    source = _object(entry.payload.get("source"))
    field = _FIELD.fullmatch(_text(about.get("fieldPath")))
    return KubeEvent(
        _text(about.get("kind")),
        _text(about.get("name")),
        _text(entry.payload.get("reason")),
        _text(entry.payload.get("message")),
        _text(source.get("host")),
        _text(about.get("uid")),
        field[2] if field else "",
        bool(field and field[1] == "initC"),
    )


def loud(entry: LogEntry) -> bool:
    """Whether its severity is WARNING or above."""
    return entry.severity not in QUIET_SEVERITIES


def failing(entry: LogEntry) -> bool:
    """Whether its severity is ERROR or above."""
    return loud(entry) and entry.severity != "WARNING"


def row(entry: LogEntry, *, mark: str, told: str) -> Row:
    """The row of an entry; `told` is what is shown of it, and what a report prints first."""
    return Row(text=f"{told}\n{whole(entry)}", at=entry.at, mark=mark, brief=told)


def whole(entry: LogEntry) -> str:
    """Everything that the entry says, as key=value."""
    parts = [f"log={entry.log}", f"insertId={entry.id}", f"severity={entry.severity}"]
    parts.append(f"resource={entry.resource}")
    parts += flatten.pairs(dict(entry.resource_labels))
    if entry.labels:
        parts += flatten.pairs(dict(entry.labels), "labels")
    named = (("trace", entry.trace), ("span", entry.span), ("operation", entry.operation))
    parts += [f"{name}={value}" for name, value in named if value]
    if entry.http is not None:
        parts += flatten.pairs(entry.http, "http")
    if entry.payload is not None:
        parts += flatten.pairs(entry.payload)
    if entry.text:
        parts.append(entry.text.rstrip("\n"))
    return " ".join(parts)


def kind(entry: LogEntry) -> str:
    """What it says with the kind of its place, whichever pod or node it is of."""
    event = event_of(entry)
    if event is not None:
        return f"[{event.kind}] {event.reason}: {event.message}"
    if entry.resource == "k8s_container":
        return f"[{entry.log}] {said(entry)}"
    return brief(entry)


def named(entry: LogEntry) -> str:
    """The name that what happened has of its own: an event's kind and reason, the method of an
    audited call; the log for all else."""
    event = event_of(entry)
    if event is not None:
        return f"{event.kind} {event.reason}"
    method = _text((entry.payload or {}).get("methodName")) if entry.log.startswith(AUDIT) else ""
    return method or entry.log


def brief(entry: LogEntry, pod: str = "") -> str:
    """What a reader needs of it, with where it comes from in front; without the name of a `pod`
    that the reader knows of."""
    if pod and entry.resource_labels.get("pod_name") == pod:
        return kind(entry)
    event = event_of(entry)
    if event is not None:
        return f"[{event.kind} {event.name}] {event.reason}: {event.message}"
    if entry.log.startswith(AUDIT):
        return f"[audit] {audited(entry)}"
    if entry.log == autoscaler.LOG and entry.payload is not None:
        decision = autoscaler.read(entry.payload)
        told = decision.told() if decision else " ".join(flatten.pairs(entry.payload))
        return f"[autoscaler] {told}"
    if entry.resource == "dns_query" and entry.payload is not None:
        return f"[dns] {_asked(entry.payload)}"
    if entry.resource == "k8s_node" and (short := machines.node_told(message(entry))):
        return f"[{entry.log}] {short}"
    who = entry.resource_labels.get("pod_name", "")
    where = " ".join(part for part in (who or entry.resource, entry.log) if part)
    return f"[{where}] {said(entry)}"


def _asked(payload: Mapping[str, Json]) -> str:
    """`A warehouse.example. NXDOMAIN asked by gke-x`, of Cloud DNS's query log."""
    kind, name = _text(payload.get("queryType")), _text(payload.get("queryName"))
    # The number of its project stands before the name of a machine.
    machine = _text(payload.get("vmInstanceName")).partition(".")[2]
    told = f"{kind} {name} {_text(payload.get('responseCode'))}"
    answer = " ".join(_text(payload.get("rdata")).split())
    who = machine or _text(payload.get("sourceIP"))
    return told + (f" {answer}" if answer else "") + (f" asked by {who}" if who else "")


def message(entry: LogEntry) -> str:
    """What was written, without its severity and without the other fields beside it."""
    event = event_of(entry)
    if event is not None:
        return event.message
    if entry.payload is None:
        return entry.text.strip()
    found = (entry.payload.get(one) for one in _MESSAGES)
    return next((one.strip() for one in found if isinstance(one, str) and one), "")


def said(entry: LogEntry) -> str:
    """What a program wrote: its text, or its message with the other fields behind it."""
    level = f"{entry.severity} " if loud(entry) else ""
    if entry.payload is None:
        return f"{level}{entry.text.rstrip()}"
    key = next((one for one in _MESSAGES if isinstance(entry.payload.get(one), str)), "")
    message = _text(entry.payload.get(key)).rstrip() if key else ""
    rest = {name: value for name, value in entry.payload.items() if name != key}
    return level + " ".join([message, *flatten.pairs(rest)] if rest else [message]).strip()


def spoken(entry: LogEntry) -> str:
    """What an entry of any kind says, without where it is from."""
    event = event_of(entry)
    if event is not None:
        return f"[{event.kind} {event.name}] {event.reason}: {event.message}"
    return audited(entry) if entry.log.startswith(AUDIT) else said(entry)


def audited(entry: LogEntry) -> str:
    """`compute.instances.preempted projects/.../instances/gke-x by system@google.com: message`; of
    an operation of GKE what kind it is, and of a call that failed what the answer says of it."""
    payload = entry.payload or {}
    method, resource = _text(payload.get("methodName")), _text(payload.get("resourceName"))
    who = _text(payload.get("principalEmail"))
    kind = _text(_object(payload.get("metadata")).get("operationType"))
    version = _text(_object(payload.get("request")).get("nodeVersion"))
    message = _text(_object(payload.get("status")).get("message"))
    answer = _text(_object(_object(payload.get("response")).get("error")).get("message"))
    told = " ".join(one for one in (method, kind, resource, version and f"to {version}") if one)
    told += f" by {who}" if who else ""
    said = ": ".join(one for one in (message, answer) if one)
    job = bigquery.told(_object(payload.get("metadata")))
    return (f"{told}: {said}" if said else told) + (f" ({job})" if job else "")


def billed(entry: LogEntry) -> int:
    """The bytes that a job of BigQuery was billed, by its audit record; 0 for all else."""
    return bigquery.billed(_object((entry.payload or {}).get("metadata")))


def _object(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""
