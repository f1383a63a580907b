"""Nothing found, said so that it cannot be mistaken: what was searched, why it may be empty,
what to try."""

from __future__ import annotations

from datetime import datetime, timedelta
from difflib import get_close_matches

from kurosai import calls
from kurosai.aws.platform import Logs
from kurosai.aws.wire.errors import Denied
from kurosai.vocabulary import Call, Coverage, Reading, Window

FRESH = timedelta(minutes=5)
"""A window that ends this close to now may still get lines."""


def nothing(logs: Logs, group: str, text: str, window: Window, now: datetime) -> Reading:
    """No line fits: expired, no line at all, or lines without this text."""
    retention = next((one.retention_days for one in logs.groups(group) if one.name == group), None)
    if retention is not None and window.end < now - timedelta(days=retention):
        return Reading(
            source=group,
            identity=logs.identity,
            coverage=Coverage.EXPIRED,
            window=window,
            lead=(
                f"The group keeps events for {retention} days; this window is older.",
                "This shows neither presence nor absence. Another source must tell.",
            ),
        )
    any_line = bool(text) and bool(logs.filter(group, "", window, most=1).events)
    lead: list[str] = []
    if any_line:
        lead.append(f"There are lines in this window, and none contains {text[:200]!r}.")
        lead.append("Try a shorter part of the line, or another time.")
    else:
        lead.append("The group has no line at all in this window: nothing ran, or not here.")
        lead.append("Try a longer window, or another group.")
    if now - window.end < FRESH:
        lead.append("The window ends now: lines may still be on their way.")
    other: tuple[Call, ...] = ()
    if any_line:
        other = (calls.find_logs(group, "", around=window.start + (window.end - window.start) / 2),)
    return Reading(
        source=group,
        identity=logs.identity,
        coverage=Coverage.EMPTY,
        window=window,
        total=0,
        unit="hit",
        lead=tuple(lead),
        next=other,
    )


def no_such_group(logs: Logs, group: str, window: Window) -> Reading:
    """The log group does not exist; the nearest names that do."""
    names = _nearest(logs, group)
    lead = [f"There is no log group {group} in this account and region."]
    lead.append(f"Nearest: {', '.join(names)}." if names else "None has a similar name.")
    return Reading(
        source=group,
        identity=logs.identity,
        coverage=Coverage.EMPTY,
        window=window,
        total=0,
        unit="hit",
        lead=tuple(lead),
    )


def denied(identity: str, group: str, window: Window, message: str) -> Reading:
    """The identity may not read the group."""
    return Reading(
        source=group,
        identity=identity,
        coverage=Coverage.DENIED,
        window=window,
        lead=(
            f"AWS does not let this identity read it: {message}",
            "This shows neither presence nor absence. Ask someone who may read it.",
        ),
    )


def _nearest(logs: Logs, group: str) -> list[str]:
    last = group.rstrip("/").rpartition("/")[2]
    pieces = [last, last.rpartition("-")[2], last.partition("-")[0]]
    names: list[str] = []
    for piece in pieces:
        if len(piece) < 3:
            continue
        try:
            names += [one.name for one in logs.groups(piece)]
        except Denied:
            return []
        if names:
            break
    return get_close_matches(group, dict.fromkeys(names), n=3, cutoff=0.3)
