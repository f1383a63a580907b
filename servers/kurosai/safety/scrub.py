"""The one door through which a reading passes before anything else sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

from kurosai.safety.clean import clean
from kurosai.safety.redact import redact
from kurosai.vocabulary import Again, Call, Coverage, Json, Reading, Row, Statement

MOST_CHARACTERS = 256 * 1024
"""What one reading may carry; more costs the ledger tens of milliseconds and nobody reads it."""

LOST = "rows were too much to keep whole"
"""What a reading says of whose rows not all could be kept."""


class Scrub:
    """Cleans and redacts; `own` are this process's credentials."""

    def __init__(self, own: frozenset[str] = frozenset()) -> None:
        self._own = own

    def text(self, text: str) -> str:
        """One string, cleaned and redacted."""
        return redact(clean(text), self._own)[0]

    def line(self, text: str) -> str:
        """One string as one line: no name from outside begins a line that looks like ours."""
        return " ".join(self.text(text).split("\n"))

    def reading(self, reading: Reading) -> Reading:
        """A bounded, clean copy of everything that can be shown or recorded.

        Rows beyond the bound are dropped, those first that are not shown, each kind from its end,
        and the copy says so: it is then truncated, whatever it was.
        """
        rows, lost = self._rows(reading.rows)
        clean_copy = replace(
            reading,
            source=self.line(reading.source),
            identity=self.line(reading.identity),
            rows=rows,
            lead=tuple(self.line(one) for one in reading.lead),
            tail=tuple(self.line(one) for one in reading.tail),
            cursor=self.line(reading.cursor),
            next=tuple(self._call(call) for call in reading.next),
            again=self._again(reading.again),
            facts={self.line(k): self.line(v) for k, v in reading.facts.items()},
            looks=tuple(
                replace(
                    look,
                    place=self.line(look.place),
                    told=self.line(look.told),
                    instead=self.line(look.instead),
                )
                for look in reading.looks
            ),
        )
        if not lost:
            return clean_copy
        coverage = clean_copy.coverage
        note = f"{lost} {LOST}: narrow the question."
        return replace(
            clean_copy,
            coverage=Coverage.TRUNCATED if coverage is Coverage.COMPLETE else coverage,
            tail=(*clean_copy.tail, note),
        )

    def statement(self, statement: Statement) -> Statement:
        """A clean copy of a statement."""
        return replace(
            statement,
            head=self.text(statement.head),
            lines=self._lines(statement.lines),
            next=tuple(self._call(call) for call in statement.next),
        )

    def json(self, value: Json) -> Json:
        """A clean copy of anything JSON."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            items = cast("Mapping[str, Json]", value)
            return {self.text(k): self.json(v) for k, v in items.items()}
        if isinstance(value, Sequence):
            return [self.json(v) for v in cast("Sequence[Json]", value)]
        return value

    def document(self, value: Json) -> Json:
        """As `json`, of something large that most often holds nothing: then as it is."""
        # One look at all texts costs a tenth of a look at each.
        texts = "\n".join(_texts(value))
        return value if self.text(texts) == texts else self.json(value)

    def lost(self, reading: Reading) -> tuple[Row, ...]:
        """The rows that its clean copy has not, or not whole."""
        left = MOST_CHARACTERS
        found: list[int] = []
        for place in _in_turn(reading.rows):
            left -= len(reading.rows[place].text)
            if left < 0:
                found.append(place)
        return tuple(reading.rows[place] for place in sorted(found))

    def _rows(self, rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], int]:
        """The rows within the bound, and how many are missing or cut."""
        kept: dict[int, Row] = {}
        cut = 0
        left = MOST_CHARACTERS
        for place in _in_turn(rows):
            if left <= 0:
                break
            row = rows[place]
            text = row.text
            if len(text) > left:
                text = f"{text[:left]} [+{len(row.text) - left} characters not kept]"
                cut = 1
            left -= len(text)
            kept[place] = replace(row, text=self.text(text), brief=self.text(row.brief))
        return tuple(kept[place] for place in sorted(kept)), len(rows) - len(kept) + cut

    def _lines(self, lines: Sequence[str]) -> tuple[str, ...]:
        return tuple(self.text(line) for line in lines)

    def _call(self, call: Call) -> Call:
        arguments = cast("Mapping[str, Json]", self.json(call.arguments))
        return Call(call.server, call.tool, arguments)

    def _again(self, again: Again | None) -> Again | None:
        if again is None:
            return None
        return Again(again.at, self._call(again.call), self.text(again.why))


def _in_turn(rows: Sequence[Row]) -> list[int]:
    """The places of rows in the order in which they are kept: those first that are shown."""
    return sorted(range(len(rows)), key=lambda place: (rows[place].mark == ".", place))


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, held in cast("Mapping[str, Json]", value).items():
            yield key
            yield from _texts(held)
    elif isinstance(value, Sequence):
        for held in cast("Sequence[Json]", value):
            yield from _texts(held)
