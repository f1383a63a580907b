"""How often something is said to have happened, against what readings counted.

Three things the readings count themselves: failures in a row, the runs of a series
(`07:14Z-17:14Z ok x11 | 18:14Z FAIL`) and the attempts of a task. And a sentence that lists the
times one by one has counted them too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from typing import TYPE_CHECKING

from kurosai import times
from kurosai.cases.check import in_succession, series
from kurosai.cases.check.series import Stretch
from kurosai.cases.faults import Finding
from kurosai.cases.outlook import in_a_row
from kurosai.cases.sentences import mentions, numerals, wordings
from kurosai.cases.sentences.numerals import NUMBER, ORDINAL

if TYPE_CHECKING:
    from kurosai.cases.basis import Basis
    from kurosai.evidence.record import Evidence

ATTEMPTS = "attempts"
"""The fact of a reading that counted how often a task was tried."""

_TIMES = r"(?:回|度)(?!目|以上|以内|未満|ごと|おき|前)"
_RUNS = r"(?i:runs|checks|sweeps|executions|failures|times|ones)"
_COUNTED = re.compile(
    rf"[回度件]|続け|{_RUNS}|(?i:in a row|in succession|running|straight|consecutive|successive"
    r"|tried|attempt|tries|pull|jobs)|連続"
)
"""What stands in every sentence that any of these expressions fits: most have none of it."""
_IN_A_ROW = (
    rf"(?P<row>{ORDINAL}|{NUMBER})\s(?:[\w-]+\s){{0,2}}?(?i:in\sa\srow|in\ssuccession|running)\b",
    rf"(?P<straight>{ORDINAL})\s(?i:consecutive|successive|straight)\b",
    rf"(?P<before>{NUMBER})\s?{_TIMES}(?:も)?\s?(?:立て)?(?:続け|続い|続き)",
    rf"(?:立て)?続け(?:て|に)\s?(?P<after>{NUMBER})\s?{_TIMES}",
)
_TRIED = (
    rf"(?P<each>{NUMBER})\s?{_TIMES}(?:とも|の?(?:試行|取得)|試み|試し|試さ)",
    rf"(?P<attempts>{NUMBER})\s(?:failed\s)?(?i:attempts|tries|pulls)\b",
    rf"(?i:\b(?:tried|attempted|pulled)\s(?P<tried>twice|{NUMBER}\stimes)\b)",
    rf"(?P<times>{NUMBER})\stimes\s(?i:out\s)?(?i:of)\s",
)
_WENT = (
    rf"(?P<side>前|後|後続|以降|それまで|その後)?の?\s?(?P<number>{NUMBER})\s?{_TIMES}(?!連続)",
    rf"(?P<count>{NUMBER})\s(?:[\w-]+\s){{0,2}}?{_RUNS}\b(?:\s(?P<when>(?i:before|since|after)))?",
)
_AFTER = re.compile(r"後|以降|(?i:\b(?:since|after)\b)")
_BEFORE = re.compile(r"前|まで|(?i:\b(?:before|until)\b)")
_FOLLOWED = re.compile(r"\b(after|before)\s(?:the\s)?$", re.I)
_SOME = re.compile(
    r"最初の|最後の|残り|うち|場合|なら|れば|たら|とき|次の|ほか|他"
    r"|(?i:\b(?:first|last|other|another|of the|more|least|most|if|when|until|next|per|every"
    r"|between)\b)"
)
"""What makes a number one of some, or one to come."""
_FINE = re.compile(r"正常|成功|(?i:\b(?:ok|fine|good|success\w*|succeeded|healthy)\b)")
_BAD = re.compile(r"失敗|エラー|異常|(?i:fail|error|\bbad\b)")
_NOT = re.compile(r"ない|なく|なかった|ません|(?i:\bnot\b|n't\b)")
_ROW = re.compile(r"連続|続け|続い|(?i:\bin a row\b|\bstraight\b)")
_CLAUSE = re.compile(r"[、。;；:：]|,\s|が(?=\s|、)")

_CLOCK = r"(?<![\d:])\d\d:\d\d(?=Z|:00Z|\s?UTC|[-–~〜]|\sto\s|から)"
_RANGE = rf"(?P<first>{_CLOCK})(?::00)?Z?\s?(?:-|–|~|〜|から|to)\s?(?P<last>\d\d:\d\d)(?::00)?Z"
_BETWEEN = (
    rf"{_RANGE}(?:まで)?(?:の間)?\s?[のはにも、]?\s?(?P<number>{NUMBER})\s?{_TIMES}",
    rf"(?P<count>{NUMBER})\s(?:[\w-]+\s){{0,2}}?{_RUNS}(?:\s\w+)?\s(?:\(|from\s|between\s){_RANGE}",
)
_STRETCHES = re.compile(
    rf"(?P<number>{NUMBER})\s?{_TIMES}?(?:連続)?\s?(?:(?P<ok>(?i:ok\b)|正常)|(?:FAIL\w*|NG\b|失敗))"
)
_SERIES = 2
"""From so many stretches on a sentence tells a series."""
_JOBS = re.compile(r"(?P<some>\d+) of (?P<total>\d+)")
_ALL = (
    rf"(?P<number>{NUMBER})\s?件(?:とも|(?:の(?:ジョブ|実行))?は?(?:すべて|全て|いずれも|全部))",
    rf"(?i:\ball\s(?:of\sthe\s)?)(?P<count>{NUMBER})\s(?:\w+\s)?(?i:jobs|runs|executions)\b",
)
_LISTED = re.compile(r"\s?(?:、|・|,|と|\band\b|および|,\sand\b)\s?")
_UNITS = rf"{_TIMES}|\s(?i:times|runs|checks|failures|attempts|tries|pulls)\b"
_LIST_BEHIND = re.compile(
    rf"(?P<number>{NUMBER}|{ORDINAL}\s\w+\sin\sa\srow)\s?(?:{_UNITS})?(?:の試行|の失敗)?"
    r"\s?\((?:(?:\w+ )?at )?$"
)
_LIST_BEFORE = re.compile(rf"\s?(?:\(?(?:JST|UTC)\)?)?の\s?(?P<number>{NUMBER})\s?{_TIMES}")


@dataclass(frozen=True, slots=True)
class _Said:
    """A number as it is said, its clause, and the word beside it that says of which side."""

    count: int
    words: str
    clause: str
    side: str


def check(place: str, text: str, basis: Basis) -> Iterator[Finding]:
    """Block a number that a reading which counted, or the sentence itself, says otherwise."""
    for sentence in wordings.sentences(unicodedata.normalize("NFKC", text)):
        bare = mentions.unquoted(sentence)
        if not _COUNTED.search(bare):
            continue
        # Who cites once for several sentences does so behind the last.
        ids = mentions.evidence_ids(sentence) or mentions.evidence_ids(text)
        cited = basis.proof.of(ids).evidence
        # Without a citation a number of tries may be another task's.
        for rule, readings in (
            (_failed, cited or basis.shown),
            (_tried, cited),
            (_between, cited or basis.shown),
            (_went_well, cited or basis.shown),
            (_pattern, cited),
            (_all, cited),
        ):
            if wrong := rule(bare, readings):
                yield Finding("count", place, wrong, "Take the number from the result.")
                break
        else:
            if wrong := _listed(bare):
                yield Finding("count", place, wrong, "Count them again.")
            elif wrong := in_succession.wrong(sentence, basis.proof.of(ids)):
                yield Finding("count", place, wrong, "Take the number from the result.")


def _failed(text: str, readings: Sequence[Evidence]) -> str:
    """Failures in a row, where readings counted them, or list the jobs of which they count."""
    # "15 or more" is what a search says whose reach the row began before.
    known = [told.split(" ", 1)[0] for told in map(in_a_row, readings) if told]
    claimed = [(one.count, one.words, one.clause) for one in _said(_IN_A_ROW, text)]
    if not known:
        claimed += [(count, f"{count} in a row", text) for count in wordings.in_a_row(text)]
    if claimed:
        told = series.told(readings)
        known += [str(one.count) for each in told for one in each if not one.fine]
    for count, words, clause in claimed if known else ():
        fine = _FINE.search(clause) and not _BAD.search(clause)
        if not (fine or str(count) in known):
            return f"{words}, but the record says {', '.join(dict.fromkeys(known))} in a row"
    return ""


def _tried(text: str, readings: Sequence[Evidence]) -> str:
    """Attempts, and failures in a row, of a task whose attempts were counted."""
    said = list(dict.fromkeys(one.facts[ATTEMPTS] for one in readings if ATTEMPTS in one.facts))
    counted = any(map(in_a_row, readings))
    for one in _said(_TRIED if counted else (*_TRIED, *_IN_A_ROW), text) if said else ():
        if str(one.count) not in said:
            return f"{one.words}, but the record's attempts are {', '.join(said)}"
    if said and not counted:
        for count in wordings.in_a_row(text):
            if str(count) not in said:
                return f"{count} in a row, but the record's attempts are {', '.join(said)}"
    return ""


def _between(text: str, readings: Sequence[Evidence]) -> str:
    """The runs between two times that begin and end a stretch of a series."""
    for pattern in _BETWEEN:
        for match in re.finditer(pattern, text):
            count, ends = _count(match), (match["first"], match["last"])
            known = (one for each in series.told(readings) for one in each)
            same = [one for one in known if (one.first, one.last) == ends]
            if same and count not in [one.count for one in same]:
                one = same[-1]
                return (
                    f"{match.group()}, but the record lists {one.count} from {one.first}Z to "
                    f"{one.last}Z"
                )
    return ""


def _went_well(text: str, readings: Sequence[Evidence]) -> str:
    """More runs that went well than any series has: before a failure, after it, in a row."""
    for one in _said(_WENT, text):
        if not _FINE.search(one.clause) or _BAD.search(one.clause):
            continue
        most = max((_most(each, one) for each in series.told(readings)), default=one.count)
        if one.count > most:
            return f"{one.words} that went well, but the record lists {most}"
    return ""


def _pattern(text: str, readings: Sequence[Evidence]) -> str:
    """A series told stretch by stretch, as results print it: 9 ok, then 3 FAIL, then 2 ok."""
    said = [*_STRETCHES.finditer(text)]
    if len(said) < _SERIES:
        return ""
    told = [*series.told(readings)]
    for match in said if told else ():
        fine, count = bool(match["ok"]), numerals.value(match["number"])
        known = {one.count for each in told for one in each if one.fine is fine}
        known |= {sum(one.count for one in each if one.fine is fine) for each in told}
        if known and count not in known:
            return f"{match.group()}, but the record lists {', '.join(map(str, sorted(known)))}"
    return ""


def _most(runs: Sequence[Stretch], said: _Said) -> int:
    """The most runs of a series that can be meant."""
    words = said.side or said.clause
    after, before = bool(_AFTER.search(words)), bool(_BEFORE.search(words))
    part = runs
    if after and not before:
        part = tuple(dropwhile(lambda one: one.fine, runs)) or runs
    elif before and not after:
        part = tuple(reversed([*dropwhile(lambda one: one.fine, reversed(runs))])) or runs
    counts = [one.count for one in part if one.fine]
    return max(counts, default=0) if _ROW.search(said.clause) else sum(counts)


def _listed(text: str) -> str:
    """A number beside as many times as are listed, which are not so many."""
    rows: list[list[times.Mention]] = []
    for one in times.mentions(text):
        if one.hour is None:
            continue
        if rows and _LISTED.fullmatch(text[rows[-1][-1].end : one.start]):
            rows[-1].append(one)
        else:
            rows.append([one])
    for row in rows:
        before = _LIST_BEHIND.search(text[: row[0].start])
        behind = _LIST_BEFORE.match(text, row[-1].end)
        found = before or behind
        if len(row) < 2 or found is None:
            continue
        if numerals.value(found["number"].split(" ")[0]) != len(row):
            return f"{found.group().strip(' (')}, but {len(row)} times are listed"
    return ""


def _all(text: str, readings: Sequence[Evidence]) -> str:
    """All jobs, as many as there are: against a search that counted them."""
    counted = [match for one in readings if (match := _JOBS.match(one.facts.get("jobs", "")))]
    for pattern in _ALL if counted else ():
        for match in re.finditer(pattern, text):
            known = [int(one[name]) for one in counted for name in ("some", "total")]
            if _count(match) not in [
                *known,
                *(int(one["total"]) - int(one["some"]) for one in counted),
            ]:
                return f"{match.group()}, but the record says {counted[-1].group()} jobs"
    return ""


def _said(patterns: Sequence[str], text: str) -> Iterator[_Said]:
    """Each number so said, without those of some, of what is to come, and of what is not so."""
    for pattern in patterns:
        for match in re.finditer(pattern, text):
            start = max((one.end() for one in _CLAUSE.finditer(text, 0, match.start())), default=0)
            ends = _CLAUSE.search(text, match.end())
            clause = text[start : ends.start() if ends else len(text)]
            if not (_SOME.search(clause) or _NOT.search(clause)):
                groups = match.groupdict()
                side = groups.get("side") or groups.get("when") or ""
                if told := _FOLLOWED.search(text[: match.start()]):
                    # What comes after eleven good ones has them before it.
                    side = "before" if told[1].lower() == "after" else "after"
                yield _Said(_count(match), match.group().strip(), clause, side)


def _count(match: re.Match[str]) -> int:
    ours = ("side", "when", "first", "last")
    word = next(one for name, one in match.groupdict().items() if one and name not in ours)
    return numerals.value(word.split()[0])
