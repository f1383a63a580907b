"""Which entries of the library fit an alert, an error line or words, and how surely."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kurosai import calls
from kurosai.alerts import error_lines, logged
from kurosai.library import search
from kurosai.library.card import Card
from kurosai.library.match import Band, Candidate, Match, match
from kurosai.library.match.names import Named, named
from kurosai.library.shelf import Library
from kurosai.runbooks.quoting import quoting
from kurosai.runbooks.sharing import sharing
from kurosai.vocabulary import Call, Coverage, Reading, Row

MOST = 5
_MOST_WORDS = 200
_MOST_NEAR = 50
_MOST_EXPLAINED = 2
_MOST_MEANING = 300
_RAISED = re.compile(r"\b[A-Za-z]\w*(?:Error|Exception)\b|Traceback \(|\[(?:ERROR|FATAL)\]")
"""An error as a program writes it: it is known by a sample or not at all."""

_ERROR = re.compile(r"(?i:error|exception|fail|traceback)|エラー")
"""What speaks of an error wants the entry of that error, and words alone do not lead to it."""


def find(library: Library, text: str, also: Sequence[str] = ()) -> Reading:
    """The reading: matched by the signature of a sample, else searched by words.

    `also` are other phrasings: they count in the search by words only.
    """
    came, text = text, "\n".join(error_lines(text)) or text
    found = match(library, text)
    if found.band is not Band.MATCHED and not logged(text):
        # What is called by its name and condition alone: a page shows the mail as it came.
        shown = match(library, came)
        found = shown if shown.band is Band.MATCHED else found
    if found.band is Band.NONE:
        called = named(library, (text, *text.splitlines()), ())
        return _named(library, called) if called else _searched(library, text, also)
    rows = tuple(Row(_line(found, one), mark=">") for one in found.candidates[:MOST])
    whole = len(rows) == len(found.candidates)
    return Reading(
        source="entries by signature",
        identity=identity(library),
        coverage=Coverage.COMPLETE if whole else Coverage.TRUNCATED,
        rows=rows,
        total=len(rows) if whole else None,
        unit="entry",
        lead=(_MEANING[found.band], *([found.why] if found.why else ()), *faults(library)),
        next=tuple(_reads(one.card) for one in found.candidates[:2]),
        facts={"runbook": found.band.value, "entry": found.candidates[0].card.id},
    )


def identity(library: Library) -> str:
    """Which library was read: the folder, or the repository at its commit."""
    if library.origin is not None:
        return f"runbooks {library.origin.repository}@{library.origin.commit[:7]}"
    name = library.root.name
    return name if name.startswith("runbooks") else f"runbooks {name}"


def faults(library: Library) -> tuple[str, ...]:
    """What of the library could not be searched or asked for, so that nobody takes it for absent.

    What else is wrong in pages that are served is for `kurosai lint` and for who reads the page.
    """
    bad = (*library.unseen, *search.faults(library))
    if not bad:
        return library.notes
    first = f"{bad[0].path}:{bad[0].line} {bad[0].what}"
    return (*library.notes, f"{len(bad)} faults in the library; the first: {first}")


_MEANING = {
    Band.MATCHED: "matched: this entry is about this error",
    Band.LIKELY: "likely, not matched: look at the differing words before you use the entry",
    Band.CANDIDATES: "candidates only: none of these is known to be about this error",
}


def _searched(library: Library, text: str, also: Sequence[str]) -> Reading:
    # One more than shown: only that proves whether there are more.
    found = search.search(library, (text, *also), most=MOST + 1)
    hits = found[:MOST]
    whole = len(found) <= MOST and not library.unseen
    count = len(library.cards)
    if shown := quoting(library, [hit.card for hit in hits], text):
        return _quoted(library, shown)
    if hits and _RAISED.search(text):
        return _unknown(library, text)
    if not hits:
        return _none(
            library,
            "entries by signature and words",
            f"None of the {count} entries fits, by sample or by any word.",
            "There is no runbook for it here: investigate freely, or try other words.",
        )
    return Reading(
        source="entries by words",
        identity=identity(library),
        coverage=_covered(library, whole=whole),
        rows=tuple(Row(_passage(library, hit.card, (text, *also))) for hit in hits),
        total=len(hits) if whole else None,
        unit="entry",
        lead=(
            "no sample is like this: if it is an error, no entry is known to be about it",
            "these only share words with it, best first",
            *explained(library, (text, *also)),
            *faults(library),
        ),
        next=() if _ERROR.search(text) else (_reads(hits[0].card, text),),
        facts={"runbook": "none by signature"},
    )


def _unknown(library: Library, text: str) -> Reading:
    """An error that no entry shows: what shares telling words with it is named, and no more."""
    denied = (
        f"None of the {len(library.cards)} entries shows this error "
        f"({sum(card.samples > 0 for card in library.cards)} show error lines)."
    )
    near = [hit.card for hit in search.search(library, text, most=_MOST_NEAR)]
    told = sharing(library, near, text)
    if not told:
        return _none(
            library,
            "entries by signature",
            denied,
            "No runbook is known for it here. Some share words with it and are about others;",
            "ask with words of your own for those.",
        )
    whole = len(told) <= MOST and len(near) < _MOST_NEAR
    rows = [
        Row(f"{_passage(library, card, (text,))} · shares: {words}") for card, words in told[:MOST]
    ]
    return Reading(
        source="entries by words",
        identity=identity(library),
        coverage=_covered(library, whole=whole),
        rows=tuple(rows),
        total=len(rows) if whole and not library.unseen else None,
        unit="entry",
        lead=(
            denied,
            "none is known to be about it: these share only the words named, in title or sample",
            *faults(library),
        ),
        facts={"runbook": "none by signature"},
    )


def _covered(library: Library, *, whole: bool) -> Coverage:
    if library.unseen:
        return Coverage.PARTIAL
    return Coverage.COMPLETE if whole else Coverage.TRUNCATED


def explained(library: Library, queries: Sequence[str]) -> tuple[str, ...]:
    """What the glossary says about the terms of a question, the first of them."""
    found = list(search.explanations(library, queries).items())[:_MOST_EXPLAINED]
    return tuple(f"{term}: {meaning[:_MOST_MEANING]}" for term, meaning in found)


def _none(library: Library, source: str, *lead: str) -> Reading:
    """No entry; what could not be read may hold one, so that then nothing is proved."""
    broken = bool(library.unseen) or not library.cards
    return Reading(
        source=source,
        identity=identity(library),
        coverage=Coverage.PARTIAL if broken else Coverage.EMPTY,
        total=None if broken else 0,
        unit="entry",
        lead=(*lead, *faults(library)),
        facts={"runbook": "none"},
    )


def _line(found: Match, one: Candidate) -> str:
    text = f"{found.band.value} {_titled(one.card)}"
    if found.band is not Band.MATCHED:
        text += f" · score {one.score:.2f}"
    if one.differing:
        text += f" · differs: {'; '.join(one.differing)}"
    return text


def _titled(entry: Card) -> str:
    return f"{entry.id} {entry.title}"


def _passage(library: Library, card: Card, queries: Sequence[str]) -> str:
    """An entry with the place in it that the words lead to."""
    found = search.answer(library, library.opened(card), queries)
    heading = found.headings[-1] if found.headings else ""
    where = f"line {found.lines.start}" + (f", {heading}" if heading else "")
    return f"{_titled(card)} · {where}"


def _named(library: Library, called: Sequence[Named]) -> Reading:
    return Reading(
        source="entries by name",
        identity=identity(library),
        coverage=Coverage.PARTIAL if library.unseen else Coverage.COMPLETE,
        rows=tuple(Row(f"{_titled(one.card)} · {one.why}", mark=">") for one in called),
        total=None if library.unseen else len(called),
        unit="entry",
        lead=("called so; no sample shows such a line", *faults(library)),
        next=tuple(_reads(one.card) for one in called[:2]),
        facts={"runbook": "by name", "entry": called[0].card.id},
    )


def _quoted(library: Library, shown: Sequence[tuple[Card, int]]) -> Reading:
    return Reading(
        source="entries by words",
        identity=identity(library),
        coverage=Coverage.PARTIAL if library.unseen else Coverage.COMPLETE,
        rows=tuple(Row(f"{_titled(card)} · line {line}", mark=">") for card, line in shown),
        total=None if library.unseen else len(shown),
        unit="entry",
        lead=(
            "the line stands in the text of these, though not as a sample of an error:",
            "read there whether the entry is about it",
            *faults(library),
        ),
        next=tuple(_reads(card) for card, _ in shown[:2]),
        facts={"runbook": "none by signature", "entry": shown[0][0].id},
    )


def _reads(entry: Card, words: str = "") -> Call:
    return calls.read_runbook(entry.id, words=words[:_MOST_WORDS])
