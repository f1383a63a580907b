"""What a sentence says of one thing and cites a reading of another for: another job, another state.

A reading tells which thing it is of: what it was asked for, and the facts drawn from it. A sentence
that cites a reading of job 16852935 and names job 16852018, which stands nowhere in it, is wrong in
one of the two; which one code cannot know. Where the cited reading is of nothing of that form, it
is a warning only (`citing`).

A page for users tells what there is, not what was seen: "it called from 192.0.2.11" is no more than
the page's where the reading cited with it has other addresses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kurosai.cases.check import capitals, nearest
from kurosai.cases.check.likenames import subject
from kurosai.cases.faults import Finding, short
from kurosai.cases.sentences import mentions, wordings
from kurosai.cases.sentences.mentions import Kind, Name
from kurosai.cases.source import find

if TYPE_CHECKING:
    from kurosai.cases.proof import Proof
    from kurosai.evidence.record import Evidence

CLAIMED = ("cause", "impact", "reason")
"""Where a sentence says what its reading shows. What is ruled out may be what no reading holds."""

_CITED = re.compile(r"\[[0-9A-Z, ]{8,}\](?:[\s,、;/と]{0,2}\[[0-9A-Z, ]{8,}\])*")
"""Citations, those that stand together as one."""
_STANDING = ("status", "state", "task", "tasks", "execution", "outcome", "odd")
"""The labels of facts that say in our words how something stands."""
_STATE = re.compile(r"[A-Z][A-Z_]{3,}[A-Z]", re.ASCII)
# Not the versions of browsers, Chrome/141.0.0.0.
_ADDRESS = re.compile(r"(?<![\w./])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])", re.ASCII)
_OTHER = re.compile(
    r"な[いくかし]|ません|ず(?=[、。に])|以外|別の|異な|違|(?i:\b(?:not?|none|neither|nor|never|other|"
    r"another|unlike|different)\b|n't\b)"
)
_MEND = "Cite the reading that shows it as well, or correct it."
_MEND_PAGE = "Say what the reading has; what only the page says in a sentence that cites it alone."


def check(place: str, text: str, proof: Proof) -> Iterator[Finding]:
    """Block what stands in a reading, but not in the cited ones, which are of another thing."""
    if place.split(" ", 1)[0] not in CLAIMED:
        return
    for part in (one for each in wordings.sentences(text) for one in _parts(each)):
        cited = mentions.evidence_ids(part)
        near = proof.of(cited)
        # That something does not stand in a reading may be what the sentence says.
        if not near.evidence or wordings.absence(part) is not None:
            continue
        seen = replace(near, pages=())
        for rule, said, carried, others in _claimed(part, near):
            # An id of evidence may have the form of any other.
            if said in cited or carried(seen):
                continue
            there = nearest.holding(carried, part, proof)
            told = others or (_addresses(said, part, seen) if carried(near) else ())
            if not told or (there is None and not carried(near)):
                continue
            holder = there.id if there else "a page for users only"
            seen_in = ", ".join(one.id for one in near.evidence)
            yield Finding(
                rule,
                place,
                f"{short(said)} stands in {holder}, not in {seen_in}, which says "
                f"{short(', '.join(told))}",
                _MEND if there else _MEND_PAGE,
            )


def _parts(sentence: str) -> Iterator[str]:
    """A sentence in what stands before each of its citations; what follows the last is its too."""
    start = 0
    ends = [match.end() for match in _CITED.finditer(sentence)]
    for end in [*ends[:-1], len(sentence)]:
        yield sentence[start:end]
        start = end


_Claim = tuple[str, str, "Callable[[Proof], bool]", tuple[str, ...]]
"""Rule, what is said, whether a proof carries it, and what the cited readings say instead."""


def _claimed(sentence: str, near: Proof) -> Iterator[_Claim]:
    subjects = list(dict.fromkeys(word for one in near.evidence for word in subject(one)))
    for name in mentions.names(sentence):
        form = _form(name)
        others = tuple(word for word in subjects if form.fullmatch(word))
        yield "id", name.text, lambda proof, name=name: proof.carries(name), others
    states = tuple(dict.fromkeys(word for one in near.evidence for word in _states(one)))
    for state in mentions.states(sentence):
        yield "state", state, lambda proof, state=state: proof.states(state), states
    for code in mentions.exit_codes(sentence):
        seen = (number for one in near.sources if one.id for number in sorted(one.exit_codes))
        ends = (*(f"exit code {number}" for number in seen), *states)
        yield "state", f"exit code {code}", lambda proof, code=code: proof.exited(code), ends


def _states(evidence: Evidence) -> Iterator[str]:
    """How it says that its thing stands; a class in capitals (ARIMA) in a line is no state."""
    for label, value in (*evidence.asked.items(), *evidence.facts.items()):
        words = re.findall(r"[\w-]+", str(value), re.ASCII)
        own = any(one in _STANDING for one in label.split())
        yield from (
            one for one in words if _STATE.fullmatch(one) and (own or one in capitals.STATES)
        )


def _addresses(said: str, part: str, seen: Proof) -> tuple[str, ...]:
    """The addresses of the cited readings, of one that they have not; none where the sentence tells
    one of them too, or says that it is another: it may well set the two against each other.
    """
    if not _ADDRESS.fullmatch(said) or _OTHER.search(part):
        return ()
    rows = (one.rows for one in seen.sources if one.id)
    found = dict.fromkeys(address for each in rows for address in _ADDRESS.findall(each))
    return () if any(find(part, one) >= 0 for one in found) else tuple(found)


def _form(name: Name) -> re.Pattern[str]:
    """What another thing of the same kind would be written like."""
    if name.kind is Kind.SIBLING:
        stem = name.text.rpartition("-")[0]
        return re.compile(rf"(?i:{re.escape(stem)}-)\d+", re.ASCII)
    if name.text.startswith("#"):
        return re.compile(r"#\d+", re.ASCII)
    if name.text.isdigit():
        return re.compile(rf"\d{{{len(name.text)}}}", re.ASCII)
    # Letters, digits and what joins them: a UUID is written like any other. A number is none.
    other = "".join("[0-9a-f]" if one.isalnum() else re.escape(one) for one in name.text.lower())
    return re.compile(rf"(?=.*[a-f]){other}")
