"""All checks of a conclusion. Blocks are few and exact; what code can only suspect warns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from kurosai import times
from kurosai.cases import answer, asker, doers
from kurosai.cases.basis import Basis
from kurosai.cases.check import citing, claims, durations, grounding, verdicts
from kurosai.cases.faults import Finding, short
from kurosai.cases.judgement import Judgement
from kurosai.cases.proof import Proof
from kurosai.cases.sentences import mentions, wordings
from kurosai.vocabulary import Verdict, stamp

MOST_NAMED = 3
MOST_OF_NAMES = 600
"""Characters of the names that are masked: all of them, but for a list of hosts."""

_ACTING = (Verdict.ESCALATE, Verdict.OPERATOR_ACTION, Verdict.USER_FIX)
_HALF_A_DAY = timedelta(hours=12)
_A_MONTH = timedelta(days=31)


def check(judgement: Judgement, basis: Basis) -> tuple[Finding, ...]:
    """Every fault: blocks first, in the order of the rules."""
    found = [
        *claims.check(judgement, basis),
        *basis.broken,
        *verdicts.check(judgement, basis),
        *_recheck(judgement, basis),
        *_warnings(judgement, basis),
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda one: not one.blocks))


def recheck_at(text: str, now: datetime) -> datetime | None:
    """The time at which a recheck is due: the first in `text` that is to come.

    A day without its year (12/09 13:00 JST) is the next one, if that is within a month. A clock
    with its zone and no day (19:17Z) is the next one, if that is within half a day: one that is
    past is not meant for tomorrow.
    """
    due = [
        moment
        for mention in _dated(times.mentions(text), now)
        if mention.hour is not None and mention.is_after(now)
        for moment in mention.moments()[:1]
    ]
    due += [
        moment
        for mention in times.mentions(text)
        if (moment := mention.next_after(now)) is not None and moment - now <= _HALF_A_DAY
    ]
    return min(due, default=None)


def _dated(said: Iterable[times.Mention], now: datetime) -> Iterator[times.Mention]:
    """Those with a day, each in full: without its year it is of this one, or of the next."""
    for mention in said:
        if mention.year is not None:
            yield mention
        elif mention.month is not None:
            for year in (now.year, now.year + 1):
                try:
                    dated = replace(mention, year=year)
                    near = min(dated.moments()) - now <= _A_MONTH
                except ValueError:
                    # 02-29 of another year.
                    continue
                if near:
                    yield dated


def _recheck(judgement: Judgement, basis: Basis) -> Iterator[Finding]:
    if judgement.recheck:
        if recheck_at(judgement.recheck, basis.now) is None:
            yield Finding(
                "recheck",
                "recheck",
                f"no time to come (now {stamp(basis.now)}) stands in it",
                "Write it like: 2025-11-04T19:20:00Z aws.find_logs {...}",
            )
        return
    place = basis.place
    if place is None or not place.waits or place.verdict is not judgement.verdict:
        return
    if place.held is None or place.held.again is None:
        yield Finding(
            "recheck",
            "recheck",
            f"{place.walk.at.id} 「{place.walk.condition}」 is to come, and nothing says when",
            "Give the time and the call of the next look in recheck.",
        )


def _warn(rule: str, place: str, what: str, mend: str) -> Finding:
    return Finding(rule, place, what, mend, blocks=False)


def _warnings(judgement: Judgement, basis: Basis) -> Iterator[Finding]:
    """What code can suspect and not know, what matters most first."""
    proof = basis.proof
    if not basis.told.trigger.alert:
        yield from _internal_names(judgement, basis)
    if basis.edited:
        yield _warn(
            "edited page",
            "walk",
            "the runbook page was edited after the case was opened",
            "See whether the walked entry still says the same.",
        )
    yield from _cited(judgement, proof)
    yield from _gaps(judgement, basis)
    yield from _unlisted(judgement, basis)
    for number, text in enumerate(judgement.cause, 1):
        for written in durations.wrong(text, proof):
            yield _warn(
                "duration",
                f"cause {number}",
                f"{written} lies between no two recorded times",
                "Count it again.",
            )
    if judgement.verdict is Verdict.UNKNOWN and not (judgement.not_looked_at or judgement.recheck):
        yield _warn(
            "open question",
            "not_looked_at",
            "unknown, and nothing says what would decide it",
            "Name what to read, or whom to ask.",
        )
    if judgement.verdict in _ACTING and not judgement.actions:
        yield _warn(
            "no action",
            "actions",
            f"{judgement.verdict.value} without an action",
            "Say who does what, and by when.",
        )
    if not any(grounding.is_grounded(text, proof) for text in judgement.cause):
        yield _warn(
            "ungrounded",
            "cause",
            "no sentence names anything that was read",
            "Name the line, the id or the value that shows it.",
        )


def _cited(judgement: Judgement, proof: Proof) -> Iterator[Finding]:
    """What the evidence that a sentence cites does not carry, or cannot deny."""
    for place, text in judgement.sentences():
        if place.split(" ")[0] not in claims.SEEN:
            continue
        for what in citing.elsewhere(text, proof):
            yield _warn("citation", place, short(what, 120), "Cite what shows it, or correct it.")
        for sentence in wordings.sentences(text):
            if what := citing.unseen(sentence, proof):
                yield _warn(
                    "denial",
                    place,
                    f"「{short(sentence)}」, but {what}",
                    "Quote what shows it, narrow the look, or move it to not_looked_at.",
                )


def _internal_names(judgement: Judgement, basis: Basis) -> Iterator[Finding]:
    """One warning for all of them: whoever mends one place knows of the others."""
    insides = asker.Insides.of(basis.read, basis.told.trigger)
    found: dict[str, list[str]] = {}
    for place, text in judgement.sentences():
        kind = place.split(" ")[0]
        sent = kind == "urgency" and answer.deadline(judgement)
        if not sent and kind not in ("cause", "actions", "ruled_out", "not_looked_at"):
            continue
        if kind == "actions" and doers.is_ours(text):
            continue
        for name in insides.names(text):
            found.setdefault(name, []).append(place)
    if found:
        places = dict.fromkeys(place for each in found.values() for place in each)
        yield _warn(
            "internal name",
            ", ".join(places),
            f"{short(', '.join(found), MOST_OF_NAMES)} {'is' if len(found) == 1 else 'are'} masked "
            "in the asker's answer",
            "Say it in words the asker knows (a command that holds one in actions is hidden); "
            "what we do ourselves begins with 運用担当: or operator: and is not shown to him.",
        )


def _gaps(judgement: Judgement, basis: Basis) -> Iterator[Finding]:
    """One warning for all that was left open: the report names each by itself."""
    unnamed = basis.unnamed(judgement)
    if not unnamed:
        return
    told = [f"{one.id} ({look.place}) is {look.coverage.value}" for one, look in unnamed]
    more = f"; and {len(told) - MOST_NAMED} more" if len(told) > MOST_NAMED else ""
    yield _warn(
        "gap",
        "not_looked_at",
        f"{'; '.join(told[:MOST_NAMED])}{more}",
        "The report lists what is open; say what that leaves undecided: a sentence in "
        "not_looked_at that names the id, or the place, settles it.",
    )


def _unlisted(judgement: Judgement, basis: Basis) -> Iterator[Finding]:
    """Where nothing is cited. Who cites has chosen: a dead end need not be named."""
    cited = [one for _, text in judgement.sentences() for one in mentions.evidence_ids(text)]
    if cited or judgement.evidence:
        return
    listed = {one.id for one in basis.shown}
    others = [one.id for one in reversed(basis.proof.evidence) if one.id not in listed]
    if others:
        more = f" and {len(others) - MOST_NAMED} more" if len(others) > MOST_NAMED else ""
        yield _warn(
            "unlisted",
            "evidence",
            "readings of this case that the report does not list: "
            f"{', '.join(others[:MOST_NAMED])}{more}",
            "Cite each in the sentence it carries: [id].",
        )
