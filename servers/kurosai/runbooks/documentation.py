"""What the user documentation answers: passages of its pages, and a page whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from datetime import UTC, datetime

from kurosai import calls
from kurosai.clock import jst
from kurosai.errors import BadInput
from kurosai.library import search
from kurosai.library.page import Entry
from kurosai.library.search import Hit, Shared
from kurosai.library.shelf import Library
from kurosai.runbooks import kept_lines
from kurosai.runbooks.finding import explained, faults
from kurosai.vocabulary import Coverage, Reading, Row, stamp

MOST = 3
_MOST_NEAR = 20
_MOST_SHARED = 100
_MOST_URL = 300
_MOST_AUTHOR = 80


def find(docs: Library, question: str = "", also: Sequence[str] = (), page: str = "") -> Reading:
    """The reading: the best passage of each page that fits, or of one page all lines.

    Those that answer a question are marked, if there is one. Raises BadInput for neither.
    """
    queries = tuple(one for one in (question, *also) if one.strip())
    if page:
        return _whole(docs, docs.entry(page), queries)
    if not queries:
        raise BadInput(
            "There is no question and no page.",
            "Give `question`, or `page` as a result names it.",
        )
    return _passages(docs, queries)


def _passages(docs: Library, queries: Sequence[str]) -> Reading:
    # One more than shown: only that proves whether there are more.
    found = search.search(docs, queries, most=MOST + 1)
    hits = found[:MOST]
    if not hits:
        pages = len({card.path for card in docs.cards})
        return Reading(
            source="documentation by words",
            identity=_identity(docs),
            coverage=Coverage.PARTIAL if docs.unseen else Coverage.EMPTY,
            total=None if docs.unseen else 0,
            unit="page",
            lead=(
                f"None of the {pages} pages has any of these words.",
                "Ask in other words, or in the pages' language.",
                *faults(docs),
            ),
        )
    told = [search.shared(docs, docs.opened(hit.card), queries) for hit in hits]
    if not any(one.about for one in told):
        # Particles, of which Japanese has many, may have lifted others above the one.
        near = search.search(docs, queries, most=_MOST_NEAR)[MOST:]
        below = [hit for hit in near if search.shared(docs, docs.opened(hit.card), queries).about]
        if not below:
            return _stray(docs, queries, hits, told, whole=len(found) <= MOST)
        hits = tuple(below[:MOST])
    whole = len(found) <= MOST and not docs.unseen
    unseen = Coverage.PARTIAL if docs.unseen else Coverage.TRUNCATED
    return Reading(
        source="documentation by words",
        identity=_identity(docs),
        coverage=Coverage.COMPLETE if whole else unseen,
        rows=tuple(_row(docs, hit, queries) for hit in hits),
        total=len(hits) if whole else None,
        unit="page",
        lead=("of each page the passage that fits best", *explained(docs, queries), *faults(docs)),
        next=tuple(calls.search_docs(page=hit.card.id) for hit in hits[:2]),
        facts={"documentation": hits[0].card.id},
    )


def _stray(
    docs: Library,
    queries: Sequence[str],
    hits: Sequence[Hit],
    told: Sequence[Shared],
    *,
    whole: bool,
) -> Reading:
    """No page that is known to be about it: those that are nearest are named, and no more."""
    rows: list[Row] = []
    for hit, one in zip(hits, told, strict=True):
        words = ", ".join(one.words)[:_MOST_SHARED]
        said = f"shares only: {words}" if words else "shares no telling word"
        rows.append(Row(f"{hit.card.id} {hit.card.title} · {said}"))
    whole = whole and not docs.unseen
    unseen = Coverage.PARTIAL if docs.unseen else Coverage.TRUNCATED
    return Reading(
        source="documentation by words",
        identity=_identity(docs),
        coverage=Coverage.COMPLETE if whole else unseen,
        rows=tuple(rows),
        total=len(rows) if whole else None,
        unit="page",
        lead=(
            "No page is known to be about this: the nearest share only stray words with it.",
            "Ask in other words, or in the pages' language, before you say that none is.",
            *explained(docs, queries),
            *faults(docs),
        ),
    )


def _row(docs: Library, hit: Hit, queries: Sequence[str]) -> Row:
    entry = docs.opened(hit.card)
    best = search.answer(docs, entry, queries)
    parts = [f"{entry.path}:{best.lines}", " > ".join(best.headings) or entry.title]
    heading = " · ".join([*parts, *_told_of(docs, entry)])
    return Row("\n".join([heading, best.text]), mark=">")


def _whole(docs: Library, entry: Entry, queries: Sequence[str]) -> Reading:
    best = search.answer(docs, entry, queries).lines if queries else None
    # The lines of the passage are asked for: they are shown even where a page is too long.
    rows = tuple(
        Row(line, mark=">" if best and best.start <= number <= best.end else "")
        for number, line in entry.numbered()
        if line.strip()
    )
    return Reading(
        source=f"{entry.path}:{entry.lines}",
        identity=_identity(docs),
        coverage=Coverage.COMPLETE,
        rows=rows,
        kept=(kept_lines.of(entry, [number for number, line in entry.numbered() if line.strip()]),),
        total=len(rows),
        unit="line",
        lead=(" · ".join([entry.title, *_told_of(docs, entry)]), *faults(docs)),
        facts={"documentation": entry.id, "version": entry.digest[:12]},
    )


def _told_of(docs: Library, entry: Entry) -> list[str]:
    """Who wrote the page, and when, and where users read it, as far as its front matter says."""
    matter = docs.page(entry.path).matter
    author, date, url = (matter.get(name) for name in ("author", "date", "url"))
    told = [f"by {author[:_MOST_AUTHOR]}"] if isinstance(author, str) and author.strip() else []
    if isinstance(date, datetime):
        aware = date if date.tzinfo else date.replace(tzinfo=UTC)
        told.append(f"{stamp(aware)} ({jst(aware)})")
    elif isinstance(date, dt.date):
        told.append(date.isoformat())
    if isinstance(url, str) and url.startswith("https://"):
        told.append(url[:_MOST_URL])
    return told


def _identity(docs: Library) -> str:
    name = docs.root.name
    return name if name.startswith("docs") else f"docs {name}"
