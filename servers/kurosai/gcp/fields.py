"""The fields of some entries: each by its path, found by the end of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kurosai.gcp import parts, paths
from kurosai.gcp.wire.reading import LogEntry
from kurosai.vocabulary import Json

Path = tuple[str, ...]

FLAT = ("protoPayload", "principalEmail")
"""Ours: Google has it deeper, and there it is as well."""
_MOST_TOLD = 6


def leaves(value: Json, at: Path = ()) -> Iterator[tuple[Path, Json]]:
    """Each value that is no object and no list, with its path: in a list, that of the list."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from leaves(inner, (*at, key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            yield from leaves(inner, at)
    elif value is not None and value != "" and at != FLAT:
        yield at, value


def named(several: Sequence[Mapping[str, Json]], asked: Path) -> tuple[Path, ...]:
    """The paths that a path or the end of one may mean in some entries: itself where any has it;
    several where its end is not enough to tell them apart, none where no entry has such a field."""
    if any(paths.reach(one, asked) is not None for one in several):
        return (asked,)
    end = "." + ".".join(asked)
    found = (path for one in several for path, _ in leaves(one))
    return tuple(sorted({path for path in found if ".".join(path).endswith(end)}))


def meant(
    entries: Sequence[LogEntry], asked: Sequence[Path]
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Each of several paths as it is in some entries, where its end tells which, else as given; and
    our sentences about those that no entry has: `-` in every row would read as an answer."""
    if not asked or not entries:
        return tuple(asked), ()
    roots = [paths.whole(entry) for entry in entries]
    found = [(one, named(roots, one)) for one in asked]
    told = (unclear(one, several) for one, several in found)
    return (
        tuple(several[0] if len(several) == 1 else one for one, several in found),
        tuple(dict.fromkeys(one for one in told if one)),
    )


def unclear(asked: Path, found: Sequence[Path]) -> str:
    """That a path is none, or the end of several; "" for one that is plain."""
    if len(found) == 1:
        return ""
    if not found:
        return f"{'.'.join(asked)} is in none of the entries read"
    several = ", ".join(map(written, found[:_MOST_TOLD]))
    return f"{'.'.join(asked)} may be any of {several}: write it out"


def written(path: Path) -> str:
    """A path as `show` and filters take it, on one line."""
    return " ".join(".".join(map(parts.part, path)).split())
