"""What a draft is made from: a concluded case, what was read for it, and the words to write in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kurosai.cases import judgement, phrasing, seen
from kurosai.cases.drafts import drawing, samples, steps
from kurosai.cases.drafts.general import General
from kurosai.cases.drafts.steps import Made
from kurosai.cases.judgement import Judgement
from kurosai.cases.phrasing import Phrasing
from kurosai.cases.story import Conclusion, Story

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk
    from kurosai.evidence.record import Evidence
    from kurosai.library.shelf import Library


@dataclass(frozen=True)
class Gathered:
    """One case as a writer has it."""

    told: Story
    done: Conclusion
    read: Sequence[Evidence]
    library: Library
    words: Phrasing

    @cached_property
    def judged(self) -> Judgement:
        """What was concluded."""
        return judgement.load(self.done.judgement)

    @cached_property
    def general(self) -> General:
        """What makes a text of this case one of any case."""
        return General(self.told, self.read, self.words)

    @cached_property
    def calls(self) -> tuple[Made, ...]:
        """The calls that it rests on."""
        return steps.made(self.read, seen.cited(self.told), self.general, self.words)

    @cached_property
    def samples(self) -> tuple[str, ...]:
        """The blocks of error lines that lead to it."""
        return samples.of(self.told, self.read)

    @property
    def cause(self) -> tuple[str, ...]:
        """The chain of causes, of any case."""
        return tuple(map(self.general.text, self.judged.cause))

    @property
    def end(self) -> str:
        """The words of the end node that it came to."""
        waits = bool(self.done.recheck)
        return drawing.end(self.done.verdict, waits=waits, say=self.words)


def gather(desk: Desk, told: Story, done: Conclusion) -> Gathered:
    """Collect it from the ledger and the library."""
    read = seen.readings(desk.ledger(), told)
    return Gathered(told, done, read, desk.library(), phrasing.of(desk.language()))
