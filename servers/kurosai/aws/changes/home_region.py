"""Where CloudTrail records the services that belong to no region: in us-east-1 alone."""

from __future__ import annotations

from typing import Final

HOME: Final = "us-east-1"
_GLOBAL: Final = ("iam", "cloudfront", "route53", "organizations")
_ASK: Final = f"ask with `where` .../{HOME}"


def instead(service: str, identity: str) -> tuple[str, ...]:
    """Our sentence where nothing of a service can stand here: that it is not found shows nothing.

    `identity` is who looks, its region last.
    """
    if service not in _GLOBAL or _is_home(identity):
        return ()
    return (f"{service} is recorded in {HOME}, not here: {_ASK}",)


def besides(service: str, identity: str) -> tuple[str, ...]:
    """Our sentence on what an answer to a question of no service in particular lacks."""
    if service or _is_home(identity):
        return ()
    names = "IAM, CloudFront, Route 53 and Organizations"
    return (f"{names} are recorded in {HOME} only: for those {_ASK}",)


def _is_home(identity: str) -> bool:
    return identity.endswith(f" {HOME}")
