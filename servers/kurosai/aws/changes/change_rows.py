"""Changes as rows, repeats folded; what machines write every day as one line below them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kurosai.aws.changes import caller, change_words, routine
from kurosai.aws.changes.caller import Caller
from kurosai.aws.wire.trail import TrailEvent
from kurosai.vocabulary import Row

FEW: Final = 3
"""So many alike stand each for itself; more are one row with their number."""

MOST_KINDS: Final = 6


@dataclass(frozen=True, slots=True)
class Change:
    """One write, and who did it; `was`: what was set before, where that was looked for, and
    `earlier` the writes that tell it."""

    event: TrailEvent
    caller: Caller
    was: str = ""
    earlier: tuple[TrailEvent, ...] = ()

    @property
    def touched(self) -> tuple[str, ...]:
        """The names of what it was about."""
        return change_words.touched(self.event)

    @property
    def kind(self) -> tuple[str, ...]:
        """What makes two writes alike: one caller, and what was asked for too. Of what was refused
        and of work that was only started or ended it makes no difference: nothing was set."""
        event = self.event
        sets_nothing = event.error or routine.is_work(event)
        asked = "" if sets_nothing else change_words.asked(event, self.touched, whole=True)
        return event.source, event.name, self.caller.whole, event.error, asked, *self.touched


def of(event: TrailEvent) -> Change:
    """A write as a change."""
    return Change(event, caller.of(event.raw))


def rows(
    changes: Sequence[Change], daily: Sequence[Change]
) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """The rows, oldest first, and our sentences on what was folded away."""
    alike: dict[tuple[str, ...], list[Change]] = {}
    for one in changes:
        alike.setdefault(one.kind, []).append(one)
    briefs: dict[int, str] = {}
    for some in alike.values():
        briefs |= _briefs(some)
    shown = [
        Row(whole(one), one.event.at, mark=">", brief=briefs[id(one)])
        if id(one) in briefs
        else Row(whole(one), one.event.at, mark=".")
        for one in changes
    ]
    return tuple(shown), tuple(_daily(daily))


def brief(one: Change) -> str:
    """A change as it is shown where it stands for itself."""
    return _text(one, whole=False)


def whole(one: Change) -> str:
    """A change as it is recorded."""
    return _text(one, whole=True)


def _briefs(alike: Sequence[Change]) -> dict[int, str]:
    """What is shown of some alike, by the id() of each: all of a few, else the first with their
    number, and the last where it reads otherwise: it is what holds now."""
    texts = {id(one): brief(one) for one in alike}
    if len(alike) <= FEW:
        return texts
    first, last = id(alike[0]), id(alike[-1])
    plain, ends = (brief(replace(one, was="")) for one in (alike[0], alike[-1]))
    differs = plain != ends
    below = ", the last is below" if differs else ""
    times = f" x{len(alike)} until {alike[-1].event.at:%Y-%m-%d %H:%M:%S}Z{below}"
    shown = {first: f"{plain}{times}{_was(alike[0])}"}
    return shown | {last: texts[last]} if differs else shown


def _text(one: Change, *, whole: bool) -> str:
    event = one.event
    service = event.source.removesuffix(".amazonaws.com")
    named = " ".join((service, event.name, *one.touched))
    asked = change_words.asked(event, one.touched, whole=whole)
    failed = f" REFUSED {change_words.refused(event)}" if event.error else ""
    text = f"{named}{f': {asked}' if asked else ''}{failed} · {one.caller.whole}{_was(one)}"
    if not whole:
        return text
    # Recorded, so that the event can be found again; shown, it would only cost tokens.
    more = {
        "event": str(event.raw.get("eventID") or ""),
        "from": str(event.raw.get("sourceIPAddress") or ""),
        "agent": str(event.raw.get("userAgent") or "")[:120],
    }
    return " ".join([text, *(f"{key}={value}" for key, value in more.items() if value)])


def _was(one: Change) -> str:
    return f" · {one.was}" if one.was else ""


def _daily(daily: Iterable[Change]) -> Iterator[str]:
    """One line for all routine writes: how often which, by whom, from when to when."""
    groups: dict[tuple[str, str], list[Change]] = {}
    for one in daily:
        groups.setdefault((one.event.name, one.caller.kin), []).append(one)
    if not groups:
        return
    many = sorted(groups.items(), key=lambda it: -len(it[1]))
    told = [
        f"{name} x{len(some)} by {who} ({some[0].event.at:%H:%M:%S}Z-{some[-1].event.at:%H:%M:%S}Z)"
        for (name, who), some in many[:MOST_KINDS]
    ]
    rest = sum(len(some) for _, some in many[MOST_KINDS:])
    more = [f"{rest} others"] if rest else []
    count = sum(len(some) for some in groups.values())
    yield f"not shown, {count} daily writes of machines: {'; '.join([*told, *more])}"
