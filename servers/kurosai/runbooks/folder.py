"""The pages below a folder of the documentation, newest first: what is there, and that no more is.

Notes on call are such a folder. Where they are few they are shown whole; else each by the passage
that answers a question, or by its first line.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import UTC

from kurosai import calls
from kurosai.errors import BadInput
from kurosai.library import notices, search
from kurosai.library.card import Card
from kurosai.library.page import Lines, Page
from kurosai.library.shelf import Library
from kurosai.runbooks import byline
from kurosai.runbooks.finding import faults
from kurosai.tokens import estimate_tokens
from kurosai.vocabulary import Coverage, Reading, Row

MOST = 200
"""So many pages are listed."""
_MOST_WHOLE = 1_200
"""Tokens that are shown whole: more would be cut from the end of the list."""
_MOST_FIRST = 160


def named(docs: Library, page: str) -> str:
    """The folder that a name means, `notes` for `notes/` and `notes/*`; "" if there is none, or if
    a page is called so. That of the notes is one, whether there are any or not."""
    name = page.strip().removesuffix("*").strip("/")
    inside = bool(name) and any(path.startswith(f"{name}/") for path in docs.files)
    if inside:
        return "" if any(card.id == page.strip() for card in docs.cards) else name
    # That there are no notes is an answer; any other folder that is not there is a wrong name.
    return name if name == notices.folder() and not _is_page(docs, page.strip()) else ""


def _is_page(docs: Library, page: str) -> bool:
    try:
        docs.card(page)
    except BadInput:
        return False
    return True


def folders(docs: Library) -> list[str]:
    """The folders that hold pages, in order."""
    return sorted({card.path.rpartition("/")[0] for card in docs.cards} - {""})


def read(docs: Library, folder: str, queries: Sequence[str]) -> Reading:
    """The pages below `folder`; those that answer a question are marked."""
    paths = sorted({card.path for card in docs.cards if card.path.startswith(f"{folder}/")})
    # By name where they are too many to be opened: names mostly begin with their day.
    opened = [docs.page(path) for path in paths[::-1][:MOST]]
    pages = sorted(opened, key=lambda page: _when(docs, page), reverse=True)
    whole = len(pages) == len(paths)
    short = (
        whole and sum(estimate_tokens("\n".join(_body(page)[1])) for page in pages) <= _MOST_WHOLE
    )
    fits = _fitting(docs, {page.path for page in pages}, queries)
    shown = "whole" if short else "passages" if queries else "first lines"
    unread = any(f"{one.path}/".startswith(f"{folder}/") for one in docs.unseen) or bool(
        docs.origin and docs.origin.faults
    )
    coverage = Coverage.COMPLETE if whole else Coverage.TRUNCATED
    coverage = coverage if pages else Coverage.EMPTY
    return Reading(
        source=f"pages below {folder}/",
        identity=byline.identity(docs),
        coverage=Coverage.PARTIAL if unread else coverage,
        rows=tuple(_row(docs, page, fits.get(page.path), queries, short=short) for page in pages),
        total=None if unread else len(paths),
        unit="page",
        lead=(*_lead(docs, folder, shown, len(pages), unread=unread), *faults(docs)),
        next=tuple(
            calls.search_docs(page=fits[page.path].id)
            for page in pages
            if not short and page.path in fits
        )[:2],
        facts={"documentation": f"{folder}/", "listed": shown},
    )


def _lead(docs: Library, folder: str, shown: str, count: int, *, unread: bool) -> tuple[str, ...]:
    if count:
        return (f"newest first; of each {_SHOWN[shown]}",)
    if unread:
        return (f"no page below {folder}/ could be read",)
    others = len({card.path for card in docs.cards})
    return (f"There are no {folder}: of the {others} pages of the documentation none is one.",)


_SHOWN = {
    "whole": "all that it says",
    "passages": "its first line, or the passage that the question finds",
    "first lines": "its first line: a question beside `page` finds what stands in them",
}


def _when(docs: Library, page: Page) -> tuple[bool, str, str]:
    """By their day; those that do not say come last, by their path."""
    at = byline.at(docs, page.path)
    return at is not None, at.astimezone(UTC).isoformat() if at else "", page.path


def _fitting(docs: Library, paths: Set[str], queries: Sequence[str]) -> dict[str, Card]:
    """Those pages that a search finds, each with its entry that fits best."""
    found: dict[str, Card] = {}
    for hit in search.search(docs, queries, most=len(docs.cards)) if queries else ():
        path = hit.card.path
        if path not in paths or path in found:
            continue
        if search.shared(docs, docs.opened(hit.card), queries).about:
            found[path] = hit.card
    return found


def _row(
    docs: Library, page: Page, fits: Card | None, queries: Sequence[str], *, short: bool
) -> Row:
    first, lines = _body(page)
    by = byline.told(docs, page.path)
    if fits and not short:
        best = search.answer(docs, docs.opened(fits), queries)
        where, text = str(best.lines), best.text
    elif short:
        where, text = str(Lines(first, first + len(lines) - 1)), "\n".join(lines)
    else:
        where, text = str(first), lines[0][:_MOST_FIRST]
        cut = len(lines) > 1 or len(lines[0]) > _MOST_FIRST
        by = [*by, f"the first of {len(lines)} lines"] if cut else by
    heading = " · ".join([f"{page.path}:{where}", page.title, *by])
    return Row(f"{heading}\n{text}", mark=">" if fits else "")


def _body(page: Page) -> tuple[int, list[str]]:
    """What it says below its title, and the number of the first line."""
    numbered = sorted(one for entry in page.entries for one in entry.numbered())
    title = f"# {page.title}"
    told = [number for number, line in numbered if line.strip() not in ("", title)]
    if not told:
        return 1, [""]
    lines = [line for number, line in numbered if told[0] <= number <= told[-1]]
    return told[0], lines
