"""What a numeric field of some entries comes to, by the values of others: nobody adds by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kurosai import flatten
from kurosai.errors import BadInput
from kurosai.gcp import fields, paths, sizes
from kurosai.gcp.fields import Path
from kurosai.gcp.wire.reading import LogEntry
from kurosai.vocabulary import Json, Row

MOST_READ = 500
"""Entries that are read for a sum: of the first fifty it would seldom be the one that is meant."""

PAGE = 250
MOST_ROWS = 20
_MOST_OFFERED = 6
_LONGEST = 200

# As Logs Insights has it, too: `stats sum(a.b) by c`.
_ASKED = re.compile(
    r"\s*(?:stats\s+)?(?:sum\s*\(\s*(?P<inside>[^()]+?)\s*\)|(?P<plain>[^()]+?))"
    r"(?:\s+by\s+(?P<by>.+?))?\s*",
    re.IGNORECASE | re.DOTALL,
)
_NUMBER = re.compile(r"-?\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,2})?")


@dataclass(frozen=True, slots=True)
class Sum:
    """The field that is added up, and those by whose values."""

    of: Path
    by: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Summed:
    """Our sentences about a sum, a row for each group, and the paths of its fields."""

    lead: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    fields: tuple[Path, ...] = ()


NONE = Summed()


@dataclass(slots=True)
class _Group:
    numbers: list[Decimal] = field(default_factory=list[Decimal])
    lacking: int = 0


def asked(text: str) -> Sum:
    """`PATH by PATH, PATH` as its parts. Raises BadInput for what is not so."""
    match = _ASKED.fullmatch(text)
    if match is None:
        raise BadInput(
            f"`sum` is {text[:80]!r}.",
            "Write it like protoPayload.response.bytes by resource.labels.project_id.",
        )
    by = (one.strip() for one in (match["by"] or "").split(",") if one.strip())
    return Sum(
        paths.split((match["inside"] or match["plain"]).strip(), "sum"),
        tuple(paths.split(one, "sum") for one in by),
    )


def of(wanted: Sum, entries: Sequence[LogEntry], *, whole: bool) -> Summed:
    """The sum by groups, the largest first, or why there is none; `whole`: the entries are all that
    fit."""
    roots = [paths.whole(entry) for entry in entries]
    if not roots:
        return NONE
    meant = [fields.named(roots, wanted.of)]
    # By what those go that have the number: others may have a field of that name elsewhere.
    having = (
        [root for root in roots if paths.reach(root, meant[0][0]) is not None] if meant[0] else []
    )
    meant += [fields.named(having, one) or fields.named(roots, one) for one in wanted.by]
    for one, found in zip((wanted.of, *wanted.by), meant, strict=True):
        if told := fields.unclear(one, found):
            have = "" if found else _near(one, roots, number=one == wanted.of)
            return Summed((f"not summed: {told}{have}",))
    what, by = meant[0][0], tuple(one[0] for one in meant[1:])
    groups: dict[tuple[str, ...], _Group] = {}
    for root in roots:
        group = groups.setdefault(tuple(_value(paths.reach(root, one)) for one in by), _Group())
        number = _number(paths.reach(root, what))
        if number is None:
            group.lacking += 1
        else:
            group.numbers.append(number)
    return Summed(
        _lead(what, by, roots, groups, whole=whole), tuple(_rows(what, by, groups)), (*by, what)
    )


def _lead(
    of: Path,
    by: Sequence[Path],
    roots: Sequence[Mapping[str, Json]],
    groups: Mapping[tuple[str, ...], _Group],
    *,
    whole: bool,
) -> tuple[str, ...]:
    numbers = [one for group in groups.values() for one in group.numbers]
    empty = sum(paths.reach(root, of) in (None, "") for root in roots)
    other = len(roots) - len(numbers) - empty
    left = [f"{empty} have none"] * bool(empty) + [f"{other} have no number there"] * bool(other)
    which = f"all {len(roots)}" if whole else f"the {len(roots)} entries read, NOT all that fit"
    name = fields.written(of)
    where = f" by {', '.join(map(fields.written, by))}" if by else ""
    made = f"of {which}, {len(numbers)} have a number"
    behind = f" ({', '.join(left)})" if left else ""
    if not numbers:
        return (f"not summed: {name}: {made}{behind}",)
    total = f"sum of {name}{where}: {_amount(of, sum(numbers, Decimal()))}; {made}{behind}"
    several = sum(bool(group.numbers) for group in groups.values())
    rest = [f"the {MOST_ROWS} largest of {several} groups"] if several > MOST_ROWS else []
    return (total, *rest)


def _rows(of: Path, by: Sequence[Path], groups: Mapping[tuple[str, ...], _Group]) -> Iterator[Row]:
    sums = {key: sum(group.numbers, Decimal()) for key, group in groups.items() if group.numbers}
    numbers = [one for group in groups.values() for one in group.numbers]
    all_of_it = sum(numbers, Decimal())
    # Shares of what partly goes off are none.
    shared = len(sums) > 1 and all_of_it > 0 and min(numbers) >= 0
    for key in sorted(sums, key=lambda one: (-sums[one], one))[:MOST_ROWS]:
        group = groups[key]
        parts = [f"{path[-1]}={value}" for path, value in zip(by, key, strict=True)]
        parts.append(f"count={len(group.numbers)} sum={_amount(of, sums[key])}")
        parts += [f"share={100 * sums[key] / all_of_it:.1f}%"] if shared else []
        least, most = min(group.numbers), max(group.numbers)
        if least < most:
            parts.append(f"least={_amount(of, least)} most={_amount(of, most)}")
        parts += [f"without_number={group.lacking}"] if group.lacking else []
        yield Row(" ".join(parts), mark=">")


def _near(asked: Path, roots: Sequence[Mapping[str, Json]], *, number: bool) -> str:
    """Which fields there are, those first that are named like one that is not there."""
    found = dict.fromkeys(
        path
        for root in roots
        for path, value in fields.leaves(root)
        if not number or _number(value) is not None
    )
    word = asked[-1].casefold()
    near = sorted(found, key=lambda one: (word not in ".".join(one).casefold(), len(one)))
    kind = "numbers" if number else "fields"
    return f"; their {kind}: {', '.join(map(fields.written, near[:_MOST_OFFERED]))}" if near else ""


def _number(value: Json) -> Decimal | None:
    """JSON has integers of 64 bits as texts."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(value)
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _amount(of: Path, number: Decimal) -> str:
    whole = number == number.to_integral_value()
    plain = str(int(number)) if whole else f"{number:f}"
    return f"{plain} ({sizes.told(int(number))})" if "bytes" in of[-1].casefold() else plain


def _value(value: Json) -> str:
    if value is None or value == "":
        return "-"
    scalar = isinstance(value, bool | int | float | str)
    told = flatten.scalar(value) if scalar else " ".join(flatten.pairs(value))
    text = " ".join(told.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
