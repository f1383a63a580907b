"""The machines that Compute Engine refused to make: only its audit log says which quota was used
up, and how large that is. They bear the name of their group, and no pod's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from kurosai import calls
from kurosai.errors import Unavailable
from kurosai.gcp import asking, autoscaler, lines, sources
from kurosai.gcp.causes import Cause
from kurosai.gcp.decoder import codes
from kurosai.gcp.platform import Logs
from kurosai.gcp.scenes import Scene
from kurosai.gcp.sources import Seen, Source
from kurosai.vocabulary import Call, Coverage, Window

NOT_MADE = frozenset({codes.Code.GCE_QUOTA, codes.Code.GCE_STOCKOUT})
ACTIVITY = "cloudaudit.googleapis.com/activity"
NEAR = timedelta(minutes=15)
_QUOTA = re.compile(
    r"Quota '(?P<name>[A-Z0-9_-]{1,80})' exceeded\.\s+Limit: (?P<limit>\d{1,15}(?:\.\d{1,9})?)"
    r"(?P<where> (?:in region [a-z0-9-]{1,40}|in zone [a-z0-9-]{1,40}|globally))?"
)


def read(logs: Logs, scene: Scene, seen: Seen, found: Sequence[Cause]) -> Seen:
    """The same with what was refused around the time that decides, where a machine was; a read
    that fails is named among the places."""
    if not found or found[0].code not in NOT_MADE:
        return seen
    at = found[0].entry.at
    window = Window.clipped(at - NEAR, at + NEAR, scene.now)
    try:
        more = asking.refused(logs, scene.subject, _text(found), window)
    except Unavailable as failed:
        more = Source(sources.REFUSED, coverage=Coverage.PARTIAL, why=str(failed))
    return replace(seen, sources=(*seen.sources, more))


def told(seen: Seen) -> str:
    """` (quota CPUS, limit 2400.0 in region asia-northeast1)`; "" where nobody says so."""
    for entry in reversed(_source(seen).entries):
        match = _QUOTA.search(lines.audited(entry))
        if match:
            where = match["where"] or ""
            return f" (quota {match['name']}, limit {match['limit']}{where})"
    return ""


def call(seen: Seen, found: Sequence[Cause]) -> tuple[Call, ...]:
    """Where to look for them, of a cause that is one and where none was seen."""
    if not found or found[0].code not in NOT_MADE or _source(seen).entries:
        return ()
    at, text = found[0].entry.at, _text(found)
    return (calls.find_entries(text=text, severity="ERROR", log=ACTIVITY, around=at),)


def _source(seen: Seen) -> Source:
    named = (one for one in seen.sources if one.name == sources.REFUSED)
    return next(named, Source(sources.REFUSED))


def _text(found: Sequence[Cause]) -> str:
    """What names the machines: their group, if the autoscaler told it."""
    decisions = (autoscaler.read(one.entry.payload or {}) for one in found)
    groups = [
        message.parameters[0].rpartition("/")[2].removesuffix("-grp")
        for decision in decisions
        if decision is not None and decision.verb == "result"
        for message in decision.messages
        if message.parameters
    ]
    return f"/instances/{groups[0]}" if groups else "instances.insert"
