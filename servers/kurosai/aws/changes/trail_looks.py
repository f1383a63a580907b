"""Where CloudTrail is asked for the writes on something or by somebody.

A lookup takes one attribute. Events name what they are about in their resources only sometimes:
those of ECS, for one, name it in their parameters. So a second look goes through the writes of the
service, or through all of them, and compares here; how far it came is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from kurosai.aws import subject
from kurosai.aws.changes import address, caller, home_region, role_sessions
from kurosai.aws.platform import Trail
from kurosai.aws.subject import Subject
from kurosai.aws.wire.trail import PAGE_EVENTS, TrailEvent, TrailFound
from kurosai.parallel import each
from kurosai.vocabulary import Coverage, Look, Window, stamp

MOST_NAMED: Final = 200
"""Of the events that carry the very name."""

MOST_COMPARED: Final = 600
"""Twelve pages: some six seconds at two requests a second."""

PAGE: Final = PAGE_EVENTS - 1
"""As many as one request brings and one more would tell."""

QUIET: Final = ("iam", "lambda", "autoscaling", "sqs", "events")
"""Services that nothing writes to all the time, as ECS and EC2 are written to."""

_LOOK: Final = "cloudtrail"
_OF_ONE: Final = re.compile(r"(?:arn:aws[\w-]*:\w+::\d*:)?(?:assumed-role|user|federated-user)/")
SOURCES: Final = {"cloudwatch": "monitoring"}
"""Services whose events are called otherwise than their ARNs."""


@dataclass(frozen=True, slots=True)
class Reads:
    """What somebody read, oldest first, each once, of the `names` that he was looked up by. Before
    `back` not all was seen; None: all was that CloudTrail has. `every`: the reads of everybody
    were gone through for his, so `back` is of them; of `names` all was seen before that too."""

    events: tuple[TrailEvent, ...]
    names: tuple[str, ...]
    back: datetime | None = None
    every: bool = False


@dataclass(frozen=True, slots=True)
class Looked:
    """The writes that fit, oldest first, each once; how much was seen where. Before `back` of the
    window not all was seen; None: all was. `others` are the writes that were read and do not fit,
    `of_all`: those of all services were asked for. `reads`: None where nobody was looked up."""

    events: tuple[TrailEvent, ...]
    looks: tuple[Look, ...]
    back: datetime | None = None
    others: tuple[TrailEvent, ...] = ()
    of_all: bool = False
    reads: Reads | None = None


@dataclass(frozen=True, slots=True)
class _Ask:
    """One look: what it is called, what is asked, which of its events fit; `user` is who was looked
    up by name, the only look that brings all that somebody read."""

    place: str
    ask: Callable[[], TrailFound]
    fits: Callable[[TrailEvent], bool]
    user: str = ""


def look(trail: Trail, about: Subject, by: str, window: Window) -> Looked:
    """Ask for a resource, for somebody, for both, or (with neither) for every write."""
    asks = [*_asks(trail, about, by, window)]
    answers = [*each(lambda one: one.ask(), asks)]
    if not (about.last or by) and not all(one.complete for one in answers):
        # Where machines write all the time, the newest hundreds are the last minutes only.
        quiet = [_of_service(trail, one, window) for one in quiet_services(trail)]
        asks += quiet
        answers += each(lambda one: one.ask(), quiet)
    events: dict[str, TrailEvent] = {}
    others: dict[str, TrailEvent] = {}
    looks: list[Look] = []
    for ask, found in zip(asks, answers, strict=True):
        writes = [one for one in found.events if not one.read_only]
        fitting = [one for one in writes if ask.fits(one)]
        events |= {identity(one): one for one in fitting}
        others |= {identity(one): one for one in writes}
        looks.append(_look(ask.place, found, len(fitting), window))
    ordered = in_order(events.values())
    if all(one.coverage is Coverage.COMPLETE for one in looks):
        # Which of them brought what matters only where one of them saw too little.
        places = "; ".join(ask.place.removeprefix(f"{_LOOK} ") for ask in asks)
        told = f"{len(ordered)} write{'' if len(ordered) == 1 else 's'}"
        refused = sum(bool(one.error) for one in ordered)
        told += f", {refused} of them refused" if refused else ""
        looks = [Look(f"{_LOOK} {places}", Coverage.COMPLETE, told)]
    cut = [_back(one, window) for one in answers if not one.complete]
    rest = in_order(one for key, one in others.items() if key not in events)
    of_all = not SOURCES.get(about.service, about.service)
    reads = _reads(asks, answers, window)
    return Looked(ordered, tuple(looks), max(cut, default=None), rest, of_all, reads)


def _reads(asks: Sequence[_Ask], answers: Sequence[TrailFound], window: Window) -> Reads | None:
    """What came along with the writes of who was looked up: no request is made for it."""
    his = [(ask, found) for ask, found in zip(asks, answers, strict=True) if ask.user]
    if not his:
        return None
    read = {identity(one): one for ask, found in his for one in found.reads if ask.fits(one)}
    cut = [found.back or window.end for _, found in his if not found.complete]
    names = tuple(ask.user for ask, _ in his)
    return Reads(in_order(read.values()), names, max(cut, default=None))


def quiet_services(trail: Trail, but: str = "") -> tuple[str, ...]:
    """The services whose writes are few and may explain much, without `but`, most telling first."""
    found = (one for one in QUIET if one != but)
    return tuple(one for one in found if not home_region.instead(one, trail))


def in_order(events: Iterable[TrailEvent]) -> tuple[TrailEvent, ...]:
    """Oldest first."""
    return tuple(sorted(events, key=lambda one: one.at))


def _of_service(trail: Trail, service: str, window: Window) -> _Ask:
    ask = partial(trail.events, window, source=f"{service}.amazonaws.com", writes=True, most=PAGE)
    return _Ask(f"{_LOOK} writes of {service}", ask, lambda _: True)


def _asks(trail: Trail, about: Subject, by: str, window: Window) -> Iterable[_Ask]:
    def is_his(event: TrailEvent) -> bool:
        return is_by(event, by)

    def concerns(event: TrailEvent) -> bool:
        return is_by(event, by) and is_about(event, about)

    service = SOURCES.get(about.service, about.service)
    source = f"{service}.amazonaws.com" if service else ""

    def is_of_its_kind(event: TrailEvent) -> bool:
        # A function and a repository may have one name; an ARN is of one thing only.
        return is_by(event, by) and (not source or event.source == source)

    if about.last and not about.prefix:
        for name in about.names(trail.arn):
            ask = partial(trail.events, window, resource=name, writes=True, most=MOST_NAMED)
            fits = is_his if name.startswith("arn:") else is_of_its_kind
            yield _Ask(f"{_LOOK} resource {name}", ask, fits)
    elif by and not about.last and address.of(by) is None:
        for name in dict.fromkeys((looked_up(by), *role_sessions.of(trail, by, window))):
            ask = partial(trail.events, window, user=name, writes=True, most=MOST_NAMED)
            yield _Ask(f"{_LOOK} user {name}", ask, is_his, name)
    ask = partial(trail.events, window, source=source, writes=True, most=MOST_COMPARED)
    yield _Ask(f"{_LOOK} writes of {about.service or 'all services'}", ask, concerns)


def looked_up(by: str) -> str:
    """What CloudTrail looks somebody up by: of a session's or a user's ARN its last part."""
    return subject.of(by).last if _OF_ONE.match(by) else by


def is_by(event: TrailEvent, by: str) -> bool:
    """Whether somebody of that name or ARN made the call, or it came from that address; anybody,
    for ""."""
    if by and (net := address.of(by)):
        return address.is_from(event.raw, net)
    called = {by, subject.of(by).last}
    return not by or not called.isdisjoint({event.user, *caller.of(event.raw).names})


def is_about(event: TrailEvent, about: Subject) -> bool:
    """Whether its resources, its request or what came of it name the subject."""
    if not about.last:
        return True
    asked = event.raw.get("requestParameters"), event.raw.get("responseElements")
    named = (*event.resources, *subject.texts(asked))
    return any(about.is_in(one) for one in named)


def _look(place: str, found: TrailFound, fitting: int, window: Window) -> Look:
    told = f"{fitting} of {len(found.events)} writes fit" if fitting else "none fits"
    if found.complete:
        return Look(place, Coverage.COMPLETE, told)
    why = f"the newest {len(found.events)} only, back to {stamp(_back(found, window))}; {told}"
    return Look(place, Coverage.TRUNCATED, why)


def _back(found: TrailFound, window: Window) -> datetime:
    """How far back an answer goes that was cut."""
    return found.events[0].at if found.events else window.end


def identity(event: TrailEvent) -> str:
    """What tells an event from others that look the same."""
    return str(event.raw.get("eventID") or f"{event.at}{event.name}{event.user}{event.resources}")
