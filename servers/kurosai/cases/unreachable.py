"""What no investigation here can read, because nobody has set where it is.

Said once, when a case is opened: else a model tries the tools of that server, or writes that
it found no change where it could not look.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

_HOLDS = {
    "crois": "jobs, tasks and their logs by the API",
    "aws": "AWS logs, runs, alarms and changes",
    "gcp": "Google Cloud logs and pods",
    "github": "code and its changes",
}
"""What each server reads, by its name."""


def lines(absent: Set[str]) -> Iterator[str]:
    """A line for each server of those that cannot be asked."""
    for server, held in _HOLDS.items():
        if server in absent:
            yield f"{server} not configured: no {held}"
