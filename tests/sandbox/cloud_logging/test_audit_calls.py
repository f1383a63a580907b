"""What an audit entry asked and answered, as Google's own client reads it."""

from __future__ import annotations

import json
from typing import Any

from cloud_logging import altered, keys
from google.cloud.audit import audit_log_pb2
from google.protobuf import json_format
from logging_client import asked, client
from scenario_page import example

from kurosai.sandbox.cloud_logging import door
from kurosai.sandbox.marks import parse, plain

AuditLog: Any = audit_log_pb2.AuditLog  # pyright: ignore[reportAttributeAccessIssue]


def said(entry: Any) -> dict[str, Any]:
    """The record of an entry."""
    return json_format.MessageToDict(AuditLog.FromString(entry.proto_payload.value))


def test_an_entry_says_what_was_asked_and_answered() -> None:
    # As it stands in the document.
    told = example("### What an audit entry asked and answered")
    tree: Any = plain(parse(told, "the document"))
    sized, granted = tree["gcp"]["audit"]
    made = altered(f"world:\n  gcp:\n    audit: {json.dumps([sized, granted], default=str)}\n")
    with door.serving(door.api_of(made), keys()) as running, client(running) as opened:
        (resize,) = asked(opened, 'protoPayload.request.size="0" AND protoPayload.response:*')
        (policy,) = asked(opened, 'protoPayload.request.policy.bindings.role="roles/viewer"')
        kind = 'protoPayload.response."@type":"container.v1.Operation"'
        assert [one.insert_id for one in asked(opened, kind)] == [resize.insert_id]
    assert said(resize)["request"] == sized["request"]
    assert said(resize)["response"] == sized["response"]
    assert said(policy)["request"] == granted["request"]
    assert "response" not in said(policy)
