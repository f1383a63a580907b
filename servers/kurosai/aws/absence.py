"""Nothing found, said so that it cannot be mistaken: what was searched, why it may be empty,
what to try."""

from __future__ import annotations

from datetime import datetime, timedelta
from difflib import SequenceMatcher

from kurosai import calls
from kurosai.aws.platform import Logs
from kurosai.aws.wire.errors import Denied
from kurosai.errors import BadInput
from kurosai.vocabulary import Call, Coverage, Reading, Window

LEAST_WORD = 3
MOST_WORDS = 4
MOST_NAMES = 5
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


def no_such_group(logs: Logs, group: str) -> BadInput:
    """The log group does not exist: a wrong question, which must not pass for a look at nothing."""
    names = _nearest(logs, group)
    near = f"Log groups with such a name: {', '.join(names)}." if names else "None is named so."
    return BadInput(f"There is no log group {group} in this account and region.", near)


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
    """Names that share a word with the last part of `group`, the most similar first."""
    last = group.rstrip("/").rpartition("/")[2]
    words = sorted({last, *last.split("-")}, key=len, reverse=True)
    names: dict[str, None] = {}
    for word in [word for word in words if len(word) >= LEAST_WORD][:MOST_WORDS]:
        try:
            names |= dict.fromkeys(one.name for one in logs.groups(word))
        except Denied:
            return []
    return sorted(names, key=lambda name: -SequenceMatcher(None, group, name).ratio())[:MOST_NAMES]
