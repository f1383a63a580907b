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
import unicodedata
from collections.abc import Iterator
from datetime import datetime

from kurosai import times
from kurosai.cases import afterwards, ahead, announced, counting, outlook
from kurosai.cases.basis import Basis, Route, Steps
from kurosai.cases.check import (
    absences,
    capitals,
    denied_times,
    denying,
    entries,
    fields,
    labelled,
    likenames,
    misplaced,
    no_ids,
    not_yet,
    outcomes,
    pairs,
    reaching,
    tallies,
    translating,
    uncounted,
    unfinished,
    unsearched,
    zones,
)
from kurosai.cases.check.absences import Frame
from kurosai.cases.faults import Finding, short
from kurosai.cases.judgement import Judgement
from kurosai.cases.outlook import in_a_row
from kurosai.cases.proof import Proof
from kurosai.cases.sentences import credentials, mentions, wordings

_FIELD = re.compile(r"[\w.]{3,40}=$")
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
            yield from _quotes(place, text, near)
            yield from absences.check(place, text, proof, frame)
            yield from denying.check(place, text, proof)
            yield from reaching.check(place, text, proof, anchors)
            yield from unfinished.check(place, text, alert, basis.now, to_come)
            told = _HYPOTHESIS.sub("", text) if field == "ruled_out" else text
            wrong = [*_counts(place, told, basis), *tallies.check(place, told, basis)]
            yield from wrong or uncounted.check(place, told, proof, numbers)
            yield from _paths(place, text, basis.route)
            yield from _states(place, text, near)
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
            yield from _ids(place, text, near, basis.known)
            yield from no_ids.check(place, text, basis)
            coming = frozenset(one.text for one in to_come)
            yield from _times(place, text, near, basis.now, coming, seen=field in SEEN)
        yield from misplaced.check(place, text, proof)
        yield from outcomes.check(place, text, proof)
        if field in SEEN:
            yield from fields.check(place, text, proof)
            yield from likenames.check(place, text, proof)
            yield from labelled.check(place, text, proof)


def _quotes(place: str, text: str, proof: Proof) -> Iterator[Finding]:
    for quote in mentions.asserted(text):
        if proof.quoted(quote) is None and not capitals.is_made(quote, proof):
            yield Finding(
                "quote",
                place,
                f"「{short(quote)}」 stands in no evidence",
                "Copy it as the result shows it, or write it without quotation marks.",
                blocks=not translating.is_translated(quote, text, proof),
            )
    for line in mentions.log_lines(text):
        if not proof.logged(*mentions.pieces(line)):
            yield Finding(
                "log line",
                place,
                f"{short(line)} stands in no evidence",
                "Copy the line as the result shows it.",
            )


def _ids(place: str, text: str, proof: Proof, known: frozenset[str]) -> Iterator[Finding]:
    for name in mentions.names(text):
        if not (proof.knows(name) or entries.is_one(name.text, text, proof)):
            page = proof.of(one.id for one in proof.documents).told_by(name)
            yield Finding(
                "id",
                place,
                f"{short(name.text)} stands in no evidence",
                f"It stands in a page for users: cite [{page}] for it."
                if page
                else "Take the id from a result; or read what it names, and cite that.",
            )
    for one in (*mentions.evidence_ids(text), *mentions.broken_ids(text)):
        if one not in known:
            yield Finding(
                "id",
                place,
                f"there is no evidence and no case {one}",
                "Use the id at the start of the result.",
            )


def _times(
    place: str, text: str, proof: Proof, now: datetime, told: frozenset[str], *, seen: bool
) -> Iterator[Finding]:
    """Times that stand nowhere, and dated ones to come; `told` are those of another rule."""
    # What a result says of a day to come (a token's end, a due time) may be quoted from it.
    own = {mention.text for mention in times.mentions(mentions.unquoted(text))}
    for mention in times.mentions(text):
        if mention.is_after(now):
            if (
                seen
                and mention.text in own
                and not (_told(mention, text, proof) or announced.is_told(text, mention, proof))
            ):
                yield Finding(
                    "future",
                    place,
                    f"{mention.text} has not happened yet",
                    "Say what was seen until now; what comes later belongs in recheck.",
                )
        elif not seen and (mention.day is None or ahead.moment(mention, now) is not None):
            # "by 10:00", "until 22 November": an appointment, not an observation.
            continue
        elif not seen and mention.text not in own:
            # The window of a command to be run is whoever runs it's to choose.
            continue
        elif mention.text in told or _is_known(mention, text, proof):
            continue
        elif not denied_times.is_denied(mention, text, proof):
            yield Finding(
                "time",
                place,
                f"{mention.text} stands in no evidence, neither as UTC nor as JST",
                "Copy the time from a result; JST is UTC + 9 h.",
            )


def _is_known(mention: times.Mention, text: str, proof: Proof) -> bool:
    return proof.knows_time(mention) or announced.is_said(mention, text, proof)


def _told(mention: times.Mention, text: str, proof: Proof) -> bool:
    """Whether a result names this time to come (a due time), and nothing is said of what it saw;
    or has it as the value of the very field (`notAfter=...`) that stands before it here."""
    field = _FIELD.search(text[: mention.start])
    if field and proof.quoted(f"{field.group()}{mention.text.rstrip(')）')}") is not None:
        return True
    return proof.writes(mention) and not any(
        wordings.outcome(sentence) or wordings.LOOKED.search(sentence)
        for sentence in wordings.sentences(text)
        if mention.text in unicodedata.normalize("NFKC", sentence)
    )


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


def _states(place: str, text: str, proof: Proof) -> Iterator[Finding]:
    wrong = [
        word
        for word in mentions.states(text)
        if not (
            proof.states(word) or capitals.is_name(word, proof) or capitals.is_made(word, proof)
        )
    ]
    wrong += [f"exit code {code}" for code in mentions.exit_codes(text) if not proof.exited(code)]
    wrong += [f"status {word}" for word in mentions.statuses(text) if not proof.calls_status(word)]
    for word in wrong:
        yield Finding(
            "state",
            place,
            f"{word} stands in no evidence",
            "Take it from a result, or leave it out.",
        )


def _paths(place: str, text: str, route: Route) -> Iterator[Finding]:
    for claimed in mentions.paths(text, route.nodes):
        if not _lies_on(claimed, route.steps):
            written = ">".join(f"{node}={choice}" if choice else node for node, choice in claimed)
            yield Finding(
                "path",
                place,
                f"{written} is not the path that was walked",
                "Leave it out: the report prints the path itself.",
            )


def _lies_on(claimed: Steps, steps: Steps) -> bool:
    """Whether the claimed steps follow each other in the walk, choices the same where said."""
    return any(
        all(
            node == there and choice in ("", chosen)
            for (node, choice), (there, chosen) in zip(claimed, steps[start:], strict=False)
        )
        for start in range(len(steps) - len(claimed) + 1)
    )
