"""Where CloudTrail records the services that belong to no region: in us-east-1 alone."""

from __future__ import annotations

from typing import Final

from kurosai import calls
from kurosai.aws.platform import Trail
from kurosai.aws.wire.place import HOME
from kurosai.vocabulary import Call

_GLOBAL: Final = ("iam", "cloudfront", "route53", "organizations")
_IN_PART: Final = ("", "sts")
"""A question of no service in particular, and STS, which has endpoints of both kinds."""


def instead(service: str, trail: Trail) -> tuple[str, ...]:
    """Our sentence where nothing of a service can stand here: not to find it shows nothing."""
    if service not in _GLOBAL or _is_home(trail):
        return ()
    return (f"{service} is recorded in {HOME}, not here: {_ask(trail)}",)


def besides(service: str, trail: Trail) -> tuple[str, ...]:
    """Our sentence on what an answer lacks that is recorded only in part here."""
    if service not in _IN_PART or _is_home(trail):
        return ()
    names = "IAM, CloudFront, Route 53, Organizations and the global endpoint of STS"
    alike = f"are recorded in {HOME} only, reads and writes alike"
    return (f"{names} {alike}: for those {_ask(trail)}",)


def there(call: Call, service: str, trail: Trail) -> tuple[Call, ...]:
    """The call as it is asked there; none for what is recorded here, or where it is refused."""
    if service not in (*_GLOBAL, *_IN_PART) or _is_home(trail) or not trail.home:
        return ()
    return (calls.at_place(call, trail.home),)


def where(trail: Trail) -> str | None:
    """The `where` under which they are asked; "" where that is here, None where it is refused."""
    return "" if _is_home(trail) else trail.home or None


def _ask(trail: Trail) -> str:
    if trail.home:
        return f"ask with `where` {trail.home}"
    return f"no `where` reaches it: {HOME} is none of this place's `regions`"


def _is_home(trail: Trail) -> bool:
    return trail.identity.endswith(f" {HOME}")
