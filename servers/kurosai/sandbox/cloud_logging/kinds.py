"""What a filter can know of a whole kind of entries, of which there are millions.

A kind is what all pods leave alike: "Pulling image ...". A condition holds of all of them, of none,
or (None) it depends on which; those of which it can hold of none need not be made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from kurosai.sandbox.cloud_logging.entries import Entry


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: an entry like any other of it, and all words that may stand in one, lower case."""

    sample: Entry
    words: str


Decides: TypeAlias = Callable[[Kind], bool | None]

_ALIKE: Final = frozenset(
    {
        "severity",
        "logName",
        "resource.type",
        "resource.labels.project_id",
        "resource.labels.cluster_name",
        "resource.labels.location",
        "resource.labels.node_name",
        "resource.labels.container_name",
        "trace",
        "spanId",
        "jsonPayload.reason",
        "jsonPayload.type",
        "jsonPayload.kind",
        "jsonPayload.involvedObject.kind",
        "jsonPayload.source.component",
    }
)
"""Fields that have one value in all entries of a kind, or are missing in all."""

_NEVER: Final = ("protoPayload", "httpRequest", "operation")
NAMES: Final = frozenset(
    {
        "resource.labels.pod_name",
        'labels."k8s-pod/job-name"',
        'labels."k8s-pod/batch_kubernetes_io/job-name"',
        "jsonPayload.involvedObject.name",
    }
)
"""Fields that always name a pod or a Job of a job, where they are there at all."""

_LONG = re.compile(r"[0-9a-f]{17,}")
"""More digits than any id has without a hyphen."""

_WORD = re.compile(r"[a-z]{3,}")
_SUFFIX = re.compile(r"[bcdfghjklmnpqrstvwxz]{1,5}|[a-f]{1,16}")
"""Letters that may follow each other in names and ids that are drawn."""


def unknown(_kind: Kind) -> bool | None:
    """It depends on the entry."""
    return None


def none(_kind: Kind) -> bool | None:
    """Of none."""
    return False


def by_field(name: str, test: Callable[[Entry], bool]) -> Decides:
    """A test of one field by its path."""
    if name not in _ALIKE and name.partition(".")[0] not in _NEVER:
        return unknown
    return lambda kind: test(kind.sample)


def by_words(text: str) -> Decides:
    """Entries with this text, in whatever field: of none where one of its words is in none."""
    folded = text.casefold()
    if _LONG.search(folded):
        return none
    wanted = [one for one in _WORD.findall(folded) if not _SUFFIX.fullmatch(one)]
    return lambda kind: None if all(one in kind.words for one in wanted) else False


def every(parts: Sequence[Decides]) -> Decides:
    """All of them."""

    def decides(kind: Kind) -> bool | None:
        found = [one(kind) for one in parts]
        return False if False in found else None if None in found else True

    return decides


def some(parts: Sequence[Decides]) -> Decides:
    """Any of them."""

    def decides(kind: Kind) -> bool | None:
        found = [one(kind) for one in parts]
        return True if True in found else None if None in found else False

    return decides


def negated(part: Decides) -> Decides:
    """Not it."""

    def decides(kind: Kind) -> bool | None:
        found = part(kind)
        return None if found is None else not found

    return decides
