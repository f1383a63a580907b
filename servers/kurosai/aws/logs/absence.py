"""Nothing found, said so that it cannot be mistaken: what was searched, why it may be empty,
what to try."""

from __future__ import annotations

from datetime import datetime, timedelta
from difflib import SequenceMatcher

from kurosai import calls
from kurosai.aws.logs import following, hit_search, last_written, lateness
from kurosai.aws.logs.groups import retention
from kurosai.aws.logs.groups.aged import Aged
from kurosai.aws.logs.groups.log_groups import Chosen
from kurosai.aws.logs.hits import Hits
from kurosai.aws.logs.lines import shown_form, trouble
from kurosai.aws.logs.occurrences import other_case
from kurosai.aws.logs.occurrences.sought import Sought
from kurosai.aws.platform import Logs, Queries
from kurosai.aws.wire.errors import Denied
from kurosai.aws.wire.logs import Found
from kurosai.errors import BadInput
from kurosai.parallel import both
from kurosai.vocabulary import Coverage, Reading, Window, stamp

LEAST_WORD = 3
MOST_WORDS = 4
MOST_NAMES = 5
MOST_OTHERS = 20
"""Lines that show how late lines come where none was found."""

FRESH = timedelta(minutes=5)
"""A window that ends this close to now may still get lines."""


def nothing(
    logs: Logs,
    queries: Queries | None,
    group: str,
    sought: Sought,
    window: Window,
    now: datetime,
    *,
    complete: bool,
    tried: bool = False,
    yet: datetime | None = None,
) -> Reading:
    """No line fits: expired, not wholly searched, no line at all, or lines without this text;
    and when there was such a line before and since.

    `complete` is whether the search saw the whole window; `tried`, whether the text was looked for
    in other cases too; `yet`, when the window that was asked will have passed, if it has not.
    """
    kept = retention.of(logs, group, window.start, now)
    if kept.gone(window):
        return Reading(
            source=group,
            identity=logs.identity,
            coverage=Coverage.EXPIRED,
            window=window,
            lead=(
                f"The group keeps events for {kept.days} days; this window is older.",
                "This shows neither presence nor absence. Another source must tell.",
            ),
        )
    # An empty page with a token is no end: AWS stops scanning before it finds something.
    asked = bool(sought) and complete
    other, written = both(
        lambda: logs.filter(group, "", window, most=MOST_OTHERS) if asked else Found((), complete),
        lambda: last_written.of(logs, queries, group, sought if asked else Sought(), window, now),
    )
    coverage = Coverage.EMPTY
    lead: list[str] = []
    if other.events:
        lead.append(f"There are lines in this window, and none {_fits(sought)}.")
    elif not other.complete:
        coverage = Coverage.PARTIAL
        lead.append("The search stopped at its limit before it had seen the whole window.")
        lead.append("This shows neither presence nor absence. Try a shorter window.")
    else:
        lead.append("The group has no line at all in this window: nothing ran, or not here.")
        if yet is None:
            lead.append("Try a longer window, or another group.")
    lead += written.told(window)
    if other.events and not (written.last or written.again):
        lead += _tried(sought)
    if other.events and other_case.is_words(sought.text):
        lead.append(_case(tried=tried))
    if kept.lacks(window) or not kept.known:
        coverage = Coverage.PARTIAL
        lead.append(f"{kept.told().capitalize()}.")
    late = lateness.seen(other.events)
    again = following.later(late, group, sought, window, now)
    if again is not None:
        coverage = Coverage.PARTIAL
        lead += lateness.told(late, window, now)
    elif yet is not None:
        lead.append(f"The window that was asked has not passed: ask again after {stamp(yet)}.")
    elif now - window.end < FRESH:
        lead.append("The window ends now: lines may still be on their way.")
    middle = window.start + (window.end - window.start) / 2
    return Reading(
        source=group,
        identity=logs.identity,
        coverage=coverage,
        window=window,
        total=0 if coverage is Coverage.EMPTY else None,
        unit="hit",
        lead=tuple(lead),
        next=(
            *last_written.offered(written, group, sought, window, now),
            *((calls.find_logs(group, "", around=middle),) if other.events else ()),
        ),
        again=again,
        facts=written.facts(window),
    )


def nothing_anywhere(
    identity: str,
    chosen: Chosen,
    found: Hits,
    sought: Sought,
    window: Window,
    now: datetime,
    old: Aged,
) -> Reading:
    """No line in any of several groups; those that could not be searched, or no longer have all of
    the window, are looks."""
    looks = (*chosen.looks, *old.looks, *found.looks)
    searched = found.searched
    way = f" {found.way}" if found.way else ""
    groups = "1 group was" if searched == 1 else f"{searched} groups were"
    what = f"is of {chosen.asked}" if not sought else _fits(sought)
    lead = [f"{groups} searched{way}: no line there {what}."]
    if sought.text and shown_form.is_marked(sought.text):
        lead += _tried(sought)
    elif other_case.is_words(sought.text):
        lead.append(_case(tried=found.searched <= hit_search.MOST_ONE_BY_ONE and not found.way))
    coverage = Coverage.EMPTY
    # How a failure is told is a guess at the program's ways: finding none proves nothing.
    guessed = sought.pattern == trouble.FAILED_PATTERN
    if searched == 0 and all(look.coverage is Coverage.DENIED for look in looks):
        coverage = Coverage.DENIED
    elif old.gone:
        coverage = Coverage.EXPIRED
        lead.append("All of this window is older than what they keep: another source must tell.")
    elif not found.complete:
        coverage = Coverage.PARTIAL
        lead.append("Not all of the window was seen: try a shorter one, or fewer groups.")
    elif guessed or any(look.leaves_open for look in looks):
        coverage = Coverage.PARTIAL
    if coverage is not Coverage.EMPTY:
        lead.append("This does not show that there is none.")
    elif now - window.end < FRESH:
        lead.append("The window ends now: lines may still be on their way.")
    return Reading(
        source=chosen.told,
        identity=identity,
        coverage=coverage,
        window=window,
        total=0 if coverage is Coverage.EMPTY else None,
        unit="hit",
        lead=tuple(lead),
        next=(calls.trace_job(chosen.job),) if chosen.job else (),
        looks=looks,
    )


def _fits(sought: Sought) -> str:
    if sought.pattern == trouble.FAILED_PATTERN:
        return "is at level ERROR, FATAL or CRITICAL, or speaks of an error as most programs do"
    if sought.pattern:
        return f"matches the pattern {sought.pattern[:200]}"
    if sought.like:
        return f"is like {sought.like[:200]!r}"
    return f"contains {sought.text[:200]!r}"


def _case(*, tried: bool) -> str:
    which = "its usual other cases were looked for too" if tried else "try it in another case"
    return f"{other_case.SAID.capitalize()}: {which}."


def _tried(sought: Sought) -> list[str]:
    """What to try of a text that is not there; of one that bears what results put into a line."""
    if sought.text and shown_form.is_marked(sought.text):
        return [
            "It looks copied from a result: lines in that form were searched for too.",
            "Try one part of it without <...>, … and key=, or like=, or another time.",
        ]
    return ["Try a shorter part of the line, or another time."]


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
    words = sorted({last, *last.split("-")}, key=lambda word: (-len(word), word))
    names: dict[str, None] = {}
    for word in [word for word in words if len(word) >= LEAST_WORD][:MOST_WORDS]:
        try:
            names |= dict.fromkeys(one.name for one in logs.groups(word))
        except Denied:
            return []
    return sorted(names, key=lambda name: -SequenceMatcher(None, group, name).ratio())[:MOST_NAMES]
