"""In which sessions a role was used: CloudTrail looks callers up by session, never by role."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from kurosai.aws.json_objects import one
from kurosai.aws.platform import Trail
from kurosai.vocabulary import Window

LONGEST: Final = timedelta(hours=12)
"""A session lasts so long at most, so one that began before the window may act in it."""

MOST: Final = 3
MOST_READ: Final = 50
_ASSUMED: Final = ("AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity")


def of(trail: Trail, role: str, window: Window) -> tuple[str, ...]:
    """The newest sessions in which a role (ARN; or name, of one without a path) may have acted in
    a window, three at most; what is no role has none. Raises Denied, or a Fault.
    """
    account = trail.identity.split(" ")[1]
    arn = role if role.startswith("arn:") else f"arn:aws:iam::{account}:role/{role}"
    reach = Window(window.start - LONGEST, window.end)
    found = trail.events(reach, resource=arn, most=MOST_READ)
    named = [
        str(one(event.raw.get("requestParameters")).get("roleSessionName") or "")
        for event in reversed(found.events)
        if event.name in _ASSUMED and not event.error
    ]
    return tuple(name for name in dict.fromkeys(named) if name)[:MOST]
