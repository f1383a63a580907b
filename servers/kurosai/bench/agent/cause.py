"""Whether the conclusion says what the key's cause must say, and nothing that it must not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.bench.agent import saying
from kurosai.bench.agent.marks import Judged, Mark
from kurosai.bench.agent.saying import Said

if TYPE_CHECKING:
    from kurosai.bench.agent.conclusion import Conclusion
    from kurosai.bench.agent.saying import Known
    from kurosai.sandbox.schema_key import Key

_WORDS = re.compile(r"[ぁ-んァ-ヶ一-龥]|\s")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence, and the pattern of the key that it fits."""

    pattern: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Cause:
    """`missing` and `denied` are patterns that must be mentioned: not there, there but denied.

    `forbidden` are claims of what must not be claimed, `open` sentences that may be such.
    """

    judged: Judged
    mentioned: int
    mentions: int
    missing: tuple[str, ...] = ()
    denied: tuple[Claim, ...] = ()
    forbidden: tuple[Claim, ...] = ()
    open: tuple[Claim, ...] = ()


def judge(key: Key, done: Conclusion, known: Known) -> Cause:
    """Right with all mentions and no forbidden claim, wrong with one.

    What is missing may stand there in other words: that is for a person to judge.
    """
    wanted = key.must_mention
    if done.source == "none":
        return Cause(Judged(Mark.NONE, "no conclusion"), 0, len(wanted), wanted)
    missing = tuple(one for one in wanted if not re.search(one, done.text, re.I | re.M))
    denied = tuple(_denied([one for one in wanted if one not in missing], done))
    said = [(one, saying.of(one, done.claims, known)) for one in key.must_not_claim]
    forbidden = tuple(Claim(one, it.sentence) for one, it in said if it.said is Said.CLAIMED)
    unsure = tuple(Claim(one, it.sentence) for one, it in said if it.said is Said.UNSURE)
    return Cause(
        judged=_judged(missing, denied, forbidden, unsure),
        mentioned=len(wanted) - len(missing) - len(denied),
        mentions=len(wanted),
        missing=missing,
        denied=denied,
        forbidden=forbidden,
        open=unsure,
    )


def _denied(patterns: Sequence[str], done: Conclusion) -> list[Claim]:
    """What is named in words and always denied. A value may well be: "not for linux/amd64"."""
    found = [(one, saying.of(one, done.text)) for one in patterns if _WORDS.search(one)]
    return [Claim(one, it.sentence) for one, it in found if it.said is Said.DENIED]


def _judged(
    missing: Sequence[str],
    denied: Sequence[Claim],
    forbidden: Sequence[Claim],
    unsure: Sequence[Claim],
) -> Judged:
    if forbidden:
        one = forbidden[0]
        return Judged(Mark.WRONG, f"claims {one.pattern!r}: {one.sentence}")
    if unsure:
        one = unsure[0]
        return Judged(Mark.UNJUDGED, f"may claim {one.pattern!r}: {one.sentence}")
    if missing:
        said = ", ".join(map(repr, missing))
        return Judged(Mark.UNJUDGED, f"nothing fits {said}; it may be there in other words")
    if denied:
        one = denied[0]
        return Judged(Mark.UNJUDGED, f"may deny {one.pattern!r}: {one.sentence}")
    return Judged(Mark.RIGHT)
