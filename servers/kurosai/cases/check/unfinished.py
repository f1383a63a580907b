"""What is told of a span that is not over yet: アラート後1時間に1件のみ, twenty minutes after it.

A search that was asked until later than now ends now. Of the rest of the hour it knows nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kurosai import times
from kurosai.cases import ahead
from kurosai.cases.faults import Finding, short
from kurosai.cases.sentences import mentions, numerals, wordings
from kurosai.cases.sentences.numerals import NUMBER
from kurosai.vocabulary import stamp

if TYPE_CHECKING:
    from kurosai.times import Mention
    from kurosai.vocabulary import Window

SLACK = 20
_DAY = timedelta(days=1)
_ONLY = re.compile(r"[件回度](?:のみ|だけ|限り|しか)|(?i:\bonly (?:one|once|\d+)\b)")
_OPEN = re.compile(
    r"まだ|未(?:確認|経過|到来)|予定|待[ちつた]|場合|なら|れば|たら|うち|途中|経過|経って|残り|確認でき|前日|昨日"
    r"|(?i:\b(?:if|unless|will|pending|yet|due|wait\w*|once|when|so far|left)\b)"
)
"""What says itself that it is not over, or does not speak of what was."""
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
_UNITS = {"時間": _HOUR, "分": _MINUTE, "日": _DAY, "hour": _HOUR, "minute": _MINUTE, "day": _DAY}
_LENGTH = rf"(?P<number>{NUMBER})?\s?(?P<unit>時間|分|日|(?i:hour|minute|day))(?:間|s)?"
_AFTER = (
    re.compile(
        r"(?:アラート|発生|検知|発報|発火|エラー|失敗|その)(?:の?直?後|以降|から)の?\s?"
        rf"{_LENGTH}(?![後前以])"
    ),
    re.compile(rf"{_LENGTH}\s(?i:after|following|from|of)\s(?:the\s)?(?i:alert|error|failure)\b"),
)
_AROUND = re.compile(rf"前後の?\s?{_LENGTH}(?![後前])")
_FROM = re.compile(rf"\s?(?:から|以降)の?\s?{_LENGTH}(?![後前])")
_TO = re.compile(r"\s?(?:\(?JST\)?)?\s?(?:-|–|~|〜|～|から|to)\s?")


def check(
    place: str, text: str, alert: Window | None, now: datetime, told: Collection[Mention]
) -> Iterator[Finding]:
    """Block what is denied, or said to be all, of a span that ends after now.

    `told` are the times to come that another rule has found in it.
    """
    for sentence in wordings.sentences(unicodedata.normalize("NFKC", mentions.unquoted(text))):
        denied = wordings.absence(sentence) or wordings.denies(sentence) or _ONLY.search(sentence)
        known = any(one.text in sentence for one in told)
        if known or not denied or _OPEN.search(sentence):
            continue
        ends = [*_of_the_alert(sentence, alert, now), *_of_clocks(sentence, now)]
        late = [(words, end) for words, end, slack in ends if end - slack > now]
        if late:
            words, end = late[0]
            yield Finding(
                "future",
                place,
                f"「{short(sentence)}」: {words} is over at {stamp(end)} only (now {stamp(now)}), "
                "and no search saw the rest of it",
                "Say until when it was seen; or look again then, and put it in recheck.",
            )


def _of_the_alert(
    sentence: str, alert: Window | None, now: datetime
) -> Iterator[tuple[str, datetime, timedelta]]:
    """The spans that begin with the alert, or lie around it: words, end, what may lack of it."""
    if alert is None or alert.end > now:
        return
    for pattern in _AFTER:
        for match in pattern.finditer(sentence):
            span = _length(match)
            yield match.group(), alert.start + span, span / SLACK
    for match in _AROUND.finditer(sentence):
        # Of an hour around it half may lie behind.
        yield match.group(), alert.start + _length(match) / 2, timedelta(0)


def _of_clocks(sentence: str, now: datetime) -> Iterator[tuple[str, datetime, timedelta]]:
    """The spans that begin at a time of today, and those that end at one that is to come."""
    last = -1
    for one in times.mentions(sentence):
        match = _FROM.match(sentence, one.end)
        if match is not None and (start := _latest(one, now)) is not None:
            span = _length(match)
            yield f"{one.text}{match.group()}", start + span, span / SLACK
        ranged = last >= 0 and _TO.fullmatch(sentence, last, one.start)
        end = ahead.moment(one, now)
        if ranged and end is not None:
            yield one.text, end, timedelta(0)
        last = one.end


def _latest(mention: Mention, now: datetime) -> datetime | None:
    """The earliest that a time can mean: of a clock without a day, the last one before now."""
    if mention.hour is None or mention.minute is None or len(mention.offsets) != 1:
        return None
    if mention.year is not None:
        return min(mention.moments(), default=None)
    local = now + mention.offsets[0]
    day = replace(mention, year=local.year, month=local.month, day=local.day)
    at = min(day.moments())
    return at if at <= now else at - _DAY


def _length(match: re.Match[str]) -> timedelta:
    number = numerals.value(match["number"]) if match["number"] else 1
    return number * _UNITS[match["unit"].lower()]
