"""A new entry from a case that no entry was about: what is on record, and gaps for the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kurosai.cases.drafts import drawing
from kurosai.cases.drafts.draft import Draft
from kurosai.cases.drafts.gathered import Gathered
from kurosai.cases.faults import short
from kurosai.cases.indexing import PASSING
from kurosai.library import search
from kurosai.library.entry_bounds import NUMBERED

if TYPE_CHECKING:
    from kurosai.library.page import Page

_MOST_TITLE = 60
_MOST_CAUSE = 45
_MOST_PAGES = 5
_TAG = re.compile(r"(?:\[[^\]]{1,40}\]\s*|(?:error|fatal|critical):?\s+)+", re.IGNORECASE)
_NO_NAME = re.compile(r"[^a-z0-9]+")


def of(made: Gathered, *notes: str) -> Draft:
    """The draft as an entry of the page about the same resource, else as a page of its own."""
    page = _page(made)
    say = made.words.draft
    if page is not None:
        numbers = [one.number for one in page.entries]
        heading = f"## {_next(numbers)}:{_title(made)}"
        place = say["of_page"].format(page=page.path, heading=heading.removeprefix("## "))
        return Draft("\n".join(_entry(made, heading)) + "\n", page.path, (place, *notes))
    name = _name(made) or _title(made)
    number = _next([card.number for card in made.library.cards])
    path = f"{_NO_NAME.sub('-', name.lower()).strip('-')[:40].strip('-') or 'new'}.md"
    lines = [f"# {name}", "", *_entry(made, f"## {number}:{_title(made)}")]
    return Draft("\n".join(lines) + "\n", path, (say["new_page"].format(page=path), *notes))


def _name(made: Gathered) -> str:
    """The resource that the alert names, "" where only one run was called so."""
    trigger = made.told.trigger
    return "" if trigger.kind in PASSING else trigger.name


def _page(made: Gathered) -> Page | None:
    """The page with numbered entries that names the resource, if the library has one."""
    name = _name(made)
    if not name:
        return None
    for hit in search.search(made.library, [name], most=_MOST_PAGES):
        page = made.library.page(hit.card.path)
        numbered = any(one.number for one in page.entries)
        if numbered and name in made.library.data(hit.card.path).decode("utf-8", "replace"):
            return page
    return None


def _next(numbers: Sequence[str]) -> str:
    """The number behind the highest of these ("" is none)."""
    known = [one for one in numbers if one]
    width = max(map(len, known), default=3)
    return f"{max(map(int, known), default=0) + 1:0{width}d}"


def _title(made: Gathered) -> str:
    """What went wrong in the program's own words, else in the conclusion's."""
    line = made.told.trigger.line
    if not line and made.samples:
        line = made.samples[0].split("\n", 1)[0]
    if line:
        return short(_untagged(made.general.text(line)) or line, _MOST_TITLE)
    return short(made.cause[0].rstrip("。. "), _MOST_TITLE)


def _untagged(line: str) -> str:
    """A line without the level and the place that a logger puts before it."""
    found = _TAG.match(line)
    return line[found.end() :].strip() if found else line


def _entry(made: Gathered, heading: str) -> Iterator[str]:
    say = made.words.draft
    title = heading.removeprefix("## ")
    matched = NUMBERED.match(title)
    root = short(made.cause[-1].rstrip("。. "), _MOST_CAUSE)
    question = say["question"].format(cause=root)
    yield heading
    yield from ("", say["when"].format(title=matched[2] if matched else title))
    yield from ("", f"### {say['background']}", "")
    yield from (one for sentence in made.cause for one in (sentence, ""))
    yield f"{say['why_not']}"
    yield from ("", f"### {say['resources']}", "")
    yield from (f"- {one}" for one in _resources(made))
    looks = [one.title for one in made.calls]
    chart = drawing.chart(
        title, list(dict.fromkeys(looks)), question, made.end, made.told.id, made.words
    )
    yield from ("", f"### {say['flowchart']}", "", "```mermaid", chart, "```")
    yield from ("", f"### {say['steps']}", "")
    for number, one in enumerate(made.calls, 1):
        yield f"{number}. {one.title}: `{one.call}`"
    yield f"{len(made.calls) + 1}. {say['decide']}"
    yield f"   - {say['if_yes'].format(question=question, end=made.end)}"
    yield from (f"     - {made.general.text(one)}" for one in made.judged.actions)
    yield f"   - {say['if_no']}"
    if made.judged.ruled_out:
        yield from ("", f"### {say['judgement']}", "")
        for one in made.judged.ruled_out:
            yield f"- {say['not_this'].format(text=made.general.text(one))}"
    if made.samples:
        yield from ("", f"### {say['samples']}")
        for block in made.samples:
            yield from ("", "```text", block.replace("```", "'''"), "```")


def _resources(made: Gathered) -> Iterator[str]:
    name = _name(made)
    if name:
        yield f"{made.told.trigger.kind} `{name}`".strip()
    for source in dict.fromkeys(one.source for one in made.calls):
        if source != name:
            yield f"`{source.replace('`', chr(39))}`"
