"""The lines that were asked for, in one group or several, and which of them is meant first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile

from kurosai.aws.logs.groups.log_groups import Target
from kurosai.aws.logs.occurrences.sought import Sought
from kurosai.aws.wire.logs import LogEvent
from kurosai.vocabulary import Look, Window, stamp

MOST = 50
NO_GROUP = "no such log group"


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: which groups, what of the line, and when. `size` is about how many bytes the
    groups have in the window, 0 where nobody has asked. `asked` is the line as the caller wrote it:
    nothing, where `sought` was chosen for it."""

    targets: tuple[Target, ...]
    sought: Sought
    window: Window
    around: datetime | None
    size: int = 0
    asked: Sought = field(default_factory=Sought)
    most: int = MOST
    """So many lines are read; where there are more, the oldest, or those at the time asked."""
    newest: bool = False
    """Whether the newest are meant where there are more and no time was asked."""

    @property
    def group(self) -> str:
        """The group, of a question about one."""
        return self.targets[0].group


@dataclass(frozen=True, slots=True)
class Hits:
    """Lines oldest first; `complete` is False when there may be more. They are `alike` when none
    has exactly the text, `spoken` when they only speak of an error and none has the level of one,
    `close` when only those within a minute of the time asked are here, `newest` when there are more
    before them. `as_shown`: they have the text in the form in which results show them, not as it
    stands; `cased`: in another case. `inside` counts lines left out that have the text within a
    request id only; with `only_inside` all of these do. `unfailed`: all lines were searched for a
    failure, none tells of one, and these are any lines. With `gaps` some of the window between them
    was not seen.

    `looks` are the groups that could not be searched, `searched` counts the others; `way` says how,
    where that is not plain.
    """

    events: tuple[LogEvent, ...]
    complete: bool
    alike: bool = False
    close: bool = False
    gaps: bool = False
    looks: tuple[Look, ...] = ()
    way: str = ""
    searched: int = 1
    spoken: bool = False
    as_shown: bool = False
    newest: bool = False
    unfailed: bool = False
    inside: int = 0
    only_inside: bool = False
    cased: bool = False

    def more(self) -> tuple[str, ...]:
        """Our sentence about hits that are not here."""
        if self.complete:
            return ()
        if self.gaps:
            return ("parts of the window were not seen, between these too: give a shorter one",)
        if self.newest:
            return (f"more hits lie before these, the newest: until={stamp(self.events[0].at)}",)
        last = stamp(self.events[-1].at)
        where = "lie before and after these" if self.close else f"follow after {last}"
        return (f"more hits {where}: give since={last}, or a longer text",)

    @property
    def nowhere(self) -> bool:
        """Whether none of the groups that were meant is there: a wrong question."""
        missing = [look.told.startswith(NO_GROUP) for look in self.looks]
        return not self.events and self.searched == 0 and bool(missing) and all(missing)

    def by_group(self) -> tuple[tuple[str, int], ...]:
        """How many are in each group, most first."""
        return tuple(Counter(event.group for event in self.events).most_common())

    def row_names(self) -> Mapping[str, str]:
        """What a row calls its group, where there are several; none where there is one."""
        groups = [group for group, _ in self.by_group()]
        return shortened(groups) if len(groups) > 1 else {}


def nearest(hits: Hits, around: datetime | None) -> list[LogEvent]:
    """The nearest to the time that was asked about first, or the newest."""
    middle = around or hits.events[-1].at
    return sorted(hits.events, key=lambda event: (abs(event.at - middle), middle - event.at))


def told_by_group(hits: Hits) -> str:
    """`7 groups searched by Insights; hits: /aws/lambda/checker 3, /aws/lambda/dispatcher 1`."""
    searched = hits.searched
    way = f" {hits.way}" if hits.way else ""
    # Whole: whoever asks on has to name the group.
    counts = ", ".join(f"{group} {count}" for group, count in hits.by_group())
    return f"{searched} group{'s' if searched != 1 else ''} searched{way}; hits: {counts or 'none'}"


def shortened(groups: Sequence[str]) -> dict[str, str]:
    """Names without the beginning that they all have, as far as it ends at a mark.

    Of several folders the last part is enough, as long as no two have the same one.
    """
    if len(groups) < 2:
        return {name: name for name in groups}
    last = [name.rpartition("/")[2] for name in groups]
    names = last if all(last) and len(set(last)) == len(last) else groups
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*names, strict=False))
    common = "".join(letters[0] for letters in alike)
    at = max(common.rfind(mark) for mark in "/-_.") + 1
    short = [(name[at:] if at > 1 else "") or name for name in names]
    return dict(zip(groups, short, strict=True))
