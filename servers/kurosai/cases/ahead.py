"""Clock times that today has not reached yet, and sentences that tell what was seen then.

`21:14Z` has no day: told at 21:00Z it is yet to come, unless a reading shows that hour of another
day. A plan may name it ("due at 21:14Z", 21:14Zの回を待つ); an outcome may not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kurosai import times
from kurosai.cases.faults import Finding
from kurosai.cases.sentences import instructing, mentions, wordings
from kurosai.cases.source import minutes_of
from kurosai.vocabulary import stamp

if TYPE_CHECKING:
    from kurosai.cases.proof import Proof
    from kurosai.times import Mention

_SOON = timedelta(hours=4)
"""Farther ahead the same clock is rather that of the day before."""
_DAY = timedelta(days=1)
_MONTH = timedelta(days=30)

_CLAUSE = re.compile(
    r"[。;]|(?:が|ので|ため|けれど|けど)、|:\s|,\s(?:and|but|so|while|where)\s|\s(?:while|but)\s"
)
_TO_COME = re.compile(
    r"まだ|未(?:実行|確認|到来|着|了|定)|予定|これから|待(?:つ|ち|た|って(?!も))|見込|見て?(?:る|ます|ください|いない|いません)"
    r"|確認(?:する|します|して(?:くだ|から|いない|いません)|し、|待ち|予定|が必要|でき(?:ない|ていない|ません))|次[のはが]?(?:実行"
    r"|回)?は[^。]{0,12}$"
    r"|(?i:\b(?:due|will|would|pending|not (?:yet|been)|(?:has|have|had|did) not|to come|wait\w*"
    r"|scheduled|expected|planned"
    r"|unknown|unread|open|look|see|check (?:again|whether|that)|read)\b)"
)
_SUPPOSED = re.compile(
    r"(?i:\b(?:if|(?<!at )once|unless|whether|when|as soon as|in case|should)\b)"
)
_FACT = re.compile(
    r"(?:(?:た|でした|だった|て(?:いる|います|おり(?:ます)?)|済み?)(?=です|[。、\s\[）)]|$)"
    r"|(?:た|いる|ない|ません|おらず)(?:ため|ので|が|から|けれど)"
    r"|(?:正常|成功|失敗|解消|復旧|回復|完了|終了|(?i:ok))(?=し、|で、|です|だ|なの|[。、\s\[）)]|$)"
    r"|(?:ない|ません|なし|おらず)(?=[。、\s\[）)]|$))"
)
_FACT_ENGLISH = re.compile(
    r"\b(?:was|were|had|did|found|ran|went|came|got|(?:has|have) (?!not\b|to\b)\w+|(?!need)\w{3,}ed"
    r"|ok|fine|clean|good|as well|too|likewise)\b",
    re.I,
)
_DAY_BEFORE = re.compile(r"(?<![\d月/-])(?P<day>[12]?\d|3[01])日の?\s?$")
_DAY_BEHIND = re.compile(r"\s(?:on|of)\sthe\s(?P<day>[12]?\d|3[01])(?:st|nd|rd|th)\b")
_UP_TO = re.compile(r"(?i:\b(?:until|till|up to|through|to)\s?$)")


def check(place: str, told: Iterable[Mention], now: datetime) -> Iterator[Finding]:
    """Block what is told as seen at a clock time that is yet to come."""
    for said in told:
        yield Finding(
            "future",
            place,
            f"{said.text} has not happened yet (now {stamp(now)}), and no reading that the "
            "sentence rests on shows it of a day that has",
            "Say what was seen until now; give the day if another one is meant.",
        )


def unseen(text: str, proof: Proof, now: datetime, *, planned: bool = False) -> tuple[Mention, ...]:
    """The clock times of which a text tells more than anybody can know yet.

    `planned`: it is of what shall be done.
    """
    if not any(one.year is None and one.second is None for one in times.mentions(text)):
        return ()
    found: list[Mention] = []
    for sentence in wordings.sentences(unicodedata.normalize("NFKC", mentions.unquoted(text))):
        said = times.mentions(sentence)
        cited = proof.of(mentions.evidence_ids(sentence))
        for mention in said:
            known = cited if cited.evidence else proof
            one = _of_day(_zoned(mention, said, known, now), sentence)
            at = moment(one, now)
            if at is None or not tells(sentence, one, planned=planned):
                continue
            # Who cites nothing does not speak of a day long past.
            near, since = (cited, None) if cited.evidence else (proof, now - _DAY)
            if not _shown(one, at, near, since, now):
                found.append(one)
    return tuple(found)


def _zoned(mention: Mention, said: Sequence[Mention], proof: Proof, now: datetime) -> Mention:
    """It in the zone in which others beside it, without one too, were recorded."""
    zones = (times.ZERO, times.NINE)
    if mention.offset is not None or mention.hour is None:
        return mention
    if not any(moment(replace(mention, offset=zone), now) for zone in zones):
        return mention
    others = [one for one in said if one.offset is None and one.minute is not None]
    for zone, other in (zones, zones[::-1]):
        if any(_recorded(one, zone, proof) for one in others if one is not mention) and not any(
            _recorded(one, other, proof) for one in others
        ):
            return replace(mention, offset=zone)
    return mention


def _recorded(mention: Mention, zone: timedelta, proof: Proof) -> bool:
    one = replace(mention, offset=zone)
    minutes = minutes_of(one)
    return any(seen.moments.fit(one, minutes) for seen in proof.seen)


def _of_day(mention: Mention, sentence: str) -> Mention:
    """It with the day of the month that stands beside it: 11日の12:00Z, "02:00Z on the 11th"."""
    if mention.day is not None:
        return mention
    day = _DAY_BEFORE.search(sentence[: mention.start]) or _DAY_BEHIND.match(sentence, mention.end)
    return replace(mention, day=int(day["day"])) if day else mention


def _shown(
    mention: Mention, at: datetime, proof: Proof, since: datetime | None, now: datetime
) -> bool:
    """Whether a reading shows this hour of a day that is past. A due time shows nothing."""
    known = [moment for one in proof.seen for moment in one.moments.known if mention.fits(moment)]
    if any(moment <= now and (since is None or since < moment) for moment in known):
        return True
    if mention.month is not None:
        # A day to come that a result writes is one that is due.
        return False
    # Where a reading records the hour of a day long past, its text shows that one.
    return at not in known and any(
        one.source.found(mention)
        for one in proof.seen
        if since is None or not any(map(mention.fits, one.moments.known))
    )


def moment(mention: Mention, now: datetime) -> datetime | None:
    """When a time without a year is yet to come; None where it is past or too far ahead.

    Without a day it is one of today; with seconds it is copied, so another rule asks where from.
    """
    if mention.year is not None or (mention.hour is None and mention.day is None):
        return None
    if mention.day is None and (mention.minute is None or mention.second is not None):
        return None
    most = _SOON if mention.day is None else _MONTH
    found: list[datetime] = []
    for offset in mention.offsets:
        at = _local(mention, now + offset)
        # In every zone that it may be meant in.
        if at is None or not timedelta(0) < at - (now + offset) <= most:
            return None
        found.append(at - offset)
    return min(found)


def _local(mention: Mention, now: datetime) -> datetime | None:
    """It with what it leaves out of its day; None where there is no such day."""
    try:
        return now.replace(
            month=mention.month or now.month,
            day=mention.day or now.day,
            hour=mention.hour or 0,
            minute=mention.minute or 0,
            second=mention.second or 0,
            microsecond=0,
        )
    except ValueError:
        return None


def clause_of(text: str, mention: Mention) -> tuple[int, int]:
    """Where the clause that names this time begins and ends."""
    start = max((one.end() for one in _CLAUSE.finditer(text, 0, mention.start)), default=0)
    ends = _CLAUSE.search(text, mention.end)
    return start, ends.end() if ends else len(text)


def tells(text: str, mention: Mention, *, planned: bool = False) -> bool:
    """Whether the clause that names this time says as a fact what was, and not what is to come.

    `planned`: it is of what shall be done, so that a clause may tell somebody to do it.
    """
    start, end = clause_of(text, mention)
    clause = text[start:end]
    if _TO_COME.search(clause) or _SUPPOSED.search(clause):
        return False
    rest = text[mention.end : end]
    to_do = planned and instructing.is_one(clause)
    if to_do:
        clause = instructing.told(clause, mention.end - start)
    if _FACT.search(rest) or _FACT_ENGLISH.search(clause):
        return True
    if to_do or (planned and rest.startswith("までに")):
        # "Until then" is how long it shall be done, and までに by when.
        return False
    return rest.startswith("まで") or bool(_UP_TO.search(text[start : mention.start]))
