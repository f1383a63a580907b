"""Every way in which an HTTP backend can break; here those that are about who asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from http_body_faults import JSONS, SHAPES
from http_fault import Fault, said
from http_wire_faults import BETWEEN, BYTES, CONNECTIONS, PROTOCOL, STATUSES

AWS_ENDED = {"__type": "ExpiredTokenException", "message": "The security token is expired"}
AWS_UNKNOWN = {
    "__type": "UnrecognizedClientException",
    "message": "The security token included in the request is invalid.",
}
AWS_SKEW = {
    "__type": "RequestTimeTooSkewed",
    "message": "The difference between the request time and the current time is too large.",
}
AWS_DENIED = {
    "__type": "AccessDeniedException",
    "message": "User: x is not authorized to perform: logs:FilterLogEvents",
}


def refused(name: str, aws: Mapping[str, str], crois: str, github: str, **says: Any) -> Fault:
    own = {
        "AWS": said("400 Bad Request", aws),
        "Crois": said("401 Unauthorized", {"detail": crois}),
        "GitHub": said("401 Unauthorized", {"message": github}),
    }
    return Fault(name, own["Crois"], code="login_failed", own=own, **says)


CREDENTIALS = (
    refused(
        "credentials that have ended",
        AWS_ENDED,
        "Token expired.",
        "Bad credentials",
        says={
            "AWS": ("(ExpiredTokenException)", "AWS_ACCESS_KEY_ID", "start it again"),
            "Crois": ("token (401: Token expired.)", "CROIS_API_TOKEN"),
            "GitHub": ("token (401: Bad credentials)", "GITHUB_TOKEN"),
        },
    ),
    refused(
        "credentials that were revoked",
        AWS_UNKNOWN,
        "Invalid token.",
        "Bad credentials",
        says={
            "AWS": ("refuse", "(UnrecognizedClientException)", "AWS_ACCESS_KEY_ID"),
            "Crois": ("token (401: Invalid token.)", "CROIS_API_TOKEN"),
            "GitHub": ("token (401: Bad credentials)", "GITHUB_TOKEN"),
        },
    ),
    refused(
        "a clock that is wrong",
        AWS_SKEW,
        "Token is not yet valid (iat).",
        "'Issued at' claim ('iat') is in the future",
        other={"AWS": "unavailable"},
        says={
            "AWS": ("clock differs from", "Set the clock (NTP"),
            "Crois": ("not yet valid (iat)",),
            "GitHub": ("'iat') is in the future",),
        },
    ),
    Fault(
        "forbidden",
        said("403 Forbidden", {"detail": "Not for this token."}),
        {
            "AWS": ("is not authorized to perform",),
            "Crois": ("Not for this token.",),
            "GitHub": ("Resource not accessible",),
        },
        code="denied",
        own={
            "AWS": said("400 Bad Request", AWS_DENIED),
            "GitHub": said("403 Forbidden", {"message": "Resource not accessible by token"}),
        },
    ),
)
FAULTS = (
    *STATUSES,
    *CONNECTIONS,
    *PROTOCOL,
    *BETWEEN,
    *BYTES,
    *JSONS,
    *SHAPES,
    *CREDENTIALS,
)
