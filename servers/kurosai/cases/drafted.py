"""A draft as whoever takes over reads it: whose it is, what it says, and what still stops it.

It is no knowledge of the case: nobody has concluded it, and with blocks nobody could.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kurosai.cases import basis, faults, judgement
from kurosai.cases.check import checks
from kurosai.errors import Fault

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk
    from kurosai.cases.phrasing import Phrasing
    from kurosai.cases.story import Story

MOST_BLOCKS = 5


def lines(desk: Desk, told: Story, words: Phrasing) -> Iterator[str]:
    """Nothing where there is no draft that still holds. The blocks are those of a check now."""
    done, say = told.draft, words.hand_over
    if done is None:
        return
    given = judgement.load(done.judgement)
    verdict = words.verdicts[done.verdict.value]
    said = say["drafted"].format(verdict=verdict, blocks=done.blocks, by=done.by)
    yield f"{said}: {' '.join(given.cause)}"
    if not done.blocks:
        return
    try:
        stops = faults.blocks(checks.check(given, basis.gather(desk, told, given)))
    except Fault as fault:
        yield f"{say['block']}: {fault}"
        return
    yield from (f"{say['block']}: {one}" for one in stops[:MOST_BLOCKS])
    if len(stops) > MOST_BLOCKS:
        yield say["more_read"].format(count=len(stops) - MOST_BLOCKS)
