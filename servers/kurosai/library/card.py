"""What the library knows of an entry without opening its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kurosai.library.page import Lines

if TYPE_CHECKING:
    from kurosai.library.page import Entry


class Card(NamedTuple):
    """One entry as a list shows it. The fields are those of `page.Entry`.

    `chart` says whether it has a flowchart that can be walked, `samples` how many lines it shows.
    """

    id: str
    path: str
    digest: str
    number: str
    title: str
    heading: str
    start: int
    end: int
    chart: bool
    samples: int

    @property
    def lines(self) -> Lines:
        """Where it stands in its page."""
        return Lines(self.start, self.end)

    @property
    def slug(self) -> str:
        """The part of the id behind "#", or the whole id of an entry that is a whole page."""
        return self.id.rpartition("#")[2]


def of(entry: Entry) -> Card:
    """The card of an entry."""
    return Card(
        entry.id,
        entry.path,
        entry.digest,
        entry.number,
        entry.title,
        entry.heading,
        entry.lines.start,
        entry.lines.end,
        entry.chart is not None,
        sum(len(sample.log) for sample in entry.samples),
    )
