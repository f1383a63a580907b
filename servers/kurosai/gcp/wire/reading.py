"""An entry of Google's as ours, read from the plain protocol buffer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from kurosai.errors import Unavailable
from kurosai.vocabulary import Json

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry. `log` is the log's id ("events"), `severity` its name, `received` when it could
    be read; `text` is set for a text, `payload` for JSON and for an audit record, `http` for a
    request. `project` is whose log it is in."""

    id: str
    at: datetime
    received: datetime
    log: str
    severity: str
    resource: str
    resource_labels: Mapping[str, str]
    labels: Mapping[str, str]
    text: str = ""
    payload: Mapping[str, Json] | None = None
    trace: str = ""
    span: str = ""
    operation: str = ""
    project: str = ""
    http: Mapping[str, Json] | None = None
    single: bool = False
    """Whether its operation has no other entry: it began and ended with this one."""

    @property
    def key(self) -> str:
        """What tells it from any other: an id alone may come again in another log or at another
        time."""
        return f"{self.at.isoformat()} {self.project} {self.log} {self.id}"


def entry(raw: Any) -> LogEntry:
    """A LogEntry of the plain protocol buffer kind (proto-plus costs ten times as much)."""
    kind = raw.WhichOneof("payload")
    payload: Mapping[str, Json] | None = None
    if kind == "json_payload":
        payload = _object(raw.json_payload)
    elif kind == "proto_payload":
        payload = _audit(raw.proto_payload)
    return LogEntry(
        id=raw.insert_id,
        at=_moment(raw.timestamp),
        received=_moment(raw.receive_timestamp),
        log=log_id(raw.log_name),
        severity=_severity(raw.severity),
        resource=raw.resource.type,
        resource_labels=dict(raw.resource.labels),
        labels=dict(raw.labels),
        text=raw.text_payload if kind == "text_payload" else "",
        payload=payload,
        trace=raw.trace,
        span=raw.span_id,
        operation=raw.operation.id,
        project=_project(raw.log_name),
        http=_request(raw.http_request) if raw.HasField("http_request") else None,
        single=raw.operation.first and raw.operation.last,
    )


def log_id(name: str) -> str:
    """`events` of `projects/p/logs/events`; slashes in an id are escaped there."""
    return unquote(name.rpartition("/logs/")[2])


def _project(name: str) -> str:
    kind, _, rest = name.partition("/")
    return rest.partition("/")[0] if kind == "projects" else ""


def _moment(raw: Any) -> datetime:
    try:
        return _EPOCH + timedelta(seconds=raw.seconds, microseconds=raw.nanos // 1000)
    except OverflowError:
        raise Unavailable(
            "Google Cloud sent an entry of a time that is none.",
            "This shows neither presence nor absence: try another window.",
        ) from None


def _severity(number: int) -> str:
    from google.logging.type import log_severity_pb2  # noqa: PLC0415 - on first use only

    names: Any = log_severity_pb2.LogSeverity  # pyright: ignore[reportAttributeAccessIssue]
    return str(names.Name(number)) if number in names.values() else str(number)


def _request(raw: Any) -> dict[str, Json]:
    found: dict[str, Json] = {
        "requestMethod": raw.request_method,
        "requestUrl": raw.request_url,
        "status": raw.status,
        "remoteIp": raw.remote_ip,
        "userAgent": raw.user_agent,
    }
    if raw.HasField("latency"):
        found["latency"] = f"{raw.latency.seconds + raw.latency.nanos / 1e9:g}s"
    return {name: value for name, value in found.items() if value}


def _object(struct: Any) -> dict[str, Json]:
    # A protocol buffer map has no order: by name, so that the same entry reads the same.
    return {key: _value(struct.fields[key]) for key in sorted(struct.fields)}


def _value(value: Any) -> Json:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return _object(value.struct_value)
    if kind == "list_value":
        return [_value(one) for one in value.list_value.values]
    if kind == "number_value":
        number = float(value.number_value)
        return int(number) if number.is_integer() else number
    if kind is None or kind == "null_value":
        return None
    plain: Json = getattr(value, kind)
    return plain


def _audit(wrapped: Any) -> dict[str, Json]:
    """What an audit record says; of a record of another kind its type only."""
    from google.cloud.audit import audit_log_pb2  # noqa: PLC0415 - on first use only
    from google.protobuf.message import DecodeError  # noqa: PLC0415

    kind: Any = audit_log_pb2.AuditLog  # pyright: ignore[reportAttributeAccessIssue]
    record = kind()
    try:
        fits = wrapped.Unpack(record)
    except DecodeError:
        fits = False
    if not fits:
        return {"@type": str(wrapped.type_url), "bytes": len(wrapped.value)}
    found: dict[str, Json] = {
        "serviceName": record.service_name,
        "methodName": record.method_name,
        "resourceName": record.resource_name,
        "principalEmail": record.authentication_info.principal_email,
    }
    if record.HasField("status"):
        found["status"] = {"code": record.status.code, "message": record.status.message}
    for name in ("request", "response", "metadata"):
        if record.HasField(name):
            found[name] = _object(getattr(record, name))
    return found
