"""A look that was cut, and on which nothing rests: what it did not see is no gap of the case.

Whoever cites has chosen. A list of which only the first page was looked at, and of which no
sentence says anything, is not what somebody has to know who reads the conclusion.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kurosai import times
from kurosai.cases import continued, questions
from kurosai.cases.sentences import denials, mentions, wordings
from kurosai.vocabulary import Coverage

if TYPE_CHECKING:
    from kurosai.cases.proof import Proof
    from kurosai.cases.trigger import Trigger
    from kurosai.evidence.record import Evidence

_WHOLE = (Coverage.COMPLETE, Coverage.EMPTY)
_OF_ALL = re.compile(
    r"最[初後新古多少大小長短]|初めて|のみ|だけ|しか|唯一|すべて|全て|全部|全[件体]|いずれも|どれも|毎[回時日]|常に|ずっと"
    r"|以[降後前来]|その後|直[前後]|連続|続け|続い|まで|から|間隔|[件回度個台行本]"
    r"|(?i:\b(?:first|last|latest|earliest|newest|oldest|most|least|only|sole|all|every|each|both"
    r"|always|since|until|after|before|between|times|once|twice|lines|hits|in a row|total)\b)"
)
"""What is said of the whole of a list: its ends, its number, what it is between."""


def without_use(one: Evidence, cited: Sequence[Evidence], trigger: Trigger) -> bool:
    """Whether it is cut, not among the `cited` ones, and neither of what the case is about nor of
    a place and time of one of these; or one of these asked there for something in particular, and
    saw all of that. Where nothing is cited, nobody has chosen.
    """
    if one.coverage is not Coverage.TRUNCATED or any(look.leaves_open for look in one.looks):
        return False
    if not cited or one in cited:
        return False
    if any(_asked_closer(one, other) for other in cited):
        return True
    return not _is_about(one, trigger) and not any(_is_beside(one, other) for other in cited)


def for_its_rows(one: Evidence, sentences: Sequence[str], trigger: Trigger, proof: Proof) -> bool:
    """Whether it is cut as it was asked to be, or looked aside of what the case is about, and each
    of the `sentences` that cite it names something that it shows, and nothing of all that there is.
    """
    if one.coverage is not Coverage.TRUNCATED or any(look.leaves_open for look in one.looks):
        return False
    if _is_about(one, trigger) and not questions.limited(one.asked)[1]:
        return False
    alone = proof.of([one.id])
    citing = [text for text in sentences if one.id in mentions.evidence_ids(text)]
    return bool(citing) and all(
        _shown(text, alone) and not _OF_ALL.search(mentions.unquoted(text)) for text in citing
    )


def _shown(sentence: str, alone: Proof) -> bool:
    """Whether it quotes what the reading shows or names a time of it, and denies nothing."""
    bare = mentions.unquoted(sentence)
    if wordings.absence(sentence) or wordings.denies(bare) or denials.denial(bare):
        return False
    return any(alone.quoted(one) for one in mentions.asserted(sentence)) or any(
        one.second is not None and alone.knows_time(one) for one in times.mentions(bare)
    )


def _asked_closer(one: Evidence, other: Evidence) -> bool:
    """Whether the other one, later, looked through the same window for a part of it."""
    if one.window is None or other.window is None or other.coverage not in _WHOLE:
        return False
    within = other.window.start <= one.window.start and other.window.end >= one.window.end
    later = other.sequence > one.sequence and not other.asked.get("cursor")
    return within and later and questions.of(other).is_narrower(questions.of(one))


def _is_about(one: Evidence, trigger: Trigger) -> bool:
    """Whether it asked for what arrived by its name."""
    asked = f"{one.source} {json.dumps(dict(one.asked), ensure_ascii=False, default=str)}"
    return any(name in asked for name in (trigger.name, *trigger.jobs) if name)


def _is_beside(one: Evidence, other: Evidence) -> bool:
    """Whether what the other one saw is of the same place as what this one did not see."""
    where = questions.of(one)
    same = where.where == questions.of(other).where if where.open_ended else False
    if not (same or one.source == other.source):
        return False
    if one.window is None or other.window is None:
        return True
    seen = other.window
    return any(gap.start <= seen.end and seen.start <= gap.end for gap in continued.unseen(one))
