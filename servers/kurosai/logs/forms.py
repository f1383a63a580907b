"""Forms: lines with one level and one mark. How most lines find theirs without being read.

Lines that differ in runs of digits only have one shape; messages that differ in their pieces only
have one frame. All that such lines can differ in is compared: what decides the mark (codes), and
what has been the same in all of them so far.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kurosai.logs import marks
from kurosai.logs.marks import RUN, runs
from kurosai.logs.message import Said
from kurosai.logs.spans import EXAMPLES, Span
from kurosai.logs.tally import Tally

_RUN = re.compile(RUN.encode())
_MOST_CODES = 256
"""So many values of what decides are remembered for one shape."""


@dataclass(slots=True)
class Form:
    """`taken` are the values of the mark's slots in all of its lines, `together` some that stood in
    one line. `sample` is the first entry that came, cut to what was read of it."""

    level: str
    mark: str
    sample: str
    message: str
    taken: list[Span]
    together: list[tuple[str, ...]]
    tally: Tally = field(default_factory=Tally)


@dataclass(slots=True)
class Frame:
    """Messages with one constant part: which pieces decide the mark, and the form and its slots
    (which pieces they are) by the values of those."""

    deciding: tuple[int, ...]
    forms: dict[tuple[str, ...], tuple[Form, tuple[int, ...]]] = field(
        default_factory=dict[tuple[str, ...], tuple[Form, tuple[int, ...]]]
    )

    def decided(self, pieces: Sequence[str]) -> tuple[str, ...]:
        """What the mark of a message depends on."""
        return tuple([pieces[at] for at in self.deciding])


def new_form(level: str, mark: str, text: str, message: str, values: Sequence[str]) -> Form:
    """The form of a line that is the first of it; `values` are those of its slots."""
    return Form(level, mark, text, message, [Span.of(one) for one in values], [tuple(values)])


def see(form: Form, values: Sequence[str]) -> None:
    """One more line's values of the slots."""
    new = False
    for span, text in zip(form.taken, values, strict=True):
        new |= span.add(text)
    if new and len(form.together) < EXAMPLES:
        form.together.append(tuple(values))


@dataclass(slots=True)
class Known:
    """A form, and of the lines of one shape that are of it the runs that have been the same."""

    form: Form
    values: list[str]
    fixed: list[int]


@dataclass(slots=True)
class Shape:
    """What lines of one shape are of. `settled`: of this form, whatever their digits.

    Else `fixed` are the runs of the message that may vary, `deciding` those that tell which form
    it is, and `known` has an entry for each value of those.
    """

    settled: Form | None
    fixed: tuple[int, ...] = ()
    deciding: tuple[int, ...] = ()
    known: dict[tuple[str, ...], Known] = field(default_factory=dict[tuple[str, ...], Known])

    def form_of(self, text: str) -> Form | None:
        """The form of a line of this shape; None when it has to be read."""
        values = runs(text)
        known = self.known.get(tuple([values[run] for run in self.deciding]))
        if known is None:
            return None
        first = known.values
        for run in known.fixed:
            if values[run] != first[run]:
                return None
        return known.form

    def learn(self, text: str, form: Form) -> None:
        """A line of this shape was read, and is of this form."""
        values = runs(text)
        decided = tuple([values[run] for run in self.deciding])
        if known := self.known.get(decided):
            known.fixed = [run for run in known.fixed if values[run] == known.values[run]]
        elif len(self.known) < _MOST_CODES:
            known = self.known[decided] = Known(form, values, list(self.fixed))
        if known and not known.fixed and not self.deciding:
            self.settled = form


def shape_of(text: str, said: Said, pieces: Sequence[str], deciding: Sequence[int]) -> Shape | None:
    """The shape of a line that was read; None when lines of its shape must all be read: their
    message is not to be found in them as it stands (escaped JSON, a stack)."""
    own = [len(runs(piece)) for piece in pieces]
    start = _start(text, said, sum(own))
    if start < 0:
        return None
    fixed: list[int] = []
    decides: list[int] = []
    for at, count in enumerate(own):
        (decides if at in deciding else fixed).extend(range(start, start + count))
        start += count
    if said.level_at >= 0:
        decides.append(len(runs(text[: said.level_at])))
    return Shape(None, tuple(fixed), tuple(decides))


def _start(text: str, said: Said, own: int) -> int:
    """Which of the line's runs is the first of its message; -1 when that cannot be told."""
    if said.at_end:
        values = runs(text)
        return len(values) - own if values[len(values) - own :] == runs(said.message) else -1
    if not said.message or text.count(said.message) != 1:
        return -1
    return len(runs(text[: text.index(said.message)]))


def shape_keys(texts: list[str]) -> list[bytes]:
    """What lines of one shape have in common, for many lines at once; none has a NUL in it."""
    joined = "\0".join(texts).encode("utf-8", "surrogatepass")
    return _RUN.sub(b"0", joined).split(b"\0")


def form_of_message(
    frame: Frame, constant: str, pieces: Sequence[str]
) -> tuple[str, tuple[int, ...]]:
    """The mark of a message that its frame does not know, and which pieces are its slots."""
    keep = marks.kept(constant, pieces) if frame.deciding else ()
    slots = tuple(at for at in range(len(pieces)) if at not in keep)
    return marks.mark(constant, pieces, keep), slots
