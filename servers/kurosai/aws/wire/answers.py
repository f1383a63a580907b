"""What counts as an answer of AWS: botocore takes less than one for success."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kurosai.errors import Unavailable


def refuse_what_is_none(
    operation_model: Any, response_dict: Mapping[str, Any], **_others: object
) -> None:
    """botocore reads an empty, cut or HTML body with status 200 as success without data."""
    if response_dict["status_code"] >= 300:
        return
    body: bytes = response_dict["body"]
    # Of several that a service speaks, the one that this botocore has chosen.
    protocol = operation_model.service_model.resolved_protocol
    if operation_model.output_shape is None or operation_model.has_streaming_output:
        return
    fits = _is_json_object(body) if "json" in protocol else body.lstrip().startswith(b"<?xml")
    if protocol.endswith("cbor"):
        fits = bool(body)
    elif "json" not in protocol and not fits:
        fits = body.lstrip().startswith(b"<") and b"<html" not in body[:200].lower()
    if not fits or _is_cut(response_dict["headers"], body):
        raise Unavailable(
            f"{operation_model.name} was answered with {len(body)} bytes that are no AWS answer.",
            "See whether a proxy or a login page stands in between; then try again.",
        )


def _is_cut(headers: Mapping[str, str], body: bytes) -> bool:
    """Whether fewer bytes came than were announced, which botocore does not check either."""
    announced = headers.get("Content-Length", "")
    encoded = headers.get("Content-Encoding", "identity") != "identity"
    return announced.isdigit() and not encoded and int(announced) != len(body)


def _is_json_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False
