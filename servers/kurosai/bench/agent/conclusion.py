"""The conclusion of a run: of the cases that it closed, else of what was printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kurosai.bench.agent import printed
from kurosai.cases.story import CLOSED

if TYPE_CHECKING:
    from kurosai.bench.agent.record import Case, Record
    from kurosai.cases.judgement import Judgement

Source = Literal["case", "printed", "none"]
CLAIMING = ("cause", "actions", "impact", "urgency", "reason")
"""The fields of a judgement that say what is so; `ruled_out` and `not_looked_at` do not."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What was concluded.

    `verdicts` are those of all cases that stand, or that were printed: one, if it is clear.
    `text` is all that the host itself said, never the report that code wrote of it: that shows the
    question and every reading, and so fits any key. `claims` is the part of it that says what is
    so, `cited` the ids of evidence that a case has beside its sentences, and its walk. `waits` is
    True where every case that stands is pending.
    """

    source: Source
    verdicts: frozenset[str] = frozenset()
    text: str = ""
    claims: str = ""
    cited: frozenset[str] = frozenset()
    waits: bool = False
    cases: tuple[Case, ...] = ()

    @property
    def verdict(self) -> str:
        """The one verdict, "" where there is none or more than one."""
        return next(iter(self.verdicts)) if len(self.verdicts) == 1 else ""


def of(record: Record, answer: str) -> Conclusion:
    """The conclusion of a run; `answer` is what its command printed."""
    concluded = [one for one in record.cases if one.judgement is not None]
    standing = tuple(one for one in concluded if not _corrected(one, concluded))
    if standing:
        judged = [one.judgement for one in standing if one.judgement is not None]
        return Conclusion(
            "case",
            frozenset(one.verdict.value for one in judged),
            "\n".join(_said(one) for one in judged),
            "\n".join(_claims(one) for one in judged),
            # The tool asks not to name again what the answers of the walk name.
            frozenset(
                name
                for one, judgement in zip(standing, judged, strict=True)
                for name in (*one.answered, *judgement.evidence)
            ),
            all(one.state != CLOSED for one in standing),
            standing,
        )
    if not answer:
        return Conclusion("none")
    return Conclusion("printed", printed.verdicts(answer), answer, printed.claims(answer))


def _corrected(case: Case, concluded: list[Case]) -> bool:
    """Whether a later case names this one, as the servers ask of whoever corrects a closed one."""
    later = concluded[concluded.index(case) + 1 :]
    return any(
        case.id in text
        for one in later
        if one.judgement is not None
        for _, text in one.judgement.sentences()
    )


def _said(judgement: Judgement) -> str:
    return "\n".join(text for _, text in judgement.sentences())


def _claims(judgement: Judgement) -> str:
    return "\n".join(
        text for place, text in judgement.sentences() if place.split(" ")[0] in CLAIMING
    )
