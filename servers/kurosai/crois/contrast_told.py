"""A contrast in words: the counts first, then what shares them, and what was held equal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kurosai.crois.compared import INSIDE, Compared
from kurosai.crois.contrast import FEWEST_FAILED, FEWEST_GOOD, Contrast, Split
from kurosai.crois.fields import short

if TYPE_CHECKING:
    from kurosai.crois.job_details import Details
    from kurosai.crois.job_record import Job
    from kurosai.crois.job_search import Asked

MOST_NAMED = 4
TOO_FEW = "too few to tell from chance"
_HELD = {"workflow_id": ("workflow", "project"), "project": ("project",), "module": ("module",)}


def rows(compared: Sequence[Compared]) -> list[str]:
    """One line for each value that sets failures apart, sharpest first; names come from outside."""
    told: list[str] = []
    # What sets all failures apart sets each group of them apart, and more of the group with it.
    sharp: set[str] = set()
    for one in compared:
        splits = [split for split in one.contrast.splits if split.named not in sharp]
        told += [_line(one, split) for split in splits]
        hints = [hint for hint in one.contrast.hints if hint.named not in sharp]
        told += [f"{_line(one, hint)} · {TOO_FEW}" for hint in hints]
        sharp |= {split.named for split in (*splits, *hints) if split.sharp}
    return told


def lead(
    compared: Sequence[Compared],
    asked: Asked,
    good: Sequence[Job],
    succeeded: int | None,
    details: Details,
) -> tuple[str, ...]:
    """Our sentence: against how many it was compared, or why nothing can be said.

    `good` are the successes that were listed, of `succeeded` in the window.
    """
    whole = compared[0]
    held = held_equal(asked)
    equal = f"; held equal by the filter: {', '.join(held)}" if held else ""
    if whole.contrast.few:
        return (f"{_few(whole.contrast, whole.where)}{equal}",)
    inside = whole.where == INSIDE and succeeded is not None and succeeded > len(good)
    read = sum(job.id in details.tasks for job in good)
    among, evenly = (f" of {succeeded}", ", taken evenly") if inside else ("", "")
    against = f"{len(good)}{among} successes {whole.where}{evenly} (tasks read of {read})"
    names, unsure, unknown = (
        ", ".join(name for name in several if name not in held)
        for several in (whole.contrast.compared, whole.contrast.unsure, whole.contrast.unknown)
    )
    open_ = f"; {TOO_FEW if names else 'looked at'}: {unsure}" if unsure else ""
    open_ += f"; known of too few jobs: {unknown}" if unknown else ""
    if any(one.contrast.splits for one in compared):
        return (f"compared with {against}{open_}{equal}",)
    if not names:
        return (f"{whole.contrast.failed} failures and {against} are {TOO_FEW}{open_}{equal}",)
    return (f"nothing sets the failures apart from {against}; compared were {names}{open_}{equal}",)


def held_equal(asked: Asked) -> tuple[str, ...]:
    """The attributes that every job has alike because it was asked so."""
    return tuple(dict.fromkeys(name for key, _ in asked.filters for name in _HELD[key]))


def _line(one: Compared, split: Split) -> str:
    every = f"{split.failed} of {split.failed_of} failures"
    if split.failed == split.failed_of == one.contrast.failed:
        every = f"all {split.failed} failures"
    scope = "" if one.what.startswith("all") else f"{one.what}: "
    parts = [
        f"{scope}{every}, {split.good} of {split.good_of} successes: {short(split.named, 140)}"
    ]
    if split.retried:
        parts.append("of their last try: where the first one failed is not told")
    if split.same:
        parts.append(f"cannot be told apart here: {_named(split.same)}")
    if split.explained:
        parts.append(f"fails only with it: {_named(split.explained)}")
    return " · ".join(parts)


def _named(several: Sequence[str]) -> str:
    shown = ", ".join(short(one, 80) for one in several[:MOST_NAMED])
    more = len(several) - MOST_NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def _few(contrast: Contrast, where: str) -> str:
    if contrast.failed < FEWEST_FAILED:
        return f"too few failures to contrast ({contrast.failed}; {FEWEST_FAILED} needed)"
    return f"too few successes to contrast ({contrast.good} {where}; {FEWEST_GOOD} needed)"
