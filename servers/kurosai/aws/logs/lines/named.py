"""The ids that the hits and the lines around them name."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kurosai.aws.logs.lines.context import Context
from kurosai.aws.wire.logs import LogEvent
from kurosai.resource_map import Identifier, ResourceMap, identify

MOST_SAID = 8
MOST_OF_MANY = 2
"""Of each kind, of hits that are told as patterns: one or two lead on, very many nowhere. So many
are written whole."""
BEGINNING = 8
_PARTS = re.compile(r"[:/-]")
_LONG = re.compile(r"[0-9a-f-]{20,}")


@dataclass(frozen=True, slots=True)
class Named:
    """`main` are the ids of the request that was meant, `others` those of the other hits."""

    main: tuple[Identifier, ...]
    others: tuple[Identifier, ...]

    def told(self, *, expected: bool, many: bool = False) -> Iterator[str]:
        """The lines a model reads; "none" is said only where ids were `expected`."""
        most = MOST_OF_MANY if many else MOST_SAID
        main, others = self.main, self.others
        if many or len(main) > MOST_SAID:
            main, others = _short(main), _short(others)
        if main:
            yield f"ids: {_listed(main, most)}"
        elif expected:
            yield "ids: none that the resource map knows in these lines"
        if others:
            yield f"ids of the other hits: {_listed(others, most)}"

    def facts(self) -> dict[str, str]:
        """What a report states: by kind, the ids of the request that was meant."""
        facts: dict[str, str] = {}
        for one in self.main:
            facts[one.kind] = f"{facts[one.kind]}, {one.value}" if one.kind in facts else one.value
        return facts

    def jobs(self, *, all_hits: bool = True) -> tuple[str, ...]:
        """Job ids, those of the request that was meant first, or alone."""
        which = (*self.main, *self.others) if all_hits else self.main
        return tuple(one.value for one in which if one.kind == "job")


def by(resources: ResourceMap, hits: Sequence[LogEvent], around: Context) -> Named:
    """Who is named by the hits, the nearest first, and by the lines of their requests."""
    requests = {*(one.id for one in around.read), *around.others}
    first = around.main.lines if around.main else () if around.read else hits
    rest = (*hits, *(event for one in around.read for event in one.lines))
    # The hits are among the lines of their requests: each is read once.
    ids_in = functools.cache(functools.partial(identify, resources))
    main = _ids(ids_in, first or hits[:1], requests)
    # Whose request it was is said of those that were read; of the others it leads nowhere.
    others = (one for one in _ids(ids_in, rest, requests) if one.kind != "request")
    return Named(main, tuple(one for one in others if one not in main))


def _ids(
    ids_in: Callable[[str], tuple[Identifier, ...]],
    events: Iterable[LogEvent],
    requests: set[str],
) -> tuple[Identifier, ...]:
    """What the lines name, each once, without the request ids that are said already."""
    found = (one for event in events for one in ids_in(event.message))
    return tuple(dict.fromkeys(one for one in found if one.value not in requests))


def _short(ids: Sequence[Identifier]) -> tuple[Identifier, ...]:
    """Without those that are another one with something around it (of each job its execution), and
    without requests where there is anything else: of very many they lead nowhere."""
    values = {one.value for one in ids}
    kept = [one for one in ids if values.isdisjoint(_PARTS.split(one.value)[1:])]
    return tuple([one for one in kept if one.kind != "request"] or kept)


def _listed(ids: Sequence[Identifier], most: int) -> str:
    """By kind, of each the first few: `job 16852935, 16852936 and 4 more; execution arn:...`."""
    kinds: dict[str, list[str]] = {}
    for one in ids:
        kinds.setdefault(one.kind, []).append(one.value)
    return "; ".join(f"{kind} {_few(values, most)}" for kind, values in kinds.items())


def _few(values: Sequence[str], most: int) -> str:
    """The first in full, of those behind it what differs: an ARN is long up to its last part. Of
    very many ids the beginning: they are searched by it as well."""
    shown: list[str] = []
    for value in values[:most]:
        head, colon, end = value.rpartition(":")
        shared = shown and colon and shown[0].startswith(f"{head}:")
        long = shown and len(values) > MOST_OF_MANY and _LONG.fullmatch(value)
        shown.append(f"…{end}" if shared else f"{value[:BEGINNING]}…" if long else value)
    more = len(values) - most
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")
