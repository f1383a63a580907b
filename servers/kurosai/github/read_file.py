"""A part of a file as it was at one commit, with line numbers; whatever is not a text says so."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from kurosai import calls
from kurosai.errors import BadInput
from kurosai.github import kept_code, lacking, telling
from kurosai.github.platform import Code
from kurosai.github.wire.objects import Blob, Entry, Place
from kurosai.vocabulary import Call, Coverage, Reading, Row

DEFAULT_LINES = 60
MOST_LINES = 120
AROUND = 15
CONTEXT = 3
MOST_MATCHES = 8
MOST_ENTRIES = 200
MOST_NEAR = 6
_LFS = b"version https://git-lfs.github.com/spec/"


@dataclass(frozen=True, slots=True)
class Part:
    """Which lines were asked for; zeros and "" mean not given. Lines count from 1."""

    around_line: int
    start: int
    end: int
    find: str


def read(code: Code, *, repository: str, path: str, ref: str, part: Part) -> Reading:
    """The reading: rows are lines with their numbers, or the entries of a directory."""
    if sum((bool(part.around_line), bool(part.start or part.end), bool(part.find))) > 1:
        raise BadInput(
            "More than one of around_line, start/end and find was given.", "Give one of them."
        )
    if part.end and part.end < max(part.start, 1):
        raise BadInput(f"Lines {part.start} to {part.end} are none.", "Swap the two.")
    asked = path.strip("/")

    def ask() -> Reading:
        place = lacking.place(code, repository, ref)
        return _read(code, place, asked, part)

    return lacking.answered(code, repository, ask)


def _read(code: Code, place: Place, path: str, part: Part) -> Reading:
    tree = place.tip.tree
    entry: Entry | None = None
    names = path.split("/") if path else []
    for depth, name in enumerate(names):
        entries = code.entries(place, tree)
        entry = next((one for one in entries if one.name == name), None)
        if entry is None:
            return _absent(code, place, path)
        if entry.kind != "directory" and depth < len(names) - 1:
            return _special(code, place, "/".join(names[: depth + 1]), entry)
        tree = entry.sha
    if entry is None or entry.kind == "directory":
        return _directory(code, place, path, code.entries(place, tree))
    if entry.kind in ("symlink", "submodule"):
        return _special(code, place, path, entry)
    return _file(code, place, path, code.blob(place.repository, entry.sha), part)


def _file(code: Code, place: Place, path: str, blob: Blob, part: Part) -> Reading:
    source = f"{telling.where(place)} {path} blob {telling.short(blob.sha)}"
    if blob.data is None:
        return _plainly(code, source, f"a file of {blob.size:,} bytes, too large to be read here")
    if blob.data.startswith(_LFS):
        pointer = blob.data.decode("utf-8", "replace").strip()
        why = "a pointer of Git LFS: the file itself is not in the repository"
        return _plainly(code, source, why, Row(pointer))
    if b"\0" in blob.data[:8_000]:
        return _plainly(code, source, f"a binary file of {blob.size:,} bytes")
    lines = telling.lines(blob.data)
    shown, marked = _chosen(lines, part)
    cursor = _cursor(lines, part, shown)
    coverage = _coverage(lines, part, shown, cursor)
    return Reading(
        source=source,
        identity=code.identity,
        coverage=coverage,
        rows=tuple(
            Row(f"{number:>4} {lines[number - 1]}", mark=">" if number in marked else "")
            for number in shown
        ),
        kept=tuple(kept_code.file(place, path, len(lines), blob.size)),
        found=len(shown),
        # Complete is a part that was asked for and is all here, however long the file.
        total=len(lines) if coverage is Coverage.TRUNCATED else len(shown),
        unit="line",
        lead=(*telling.renamed(place), *_lead(lines, blob, part, marked)),
        next=_next(place, path),
        cursor=cursor,
        facts={"file": f"{place.repository} {path}", "commit": place.tip.sha},
    )


def _chosen(lines: list[str], part: Part) -> tuple[list[int], set[int]]:
    """The numbers of the lines to show, and of those that were asked for by themselves."""
    last = len(lines)
    if part.find:
        wanted = part.find.lower()
        hits = [number for number, line in enumerate(lines, 1) if wanted in line.lower()]
        near = {
            number
            for hit in hits[:MOST_MATCHES]
            for number in range(hit - CONTEXT, hit + CONTEXT + 1)
            if 1 <= number <= last
        }
        return sorted(near), set(hits[:MOST_MATCHES])
    if part.around_line:
        middle = min(part.around_line, last)
        low, high = max(1, middle - AROUND), min(last, middle + AROUND)
        return list(range(low, high + 1)), {middle} - {0}
    low = part.start or 1
    high = part.end or low + DEFAULT_LINES - 1
    return list(range(low, min(high, last, low + MOST_LINES - 1) + 1)), set()


def _lead(lines: list[str], blob: Blob, part: Part, marked: set[int]) -> tuple[str, ...]:
    told = [f"file of {len(lines):,} lines, {blob.size:,} bytes"]
    if part.find:
        hits = sum(part.find.lower() in line.lower() for line in lines)
        few = f", the first {len(marked)} shown" if hits > len(marked) else ""
        told.append(f"lines that contain it: {hits}{few}")
    if part.around_line > len(lines):
        told.append(f"there is no line {part.around_line}: the file may have changed since")
    return ("; ".join(told),)


def _cursor(lines: list[str], part: Part, shown: list[int]) -> str:
    """Where to go on; nothing where exactly what was asked for is shown."""
    if part.find or part.around_line or not shown:
        return ""
    asked_for = min(part.end or len(lines), len(lines))
    return f"start={shown[-1] + 1}" if shown[-1] < asked_for else ""


def _coverage(lines: list[str], part: Part, shown: list[int], cursor: str) -> Coverage:
    if not shown:
        return Coverage.EMPTY
    hits = sum(part.find.lower() in line.lower() for line in lines) if part.find else 0
    return Coverage.TRUNCATED if cursor or hits > MOST_MATCHES else Coverage.COMPLETE


def _next(place: Place, path: str) -> tuple[Call, ...]:
    return (calls.find_commits(place.repository, path=path),)


def _directory(code: Code, place: Place, path: str, entries: tuple[Entry, ...]) -> Reading:
    shown = entries[:MOST_ENTRIES]
    return Reading(
        source=f"{telling.where(place)} {path or '/'}",
        identity=code.identity,
        coverage=Coverage.COMPLETE if len(shown) == len(entries) else Coverage.TRUNCATED,
        rows=tuple(Row(_entry(one)) for one in shown),
        kept=tuple(kept_code.listing(place, path)),
        total=len(entries),
        unit="entry",
        lead=(*telling.renamed(place), "this is a directory"),
    )


def _entry(entry: Entry) -> str:
    if entry.kind == "directory":
        return f"{entry.name}/"
    size = f" {entry.size:,} bytes" if entry.kind == "file" and entry.size is not None else ""
    kind = "" if entry.kind == "file" else f" ({entry.kind})"
    return f"{entry.name}{kind}{size}"


def _special(code: Code, place: Place, path: str, entry: Entry) -> Reading:
    source = f"{telling.where(place)} {path}"
    if entry.kind == "submodule":
        why = f"a submodule: another repository at commit {entry.sha}; its files are not here"
        return _plainly(code, source, why)
    if entry.kind == "symlink":
        blob = code.blob(place.repository, entry.sha)
        target = (blob.data or b"").decode("utf-8", "replace")
        return _plainly(code, source, "a symbolic link, not followed; it points to", Row(target))
    return _plainly(code, source, "a file, not a directory: nothing lies below it")


def _plainly(code: Code, source: str, why: str, *rows: Row) -> Reading:
    return Reading(
        source=source,
        identity=code.identity,
        coverage=Coverage.COMPLETE,
        rows=rows,
        found=1,
        total=1,
        unit="entry",
        lead=(f"this is {why}",),
    )


def _absent(code: Code, place: Place, path: str) -> Reading:
    paths, complete = code.paths(place)
    likely = ((_likeness(path, one), one) for one in paths)
    near = [one for score, one in sorted(likely, reverse=True)[:MOST_NEAR] if score > 0.5]
    return Reading(
        source=f"{telling.where(place)} {path}",
        identity=code.identity,
        coverage=Coverage.EMPTY,
        rows=tuple(Row(one) for one in near),
        found=0,
        total=0,
        unit="file",
        lead=(
            f"there is no such path at this commit{'' if near else ', nor a similar one'}",
            *((f"nearest names{'' if complete else ' of those listed'}:",) if near else ()),
        ),
        next=tuple(calls.read_file(place.repository, one) for one in near[:1]),
    )


def _likeness(wanted: str, path: str) -> float:
    """1 for the same name in another folder, less for names that only resemble."""
    name, other = wanted.rpartition("/")[2].lower(), path.rpartition("/")[2].lower()
    if name == other:
        return 1 + SequenceMatcher(None, wanted.lower(), path.lower()).ratio()
    rough = SequenceMatcher(None, name, other)
    return rough.ratio() if rough.quick_ratio() > 0.5 else 0.0
