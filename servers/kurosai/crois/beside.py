"""What is told beside a list of jobs: sentences, rows, calls, and what is unread."""

from __future__ import annotations

from dataclasses import dataclass

from kurosai.vocabulary import Call, Row


@dataclass(frozen=True, slots=True)
class Beside:
    """`told` are sentences of the lead, `next` the calls that follow from them; `unread` says what
    could not be read for them."""

    told: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    next: tuple[Call, ...] = ()
    unread: tuple[str, ...] = ()

    def and_also(self, other: Beside) -> Beside:
        """Both."""
        return Beside(
            (*self.told, *other.told),
            (*self.rows, *other.rows),
            (*self.next, *other.next),
            (*self.unread, *other.unread),
        )
