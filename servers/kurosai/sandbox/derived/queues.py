"""What SQS counts of queues whose counts are told over time, and of those that are empty."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from kurosai.sandbox.aws_kinds.queues import Queue
from kurosai.sandbox.derived.steps import Found, Piece, Window, by_minute, constant, counted

_VISIBLE: Final = "ApproximateNumberOfMessagesVisible"
_AGE: Final = "ApproximateAgeOfOldestMessage"


def metrics(queues: Mapping[str, Queue], counted_already: Collection[str], window: Window) -> Found:
    """Of each queue that is `measured`: its counts by the minute, and how old its oldest is.

    Of one that is empty, and of which nothing else is told (no metric, `counted_already`, and no
    dead letters sent back), that it was so: a dead-letter queue that somebody watches has this
    metric at zero, and without it nobody could tell that nothing ever came.
    """
    for name, one in queues.items():
        if not one.measured:
            if one.waiting == 0 and not one.moves and name not in counted_already:
                by = {"QueueName": name}
                series = by_minute(constant({_begin(one, window): 0.0}), window)
                if series:
                    yield f"{name}.{_VISIBLE}", counted("AWS/SQS", _VISIBLE, by, series)
            continue
        by = {"QueueName": name}
        told = {
            _VISIBLE: one.waiting,
            "ApproximateNumberOfMessagesNotVisible": one.in_flight,
            "ApproximateNumberOfMessagesDelayed": one.delayed,
            "NumberOfMessagesSent": one.sent,
        }
        for metric, value in told.items():
            if value is None:
                continue
            steps = {at: float(count) for at, count in window.steps(value).items()}
            if series := by_minute(constant(steps), window):
                yield f"{name}.{metric}", counted("AWS/SQS", metric, by, series)
        if series := by_minute(_ages(one, window), window):
            yield f"{name}.{_AGE}", counted("AWS/SQS", _AGE, by, series, "Seconds")


def _begin(one: Queue, window: Window) -> datetime:
    """From when on a queue is there."""
    return max(one.created or window.since, window.since)


def _ages(one: Queue, window: Window) -> Mapping[datetime, Piece]:
    """The age of the message that nobody takes; nothing is old while there is none."""
    if not one.stuck:
        return {}
    pieces = {window.since: Piece(0.0)}
    for stuck in one.stuck:
        # A piece that ends beyond the window is cut there: so is what it rises to.
        gone = stuck.until
        until = window.end if gone is None or gone > window.until else gone
        pieces[stuck.at] = Piece(0.0, (until - stuck.at).total_seconds())
        if stuck.until is not None:
            pieces[stuck.until] = Piece(0.0)
    return pieces
