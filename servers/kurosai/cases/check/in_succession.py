"""How many in succession, of things that no reading counts itself: days, refusals, merges, hits.

A row is told of something that was listed. So its number is one that the cited readings give or
that can be counted in them: how many there are, how many are alike, how many runs a series has.
Any other is wrong, whatever it is a row of. (`tallies` knows the rows that readings count.)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kurosai import times
from kurosai.cases.check import series
from kurosai.cases.outlook import in_a_row
from kurosai.cases.sentences import mentions, numerals
from kurosai.cases.sentences.numerals import NUMBER, ORDINAL

if TYPE_CHECKING:
    from kurosai.cases.proof import Proof
    from kurosai.evidence.record import Evidence

_UNIT = r"(?:回|度|件|日間?|本|つ|週|行|台|ジョブ)"
_ROW = (
    (
        rf"(?P<row>{ORDINAL}|{NUMBER}|(?i:\b(?:twice|thrice)))\s(?:[\w-]+\s){{0,3}}?"
        r"(?i:in\sa\srow|in\ssuccession|running|straight)\b"
    ),
    rf"(?P<straight>{ORDINAL}|{NUMBER})\s(?i:consecutive|successive|straight)\b",
    rf"(?P<before>{NUMBER})\s?{_UNIT}?(?:も|の)?\s?(?:立て)?(?:連続|続け|続い|続き|続く)",
    rf"(?:連続(?:して|で|し)?|(?:立て)?続け(?:て|に))\s?(?:[A-Z]+\s)?(?P<after>{NUMBER})(?=\s?{_UNIT}|\s|$|。)",
    rf"連続は\s?(?P<most>{NUMBER})\s?{_UNIT}",
)
_HINT = re.compile(
    r"連続|続[けいきく]|(?i:\b(?:row|succession|running|straight|consecutive|successive)\b)"
)
_SUPPOSED = re.compile(
    r"場合|なら|れば|たら|以上|以下|未満|とき|上限|しきい|閾|最初|最後|うち|少なくとも"
    r"|(?i:\b(?:if|when|unless|until|or more|at least|at most|more than|less than|threshold|below"
    r"|above|first|last|of the|per)\b)"
)
_NOT = re.compile(r"ない|なく|なかった|ません|ではな|(?i:\b(?:not|no|never)\b|n't\b)")
_BAD = re.compile(
    r"失敗|エラー|異常|拒否|落ち|弾か|断ら|欠け|NG|FAIL|止ま|遅"
    r"|(?i:fail|error|refus|reject|denied|missing|without|\bbad\b|\blate\b|gave up|given up|broke)"
)
_CLAUSE = re.compile(r"[、。;；:：]|,\s|が(?=\s|、)")
_TWICE = {"twice": 2, "thrice": 3}

_COUNTED = re.compile(
    r"(?<![\w:./-])(?:x(?P<times>\d{1,3})|(?P<of>\d{1,3}) of (?P<all>\d{1,3})"
    r"|the same (?P<same>\d{1,3}) more|(?P<number>\d{1,3})(?:st|nd|rd|th)?\s"
    r"(?:more |other |failed |earlier )?"
    r"(?:hits?|jobs?|runs?|times?|attempts?|tr(?:y|ies)|failures?|lines?|events?"
    r"|commits?|changes?|tasks?|errors?|rows?|entries|days?|requests?|ok"
    r"|matches|retries|refusals?|[A-Z]{4,}))\b",
    re.ASCII,
)
"""How a result says how many there are: x11, "5 of 7 hits", "the same 4 more times"."""
_ENOUGH = 400
"""In more rows than so nobody has counted."""


def wrong(sentence: str, cited: Proof) -> str:
    """What is said of a row that no cited reading can show; "" where there is nothing."""
    bare = mentions.unquoted(sentence)
    if not _HINT.search(bare):
        return ""
    said = [*_said(bare)]
    if not said or not cited.evidence:
        return ""
    told = {one for reading in cited.evidence for one in _told(reading)}
    known = told | {one for reading in cited.evidence for one in _listed(reading)}
    known |= {sum(one.hour is not None for one in times.mentions(bare)), len(mentions.names(bare))}
    known |= {len(cited.evidence)}
    for words, count, bad in said:
        # Who tells of runs that went well may tell of some of them; a row of failures ends itself.
        if count not in known and (bad or count > max(told, default=0)):
            listed = ", ".join(map(str, sorted(known - {0})[:6]))
            return f"{words}, but what is cited lists {listed or 'none'}"
    return ""


def _said(text: str) -> Iterator[tuple[str, int, bool]]:
    """Each number of a row as it is said, and whether its clause tells of something bad."""
    for pattern in _ROW:
        for match in re.finditer(pattern, text):
            start = max((one.end() for one in _CLAUSE.finditer(text, 0, match.start())), default=0)
            ends = _CLAUSE.search(text, match.end())
            clause = text[start : ends.start() if ends else len(text)]
            if _SUPPOSED.search(clause) or _NOT.search(clause):
                continue
            word = next(one for one in match.groups() if one)
            count = _TWICE.get(word.lower()) or numerals.value(word)
            yield match.group().strip(), count, bool(_BAD.search(clause))


def _told(evidence: Evidence) -> Iterator[int]:
    """The numbers of things that a reading gives itself."""
    for text in (*evidence.facts.values(), evidence.text):
        for match in _COUNTED.finditer(text):
            yield from (int(one) for one in match.groups() if one)
            if match["same"]:
                yield int(match["same"]) + 1
    yield from (int(one) for one in re.findall(r"^\d+", in_a_row(evidence)))
    runs = series.of(evidence)
    yield from (one.count for one in runs)
    for fine in (True, False):
        yield sum(one.count for one in runs if one.fine is fine)
    yield sum(one.count for one in runs)


def _listed(evidence: Evidence) -> Iterator[int]:
    """How many rows it has, and how many of each sort."""
    rows = evidence.rows[:_ENOUGH]
    yield len(rows)
    alike = Counter(_form(row.text) for row in rows)
    yield from alike.values()


_VARYING = re.compile(r"\d+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


def _form(text: str) -> str:
    """A line without what differs from one to the next."""
    return _VARYING.sub("#", text)[:160]
