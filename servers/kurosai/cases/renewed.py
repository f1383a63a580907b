"""What is new in a report since the one that was shown before: a few lines, not all of them."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from kurosai.cases.faults import short

MOST_SHARE = 0.5
"""Where more than this share of the lines is new, the report is shown as a whole."""


def lines(
    text: str, before: str, digest: str, *, what: str = "report", reads: str = "", said: str = ""
) -> list[str]:
    """The lines that are not in `before` (that of draft `digest`), each part under its heading.

    `+` is before what is new, `-` before the beginning of what is gone. All lines without a mark
    where most of them are new. Below the heading `reads` code lists what was read: of its lines
    only how many are others now, but for those of `said`, which somebody wrote.
    """
    new, old = text.split("\n"), before.split("\n")
    own = frozenset(said.split("\n"))
    listed = _below(new, reads) - {at for at, one in enumerate(new) if one in own}
    was_listed = _below(old, reads)
    parts = [
        (one[1:3], one[3:])
        for one in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if one[0] != "equal"
    ]
    fresh = {at for _, span in parts for at in range(*span)}
    if len(fresh - listed) > MOST_SHARE * (len(new) - len(listed)):
        return new
    shown: list[str] = []
    heading = ""
    for (gone, past), (start, end) in parts:
        lost = [old[at] for at in range(gone, past) if at not in was_listed and old[at].strip()]
        come = [new[at] for at in range(start, end) if at not in listed and new[at].strip()]
        above = next((one for one in reversed(new[:start]) if one.startswith("#")), "")
        if above != heading and (lost or come):
            shown.append(above)
            heading = above
        shown += [f"- {short(one)}" for one in lost]
        shown += [f"+ {one}" for one in come]
    follows = len(fresh & listed) or any(at in was_listed for one, _ in parts for at in range(*one))
    if follows:
        shown.append(f"what is listed of the readings follows ({len(fresh & listed)} other lines)")
    size = f"{what}: {len(text):,} characters, as in draft {digest}"
    return [f"{size} but for" if shown else f"{size} to the letter", *shown]


def _below(lines: Sequence[str], heading: str) -> frozenset[int]:
    """The places of the lines of one section, its heading's own not among them."""
    if not heading or f"## {heading}" not in lines:
        return frozenset()
    start = lines.index(f"## {heading}") + 1
    fits = (at for at in range(start, len(lines)) if lines[at].startswith("## "))
    return frozenset(range(start, next(fits, len(lines))))
