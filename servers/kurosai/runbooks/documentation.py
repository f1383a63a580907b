"""What the documentation answers, notes on call too: passages of its pages, and a page whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kurosai import calls
from kurosai.errors import BadInput
from kurosai.library import notices, search
from kurosai.library.page import Entry
from kurosai.library.search import Hit, Shared
from kurosai.library.shelf import Library
from kurosai.runbooks import byline, folder, kept_lines
from kurosai.runbooks.finding import explained, faults
from kurosai.vocabulary import Call, Coverage, Reading, Row

MOST = 3
_MOST_FOLDERS = 5
# How the library's faults, which are for runbooks, speak of what here are pages.
_ENTRY, _PAGE = "There is no runbook entry", "The documentation has no page"
_FOR_ENTRIES, _FOR_PAGES = "search with find_runbook", "give `question`"
_MOST_NEAR = 20
_MOST_SHARED = 100


def find(docs: Library, question: str = "", also: Sequence[str] = (), page: str = "") -> Reading:
    """The reading: the best passage of each page that fits, or of one page all lines; of a folder
    its pages.

    Those that answer a question are marked, if there is one. Raises BadInput for neither, and for a
    page that is not there.
    """
    queries = tuple(one for one in (question, *also) if one.strip())
    if page:
        below = folder.named(docs, page)
        return folder.read(docs, below, queries) if below else _whole(docs, page, queries)
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
            identity=byline.identity(docs),
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
        identity=byline.identity(docs),
        coverage=Coverage.COMPLETE if whole else unseen,
        rows=tuple(_row(docs, hit, queries) for hit in hits),
        total=len(hits) if whole else None,
        unit="page",
        lead=("of each page the passage that fits best", *explained(docs, queries), *faults(docs)),
        next=(*(calls.search_docs(page=hit.card.id) for hit in hits[:2]), *_beside(hits)),
        facts={"documentation": hits[0].card.id},
    )


def _beside(hits: Sequence[Hit]) -> Iterator[Call]:
    """Beside a note the list of all of them: a later one may take it back, in other words."""
    if any(notices.is_note(hit.card.path) for hit in hits):
        yield calls.search_docs(page=notices.folder())


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
        identity=byline.identity(docs),
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
    heading = " · ".join([*parts, *byline.told(docs, entry.path)])
    return Row("\n".join([heading, best.text]), mark=">")


def _whole(docs: Library, page: str, queries: Sequence[str]) -> Reading:
    entry = _called(docs, page)
    best = search.answer(docs, entry, queries).lines if queries else None
    # The lines of the passage are asked for: they are shown even where a page is too long.
    rows = tuple(
        Row(line, mark=">" if best and best.start <= number <= best.end else "")
        for number, line in entry.numbered()
        if line.strip()
    )
    return Reading(
        source=f"{entry.path}:{entry.lines}",
        identity=byline.identity(docs),
        coverage=Coverage.COMPLETE,
        rows=rows,
        kept=(kept_lines.of(entry, [number for number, line in entry.numbered() if line.strip()]),),
        total=len(rows),
        unit="line",
        lead=(" · ".join([entry.title, *byline.told(docs, entry.path)]), *faults(docs)),
        facts={"documentation": entry.id, "version": entry.digest[:12]},
    )


def _called(docs: Library, page: str) -> Entry:
    """The page called so. Raises BadInput, naming what is near and the folders that list theirs."""
    try:
        return docs.entry(page)
    except BadInput as fault:
        what = fault.what.replace(_ENTRY, _PAGE)
        do = fault.do.replace("The library has", "There are").replace(_FOR_ENTRIES, _FOR_PAGES)
        listed = folder.folders(docs)[:_MOST_FOLDERS]
        if listed:
            do += f" A folder as page lists what is below it: {', '.join(listed)}."
        raise BadInput(what, do) from fault
