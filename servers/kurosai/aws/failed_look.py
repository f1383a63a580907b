"""A place that could not be read is a look that saw nothing there, not the end of the reading."""

from __future__ import annotations

from kurosai.aws.wire.errors import Denied, Missing
from kurosai.errors import BadInput, Unavailable
from kurosai.vocabulary import Coverage, Look

FAILURES = (Denied, Missing, Unavailable, BadInput)
"""What one place of several may raise without taking the others with it; not a refused login.

What is asked of it there, others wrote: that AWS rejects a name is no fault of the caller's.
"""


def at(
    place: str, error: Exception, *, missing: Coverage = Coverage.EXPIRED, why: str = ""
) -> Look:
    """The look at `place` that raised one of FAILURES; `missing` is what not being there means."""
    coverage = Coverage.PARTIAL
    if isinstance(error, Denied):
        # Beside a task that was refused something, AWS's own words would pass for that refusal.
        coverage, why = Coverage.DENIED, f"{why}to this server's own login, not to the task: "
    elif isinstance(error, Missing):
        coverage = missing
    return Look(place, coverage, f"{why}{error}")
