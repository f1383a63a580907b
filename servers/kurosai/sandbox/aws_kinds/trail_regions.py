"""In which region CloudTrail records a call, and so in which one alone it can be looked up."""

from __future__ import annotations

from typing import Final

HOME: Final = "us-east-1"
_GLOBAL: Final = frozenset(
    f"{one}.amazonaws.com"
    for one in (
        *("iam", "sts", "signin", "organizations", "account"),
        *("cloudfront", "route53", "support", "health"),
    )
)
"""Services with one endpoint for all regions. STS has others besides: an event of such a one tells
its region itself."""


def of(source: str, own: str) -> str:
    """The region of the calls of a source, where an event tells none; `own` is the world's."""
    return HOME if source in _GLOBAL else own
