"""What a recorded write is about: the thing, and of an item inside a thing the item too.

A log group has several filters, a role several policies. Two writes on one of them are only to be
compared where both name the same filter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from kurosai.aws import subject
from kurosai.aws.json_objects import one
from kurosai.aws.wire.trail import TrailEvent

_ALWAYS: Final = frozenset(
    {
        *("functionname", "queueurl", "queuename", "rolename", "username", "groupname"),
        *("policyname", "cluster", "clustername", "service", "servicename", "servicenamespace"),
        *("resourceid", "scalabledimension", "dbinstanceidentifier", "dbclusteridentifier"),
        *("alarmname", "name", "rule", "eventbusname", "statemachinearn", "domainname"),
        *("repositoryname", "autoscalinggroupname", "jobqueue", "jobdefinitionname", "family"),
        *("computeenvironment", "secretid", "keyid", "topicarn", "bucketname", "loggroupname"),
        *("filesystemid", "policyarn", "resourcearn", "attributename", "loggroupidentifier"),
        *("uuid", "scheduledactionname", "instanceid", "groupid", "tablename", "qualifier"),
        *("restapiid", "apiid", "httpmethod", "statuscode", "databasename", "hostedzoneid"),
        *("id", "identifier", "arn", "statementid", "sid", "attribute", "responsetype"),
        *("workgroup", "principalarn"),
    }
)
"""Parameters, in small letters, that say what a call is about and not what it sets."""

_VERB: Final = re.compile(
    r"(?:Put|Update|Modify|Set|Change|Configure|Create|Register|Deregister|Delete|Remove)"
    r"(?P<noun>[A-Za-z]+)"
)
_OWN: Final = re.compile(r"(?P<stem>.{3,}?)(?P<kind>name|identifier|id|arn)")
_OPTIONAL: Final = frozenset({"qualifier", "sid", "statementid"})
"""What is one of several where it is given, and the thing itself where it is not."""


def keys(event: TrailEvent) -> frozenset[str]:
    """The parameters, in small letters, that name what a call is about.

    Besides those that always do, they are those called as what the call writes: the `filterName` of
    PutSubscriptionFilter, the `targetGroupArn` of ModifyTargetGroup. What is called otherwise is
    what the call sets, as a `destinationArn`.
    """
    verb = _VERB.match(event.name)
    noun = verb["noun"].lower() if verb else ""
    found: set[str] = set()
    has_id = False
    for key in one(event.raw.get("requestParameters")):
        small = key.lower()
        own = _OWN.fullmatch(small)
        # A Put gives a thing another by its ARN, as a function its codeSigningConfigArn.
        given = own is not None and own["kind"] == "arn" and event.name.startswith("Put")
        if own is not None and own["stem"] in noun and not given:
            found.add(small)
            has_id = has_id or own["kind"] != "name"
        elif small in _ALWAYS:
            found.add(small)
            has_id = has_id or small in ("id", "identifier")
    # What has an id may be called otherwise by the very call.
    return frozenset(found - {"name"}) if has_id else frozenset(found)


def are_one(event: TrailEvent, other: TrailEvent) -> bool:
    """Whether two calls of one kind are about the same, by their parameters or resources."""
    mine, theirs = dict(_named(event)), dict(_named(other))
    if (mine.keys() ^ theirs.keys()) & _OPTIONAL:
        return False
    shared = mine.keys() & theirs.keys()
    if shared:
        return all(mine[key] == theirs[key] for key in shared)
    return not _resources(event).isdisjoint(_resources(other))


def named(event: TrailEvent, key: str) -> str:
    """What a parameter of `keys` names, without the path of an ARN or an address; or ""."""
    return dict(_named(event)).get(key.lower(), "")


def names(event: TrailEvent) -> tuple[str, ...]:
    """What the parameters of `keys` name, in the order of the request."""
    return tuple(value for _, value in _named(event))


def item(event: TrailEvent) -> tuple[Mapping[str, str], str] | None:
    """Of a write on an item inside a thing what names the thing, and the name of the item; None of
    one that names the thing alone."""
    verb = _VERB.match(event.name)
    noun = verb["noun"].lower() if verb else ""
    several = dict(_named(event))
    last = [key for key in several if (own := _OWN.fullmatch(key)) and noun.endswith(own["stem"])]
    if len(last) != 1 or len(several) < 2:
        return None
    name = several.pop(last[0])
    return several, name


def _named(event: TrailEvent) -> Iterator[tuple[str, str]]:
    known = keys(event)
    for key, value in one(event.raw.get("requestParameters")).items():
        if key.lower() in known and isinstance(value, str):
            yield key.lower(), subject.of(value).last


def _resources(event: TrailEvent) -> set[str]:
    return {subject.of(name).last for name in event.resources}
