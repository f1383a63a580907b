"""How far it is known what somebody read, and where each of his calls stands.

Who holds another's credentials mostly reads. The look by a name brings reads and writes alike, so
to tell of them costs no request.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from kurosai import calls
from kurosai.aws import json_objects
from kurosai.aws.changes import address, caller, change_words
from kurosai.aws.changes.trail_looks import Reads
from kurosai.aws.wire.trail import TrailEvent
from kurosai.vocabulary import Call, Window, stamp

FIELDS: Final = (
    "Events[].{at:EventTime,name:EventName,error:CloudTrailEvent.errorCode,"
    "from:CloudTrailEvent.sourceIPAddress,asked:CloudTrailEvent.requestParameters}"
)
"""One line each of LookupEvents; agents are long, and counted in the rows of the reading."""

_ROLE: Final = "role "
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
    if reads.every:
        return (f"reads: {_far(reads)}; {never}",)
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


def _far(reads: Reads) -> str:
    """How far the reads of everybody were gone through for his."""
    if reads.back is None:
        how = "all" if reads.events else "none"
        return f"{how} that CloudTrail has by now of this region and window, under whatever name"
    names = ", ".join(reads.names)
    more = f"those of {names} in all of the window, " if names else ""
    return (
        "CloudTrail looks up no address and no role, so the newest reads of everybody were compared"
        f": seen back to {stamp(reads.back)}, {more}what else was before that is not known; "
        "what was at another time: ask with `around`"
    )


def lead(
    reads: Reads | None, writes: Sequence[TrailEvent], by: str, window: Window
) -> tuple[Call, ...]:
    """Each call of who read most, one line each, or what may be done by who was refused at an
    address; where no read was found, what is under the name by
    which CloudTrail knows who wrote; none where there is neither."""
    if reads is None:
        return (calls.find_changes(by=by, since=window.start, until=window.end),) if by else ()
    if not reads.events:
        if reads.every and reads.back is None:
            return ()
        user = next((one.user for one in writes[::-1] if one.user not in ("", *reads.names)), "")
        return (calls.find_changes(by=user, since=window.start, until=window.end),) if user else ()
    ((user, _),) = Counter(one.user for one in reads.events).most_common(1)
    named = [{"AttributeKey": "Username", "AttributeValue": user}]
    asked = {"StartTime": stamp(window.start), "EndTime": stamp(window.end)}
    parameters = {"LookupAttributes": named, **asked}
    lines = calls.call_aws("cloudtrail", "LookupEvents", parameters, fields=FIELDS)
    # Who came from an address that was refused: what else the role may do decides how bad it is,
    # and the lines of its session are the first call where that is asked about.
    return (*_role(reads.events if address.of(by) else ()), lines)[:1]


def _role(events: Sequence[TrailEvent]) -> Iterator[Call]:
    """What the role may do that was refused last."""
    for last in [one for one in events if is_denied(one)][-1:]:
        kin = caller.of(last.raw).kin
        whose = str(json_objects.one(last.raw.get("userIdentity")).get("accountId") or "")
        # A role of another account may have the name of one that is here.
        if kin.startswith(_ROLE) and whose in ("", change_words.account(last)):
            yield calls.call_aws("iam", "ListRolePolicies", {"RoleName": kin.removeprefix(_ROLE)})


def from_there(
    reads: Reads | None, writes: Sequence[TrailEvent], by: str, window: Window
) -> Iterator[Call]:
    """What else came from where somebody was last refused a call: under other names it would be
    missed. Of an address that was asked about whose it is, where it did anything: no API tells."""
    if reads is None:
        return
    if address.of(by):
        if reads.events or writes:
            yield calls.search_docs(f"address {by}")
        return
    events = (*reads.events, *writes)
    refused = sorted(filter(is_denied, events), key=lambda one: one.at, reverse=True)
    places = (str(one.raw.get("sourceIPAddress") or "") for one in refused)
    for place in [one for one in places if address.of(one)][:1]:
        yield calls.find_changes(by=place, since=window.start, until=window.end)


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
