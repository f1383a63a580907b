"""Writes on what was created for a thing, which later records name without the thing itself.

CreateMountTarget names the file system and answers with the id of a mount target; DeleteMountTarget
names that id alone. So what a create that names the thing brought is looked for too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, cast

from kurosai.aws import failed_look, subject
from kurosai.aws.changes import caller, trail_looks
from kurosai.aws.changes.trail_looks import PAGE, Looked
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.platform import Trail
from kurosai.aws.subject import Subject
from kurosai.aws.wire.trail import TrailEvent
from kurosai.vocabulary import Coverage, Look, Window, stamp

MOST_CHILDREN: Final = 20
MOST_NAMED: Final = 4
MOST_SERVICES: Final = 2
_CREATES: Final = re.compile(r"Create(?P<noun>[A-Za-z]+)")
_ID: Final = re.compile(r"[a-z]{1,12}-[0-9a-f]{8,17}|arn:aws[\w-]*:\S+")
_DEPTH: Final = 4


def beside(trail: Trail, about: Subject, by: str, window: Window, found: Looked) -> Looked:
    """What was found, with the writes on what its creates brought, and a look that says so; where
    not all writes were read, those of the creating services are asked for once more."""
    made = _made(found.events, about)
    if not (about.last and made):
        return found
    read = {trail_looks.identity(one): one for one in found.others}
    looks: list[Look] = []
    whole = found.back is None
    told = ", ".join([*made][:MOST_NAMED]) + " …" * (len(made) > MOST_NAMED)
    place = f"cloudtrail what was created for it: {told}"
    unseen = ""
    for source in [] if whole else [*dict.fromkeys(made.values())][:MOST_SERVICES]:
        try:
            more = trail.events(window, source=source, writes=True, most=PAGE)
        except FAILURES as error:
            looks.append(failed_look.at(f"{place}: {source}", error))
            continue
        read |= {trail_looks.identity(one): one for one in more.events if not one.read_only}
        if not more.complete:
            back = more.events[0].at if more.events else window.end
            unseen = f", of {source} back to {stamp(back)}"
    known = {trail_looks.identity(one) for one in found.events}
    children = [subject.of(one) for one in made]
    theirs = {
        key: one
        for key, one in read.items()
        if key not in known
        and trail_looks.is_by(one, by)
        and any(trail_looks.is_about(one, child) for child in children)
    }
    if not looks or theirs:
        count = f"{len(theirs)} more write{'' if len(theirs) == 1 else 's'}"
        coverage = Coverage.TRUNCATED if unseen else Coverage.COMPLETE
        looks.append(Look(place, coverage, f"{count}{unseen}"))
    return replace(
        found,
        events=trail_looks.in_order((*found.events, *theirs.values())),
        looks=(*found.looks, *looks),
        others=tuple(one for one in found.others if trail_looks.identity(one) not in theirs),
    )


def _made(events: Sequence[TrailEvent], about: Subject) -> Mapping[str, str]:
    """The ids of what people and deployments created for the subject, each with its service; what
    machines create at their work is no part of a thing that somebody set up."""
    found: dict[str, str] = {}
    for event in events:
        creates = _CREATES.match(event.name)
        who = caller.of(event.raw)
        if creates is None or event.error or (who.machine and not who.deploys):
            continue
        keys = {f"{creates['noun']}{end}".lower() for end in ("id", "arn")}
        for one in _values(event.raw.get("responseElements"), keys):
            if _ID.fullmatch(one) and not about.is_in(one):
                found.setdefault(one, event.source)
    return dict([*found.items()][:MOST_CHILDREN])


def _values(told: Any, keys: Iterable[str], depth: int = _DEPTH) -> Iterator[str]:
    """The texts under such keys, in JSON of unknown shape."""
    if isinstance(told, Mapping) and depth:
        for key, value in cast("Mapping[str, Any]", told).items():
            if key.lower() in keys and isinstance(value, str):
                yield value
            yield from _values(value, keys, depth - 1)
    elif isinstance(told, list) and depth:
        for one in cast("list[Any]", told):
            yield from _values(one, keys, depth - 1)
