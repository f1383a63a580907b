"""Whether what a sentence says stands in the evidence that the sentence itself cites.

Warnings only: a good sentence may put together what two readings show and cite one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kurosai import times
from kurosai.cases import settled
from kurosai.cases.check import contrasts, denying, nearest, templates
from kurosai.cases.sentences import citations, mentions, wordings

if TYPE_CHECKING:
    from kurosai.cases.proof import Proof


def elsewhere(text: str, proof: Proof) -> Iterator[str]:
    """What stands in some reading, but in none that its sentence cites: what, in which newest one.

    What stands nowhere is another rule's.
    """
    sentences = wordings.sentences(text)
    for place, sentence in enumerate(sentences):
        cited = citations.of(sentences, place)
        near = proof.of(cited)
        if not near.evidence:
            continue
        for said, carried in _carried(sentence):
            # An id of evidence may have the form of any other.
            if said in cited or carried(near) or not carried(proof):
                continue
            there = nearest.holding(carried, f"{sentence} [{', '.join(cited)}]", proof)
            # What only the alert, the runbook or the clock shows needs no citation.
            if there is not None:
                yield f"{said} stands in {there.id}, not in {', '.join(cited)}"


def unseen(sentence: str, proof: Proof) -> str:
    """The evidence that a denial rests on, where nothing of it was seen whole; "" otherwise.

    A quote from it shows what it shows.
    """
    read = proof.of(mentions.evidence_ids(sentence))
    near = read.evidence
    if not near or any(settled.whole(one, sentence) for one in near) or mentions.asserted(sentence):
        return ""
    if wordings.absence(sentence) or denying.blind(sentence, proof):
        # That is a block.
        return ""
    if not wordings.denies(contrasts.without(mentions.unquoted(sentence), read)):
        return ""
    return ", ".join(f"{one.id} is {one.coverage.value}" for one in near)


def _carried(sentence: str) -> Iterator[tuple[str, Callable[[Proof], bool]]]:
    """Each thing that a sentence names, and whether a proof carries it."""
    for quote in mentions.asserted(sentence):
        yield (
            f"「{quote}」",
            lambda proof, quote=quote: (
                proof.quoted(quote) is not None or templates.names_route(quote, proof)
            ),
        )
    for name in mentions.names(sentence):
        yield name.text, lambda proof, name=name: proof.carries(name)
    for state in mentions.states(sentence):
        yield state, lambda proof, state=state: proof.states(state)
    for mention in times.mentions(sentence):
        yield mention.text, lambda proof, mention=mention: proof.knows_time(mention)
