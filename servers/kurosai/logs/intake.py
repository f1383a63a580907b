"""Any number of lines, read once, as statements: most lines cost a look-up, memory is bounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeAlias

from kurosai.logs.forms import (
    Form,
    Frame,
    Shape,
    form_of_message,
    new_form,
    see,
    shape_keys,
    shape_of,
)
from kurosai.logs.gathering import Named, Statement, gather
from kurosai.logs.marks import cut, deciding, letters
from kurosai.logs.message import Said, said
from kurosai.logs.tally import NEVER, Cells, Tally, halved
from kurosai.vocabulary import Window

Entry: TypeAlias = tuple[datetime | None, str]
"""When it was written, where that is known, and the text (with line breaks in it: one entry)."""

MAX_LENGTH = 4_000
"""Characters of an entry that are read: what tells one error from another stands at the front."""

MOST_FORMS = 10_000

_BYTES_OF_SHAPES = 24_000_000
_BYTES_OF_FORMS = 24_000_000
_BYTES_BESIDE = 400
_BYTES_OF_KEYS = 16_000_000
_BYTES_BESIDE_KEY = 100
_MOST_CODES = 256
_AT_ONCE = 4_096


class Intake:
    """Lines in, statements out. What comes out does not depend on the order of the lines while
    they have at most MOST_FORMS marks between them."""

    def __init__(self, window: Window | None = None) -> None:
        self.cells = Cells(window)
        self.lines = 0
        self._forms: dict[tuple[str, str], Form] = {}
        self._frames: dict[tuple[str, str, tuple[str, ...]], Frame] = {}
        self._bytes = 0
        self._once: set[bytes] = set()
        self._shapes: dict[bytes, Shape] = {}
        self._shape_bytes = 0
        self._once_bytes = 0
        self._statements: dict[Named, Statement] = {}
        self._halvings = 0

    def read(self, entries: Iterable[Entry]) -> None:
        """Take in some more lines."""
        left = iter(entries)
        while some := list(islice(left, _AT_ONCE)):
            self._take(some)

    def marks(self, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Read lines without counting them: the level and the mark of each."""
        for start in range(0, len(texts), _AT_ONCE):
            some, keys = _readable(texts[start : start + _AT_ONCE])
            for text, shape_key in zip(some, keys, strict=True):
                shape = self._shapes.get(shape_key)
                form = (shape and shape.settled) or self._form(text, shape_key, shape)
                yield form.level, form.mark

    def statements(self) -> tuple[Statement, ...]:
        """All lines so far; each is of exactly one of these."""
        self._fold()
        return tuple(self._statements.values())

    def _take(self, some: list[Entry]) -> None:
        texts, keys = _readable([text for _, text in some])
        shapes = self._shapes
        place = self.lines
        cell, low, high = 0, NEVER, NEVER
        for (at, _), text, shape_key in zip(some, texts, keys, strict=True):
            shape = shapes.get(shape_key)
            form = (shape and shape.settled) or self._form(text, shape_key, shape)
            tally = form.tally
            if not tally.count:
                tally.first_place = place
            tally.count += 1
            tally.last_place = place
            place += 1
            if at is None:
                continue
            if not low <= at < high:
                cell = self._cell(at)
                low, high = self.cells.bounds(cell)
            if tally.last is None or tally.first is None:
                tally.first = tally.last = at
            elif at > tally.last:
                tally.last = at
            elif at < tally.first:
                tally.first = at
            tally.cells[cell] = tally.cells.get(cell, 0) + 1
        self.lines = place

    def _cell(self, at: datetime) -> int:
        cell = self.cells.of(at)
        if times := self.cells.halvings - self._halvings:
            self._halvings = self.cells.halvings
            for tally in self._tallies():
                tally.cells = halved(tally.cells, times)
        return cell

    def _tallies(self) -> Iterator[Tally]:
        yield from (form.tally for form in self._forms.values())
        yield from (one.tally for one in self._statements.values())

    def _form(self, text: str, shape_key: bytes, shape: Shape | None) -> Form:
        if shape and (known := shape.form_of(text)):
            return known
        told = said(text)
        constant, pieces = cut(told.message)
        frame = self._frame(told.level, constant, pieces)
        decided = frame.decided(pieces)
        if decided in frame.forms:
            form, slots = frame.forms[decided]
            see(form, [pieces[at] for at in slots])
        else:
            form = self._new_form(text, told, frame, constant, pieces)
        if shape is None:
            shape = self._shape(shape_key, text, told, pieces, frame)
        if shape:
            shape.learn(text, form)
        return form

    def _frame(self, level: str, constant: str, pieces: list[str]) -> Frame:
        which = (level, constant, letters(pieces))
        frame = self._frames.get(which)
        if frame is None:
            if self._bytes > _BYTES_OF_FORMS:
                self._fold()
            frame = self._frames[which] = Frame(deciding(constant, pieces))
            self._bytes += len(constant) + _BYTES_BESIDE
        return frame

    def _new_form(
        self, text: str, told: Said, frame: Frame, constant: str, pieces: list[str]
    ) -> Form:
        mark, slots = form_of_message(frame, constant, pieces)
        values = [pieces[at] for at in slots]
        form = self._forms.get((told.level, mark))
        if form is not None:
            see(form, values)
        else:
            if len(self._forms) >= MOST_FORMS:
                self._fold()
                frame = self._frame(told.level, constant, pieces)
            form = new_form(told.level, mark, text, told.message, values)
            self._forms[told.level, mark] = form
            self._bytes += len(text) + len(told.message) + len(mark) + _BYTES_BESIDE
        if len(frame.forms) < _MOST_CODES:
            frame.forms[frame.decided(pieces)] = form, slots
        return form

    def _shape(
        self, shape_key: bytes, text: str, told: Said, pieces: list[str], frame: Frame
    ) -> Shape | None:
        """A new shape, for a line that is not the first of it: most of the others come once."""
        if shape_key not in self._once:
            self._once_bytes += len(shape_key) + _BYTES_BESIDE_KEY
            if self._once_bytes > _BYTES_OF_KEYS:
                self._once.clear()
                self._once_bytes = len(shape_key) + _BYTES_BESIDE_KEY
            self._once.add(shape_key)
            return None
        shape = shape_of(text, told, pieces, frame.deciding)
        if shape:
            self._shape_bytes += len(shape_key) + _BYTES_BESIDE
            if self._shape_bytes > _BYTES_OF_SHAPES:
                self._shapes.clear()
                self._shape_bytes = len(shape_key) + _BYTES_BESIDE
            self._shapes[shape_key] = shape
        return shape

    def _forget_shapes(self) -> None:
        # In place: a reading in progress holds it.
        self._shapes.clear()
        self._once.clear()
        self._shape_bytes = self._once_bytes = 0

    def _fold(self) -> None:
        """Forms become statements; lines that come later begin new forms."""
        self._statements = gather(self._forms.values(), self._statements.values())
        self._forms.clear()
        self._frames.clear()
        self._bytes = 0
        self._forget_shapes()


def _readable(texts: Sequence[str]) -> tuple[list[str], list[bytes]]:
    """What is read of some entries, and their shapes' keys."""
    read = [text if len(text) <= MAX_LENGTH else text[:MAX_LENGTH] for text in texts]
    keys = shape_keys(read)
    if len(keys) != len(read):
        # A NUL stands for something else in keys and in marks.
        read = [text.replace("\0", "\ufffd") for text in read]
        keys = shape_keys(read)
    return read, keys
