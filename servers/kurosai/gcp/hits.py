"""The entries that were asked for: of too many the newest, or those nearest to the time that was
asked about."""

from __future__ import annotations

from collections.abc import Sequence

from kurosai.gcp import gathering, syntax
from kurosai.gcp.gathering import Gathered
from kurosai.gcp.platform import Logs
from kurosai.gcp.question import Question
from kurosai.gcp.wire.entries import Found
from kurosai.gcp.wire.errors import Rejected
from kurosai.gcp.wire.reading import LogEntry
from kurosai.parallel import both
from kurosai.vocabulary import Window

MOST = 50
MOST_ALIKE = 300
"""Candidates that are read for a signature: what they have in common says less than it does."""


def gathered(
    logs: Logs, asks: Question, asked: str, window: Window, most: int = MOST, *, newest: bool = True
) -> Gathered:
    """The hits of a window in each project; of too many the newest (or the oldest) come."""
    return gathering.gather(
        logs,
        asked,
        most,
        lambda one: _hits(logs, asks, one, window, most, newest=newest),
        newest=newest,
    )


def _hits(
    logs: Logs,
    asks: Question,
    project: str,
    window: Window,
    most: int,
    *,
    newest: bool,
) -> Found:
    try:
        found = logs.entries(
            asks.condition,
            window,
            most=MOST_ALIKE if asks.like else most,
            project=project,
            newest=newest,
            place=asks.start,
            by=asks.by,
        )
    except Rejected as fault:
        raise syntax.explained(asks.given, fault) from None
    if asks.like is None:
        return found
    return Found(tuple(one for one in found.entries if asks.like.fits(one)), found.rest)


def nearest(logs: Logs, asks: Question, asked: str, found: Gathered) -> Sequence[LogEntry]:
    """Of too many hits those nearest to the time that was asked about, oldest first; none where
    they are among the newest, which were read."""
    around, window = asks.around, asks.window
    if not found.cut or around is None or (found.entries and found.entries[0].at <= around):
        return ()
    before, after = both(
        lambda: gathered(logs, asks, asked, Window(window.start, around), MOST // 2),
        lambda: gathered(logs, asks, asked, Window(around, window.end), MOST // 2, newest=False),
    )
    # What happened at that very time is in both.
    hits = {entry.key: entry for entry in (*before.entries, *after.entries)}
    return tuple(hits.values())
