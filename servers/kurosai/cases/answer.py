"""The answer to whoever asked: what he is to do, what happened, and what we do ourselves.

What he has to do now stands first wherever the verdict speaks of somebody else, or of a look that
is still to come: he must not read that he may wait, nor look for his part below ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from kurosai import times
from kurosai.cases import doers
from kurosai.cases.asker import Insides
from kurosai.cases.outward import Outward
from kurosai.clock import JST
from kurosai.vocabulary import Verdict, moment

if TYPE_CHECKING:
    from kurosai.cases.basis import Basis
    from kurosai.cases.judgement import Judgement
    from kurosai.cases.phrasing import Phrasing

_DAY = re.compile(
    r"(?:本日|今日|明日|明朝|今夜|今晩|今週|翌日|翌朝)|\d+\s?(?:分|時間|日)以内"
    r"|(?i:\b(?:today|tonight|tomorrow|within \d+ ?(?:min|hour|h\b|day)))"
)
_OF_OURS = re.compile(
    r"運用|担当|当番|基盤|(?i:\b(?:operators?|on-?call|our team|platform team)\b)"
)


def lines(
    judgement: Judgement, basis: Basis, words: Phrasing, *, pending: bool, at: str
) -> Iterator[str]:
    """The answer as Markdown. `at` is when it is looked at again (UTC), "" where nobody said."""
    trigger = basis.told.trigger
    outward = Outward(Insides.of(basis.read, trigger), trigger.language)
    now = due(judgement)
    yield f"**{headline(judgement, words, pending=pending, at=at)}**"
    yield ""
    old = basis.corrected
    if old is not None and old.conclusion is not None:
        before = words.verdict(old.conclusion.verdict, pending=False)
        yield words.labels["asker_corrects"].format(before=before)
        yield ""
    cause = paragraphs(outward.sentences(judgement.cause))
    actions = list(outward.actions(judgement.actions))
    until = deadline(judgement)
    if until:
        actions.append(f"{words.labels['urgency']}: {outward.sentences([until])[0]}")
    response = section(words.headings["asker_response"], actions)
    if now and (pending or judgement.verdict is not Verdict.USER_FIX):
        yield from response
        yield f"## {words.headings['inquiry_cause']}"
        yield from cause
    else:
        yield from cause
        yield from response
    yield from section(words.headings["asker_ruled_out"], outward.sentences(judgement.ruled_out))
    yield from section(words.headings["asker_open"], outward.sentences(judgement.not_looked_at))


def headline(judgement: Judgement, words: Phrasing, *, pending: bool, at: str) -> str:
    """What the answer says first: what he is to do now, then who does what, then when we look."""
    verdict = judgement.verdict
    looked = local(at)
    if not due(judgement):
        waits = verdict in (Verdict.NO_ACTION, Verdict.USER_FIX)
        return words.asker_verdict(verdict, pending=pending, at=looked, waits=waits)
    if verdict is Verdict.USER_FIX and not pending:
        return words.asker_verdict(verdict, pending=False)
    said = [words.asker["due"]]
    if verdict is not Verdict.USER_FIX:
        said.append(words.asker_verdicts[verdict.value])
    if pending:
        said.append(words.asker["looked" if looked else "looked_later"].format(at=looked))
    return words.asker["joint"].join(said)


def due(judgement: Judgement) -> bool:
    """Whether something is the asker's to do now, whatever comes of the next look."""
    if judgement.verdict is Verdict.NO_ACTION:
        return False
    return any(not doers.is_ours(one) and not doers.on_condition(one) for one in judgement.actions)


def deadline(judgement: Judgement) -> str:
    """The urgency, where it names a time or a day and the asker has something to do by then."""
    said = judgement.urgency
    if not due(judgement) or _OF_OURS.search(said):
        return ""
    return said if times.mentions(said) or _DAY.search(said) else ""


def local(at: str) -> str:
    """`2025-11-05 09:20 JST` of a UTC time, up to the whole minute; "" of none."""
    if not at:
        return ""
    when = moment(at)
    if when.second or when.microsecond:
        when += timedelta(minutes=1)
    return f"{when.astimezone(JST):%Y-%m-%d %H:%M} JST"


def paragraphs(sentences: Sequence[str]) -> Iterator[str]:
    """Each sentence on its own: Markdown joins lines that nothing parts."""
    for number, sentence in enumerate(sentences):
        if number:
            yield ""
        yield sentence


def section(heading: str, items: Sequence[str]) -> Iterator[str]:
    """A list under its heading; nothing without items."""
    if items:
        yield f"## {heading}"
        yield from (f"- {item}" for item in items)
