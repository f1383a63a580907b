"""When a change was deployed, as far as tags and deployments of its repository tell.

Only what stands on the branch's own line is looked at: a tag on another branch may hold the change
too, and is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kurosai.errors import Unavailable
from kurosai.github import telling
from kurosai.github.platform import Code
from kurosai.github.wire.objects import Denied, Deployment, Missing, Place, Shipped, Tag

MOST_LISTED = 500
MOST_ASKED = 3
"""How many deployments of one environment are asked what became of them."""

MOST_ENVIRONMENTS = 3
DONE = ("success", "inactive")
"""A deployment that a later one took the place of had succeeded before."""


@dataclass(frozen=True, slots=True)
class Shipping:
    """`told` are our sentences, none where the repository has neither tags nor deployments;
    `since` when the first deployment that holds the change was done, None where none was; `unread`
    why it is not known."""

    told: tuple[str, ...] = ()
    since: datetime | None = None
    unread: str = ""


def of(
    code: Code, place: Place, merge: str, since: datetime | None, around: datetime | None
) -> Shipping:
    """When what came to the branch with `merge` was deployed; `since` is when it came there."""
    if since is None or not place.branch:
        return Shipping()
    try:
        return _of(code, place, merge, since, around)
    except (Denied, Missing):
        return Shipping()
    except Unavailable as fault:
        # What the change did is worth telling without this.
        return Shipping(unread=f"partial: when it was deployed could not be read: {fault.what}")


def _of(code: Code, place: Place, merge: str, since: datetime, around: datetime | None) -> Shipping:
    shipped = code.shipped(place)
    if not shipped.tags and not shipped.deployments:
        return Shipping()
    holding = _holding(code, place, merge, since)
    tags = {one.sha: one for one in shipped.tags if one.sha in holding}
    found = _first_of_each(code, place, shipped, holding)
    if not found:
        return _only_tagged(shipped, tags, holding)
    told = tuple(_told(one, at, tags.get(one.sha), around) for one, at in found[:MOST_ENVIRONMENTS])
    succeeded = [at for _, at in found if at is not None]
    return Shipping(told, min(succeeded, default=None))


def _holding(code: Code, place: Place, merge: str, since: datetime) -> tuple[str, ...]:
    """The commits of the branch's own line that hold a change, oldest first."""
    listed = code.commits(place, path="", since=since, most=MOST_LISTED)
    known = {one.sha: one for one in listed.commits}
    line: list[str] = []
    at = place.tip.sha
    while at in known:
        line.append(at)
        if at == merge:
            return tuple(reversed(line))
        at = known[at].parents[0] if known[at].parents else ""
    # The change is behind what was listed, or on no line of its own: only itself is sure.
    return (merge, *reversed(line)) if at and not listed.complete else (merge,)


def _first_of_each(
    code: Code, place: Place, shipped: Shipped, holding: tuple[str, ...]
) -> list[tuple[Deployment, datetime | None]]:
    """The first success of each environment that holds the change; where none succeeded, the last
    attempt, without a time."""
    of_each: dict[str, list[Deployment]] = {}
    for one in sorted(shipped.deployments, key=lambda one: one.at):
        if one.sha in holding:
            of_each.setdefault(one.environment, []).append(one)
    found: list[tuple[Deployment, datetime | None]] = []
    for several in of_each.values():
        asked = [code.outcome(place, one) for one in several[:MOST_ASKED]]
        done = next((one for one in asked if one.state in DONE), None)
        found.append((done, done.at) if done is not None else (asked[-1], None))
    return sorted(found, key=lambda one: (one[1] is None, one[1] or one[0].at))


def _told(one: Deployment, at: datetime | None, tag: Tag | None, around: datetime | None) -> str:
    name = f"tag {tag.name}" if tag is not None else telling.short(one.sha)
    if at is None:
        return (
            f"deployment to {one.environment} with {name}: {one.state} {telling.both_times(one.at)}"
        )
    line = f"deployed to {one.environment} with {name}, done {telling.both_times(at)}"
    if around is None:
        return line
    length = telling.span(abs(around - at))
    if at > around:
        return f"{line}: {length} AFTER the first failure, what ran there then did not have it"
    return f"{line}: {length} before the first failure"


def _only_tagged(shipped: Shipped, tags: dict[str, Tag], holding: tuple[str, ...]) -> Shipping:
    """No deployment has it: the first tag that does, and the last deployment of all."""
    first = next((tags[sha] for sha in holding if sha in tags), None)
    told = [_tagged(first)] if first else ["no tag on this branch holds it"]
    if shipped.deployments:
        last = max(shipped.deployments, key=lambda one: one.at)
        told.append(
            f"no deployment on GitHub holds it; the last one is of {last.environment}, "
            f"{last.ref} {telling.both_times(last.at)}"
        )
    return Shipping(tuple(told))


def _tagged(tag: Tag) -> str:
    when = f", tagged {telling.both_times(tag.at)}" if tag.at else ""
    return f"first tag that holds it: {tag.name}{when}"
