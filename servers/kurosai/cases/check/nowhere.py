"""What a sentence claims to have seen by its form, and stands nowhere in what was read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime

from kurosai import times
from kurosai.cases import ahead, announced
from kurosai.cases.check import capitals, denied_times, derived, entries, templates, translating
from kurosai.cases.faults import Finding, short
from kurosai.cases.proof import Proof
from kurosai.cases.sentences import mentions, wordings

_FIELD = re.compile(r"[\w.]{3,40}=$")


def quotes(place: str, text: str, proof: Proof) -> Iterator[Finding]:
    """Quotes and log lines; a translation is only doubted."""
    for quote in mentions.asserted(text):
        if proof.quoted(quote) is None and not (
            capitals.is_made(quote, proof) or templates.is_made(quote, proof)
        ):
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


def ids(place: str, text: str, proof: Proof, known: frozenset[str]) -> Iterator[Finding]:
    """Names of the outside world, and ids of evidence and cases that are not among `known`."""
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


def states(place: str, text: str, proof: Proof) -> Iterator[Finding]:
    """Words in capitals, exit codes, and words that are called a status."""
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


def moments(
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
        elif not (
            denied_times.is_denied(mention, text, proof) or derived.is_derived(mention, text, proof)
        ):
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
