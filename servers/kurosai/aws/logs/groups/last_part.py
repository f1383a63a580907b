"""The log group that is meant by the name of what writes to it: a state machine, a function."""

from __future__ import annotations

from typing import Final

from kurosai.aws.failed_look import FAILURES
from kurosai.aws.platform import Logs

MOST_LISTED: Final = 50
"""Where so many names have a text, which of them is meant is not told by it."""

_ENDINGS: Final = ("", "-Logs")
"""How a group's last part goes on behind the name: Step Functions' console adds the second."""


def of(logs: Logs, name: str) -> str:
    """The one group whose path ends in the name; the name itself where it is a path or a group,
    where no group or several end so, and where groups may not be listed: its search tells."""
    if "/" in name:
        return name
    try:
        listed = [one.name for one in logs.groups(name, most=MOST_LISTED)]
    except FAILURES:
        return name
    ends = {f"/{name}{ending}" for ending in _ENDINGS}
    found = [one for one in listed if any(one.endswith(end) for end in ends)]
    sure = len(found) == 1 and len(listed) < MOST_LISTED and name not in listed
    return found[0] if sure else name
