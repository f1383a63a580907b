"""The texts of a file, version by version, from the patches and the lines of it that were read.

What nobody read of it stands there as lines that say so: the lines around have their numbers, and
a patch between two versions is the patch that was read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kurosai.export import hunks
from kurosai.export.hunks import Hunk

UNREAD = "(line {} was not read)"
ADDED = "(line {} that came with version {} was not read)"
MOST_LINES = 20_000


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a file: its patch as far as it was read, and how many lines came and went."""

    patch: tuple[Hunk, ...]
    added: int
    removed: int

    @property
    def unread(self) -> tuple[int, int]:
        """How many lines came and went of which no hunk was read."""
        added = self.added - sum(one.added for one in self.patch)
        removed = self.removed - sum(one.removed for one in self.patch)
        return max(0, added), max(0, removed)


@dataclass(slots=True)
class File:
    """A file through its versions: version 0 is what it was before the first step.

    `seen` are lines by number at a version, `lengths` how many lines it had there. `begins` is
    False for one that was not there before its first step.
    """

    begins: bool = True
    steps: list[Step] = field(default_factory=list[Step])
    seen: list[tuple[int, Mapping[int, str]]] = field(
        default_factory=list["tuple[int, Mapping[int, str]]"]
    )
    lengths: dict[int, int] = field(default_factory=dict[int, int])

    def texts(self) -> list[str]:
        """The text of each version, version 0 first."""
        lines, open_end = self._first()
        found = [_text(lines, open_end=open_end)]
        for number, step in enumerate(self.steps, 1):
            lines = applied(lines, step, number)
            sides = [one for one in step.patch if one.old_open or one.new_open]
            open_end = any(one.new_open for one in sides) if sides else open_end
            found.append(_text(lines, open_end=open_end))
        return found

    def _first(self) -> tuple[list[str], bool]:
        known: dict[int, str] = {}
        for version, lines in self._known():
            for number, text in lines.items():
                at = self._in_first(version, number)
                if at is not None:
                    known.setdefault(at, text)
        length = max([*known, self._length()], default=0) if self.begins else 0
        # What goes and was not read goes from the end: it has to be there.
        length += sum(step.unread[1] for step in self.steps) if self.begins else 0
        length = min(length, MOST_LINES)
        first = [known.get(number, UNREAD.format(number)) for number in range(1, length + 1)]
        open_end = bool(self.steps) and any(one.old_open for one in self.steps[0].patch)
        return first, open_end

    def _known(self) -> list[tuple[int, Mapping[int, str]]]:
        """Lines that were read, and those that a patch shows of the version before it; what stands
        in a patch is exact, so it comes first."""
        found: list[tuple[int, Mapping[int, str]]] = []
        for version, step in enumerate(self.steps):
            for one in step.patch:
                found.append((version, dict(enumerate(one.before, one.old))))
        return [*found, *self.seen]

    def _in_first(self, version: int, number: int) -> int | None:
        """Where a line of a version stood in the first one; None if it came later."""
        at: int | None = number
        for step in reversed(self.steps[:version]):
            at = hunks.line_before(step.patch, at)
            if at is None:
                return None
        return at

    def _length(self) -> int:
        """How long the first version was, 0 where no version tells."""
        for version, length in self.lengths.items():
            grown = sum(one.added - one.removed for one in self.steps[:version])
            # The lines that only make room are counted apart.
            return length - grown - sum(step.unread[1] for step in self.steps)
        return 0


def applied(lines: list[str], step: Step, number: int) -> list[str]:
    """The lines of a file after one step, the one of that number."""
    found: list[str] = []
    at = 1
    for hunk in step.patch:
        found += lines[at - 1 : hunk.old - 1]
        found += hunk.after
        at = hunk.old + len(hunk.before)
    found += lines[at - 1 :]
    added, removed = step.unread
    if removed:
        del found[-removed:]
    return [*found, *(ADDED.format(one, number) for one in range(1, added + 1))]


def _text(lines: list[str], *, open_end: bool) -> str:
    text = "\n".join(lines)
    return text if open_end or not lines else f"{text}\n"
