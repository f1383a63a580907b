"""Which readings a sentence draws on, so that the report can list them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kurosai import times
from kurosai.cases.judgement import Judgement
from kurosai.cases.proof import Proof
from kurosai.cases.sentences import mentions
from kurosai.evidence.record import Evidence

_SAID = ("cause", "ruled_out", "impact", "reason")
_BESIDE = ("ruled_out", "not_looked_at")
_Carried = Callable[[Proof], bool]


def listed(
    readings: Sequence[Evidence],
    cited: frozenset[str],
    judgement: Judgement,
    proof: Proof,
    *,
    most: int,
) -> tuple[Evidence, ...]:
    """Of all readings those the report lists: what is cited (else the newest `most` of the proof),
    in the order in which the cause cites them, what only was ruled out last.

    A mention that stands in none of them, nor in the alert, adds the newest that carries it.
    """
    chosen = set(cited) or {one.id for one in proof.evidence[-most:]}
    enough = proof.of(chosen)
    for named, carried in _mentions(judgement):
        if carried(enough.first(named)):
            continue
        found = next((one for one in reversed(proof.alone) if carried(one)), None)
        if found is not None:
            chosen.add(found.evidence[0].id)
            enough = proof.of(chosen)
    ranks = _ranks(judgement)
    listed = [one for one in readings if one.id in chosen]
    return tuple(sorted(listed, key=lambda one: ranks.get(one.id, 0)))


def _ranks(judgement: Judgement) -> dict[str, int]:
    """The place of each reading that a sentence cites: before, among (0) or behind the others."""
    cited = dict.fromkeys(one for text in judgement.cause for one in mentions.evidence_ids(text))
    ranks = {one: at - len(cited) for at, one in enumerate(cited)}
    for place, text in judgement.sentences():
        for one in mentions.evidence_ids(text):
            beside = place.split(" ")[0] in _BESIDE and one not in judgement.evidence
            ranks[one] = min(ranks.get(one, 1), 1 if beside else 0)
    return ranks


def _mentions(judgement: Judgement) -> Iterator[tuple[tuple[str, ...], _Carried]]:
    """Each mention as the question whether a proof carries it, after what its text cites."""
    for place, text in judgement.sentences():
        if place.split(" ")[0] in _SAID:
            named = mentions.evidence_ids(text)
            yield from ((named, carried) for carried in _of(text))


def _of(text: str) -> Iterator[_Carried]:
    for quote in mentions.quotes(text):
        yield lambda proof, quote=quote: proof.quoted(quote) is not None
    for line in mentions.log_lines(text):
        yield lambda proof, line=line: proof.logged(*mentions.pieces(line))
    for name in mentions.names(text):
        yield lambda proof, name=name: proof.carries(name)
    for state in mentions.states(text):
        yield lambda proof, state=state: proof.states(state)
    for code in mentions.exit_codes(text):
        yield lambda proof, code=code: proof.exited(code)
    for mention in times.mentions(text):
        yield lambda proof, mention=mention: proof.knows_time(mention)
