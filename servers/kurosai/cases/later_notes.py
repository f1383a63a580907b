"""What a note says holds until a later one takes it back: whether a yes has considered those.

A yes that rests on a note needs a look at all notes beside it, and where a later one of the same
matter speaks of a change (`takes_back` in `notices.yaml`), that one too. Whether it really takes
the notice back is for whoever answers to judge: he cites it, and quotes what still stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai import calls
from kurosai.cases import scope
from kurosai.cases.source import plain
from kurosai.errors import Refused
from kurosai.library import notices
from kurosai.library.walk import is_negative

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence
    from kurosai.library.walk import Answer, Step

SEARCHED = ("whole", "passages")
"""How a list of pages was shown if it tells what stands in them, and not how they begin alone."""

_HEADING = re.compile(r"(?P<path>.+?):\d+(?:-\d+)?(?: · (?P<rest>.*))?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:T[\d:]+Z)?")
_TELLING = re.compile(r"(?<![\w:/.-])(?:\d{4,}|[A-Za-z][\w-]{4,})(?![\w:/-])", re.ASCII)
_QUOTED = 60
_MOST_QUESTION = 120


@dataclass(frozen=True, slots=True)
class _Note:
    """A note as a list or a search shows it: of a long one the passage that answers, or its first
    line. `fits`: whether it answers what was asked. Notes are in order of `day` and `path`."""

    day: str
    path: str
    text: str
    fits: bool

    @property
    def order(self) -> tuple[str, str]:
        return self.day, self.path

    def beside(self, other: _Note) -> _Note:
        """The same with what another view of it shows."""
        text = self.text if other.text == self.text else f"{other.text}\n{self.text}"
        return _Note(self.day, self.path, text, self.fits or other.fits)


def check(
    step: Step,
    answer: Answer,
    found: Sequence[Evidence],
    quotes: Callable[[str, Evidence], bool],
    others: Callable[[], Sequence[Evidence]],
) -> None:
    """Raise Refused where a yes rests on a note and nobody looked whether a later one takes it
    back, or one may and is not cited. `others` are the readings of the case.
    """
    if is_negative(step.choice):
        return
    rests = {*_rests(answer.quote, scope.documents(found), quotes)}
    if not rests:
        return
    views = [one for one in scope.documents((*found, *others())) if one.rows]
    known: dict[str, _Note] = {}
    for note in (note for one in views for note in _notes(one)):
        known[note.path] = note.beside(known.get(note.path, note))
    which = ", ".join(sorted(rests))
    if not rests & {note.path for one in views if _lists(one) for note in _notes(one)}:
        raise Refused(
            f"{answer.node}={step.choice} rests on {which}, and whether a later note takes that "
            "back nobody has looked.",
            "Read the list of the notes, then answer with the latest of the matter: "
            + _list(answer, found),
        )
    whole = {_path(one) for one in scope.documents(found) if "version" in one.facts}
    last = max(note.order for path, note in known.items() if path in rests)
    words = {word for path in rests if path in known for word in _telling(known[path].text)}
    words |= {*_telling(answer.quote)}
    later = [
        note
        for note in sorted(known.values(), key=lambda one: one.order)
        if note.order > last and notices.takes_back(note.text) and (note.fits or _of(note, words))
    ]
    unseen = [note for note in later if note.path not in whole]
    if unseen:
        raise Refused(
            f"{answer.node}={step.choice} rests on {which}, but the later {unseen[-1].path} says "
            f"「{_short(unseen[-1].text)}」.",
            "Answer as the latest note of the matter has it; if that leaves the notice standing, "
            "read it whole (search_docs with page), cite it too, and quote what stands.",
        )
    own = [known[path] for path in sorted(rests & known.keys()) if path in whole]
    changed = [note for note in own if notices.takes_back(note.text)]
    if changed and not answer.quote:
        raise Refused(
            f"{answer.node}={step.choice} rests on {which}, of which {changed[-1].path} says "
            f"「{_short(changed[-1].text)}」.",
            "Quote the words that show the answer, or answer as that note has it.",
        )


def _rests(
    quote: str, pages: Sequence[Evidence], quotes: Callable[[str, Evidence], bool]
) -> Iterator[str]:
    """The notes that hold the quote; without one those that are cited whole."""
    for page in pages:
        if "version" in page.facts:
            if notices.is_note(_path(page)) and (not quote or quotes(quote, page)):
                yield _path(page)
        elif quote:
            held = (note.path for note in _notes(page) if plain(quote) in plain(note.text))
            yield from filter(notices.is_note, held)


def _list(answer: Answer, found: Sequence[Evidence]) -> str:
    """The call that lists the notes, those marked that are about what the note says."""
    texts = [row.text for one in scope.documents(found) for row in one.rows if row.text.strip("# ")]
    about = answer.quote or next(iter(texts), "").lstrip("# ")
    return calls.line(calls.search_docs(about[:_MOST_QUESTION], notices.folder()))


def _lists(page: Evidence) -> bool:
    """Whether it shows all notes with what stands in them: a search misses other words."""
    listed = page.facts.get("listed", "") in SEARCHED
    return listed and notices.is_note(page.facts.get("documentation", ""))


def _notes(page: Evidence) -> Iterator[_Note]:
    for row in page.rows:
        heading, _, text = row.text.partition("\n")
        match = _HEADING.fullmatch(heading)
        if match and notices.is_note(match["path"]):
            days = [one for one in (match["rest"] or "").split(" · ") if _DAY.match(one)]
            day = _DAY.match(days[-1]) if days else None
            title = (match["rest"] or "").partition(" · ")[0]
            told = f"{title}\n{text}"
            yield _Note(day.group() if day else "", match["path"], told, row.mark == ">")


def _path(page: Evidence) -> str:
    return page.source.rpartition(":")[0]


def _telling(text: str) -> Iterator[str]:
    for match in _TELLING.finditer(unicodedata.normalize("NFKC", text)):
        yield match.group().lower()


def _of(note: _Note, words: set[str]) -> bool:
    return not words.isdisjoint(_telling(note.text))


def _short(text: str) -> str:
    lines = [line.strip() for line in text.split("\n") if notices.takes_back(line)]
    line = lines[0] if lines else text
    return line if len(line) <= _QUOTED else f"{line[:_QUOTED]}…"
