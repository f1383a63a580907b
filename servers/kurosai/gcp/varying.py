"""What differs between lines that are folded: the words that keep them apart, and all else named
with its values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from kurosai.logs.masks import masked

MOST_VALUES = 3
MOST_PLACES = 3
LONGEST = 60

# `N2_CPUS`, `DEADLINE_EXCEEDED`, `LOAD`; `OutOfCpu`, `FailedScheduling`; the name of a metric.
_CAPITALS = r"(?<![\w-])(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]{3,})(?![\w-])"
_HUMPS = r"(?<![\w./-])(?:[A-Z][a-z]+){2,}(?![\w/-])"
_METRIC = r"[a-z]{2,40}\.googleapis\.com/[\w/]+"
_KEYED = (
    r"(?<=[^A-Za-z])(?:error|reason|code|status|state|quota|metric|type|kind)[\"']?[=:] ?[\"']?"
    r"(?P<value>[A-Za-z][A-Za-z_.-]*)"
)
_TELLING = re.compile(f"(?:{_CAPITALS}|{_HUMPS}|{_METRIC}|{_KEYED})")
_WORD = re.compile(r"[^\s,;=()\[\]{}<>\"'`]+|\s+|.")
_KEY = re.compile(r"[^\W\d][\w.-]*")
_OPAQUE = frozenset({"<uuid>", "<hex>", "<id>", "<time>"})
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def kept_apart(text: str) -> tuple[str, ...]:
    """What no two lines of one row may differ in: words of capitals, reasons, quotas, metrics."""
    return tuple(found["value"] or found[0] for found in _TELLING.finditer(f" {text}"))


def told(texts: Sequence[str]) -> str:
    """`table a x3, b x9; took 5, 7, 9 and 4 more`: each place where lines differ, with its values
    in the order they came; "" where nothing does."""
    if len(set(texts)) < 2:
        return ""
    cut = [_WORD.findall(text) for text in texts]
    alike = len({len(one) for one in cut}) == 1
    places = [*(_side_by_side(cut) if alike else _between([text.split() for text in texts]))]
    shown = "; ".join(places[:MOST_PLACES])
    more = len(places) - MOST_PLACES
    return f"{shown}; {more} more places" if more > 0 else shown


def _side_by_side(cut: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines with as many words: word by word, what goes together once."""
    seen: set[tuple[int, ...]] = set()
    for at, values in enumerate(zip(*cut, strict=True)):
        order = list(dict.fromkeys(values))
        which = tuple(order.index(one) for one in values)
        if len(order) < 2 or which in seen:
            # The same tells them apart as at an earlier place: `pool a (zone a)`.
            continue
        seen.add(which)
        yield _place(_before(cut[0][:at]), values)


def _between(cut: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines of several lengths: what lies between that with which all begin and end."""
    start = _common(cut)
    shortest = min(map(len, cut)) - start
    end = min(_common([one[::-1] for one in cut]), shortest)
    yield _place(_before(cut[0][:start]), [" ".join(one[start : len(one) - end]) for one in cut])


def _common(cut: Sequence[Sequence[str]]) -> int:
    count = 0
    for words in zip(*cut, strict=False):
        if len(set(words)) > 1:
            break
        count += 1
    return count


def _before(words: Sequence[str]) -> str:
    """The last word before a place, by which a reader finds it."""
    named = (one for one in reversed(words) if _KEY.fullmatch(one))
    return next(named, "")


def _place(name: str, values: Sequence[str]) -> str:
    counts = Counter(" ".join(one.split()) for one in values)
    label = f"{name} " if name else ""
    if all(masked(value) in _OPAQUE for value in counts):
        return f"{label}{len(counts)} values"
    if len(counts) > MOST_VALUES and all(map(_NUMBER.fullmatch, counts)):
        return f"{label}{min(counts, key=float)} to {max(counts, key=float)}"
    shown = ", ".join(_counted(counts.most_common(MOST_VALUES)))
    more = len(counts) - MOST_VALUES
    return f"{label}{shown} and {more} more" if more > 0 else f"{label}{shown}"


def _counted(counts: Iterable[tuple[str, int]]) -> Iterator[str]:
    for value, count in counts:
        short = value if len(value) <= LONGEST else f"{value[:LONGEST]}…"
        yield f"{short or '-'} x{count}" if count > 1 else short or "-"
