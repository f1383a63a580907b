"""Cloud Logging over the session: pages followed, entries typed, bounds said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from kurosai.errors import Unavailable
from kurosai.gcp.wire.session import GoogleSession
from kurosai.vocabulary import Json, Window

MOST_PAGES = 20
LARGEST_PAGE = 100
MOST_LOGS = 1000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry. `log` is the log's id ("events"), `severity` its name, `received` when it could
    be read; `text` is set for a text, `payload` for JSON and for an audit record."""

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

    @property
    def key(self) -> str:
        """What tells it from any other: an id alone may come again in another log or at another
        time."""
        return f"{self.at.isoformat()} {self.log} {self.id}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list goes on: a page, and how many of its entries were given before."""

    token: str = ""
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """Entries oldest first; `rest` is where there are more, None when these are all."""

    entries: tuple[LogEntry, ...]
    rest: Place | None = None

    @property
    def complete(self) -> bool:
        """Whether these are all."""
        return self.rest is None


class CloudLogging:
    """The two reads of Cloud Logging that knowledge is built on."""

    def __init__(self, session: GoogleSession) -> None:
        self._session = session

    def identity(self, project: str = "") -> str:
        """Who looks where."""
        return self._session.identity(project)

    def project(self, asked: str = "") -> str:
        """The project that is asked of. Raises BadInput for one that is not allowed."""
        return self._session.project(asked)

    def entries(
        self,
        condition: str,
        window: Window,
        *,
        most: int,
        project: str = "",
        newest: bool = False,
        place: Place | None = None,
    ) -> Found:
        """Entries of `window` (both ends included) that fit a condition, at most `most`.

        The first ones from `place` on, or the last ones with `newest`. `place` belongs to the
        same question with the same `most`. Stops at 20 pages. Raises Denied, or a Fault.
        """
        name = self._session.project(project)
        request: dict[str, Any] = {
            "resource_names": [f"projects/{name}"],
            "filter": _bounded(condition, window),
            "order_by": "timestamp desc" if newest else "timestamp asc",
            # One more than wanted: only that proves whether there are more.
            "page_size": min(most + 1, LARGEST_PAGE),
        }
        at = place or Place()
        entries: list[LogEntry] = []
        for _ in range(MOST_PAGES):
            page = self._session.call(
                "list_log_entries",
                {**request, "page_token": at.token},
                doing=f"searching the logs of {name}",
            )
            fresh: list[Any] = list(page.entries)[at.skip :]
            room = most - len(entries)
            entries += [_entry(one) for one in fresh[:room]]
            if len(fresh) > room:
                return _found(entries, newest, Place(at.token, at.skip + room))
            if not page.next_page_token:
                return _found(entries, newest, None)
            at = Place(str(page.next_page_token))
        return _found(entries, newest, at)

    def logs(self, project: str = "") -> tuple[tuple[str, ...], bool]:
        """The ids of logs that have entries, a page of them, and whether these are all.

        Raises Denied, or a Fault.
        """
        name = self._session.project(project)
        page = self._session.call(
            "list_logs",
            {"parent": f"projects/{name}", "page_size": MOST_LOGS},
            doing=f"listing the logs of {name}",
        )
        return tuple(_log_id(one) for one in page.log_names), not page.next_page_token


def _found(entries: list[LogEntry], newest: bool, rest: Place | None) -> Found:
    return Found(tuple(reversed(entries) if newest else entries), rest)


def _bounded(condition: str, window: Window) -> str:
    # Both ends, always: without the word `timestamp` a day's bound is put in by others.
    start, end = (f"{at:%Y-%m-%dT%H:%M:%S.%f}Z" for at in (window.start, window.end))
    bounds = f'timestamp>="{start}" AND timestamp<="{end}"'
    # On lines of its own: a comment at its end must not reach the parenthesis.
    return f"{bounds} AND (\n{condition}\n)" if condition else bounds


def _entry(raw: Any) -> LogEntry:
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
        log=_log_id(raw.log_name),
        severity=_severity(raw.severity),
        resource=raw.resource.type,
        resource_labels=dict(raw.resource.labels),
        labels=dict(raw.labels),
        text=raw.text_payload if kind == "text_payload" else "",
        payload=payload,
        trace=raw.trace,
    )


def _log_id(name: str) -> str:
    return unquote(name.rpartition("/logs/")[2])


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
