"""What a request says about who signed it, and for which region."""

from __future__ import annotations

import re
from typing import Any

from kurosai.errors import Refused

_CREDENTIAL = re.compile(r"Credential=([^/]+)/\d{8}/([^/]+)/([^/]+)/aws4_request")

_OF_ALL_REGIONS = {
    "cn-": ("cn-north-1", "cn-northwest-1"),
    "us-gov-": ("us-gov-west-1", "us-gov-east-1"),
    "": ("us-east-1", "us-west-2"),
}
"""Where a partition keeps what belongs to no region (IAM, Route 53, Organizations, Health ...).

Measured over every service of botocore: nothing else is signed for a region that was not chosen.
"""


def check(request: Any, region: str, event_name: str) -> str:
    """The access key id that signed `request`; Refused if none did, or for another region.

    A bucket's redirect and an ARN can make botocore sign for a region that nobody chose; a bearer
    token from a variable would be another identity.
    """
    header = request.headers.get("Authorization") or ""
    text = header.decode() if isinstance(header, bytes) else str(header)
    found = _CREDENTIAL.search(text)
    operation = event_name.partition(".")[2]
    if found is None:
        raise Refused(f"{operation} is not signed with this place's keys.", "Ask something else.")
    key, signed_for, service = found.groups()
    if signed_for == region or (not service.startswith("s3") and signed_for in _shared(region)):
        return key
    raise Refused(
        f"{operation} would be asked of {signed_for}, not of {region}.",
        f"Name that region: `where` with /{signed_for}, if it is configured.",
    )


def _shared(region: str) -> tuple[str, ...]:
    return next(homes for prefix, homes in _OF_ALL_REGIONS.items() if region.startswith(prefix))
