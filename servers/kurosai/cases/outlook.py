"""What is yet to come: a reading that says itself that the next run has not happened.

While one stands, nobody can know how that run went, and "no action" is only for now.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kurosai import times
from kurosai.cases import afterwards, ahead, scope
from kurosai.cases.faults import Finding, short
from kurosai.cases.sentences import mentions, wordings
from kurosai.cases.trigger import Trigger
from kurosai.vocabulary import stamp

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence
    from kurosai.times import Mention

_RUNS = ("consecutive", "consecutive warnings")
"""The facts of a reading that looked at the runs of what it read: what failed, or only warned."""

_RUN_BEHIND = re.compile(
    r"\s(?:run|sweep|check|job)\b|の(?:回|実行|スイープ|検査|ヘルスチェック)", re.I
)
_RUN_BEFORE = re.compile(r"\b(?:run|sweep|check|job|one)\s(?:of|at)\s$", re.I)
_MINUTE = timedelta(minutes=1)
_LATE = ("find_changes",)
"""Tools that wait for records of what has happened already: how a run will go is not in them."""


def in_a_row(one: Evidence) -> str:
    """How many runs in a row a reading counted, `3` or `15 or more`; "" of one that did not."""
    return next((one.facts[name] for name in _RUNS if name in one.facts), "")


def awaited(readings: Sequence[Evidence], trigger: Trigger) -> Evidence | None:
    """The newest reading of the alert's resource that waits, and that no later one has answered.

    `readings` are in ledger order. A later reading of the same place answers it when it looked
    at the runs, or was made once the time had come, and does not wait itself.
    """
    for place in reversed(range(len(readings))):
        one = readings[place]
        if one.again is None or one.tool in _LATE or not scope.speaks_of(one, trigger):
            continue
        if not any(_answers(later, one) for later in readings[place + 1 :]):
            return one
    return None


def check(place: str, text: str, waiting: Evidence | None) -> Iterator[Finding]:
    """Blocks sentences that state how the awaited run went, or that nothing came after."""
    if waiting is None or waiting.again is None:
        return
    # A reading that counted runs waits for the next one; any other for the end of this one.
    over = afterwards.mended if in_a_row(waiting) else afterwards.ended
    for sentence in wordings.sentences(mentions.unquoted(text)):
        said = wordings.foretold(sentence) or _timed(sentence, waiting) or over(sentence)
        if said:
            yield Finding(
                "future",
                place,
                f"「{short(said)}」, but {waiting.again.why} ([{waiting.id}])",
                f"Say that it is pending; look again after {stamp(waiting.again.at)}.",
            )


def _answers(later: Evidence, waiting: Evidence) -> bool:
    if waiting.again is None or later.again is not None or later.source != waiting.source:
        return False
    if not later.coverage.proves_absence:
        return False
    return bool(in_a_row(later)) or later.read_at >= waiting.again.at


def _timed(sentence: str, waiting: Evidence) -> str:
    """The outcome of a run that is named by the time at which it is due."""
    due = [one for text in waiting.facts.values() for one in _to_come(text, waiting)]
    for mention in times.mentions(sentence):
        if mention.hour is None or not any(mention.fits(moment) for moment in due):
            continue
        # At its very minute the time may also be that of the look.
        later = any(mention.fits(one) for one in due if one - waiting.read_at >= _MINUTE)
        later = later or _names_a_run(sentence, mention)
        told = mention.text if later and ahead.tells(sentence, mention) else ""
        return wordings.outcome(sentence) or told
    return ""


def _names_a_run(sentence: str, mention: Mention) -> bool:
    flat = unicodedata.normalize("NFKC", sentence)
    return bool(_RUN_BEHIND.match(flat, mention.end) or _RUN_BEFORE.search(flat[: mention.start]))


def _to_come(text: str, waiting: Evidence) -> Iterator[datetime]:
    for mention in times.mentions(text):
        yield from (one for one in mention.moments()[:1] if one >= waiting.read_at)
