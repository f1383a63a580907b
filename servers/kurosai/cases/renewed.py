"""What is new in a report since the one that was shown before: a few lines, not all of them."""

from __future__ import annotations

from difflib import SequenceMatcher

from kurosai.cases.faults import short

MOST_SHARE = 0.5
"""Where more than this share of the lines is new, the report is shown as a whole."""


def lines(report: str, before: str, digest: str) -> list[str]:
    """The lines that are not in `before` (the report `digest`), each part under its heading.

    `+` is before what is new, `-` before the beginning of what is gone. All lines without a mark
    where most of them are new.
    """
    new, old = report.split("\n"), before.split("\n")
    parts = [
        (one[1:3], one[3:])
        for one in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if one[0] != "equal"
    ]
    fresh = sum(end - start for _, (start, end) in parts)
    if fresh > MOST_SHARE * len(new):
        return new
    shown: list[str] = []
    heading = ""
    for (gone, past), (start, end) in parts:
        above = next((one for one in reversed(new[:start]) if one.startswith("#")), "")
        if above != heading:
            shown.append(above)
            heading = above
        shown += [f"- {short(one)}" for one in old[gone:past] if one.strip()]
        shown += [f"+ {one}" for one in new[start:end] if one.strip()]
    size = f"report: {len(report):,} characters, as in draft {digest}"
    return [f"{size} but for" if shown else f"{size} to the letter", *shown]
