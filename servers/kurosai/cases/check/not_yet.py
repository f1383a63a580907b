"""What is told as seen of a day that has not begun, or of a run after a change not made.

`ahead` asks the same of clock times. Here a day has only words: "the run of 22 November was merged
again", 翌16日の実行も成功, "tomorrow's run was on time".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from kurosai import times
from kurosai.cases import ahead, announced
from kurosai.cases.check import series
from kurosai.cases.faults import Finding, short
from kurosai.cases.sentences import days_said, mentions, wordings
from kurosai.vocabulary import stamp

if TYPE_CHECKING:
    from kurosai.cases.basis import Basis
    from kurosai.cases.sentences.days_said import Day

_FAR = timedelta(days=12)
"""Of a day without a month that lies farther ahead, the one of the month before is meant."""
_UNTIL = re.compile(
    r"(?i:\b(?:by|before|until|till|for|ahead of|not|no later than|due(?: on)?|from)\s"
    r"(?:the\s)?(?:[\w-]+\s){0,2}(?:of\s|on\s)?(?:the\s)?$)"
)
_UNTIL_BEHIND = re.compile(r"[^。、]{0,8}?(?:までに|まで(?!も)|以降|からは|より)")
_DONE_BY = re.compile(r"までに(?!は)[^。]*(?:した|しました|終えた|終わった|済み|済みです)[。\s]*$")
"""By then it has been done already: a day that is yet to come is no such."""
_RUN = r"(?:run|job|check|sweep|merge|load|attempt|execution|one|rerun|re-run)s?"
_LATER = re.compile(
    rf"\b(?:the\s)?(?:next|first|following|platform's\snext)\s(?:[\w-]+\s)?{_RUN}\b"
    rf"|\b{_RUN}\s(?:right\s)?(?:after\s(?:that|it|this|the\s\w+)|then)\b"
    r"|\bre-?runs?\b(?!\sit\b|\sthe\b)"
    r"|(?:次|その後|それ以降)の(?:回|実行|ジョブ|スイープ|検査|ヘルスチェック|起動)"
    r"|再実行(?:された|した|の)?(?:ジョブ|結果)|手動再実行",
    re.I,
)
"""A run that comes after what somebody is told to do."""
_OBJECT = re.compile(
    r"\b(?:of|for|in|by|from|until|before|needs?|an?|to|on|the user's)\s(?:the\s)?$", re.I
)
"""Before a later run that does nothing itself in the sentence."""
_ENDS = re.compile(r"[;。]|,\s|\sthat\s|\swhich\s")
_DENIED = re.compile(r"\b(?:not|never|no)\b|n't\b|な[いかく]|ません|おらず|未", re.I)
_TOLD = re.compile(
    r"\b(?:was|were|did|had|ran|went|came|got|pulled|loaded|filled|wrote|worked|passed|failed|"
    r"succeeded|completed|finished|started|ended|found|has been)\b",
    re.I,
)
_TOLD_JAPANESE = re.compile(
    r"(?:した|ました|でした|だった|った|いた|[てで](?:い(?:る|ます)|おります))(?=[。)）]|$|ので)|(?:成功|正常|失敗)(?=[。)）]|$)"
)


def check(place: str, text: str, basis: Basis) -> Iterator[Finding]:
    """Block what is told of such a day; in `actions` also how a later, uncited run went."""
    alert = _when(basis)
    planned, to_do = place.startswith(("actions", "not_looked_at")), place.startswith("actions")
    for sentence in wordings.sentences(unicodedata.normalize("NFKC", mentions.unquoted(text))):
        dated = _dated(sentence, basis.now) if planned else ()
        for day in (*days_said.days(sentence, basis.now, alert), *dated):
            if basis.now < day.begins < basis.now + _FAR and (
                _tells(sentence, day, planned=to_do)
                and not announced.is_told_day(sentence, day, basis.proof)
            ):
                yield Finding(
                    "future",
                    place,
                    f"{day.text} has not come yet (now {stamp(basis.now)})",
                    "Say what was seen until now; what comes later belongs in recheck.",
                )
                break
        else:
            if planned and _told_later(sentence) and not _recovered(basis):
                yield Finding(
                    "future",
                    place,
                    f"「{short(sentence)}」 tells how a later run went that nobody cites",
                    "Cite the reading of that run; or say in recheck when to look at it.",
                )


def _when(basis: Basis) -> datetime | None:
    """When that was which is investigated: the alert's time, else that of a job it names."""
    trigger = basis.told.trigger
    if trigger.period:
        return trigger.period.start
    ran = (
        one.window.start
        for one in basis.proof.evidence
        if one.window is not None and one.facts.get("job") in trigger.jobs
    )
    return max(ran, default=None)


def _dated(sentence: str, now: datetime) -> Iterator[Day]:
    """Dates in full; where something was seen another rule asks for them."""
    for one in times.mentions(sentence):
        if one.is_after(now) and one.year and one.month and one.day:
            yield days_said.Day(one.text, one.start, one.end, date(one.year, one.month, one.day))


def _tells(sentence: str, day: Day, *, planned: bool) -> bool:
    if _UNTIL.search(sentence[: day.start]) or _UNTIL_BEHIND.match(sentence, day.end):
        return bool(_DONE_BY.match(sentence, day.end))
    return ahead.tells(sentence, times.Mention(day.text, day.start, day.end), planned=planned)


def _told_later(sentence: str) -> bool:
    """Whether it tells the outcome of a later run, uncited and without a time that is looked up."""
    if mentions.evidence_ids(sentence) or any(
        one.hour is not None for one in times.mentions(sentence)
    ):
        return False
    for match in _LATER.finditer(sentence):
        if _OBJECT.search(sentence[: match.start()]):
            continue
        if not ahead.tells(sentence, times.Mention(match.group(), match.start(), match.end())):
            continue
        rest = _ENDS.split(sentence[match.end() :], maxsplit=1)[0]
        if not _DENIED.search(rest) and (_TOLD.search(rest) or _TOLD_JAPANESE.search(rest)):
            return True
    return False


def _recovered(basis: Basis) -> bool:
    """Whether a reading lists runs after one that failed: then "the next run" has been seen."""
    return any(any(not one.fine for one in runs[:-1]) for runs in series.told(basis.proof.evidence))
