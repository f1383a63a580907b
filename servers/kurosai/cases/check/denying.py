"""Denials in any words that cite only what was not seen whole.

`absences` knows the usual wordings and holds them against everything in scope. Here a sentence is
read as grammar (`denials`), so it is held only against what it cites itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kurosai.cases import settled
from kurosai.cases.check import contrasts
from kurosai.cases.faults import Finding, short
from kurosai.cases.sentences import citations, denials, mentions, wordings

if TYPE_CHECKING:
    from kurosai.cases.proof import Proof


def check(place: str, text: str, proof: Proof) -> Iterator[Finding]:
    """Block each sentence that denies what the readings it cites could not have shown."""
    sentences = wordings.sentences(text)
    for at, sentence in enumerate(sentences):
        if unproven := blind(sentence, proof, citations.of(sentences, at)):
            yield Finding(
                "absence",
                place,
                f"「{short(sentence)}」, but {unproven}",
                "Quote the line that shows it; or narrow the look until it is complete and cite "
                "that; or move the sentence to not_looked_at.",
            )


def blind(sentence: str, proof: Proof, cited: Sequence[str] = ()) -> str:
    """What of the cited readings was seen, where that cannot carry the denial; "" otherwise.

    `cited` are ids that are meant beside those in the sentence. A quote shows what it shows,
    but not one of what is said not to be there; and what says itself how much was seen denies no
    more than that.
    """
    if wordings.absence(sentence) or mentions.asserted(sentence):
        return ""
    read = proof.of(cited or mentions.evidence_ids(sentence))
    near = read.evidence
    if not near or any(settled.whole(one, sentence) for one in near):
        return ""
    bare = contrasts.without(mentions.unquoted(sentence), read)
    if not (denials.denial(bare) or mentions.denied(sentence)) or denials.tells_limits(bare):
        return ""
    return ", ".join(map(settled.told, near))
