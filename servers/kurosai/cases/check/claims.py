"""What the sentences of a judgement claim, held against the proof.

A fault here blocks, but for a number or a name that may be right in other words.

Which sentence is held against what:

    cause, ruled_out, reason, impact   what was seen: quotes, log lines, ids, names, times, states,
                                       fields, absences, counts, outcomes
    actions, urgency                   what shall be done: ids, and times that are past; code in
                                       backticks is a command here, not a quote
    not_looked_at, recheck, waiver     secrets: they speak of what was not seen. In the first two
                                       also one moment told in two zones; in the first times to
                                       come told as seen, and spans that are denied
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kurosai.cases import afterwards, ahead, announced, counting, outlook
from kurosai.cases.basis import Basis
from kurosai.cases.check import (
    absences,
    claimed_paths,
    denying,
    fields,
    labelled,
    likenames,
    misplaced,
    no_ids,
    not_yet,
    nowhere,
    outcomes,
    pairs,
    reaching,
    tallies,
    uncounted,
    unfinished,
    unsearched,
    zones,
)
from kurosai.cases.check.absences import Frame
from kurosai.cases.faults import Finding
from kurosai.cases.judgement import Judgement
from kurosai.cases.outlook import in_a_row
from kurosai.cases.sentences import credentials, mentions, wordings

SEEN = ("cause", "ruled_out", "reason", "impact")
DONE = ("actions", "urgency")
_HYPOTHESIS = re.compile(r"^[^:：。.]*[:：](?=\D)")
"""What was not: `A second failure in a row: the one before is days older`."""

TOLD = (*SEEN, "actions", "not_looked_at")
"""Where what is yet to come could be told as seen."""


def check(judgement: Judgement, basis: Basis) -> Iterator[Finding]:
    """The faults, sentence by sentence."""
    proof = basis.proof
    period = basis.told.trigger.period
    anchors = (basis.now, *((period.start,) if period else ()))
    frame = Frame(basis.told.trigger.name, anchors)
    alert = counting.when(basis.told.trigger)
    numbers = basis.told.trigger.text if basis.told.trigger.alert else ""
    for place, written in judgement.sentences():
        # A secret is one fault, not also an id that nothing knows.
        text, secrets = credentials.masked(written)
        for kind in secrets:
            yield Finding(
                "secret", place, f"a secret ({kind}) stands here", "Take it out; name where it is."
            )
        field = place.split(" ")[0]
        near = proof.first(mentions.evidence_ids(text))
        planned = field == "actions"
        to_come = ahead.unseen(text, proof, basis.now, planned=planned) if field in TOLD else ()
        to_come = tuple(one for one in to_come if not announced.is_told(text, one, proof))
        if field in SEEN:
            yield from nowhere.quotes(place, text, near)
            yield from absences.check(place, text, proof, frame)
            yield from denying.check(place, text, proof)
            yield from reaching.check(place, text, proof, anchors)
            yield from unfinished.check(place, text, alert, basis.now, to_come)
            told = _HYPOTHESIS.sub("", text) if field == "ruled_out" else text
            wrong = [*_counts(place, told, basis), *tallies.check(place, told, basis)]
            yield from wrong or uncounted.check(place, told, proof, numbers)
            yield from claimed_paths.check(place, text, basis.route)
            yield from nowhere.states(place, text, near)
        yield from zones.check(place, text)
        if field in (*SEEN, "not_looked_at"):
            yield from unsearched.check(place, text, proof)
            for sentence in wordings.sentences(text):
                yield from labelled.wrong_log(place, sentence, proof)
            yield from pairs.check(place, text, proof)
        if field in TOLD:
            yield from ahead.check(place, to_come, basis.now)
            yield from not_yet.check(place, text, basis)
            yield from outlook.check(place, text, basis.waiting)
            yield from afterwards.check(
                place, text, basis.told.trigger.text, action=field == "actions"
            )
        if field in SEEN or field in DONE:
            yield from nowhere.ids(place, text, near, basis.known)
            yield from no_ids.check(place, text, basis)
            coming = frozenset(one.text for one in to_come)
            yield from nowhere.moments(place, text, near, basis.now, coming, seen=field in SEEN)
        yield from misplaced.check(place, text, proof)
        yield from outcomes.check(place, text, proof)
        if field in SEEN:
            yield from fields.check(place, text, proof)
            yield from likenames.check(place, text, proof)
            yield from labelled.check(place, text, proof)


def _counts(place: str, text: str, basis: Basis) -> Iterator[Finding]:
    """How often in a row, held against what the cited, else the listed, readings recorded."""
    for sentence in wordings.sentences(mentions.unquoted(text)):
        cited = basis.proof.of(mentions.evidence_ids(sentence)).evidence
        said = [told for told in map(in_a_row, cited or basis.shown) if told]
        for count in wordings.in_a_row(sentence):
            # "15 or more" is what a search says whose reach the row began before.
            if said and str(count) not in [one.split(" ", 1)[0] for one in said]:
                yield Finding(
                    "count",
                    place,
                    f"{count} in a row, but the record says {', '.join(dict.fromkeys(said))}",
                    "Take the number from the result.",
                )
