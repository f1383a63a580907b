"""Whether the same calls in another world get the same results."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from itertools import zip_longest

from kurosai.rehearsal.answers import Answer

CASE = re.compile(r"^case (\w{8}) · ")
_FENCE = re.compile(r"<<data (\w+)")
_READ_IN_PART = re.compile(r" · partial$")


async def changed(first: Sequence[str], again: Callable[[], Awaitable[Sequence[str]]]) -> str:
    """The first line that another run gave otherwise, "" if none did; `again` makes a run.

    Where one of the two read less of a thing, and said so, a third run is made: on a busy machine
    a reading may be late, which is no difference of the world; then the other has to come again.
    """
    second = await again()
    pair = _difference(first, second)
    if pair is None:
        return ""
    in_part = [bool(_READ_IN_PART.search(line)) for line in pair]
    if in_part[0] is not in_part[1]:
        pair = _difference(second if in_part[0] else first, await again())
    return " | ".join(pair) if pair else ""


def _difference(first: Sequence[str], second: Sequence[str]) -> tuple[str, str] | None:
    pairs = zip_longest(
        "\n".join(first).split("\n"), "\n".join(second).split("\n"), fillvalue="(nothing)"
    )
    return next(((one, other) for one, other in pairs if one != other), None)


def plainly(answers: Sequence[Answer]) -> list[str]:
    """The results with evidence ids, case ids and the fences' marks as numbers of their own."""
    text = "\f".join(one.text for one in answers)
    names: dict[str, str] = {}
    found = [one.evidence for one in answers if one.evidence]
    found += [case[1] for one in answers if (case := CASE.match(one.text))]
    for name in (*found, *_FENCE.findall(text)):
        names.setdefault(name, f"<{len(names)}>")
    for name, short in names.items():
        text = text.replace(name, short)
    return text.split("\f")
