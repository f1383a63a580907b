"""When a change was deployed, as far as tags and deployments of its repository tell.

Only what stands on the branch's own line is looked at: a tag on another branch may hold the change
too, and is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai import calls
from kurosai.errors import Unavailable
from kurosai.github import telling
from kurosai.github.platform import Code
from kurosai.github.wire.objects import Denied, Deployment, Missing, Place, Shipped, Tag
from kurosai.vocabulary import Call, stamp

MOST_LISTED = 500
MOST_ASKED = 3
"""How many deployments of one environment are asked what became of them."""

MOST_ENVIRONMENTS = 3
DONE = ("success", "inactive")
"""A deployment that a later one took the place of had succeeded before."""

AT_ONCE = timedelta(seconds=10)
"""What was made so shortly before it was done is a note of a deployment, not its begin."""

SHORT = timedelta(days=1)
"""So much of a platform's writes is one look."""

NOT_RECORDED = (
    "no deployment of it is recorded: since when it runs the platform's own writes tell "
    "(aws.find_changes: UpdateService, UpdateFunctionCode and the like)"
)


@dataclass(frozen=True, slots=True)
class Shipping:
    """`told` are our sentences, none where the repository has neither tags nor deployments;
    `since` when the first deployment that holds the change was done, None where none was, and
    `begun` when the first began; `dated`: one is recorded at all. `unread` why it is not known."""

    told: tuple[str, ...] = ()
    since: datetime | None = None
    unread: str = ""
    begun: datetime | None = None
    dated: bool = False


@dataclass(frozen=True, slots=True)
class _First:
    """How a change first came to an environment: by `one`, done `at`, None where nothing that holds
    it succeeded; `begun` when the first attempt with it began, None where that is not told."""

    one: Deployment
    at: datetime | None
    begun: datetime | None


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
    told = tuple(
        _told(first, tags.get(first.one.sha), around) for first in found[:MOST_ENVIRONMENTS]
    )
    succeeded = [first.at for first in found if first.at is not None]
    begun = min((first.begun for first in found if first.begun is not None), default=None)
    return Shipping(told, min(succeeded, default=None), begun=begun, dated=True)


def written(since: datetime, around: datetime | None) -> Call:
    """What the platform wrote from when a change came to its branch to the time that matters; where
    that is long, around that time."""
    if around is None or not timedelta(0) < around - since <= SHORT:
        return calls.find_changes(around=around or since)
    return calls.find_changes(since=since, until=around)


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
) -> list[_First]:
    """The first success of each environment that holds the change; where none succeeded, the last
    attempt, without a time."""
    of_each: dict[str, list[Deployment]] = {}
    for one in sorted(shipped.deployments, key=lambda one: one.at):
        if one.sha in holding:
            of_each.setdefault(one.environment, []).append(one)
    found: list[_First] = []
    for several in of_each.values():
        asked = [code.outcome(place, one) for one in several[:MOST_ASKED]]
        done = next((one for one in asked if one.state in DONE), None)
        # What failed may have put it there all the same.
        begun = _begun(asked[0])
        found.append(_First(done or asked[-1], done.at if done is not None else None, begun))
    return sorted(found, key=lambda one: (one.at is None, one.at or one.one.at))


def _begun(one: Deployment) -> datetime | None:
    """From when on what ran may have had it."""
    if one.made is None or (one.begun is None and one.at - one.made < AT_ONCE):
        return None
    return one.made


def _told(first: _First, tag: Tag | None, around: datetime | None) -> str:
    one, at = first.one, first.at
    name = f"tag {tag.name}" if tag is not None else telling.short(one.sha)
    begun = f"begun {stamp(first.begun)}" if first.begun is not None else "its begin is not told"
    if one.begun is not None:
        begun += f" (in progress {stamp(one.begun)})"
    if at is None:
        line = f"deployment to {one.environment} with {name}"
        line += f": {one.state} {telling.both_times(one.at)}, {begun}"
    else:
        line = f"deployed to {one.environment} with {name}, {begun}, done {telling.both_times(at)}"
    return line if around is None else f"{line}: {_when(first, around)}"


def _when(first: _First, around: datetime) -> str:
    """Whether what ran there at a time had the change: while it is deployed, some of it may."""
    at = stamp(around)
    if first.at is not None and first.at <= around:
        return f"{telling.span(around - first.at)} before {at}"
    if first.begun is None:
        return f"what ran there at {at} MAY HAVE had it: only the end is known"
    if first.begun <= around:
        whole = (
            "" if first.at is None else f", {telling.span(first.at - around)} before it was done"
        )
        return (
            f"{at} is {telling.span(around - first.begun)} after it began{whole}: what ran there "
            "then MAY HAVE had it, since code is in use before a deployment is reported as done"
        )
    return (
        f"begun {telling.span(first.begun - around)} AFTER {at}: by this deployment what ran there "
        "then did not have it"
    )


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
    told.append(NOT_RECORDED)
    return Shipping(tuple(told))


def _tagged(tag: Tag) -> str:
    when = f", tagged {telling.both_times(tag.at)}" if tag.at else ""
    return f"first tag that holds it: {tag.name}{when}"
