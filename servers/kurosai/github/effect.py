"""Since when a change is in effect on the branch, as far as the repository tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai.github import history, telling
from kurosai.github.history import Arrival
from kurosai.github.platform import Code
from kurosai.github.wire.objects import Commit, Place, Pull
from kurosai.vocabulary import Window

MOST_OTHERS = 5


@dataclass(frozen=True, slots=True)
class Effect:
    """`since` is None when it is not on the branch; `told` are our sentences."""

    since: datetime | None
    told: tuple[str, ...]
    late: bool = False


def of_pull(pull: Pull, commits: tuple[Commit, ...], around: datetime | None) -> Effect:
    """A pull request takes effect when it is merged, whenever its commits were written."""
    if pull.merged_at is None:
        state = "is open" if pull.state == "open" else "was closed without a merge"
        return Effect(None, (f"it {state}: not in effect on {pull.base}",))
    by = f" by {pull.merged_by}" if pull.merged_by else ""
    line = f"in effect on {pull.base} since its merge {telling.both_times(pull.merged_at)}{by}"
    return _dated(pull.merged_at, line, [one.written for one in commits], around)


def of_commit(
    code: Code, place: Place, commit: Commit, pull: Pull | None, around: datetime | None
) -> Effect:
    """A commit takes effect with the pull request that brought it, else when it was made."""
    branch = place.branch or telling.short(place.tip.sha)
    if pull is not None and pull.merged_at is not None:
        found = of_pull(pull, (commit,), around)
        return Effect(found.since, (f"part of #{pull.number}", *found.told), found.late)
    if not code.holds(place, commit.sha):
        return Effect(None, (f"it is not on {branch}: not in effect there",))
    line = (
        f"on {branch}, committed {telling.both_times(commit.committed)}; no pull request is known"
    )
    return _dated(commit.committed, line, [commit.written], around)


def others(
    code: Code, place: Place, effect: Effect, around: datetime | None, merge: str
) -> tuple[tuple[Arrival, ...], int, bool]:
    """What came to the branch after it and before `around`: the last few, how many, and whether
    that is known for certain."""
    if effect.since is None or around is None or effect.late:
        return (), 0, True
    window = Window(effect.since, max(around, effect.since))
    seen = history.seen(code, place, window)
    later = [one for one in seen.arrivals if one.commit.sha != merge]
    return tuple(later[-MOST_OTHERS:]), len(later), not seen.notes


def _dated(since: datetime, line: str, written: list[datetime], around: datetime | None) -> Effect:
    lines = [line]
    if written and since - min(written) > timedelta(minutes=10):
        lines.append(f"written {telling.both_times(min(written))}")
    if around is None:
        return Effect(since, tuple(lines))
    late = since > around
    length = telling.span(abs(around - since))
    lines.append(
        f"that is {length} AFTER {telling.both_times(around)}: it cannot have caused what was seen "
        "then"
        if late
        else f"that is {length} before {telling.both_times(around)}"
    )
    return Effect(since, tuple(lines), late)
