"""One search in one project or in several: each asked for itself, so that one that is denied hides
no other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from kurosai.gcp.platform import Logs
from kurosai.gcp.retention import Kept
from kurosai.gcp.wire.entries import Found, Place
from kurosai.gcp.wire.errors import Denied
from kurosai.gcp.wire.reading import LogEntry
from kurosai.parallel import each
from kurosai.vocabulary import Coverage, Look, Window


@dataclass(frozen=True, slots=True)
class Gathered:
    """The entries of all projects, oldest first: the newest ones where `cut` says that there are
    more, or the oldest, as they were asked for. `rest` is where they go on (in one project only).
    `looks` tells of each of several projects."""

    entries: tuple[LogEntry, ...]
    cut: bool = False
    rest: Place | None = None
    looks: tuple[Look, ...] = ()
    denied: str = ""
    """What Google said, where none of the projects may be read."""

    @property
    def complete(self) -> bool:
        """Whether these are all, in every project."""
        return not self.cut and all(look.coverage.proves_absence for look in self.looks)


def gather(
    logs: Logs, asked: str, most: int, search: Callable[[str], Found], *, newest: bool
) -> Gathered:
    """What `search` finds in the project that was asked for, or in each of all for `*`; of too
    many the `newest` or the oldest, which `search` has to look for first."""
    projects = logs.projects(asked)
    if len(projects) == 1:
        answer = _try(search, projects[0])
        if isinstance(answer, str):
            return Gathered((), denied=answer)
        return Gathered(answer.entries, not answer.complete, answer.rest)
    answers = each(lambda project: _try(search, project), projects)
    which = "last" if newest else "first"
    looks = tuple(
        _look(project, one, which) for project, one in zip(projects, answers, strict=True)
    )
    found = [one for one in answers if not isinstance(one, str)]
    entries = sorted((entry for one in found for entry in one.entries), key=lambda one: one.at)
    cut = len(entries) > most or any(not one.complete for one in found)
    reasons = [one for one in answers if isinstance(one, str)]
    return Gathered(
        tuple(entries[-most:] if newest else entries[:most]),
        cut,
        None,
        looks,
        reasons[0] if reasons and not found else "",
    )


def aged(found: Gathered, kept: Mapping[str, Kept], window: Window) -> Gathered:
    """The same, where a project of several that keeps less than the window proves nothing of it."""
    return replace(
        found, looks=tuple(_aged(look, kept[look.place], window) for look in found.looks)
    )


def _aged(look: Look, kept: Kept, window: Window) -> Look:
    if look.coverage is Coverage.EMPTY and kept.elsewhere:
        return replace(look, coverage=Coverage.PARTIAL, told=kept.told_elsewhere())
    if not look.coverage.proves_absence or not kept.lacks(window):
        return look
    gone = kept.gone(window) and look.coverage is Coverage.EMPTY
    told = ", ".join(part for part in (look.told, kept.told()) if part)
    return replace(look, coverage=Coverage.EXPIRED if gone else Coverage.PARTIAL, told=told)


def _try(search: Callable[[str], Found], project: str) -> Found | str:
    try:
        return search(project)
    except Denied as denied:
        return str(denied)


def _look(project: str, answer: Found | str, which: str) -> Look:
    if isinstance(answer, str):
        return Look(project, Coverage.DENIED, answer)
    count = len(answer.entries)
    told = "" if not count else "1 entry" if count == 1 else f"{count} entries"
    if not answer.complete:
        some = f"the {which} {told.removeprefix('1 ')}" if told else "not all searched"
        return Look(project, Coverage.TRUNCATED, some)
    return Look(project, Coverage.COMPLETE if count else Coverage.EMPTY, told)
