"""Entries as protocol buffers, with the message types of Google's own client package."""

from __future__ import annotations

from typing import Any

from google.cloud.audit import audit_log_pb2
from google.cloud.logging_v2.types import log_entry, logging, logging_config
from google.protobuf import json_format

from kurosai.sandbox.cloud_logging.entries import Entry
from kurosai.sandbox.cloud_logging.fields import log_name

# proto-plus makes the plain message types at run time, so nothing knows their fields.
_types: Any = logging
_entries: Any = log_entry
_LogEntry: Any = _entries.LogEntry.pb()
_Asked: Any = _types.ListLogEntriesRequest.pb()
_Answer: Any = _types.ListLogEntriesResponse.pb()
_LogsAsked: Any = _types.ListLogsRequest.pb()
_LogsAnswer: Any = _types.ListLogsResponse.pb()
_config: Any = logging_config
_BucketAsked: Any = _config.GetBucketRequest.pb()
_Bucket: Any = _config.LogBucket.pb()
_AuditLog: Any = audit_log_pb2.AuditLog  # pyright: ignore[reportAttributeAccessIssue]


def entries_asked(body: bytes) -> Any:
    """A ListLogEntriesRequest."""
    return _Asked.FromString(body)


def logs_asked(body: bytes) -> Any:
    """A ListLogsRequest."""
    return _LogsAsked.FromString(body)


def entries_answer(project: str, entries: tuple[Entry, ...], token: str) -> bytes:
    """A ListLogEntriesResponse."""
    answer = _Answer(entries=[message(project, entry) for entry in entries], next_page_token=token)
    return answer.SerializeToString()


def logs_answer(project: str, logs: tuple[str, ...]) -> bytes:
    """A ListLogsResponse."""
    return _LogsAnswer(log_names=[log_name(project, log) for log in logs]).SerializeToString()


def bucket_asked(body: bytes) -> Any:
    """A GetBucketRequest."""
    return _BucketAsked.FromString(body)


def bucket_answer(name: str, days: int) -> bytes:
    """A LogBucket."""
    return _Bucket(name=name, retention_days=days).SerializeToString()


def message(project: str, entry: Entry) -> Any:
    """One LogEntry."""
    made = _LogEntry(
        log_name=log_name(project, entry.log),
        insert_id=entry.insert_id,
        severity=entry.severity,
        trace=entry.trace,
        span_id=entry.span_id,
        labels=dict(entry.labels),
    )
    made.resource.type = entry.resource
    made.resource.labels.update(dict(entry.resource_labels))
    made.timestamp.FromDatetime(entry.at)
    made.receive_timestamp.FromDatetime(entry.received)
    if entry.operation is not None:
        made.operation.id, made.operation.producer = entry.operation
        made.operation.first, made.operation.last = entry.first, entry.last
    if entry.text is not None:
        made.text_payload = entry.text
    if entry.json is not None:
        json_format.ParseDict(dict(entry.json), made.json_payload)
    if entry.proto is not None:
        plain = {key: value for key, value in entry.proto.items() if key != "@type"}
        made.proto_payload.Pack(json_format.ParseDict(plain, _AuditLog()))
    if entry.http is not None:
        json_format.ParseDict(dict(entry.http), made.http_request)
    return made
