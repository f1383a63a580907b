"""What a library asks of the repository that its pages come from, and what it can say of it.

The doors to Git and GitHub are elsewhere; here are the words that both sides share.
Paths are relative to the folder that is served, with "/". Times are UTC.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from kurosai.library.page import PageFault


@dataclass(frozen=True, slots=True)
class Tip:
    """The commit that a ref names: its sha, when it was committed, its tree.

    `mark` is what the next question shows to learn cheaply that nothing moved (an ETag), or "".
    """

    commit: str
    committed: datetime
    tree: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a commit holds at a path; `blob` is Git's id of its bytes, `size` None if not told."""

    path: str
    kind: Literal["file", "symlink", "submodule"]
    blob: str
    size: int | None = None


class Repository(Protocol):
    """A repository at a ref and a folder. Every method raises a Fault when it is not answered."""

    @property
    def name(self) -> str:
        """`crois/runbooks`."""
        ...

    @property
    def tells_changes(self) -> bool:
        """Whether `changed` tells of all paths at once, without a question for each."""
        ...

    def tip(self, known: Tip | None) -> Tip:
        """The commit now; `known` itself when it is still that."""
        ...

    def leaves(self, tip: Tip) -> Sequence[Leaf]:
        """Everything below the folder."""
        ...

    def bodies(self, tip: Tip, leaves: Sequence[Leaf]) -> Iterator[tuple[str, bytes]]:
        """Blob id and bytes of each leaf, in any order; of a symbolic link, where it points."""
        ...

    def changed(self, tip: Tip, blobs: Mapping[str, str]) -> Mapping[str, datetime]:
        """When each path (path to blob id) was last changed, as far as can be told."""
        ...


class Origin(Protocol):
    """What a library can say of where it comes from. `notes` are of now, all else is fixed."""

    @property
    def repository(self) -> str:
        """`crois/runbooks`."""
        ...

    @property
    def commit(self) -> str:
        """The full sha."""
        ...

    @property
    def faults(self) -> tuple[PageFault, ...]:
        """What the commit holds and the library cannot: Git LFS pointers, submodules ..."""
        ...

    def notes(self) -> tuple[str, ...]:
        """What a reader has to know now: that the repository is down, and since when."""
        ...

    def changed(self, path: str, *, ask: bool) -> datetime | None:
        """When a page was last changed; None when unknown. Only with `ask` may a call be made."""
        ...
