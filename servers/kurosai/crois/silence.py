"""What the last good run wrote next where a task that still runs has written nothing for long.

It waits in what stands there behind the same line: neither its status nor its own log says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from kurosai.crois import good_log, log_lines
from kurosai.crois.fields import lasted
from kurosai.crois.good_log import Good, Unlike
from kurosai.crois.log_lines import Line
from kurosai.logs.likeness import most_alike
from kurosai.logs.signature import signature

LONG = timedelta(minutes=5)
MOST = 4
"""Lines of the good run: what comes first is what is waited for."""

MOST_CANDIDATES = 30
MOST_OF_LINE = 240


def of(good: Good, lines: Sequence[Line], now: datetime | None) -> Unlike:
    """How long there has been no line, and what the good run wrote after one like the last; nothing
    of a task that wrote a moment ago."""
    last = lines[-1].at if lines else None
    if last is None or now is None or now - last < LONG:
        return Unlike()
    silent = f"silent for {lasted(now - last)} since its last line"
    if good.job is None or good.found is None:
        return Unlike((silent,))
    theirs = log_lines.of(good.found)
    which = good_log.which(good.job, good.found)
    index = _place(lines, theirs, whole=good.found.whole)
    if index is None:
        return Unlike((f"{silent}; {which} wrote no line like it, as far as it was read",))
    following = theirs[index + 1 :]
    if not following:
        return Unlike((f"{silent}; {which} wrote nothing after one like it",))
    then, first = theirs[index].at, following[0].at
    later = f", {lasted(first - then)} later" if then and first else ""
    more = f", of which {MOST} are shown" if len(following) > MOST else ""
    plural = "" if len(following) == 1 else "s"
    told = f"{silent}; {which} wrote {len(following)} line{plural} after one like it{later}{more}"
    return Unlike((told,), tuple(good_log.row(good.job, one) for one in following[:MOST]))


def _place(ours: Sequence[Line], theirs: Sequence[Line], *, whole: bool) -> int | None:
    """The index of the line of theirs that is like the last of ours: of a kind that comes again and
    again, where both have written it as often; else the one most alike."""
    kind = _kind(ours[-1])
    same = [index for index, one in enumerate(theirs) if _kind(one) == kind]
    if same:
        often = sum(_kind(one) == kind for one in ours)
        return same[often - 1] if whole and often <= len(same) else same[-1]
    # The end of a run is nearer to where another one waits than its beginning.
    start = max(0, len(theirs) - MOST_CANDIDATES)
    likely = [_kind(one) for one in theirs[start:]]
    best = most_alike(kind, likely)
    return None if best is None else start + best


def _kind(line: Line) -> str:
    return signature(line.text[:MOST_OF_LINE])
