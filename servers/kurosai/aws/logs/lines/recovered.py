"""What the run after the failure did: it may have made up for it, or gone well for another reason.

That it went well is counted; whether what was lost was done again stands only in its lines.
"""

from __future__ import annotations

from datetime import timedelta

from kurosai import calls
from kurosai.aws.logs.occurrences import runs
from kurosai.aws.logs.occurrences.recurrence import FAILED, Recurrence
from kurosai.vocabulary import Call

LONGEST = timedelta(minutes=15)
"""A function runs for no longer than that."""

_MOMENT = timedelta(seconds=1)


def offered(past: Recurrence, group: str) -> tuple[Call, ...]:
    """The lines of the first good run after the last that failed; none while it has not come."""
    known = past.runs or ()
    failed = runs.last_failure(known)
    if failed is None or failed.outcome != FAILED:
        return ()
    good = next((one for one in runs.after(known, failed) if one.outcome == "ok"), None)
    if good is None:
        return ()
    ended = max(one.at for one in known if one.at < good.at)
    since = max(ended, good.at - LONGEST) + _MOMENT
    return (calls.find_logs(group, "", since=since, until=good.at + _MOMENT),)
