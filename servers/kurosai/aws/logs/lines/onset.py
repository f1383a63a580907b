"""When it began, and in which line of code: what a log can ask of the code's history.

Offered only where a change is a likely cause: good runs before, the same failure in every run
since. A single failure, or one that went away, says nothing about a change.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

from kurosai import calls
from kurosai.aws.logs.lines.context import Context
from kurosai.aws.logs.lines.lambda_lines import GROUP_PREFIX
from kurosai.aws.logs.occurrences import runs
from kurosai.aws.logs.occurrences.recurrence import Recurrence
from kurosai.aws.wire.logs import LogEvent
from kurosai.vocabulary import Call

FEWEST_GOOD = 3
FEWEST_FAILED = 2
MOST_CODE = 200
_FRAME = re.compile(
    r'File "(?P<file>[^"\n]+)", line \d+, in [^\n]+\n\s*(?P<code>[^\s^~][^\n]*)', re.MULTILINE
)
_OF_OTHERS = re.compile(r"site-packages|/var/(?:lang|runtime)/|/opt/|<frozen")


def offered(past: Recurrence, around: Context, group: str) -> tuple[Call, ...]:
    """What changed in the code before it began, where the innermost own line of its stack trace
    stands, and what was changed of the function itself: settings need no commit. Without a `group`
    not of the function."""
    began = _began(past)
    if began is None:
        return ()
    lines = around.main.lines if around.main else ()
    code = _code(lines)
    found = (calls.search_code(code),) if code else ()
    function = group.removeprefix(GROUP_PREFIX)
    if function != group:
        found = (*found, calls.find_changes(f"lambda:{function}", around=began))
    return (calls.find_commits("", around=began), *found)


def _began(past: Recurrence) -> datetime | None:
    """The first line of a failure that every run shows since, after good ones, or, of a function
    that events call, of one that is new and has come again; else None."""
    if not past.complete:
        return None
    if not past.runs:
        first = past.first
        return first.at if first and past.requests >= FEWEST_FAILED else None
    known = past.runs
    # A run that ended in another error may have met the same change at another place.
    row = list(takewhile(lambda run: run.outcome != "ok", reversed(known)))[::-1]
    row = row[next((at for at, run in enumerate(row) if run.outcome in runs.SAME), len(row)) :]
    if len(row) < FEWEST_FAILED:
        return None
    first = known.index(row[0])
    before = list(known[max(0, first - FEWEST_GOOD) : first])
    if len(before) < FEWEST_GOOD or any(run.outcome in runs.SAME for run in before):
        return None
    return min((one.at for one in past.events if one.at > before[-1].at), default=None)


def _code(lines: Sequence[LogEvent]) -> str:
    """The innermost line of a stack trace that is not a library's, "" if there is none."""
    found = [
        match["code"].strip()
        for line in lines
        for match in _FRAME.finditer(line.message)
        if not _OF_OTHERS.search(match["file"])
    ]
    return found[-1][:MOST_CODE] if found else ""
