"""How far it is known what somebody read, and where each of his calls stands.

Who holds another's credentials mostly reads. The look by a name brings reads and writes alike, so
to tell of them costs no request.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from kurosai import calls
from kurosai.aws.changes.trail_looks import Reads
from kurosai.aws.wire.trail import TrailEvent
from kurosai.vocabulary import Call, Window, stamp

FIELDS: Final = (
    "Events[].{at:EventTime,name:EventName,error:CloudTrailEvent.errorCode,"
    "from:CloudTrailEvent.sourceIPAddress,asked:CloudTrailEvent.requestParameters}"
)
"""One line each of LookupEvents; agents are long, and counted in the rows of the reading."""

_DENIED: Final = re.compile(
    r"Denied|Unauthori[sz]ed|NotAuthori[sz]ed|AuthorizationError|Forbidden", re.IGNORECASE
)


def told(reads: Reads | None, by: str) -> tuple[str, ...]:
    """Our sentence on how far the reads are known; `by`: who was asked about, "" for nobody."""
    if not by:
        return ()
    never = "data events (objects of S3, items of tables) are never among them"
    if reads is None:
        return (f"only writes are told here; what {by} read: ask with `by` alone",)
    several = len(reads.names) > 1
    named = f" in the newest sessions ({', '.join(reads.names)})" if several else ""
    if reads.back is not None:
        far = f"seen back to {stamp(reads.back)} only; what was before that is not known"
    elif reads.events or several:
        none = "all" if reads.events else "none"
        far = f"{none} that CloudTrail has by now of this region and window"
    else:
        # Not to find a role's shows nothing: nobody is looked up by that.
        far = f"none under the name {by}; those of a role are under the names of its sessions"
    return (f"reads{named}: {far}; {never}",)


def lead(
    reads: Reads | None, writes: Sequence[TrailEvent], by: str, window: Window
) -> tuple[Call, ...]:
    """Each call of who read most, one line each; where no read was found, what is under the name by
    which CloudTrail knows who wrote; none where there is neither."""
    if reads is None:
        return (calls.find_changes(by=by, since=window.start, until=window.end),) if by else ()
    if not reads.events:
        user = next((one.user for one in writes[::-1] if one.user not in ("", *reads.names)), "")
        return (calls.find_changes(by=user, since=window.start, until=window.end),) if user else ()
    ((user, _),) = Counter(one.user for one in reads.events).most_common(1)
    named = [{"AttributeKey": "Username", "AttributeValue": user}]
    asked = {"StartTime": stamp(window.start), "EndTime": stamp(window.end)}
    parameters = {"LookupAttributes": named, **asked}
    return (calls.call_aws("cloudtrail", "LookupEvents", parameters, fields=FIELDS),)


def is_denied(event: TrailEvent) -> bool:
    """Whether a call was refused to who made it, and did not fail otherwise."""
    return _DENIED.search(event.error) is not None


def are_denied(reads: Reads | None) -> bool:
    """Whether some of them were."""
    return reads is not None and any(map(is_denied, reads.events))


def facts(reads: Reads | None) -> dict[str, str]:
    """How many, where there are some."""
    if reads is None or not reads.events:
        return {}
    denied = sum(map(is_denied, reads.events))
    return {"reads": str(len(reads.events)), **({"denied reads": str(denied)} if denied else {})}
