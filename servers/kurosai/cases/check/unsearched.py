"""Denials of a kind of thing that no reading of the case could have shown.

"No alarm was on" without a look at alarms. What shows which kind stands in `looks.yaml`: the
tools' own vocabulary. A sentence that cites a reading is the word of who
cites it, unless it is of a system of its own (pods, queues), which that reading does not even name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, cast

import yaml

from kurosai.cases.faults import Finding, short
from kurosai.cases.sentences import denials, mentions, wordings

if TYPE_CHECKING:
    from kurosai.cases.proof import Proof
    from kurosai.cases.source import Seen
    from kurosai.evidence.record import Evidence

_CLAUSE_WITH_END = re.compile(
    r"(?P<clause>.+?)(?:[、。;；]|,\s|[:：]\s?|\s(?:and|but|because|so)\s|$)", re.DOTALL
)
_SHORT = 24
"""A clause of so many characters behind a colon is about what stands before it."""
_NOT_LOOKED = re.compile(
    r"(?:問い?合わ?せ(?:を|は|も)?(?:まだ)?(?:し|行|出)|読|取得|取っ|開い|見(?!当た)|調べ|確認|参照|聞い|尋ね|照会|検索|追っ|調査|当たっ|集め)[^。、]{0,7}"
    r"(?:な[いくかし]|ません|おらず|[せめべさ]ず|未)|得られ(?:ず|な[いくかし]|ません)"
    r"|\b(?:not?|never|none|nobody|without|neither)\b.{0,50}?\b(?:read\w*|look\w*|search\w*|quer\w+"
    r"|ask\w*|open\w*|made|check\w*|listed|fetch\w*|tak\w+|took|examin\w+|inspect\w*|review\w*|access\w*"
    r"|tried|gathered|collected|pulled|requested)\b|\bno time\b"
    r"|n't\b.{0,30}?\b(?:read|look|search|check|ask|open)\b",
    re.I,
)
"""What denies a look denies nothing of the thing."""
_ASKED = re.compile(
    r"なぜ|どの|どう|何[がをのか]|誰|いつ|か(?:どうか|は|を|$|[)）。])"
    r"|^\W*(?:why|which|whether|what|who|how|when|where|if)\b|\bwhether\b",
    re.I,
)
_THERE = re.compile(r"\bthere\b|そこ", re.I)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing: its words, the readings that look at it, and what narrows these."""

    name: str
    said: re.Pattern[str]
    seen_by: re.Pattern[str] | None
    not_of: tuple[str, ...] = ()
    told: bool = False
    system: bool = False

    def shown_by(self, seen: Seen, *, cited: bool) -> bool:
        """Whether a reading looked at such things; a cited one also where it names them."""
        evidence = seen.evidence
        if (cited or self.told) and self.said.search(seen.source.shown):
            return True
        if self.seen_by is None or any(evidence.asked.get(name) for name in self.not_of):
            return False
        return any(self.seen_by.search(one) for one in _named(evidence))


def check(place: str, text: str, proof: Proof) -> Iterator[Finding]:
    """Block each denial of a kind of thing at which nothing in scope looked."""
    for sentence in wordings.sentences(text):
        # What is quoted is another rule's.
        if mentions.quotes(sentence):
            continue
        missing = _unseen(sentence, proof, asks=place.startswith("not_looked_at"))
        if missing is not None:
            yield Finding(
                "absence",
                place,
                f"「{short(sentence)}」, but no reading of this case looked at {missing.name}",
                "Read it and cite that; or move the sentence to not_looked_at.",
            )


def _unseen(sentence: str, proof: Proof, *, asks: bool) -> Kind | None:
    """The first kind of which a sentence denies something, and at which nothing looked; `asks`
    where it may as well be a question that is left open.
    """
    if denials.tells_limits(sentence):
        return None
    ids = mentions.evidence_ids(sentence)
    for clause in _clauses(sentence):
        if not denials.denial(clause) or _NOT_LOOKED.search(clause):
            continue
        if asks and _ASKED.search(clause):
            continue
        for kind in kinds():
            if (
                (kind.system or not ids)
                and kind.said.search(clause)
                and not any(kind.shown_by(one, cited=one.evidence.id in ids) for one in proof.seen)
            ):
                return kind
    return None


def _clauses(sentence: str) -> Iterator[str]:
    """Its clauses; one that says nothing of its own thing ("Quotas: not reached", "... no errors
    there") with the one before.
    """
    before = ""
    for match in _CLAUSE_WITH_END.finditer(sentence):
        clause = match["clause"]
        short = before.endswith((":", "：")) and len(clause) <= _SHORT
        yield f"{before} {clause}" if short or _THERE.search(clause) else clause
        before = match.group().strip()


def _named(evidence: Evidence) -> Sequence[str]:
    """A reading's tool with each place that it looked at, and with what was asked."""
    tool = f"{evidence.server}.{evidence.tool}"
    asked = json.dumps(dict(evidence.asked), ensure_ascii=False, default=str)
    return (
        f"{tool} {evidence.source} {asked}",
        *(f"{tool} {one.place}" for one in evidence.looked),
    )


@cache
def kinds() -> tuple[Kind, ...]:
    """What is told apart, as `looks.yaml` has it."""
    text = files("kurosai.cases.check").joinpath("looks.yaml").read_text("utf-8")
    body = cast("Mapping[str, Mapping[str, list[str]]]", yaml.safe_load(text)["kinds"])
    return tuple(
        Kind(
            name,
            re.compile("|".join(one["said"]), re.IGNORECASE),
            re.compile("|".join(one["seen_by"]), re.IGNORECASE) if one["seen_by"] else None,
            tuple(one.get("not_of", ())),
            bool(one.get("told")),
            bool(one.get("system")),
        )
        for name, one in body.items()
    )
