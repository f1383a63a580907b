"""Where words stand in the code: files by the backend's search, lines by the files themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kurosai import calls
from kurosai.errors import BadInput, Unavailable
from kurosai.github import kept_code, lacking, telling
from kurosai.github.platform import Code
from kurosai.github.wire.objects import Hit, Hits, Missing
from kurosai.vocabulary import Call, Coverage, Reading, Row

MOST_FILES = 8
MOST_LINES = 3
_WORDS = re.compile(r'"(?P<phrase>[^"]+)"|(?P<word>\S+)')
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{3,}")


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file with the lines in it that match, the best first; `whole` if one has all the words,
    not `read` if its text did not come."""

    hit: Hit
    lines: tuple[tuple[int, str], ...]
    whole: bool
    read: bool = True
    told: tuple[Row, ...] = ()


def search(code: Code, *, words: str, repository: str) -> Reading:
    """The reading: rows are `repository path:line text`, files with all words in a line first."""
    wanted = tuple(match["phrase"] or match["word"] for match in _WORDS.finditer(words))
    if not wanted:
        raise BadInput("There are no words to look for.", "Give an identifier or a literal.")

    def ask() -> Reading:
        return _told(code, repository, words, wanted)

    return lacking.answered(code, repository or "all repositories", ask)


def _told(code: Code, repository: str, words: str, wanted: tuple[str, ...]) -> Reading:
    found = code.search(repository, wanted, most=MOST_FILES)
    seen = [_lines(code, hit, words, wanted) for hit in found.hits]
    seen.sort(key=lambda one: not one.whole)
    exact = code.search_is_exact
    return Reading(
        source=repository or "all repositories",
        identity=code.identity,
        coverage=_coverage(found, exact=exact),
        rows=tuple(row for one in seen for row in _rows(one)),
        kept=tuple(row for one in seen for row in one.told),
        found=len(seen),
        total=found.total if found.complete else None,
        unit="file",
        lead=(f"searched {found.searched}: {found.limits}",),
        tail=_tail(found, exact=exact),
        next=_next(seen, words, repository),
    )


def _coverage(found: Hits, *, exact: bool) -> Coverage:
    if not exact or not found.complete:
        return Coverage.PARTIAL
    if found.total > len(found.hits):
        return Coverage.TRUNCATED
    return Coverage.COMPLETE if found.hits else Coverage.EMPTY


def _tail(found: Hits, *, exact: bool) -> tuple[str, ...]:
    lines: list[str] = []
    if not found.complete:
        lines.append("partial: the search stopped before its end, or left out files for their size")
    elif not exact:
        lines.append("partial: such a search cannot prove that something is not there")
    if more := found.total - len(found.hits):
        lines.append(f"{more} more files have all the words: add a word, or name a repository")
    if not found.hits:
        lines.append(
            "nothing found; numbers and ids of one run are not in the code: leave them out"
        )
    return tuple(lines)


def _lines(code: Code, hit: Hit, words: str, wanted: tuple[str, ...]) -> _Seen:
    try:
        data = code.blob(hit.repository, hit.blob).data
    except (Missing, Unavailable):
        # The index knows a file that is gone by now: its place is still worth telling.
        data = None
    if data is None:
        return _Seen(hit, (), whole=False, read=False)
    every = telling.lines(data)
    lower = [word.lower() for word in wanted]
    phrase = words.strip().strip('"').lower()
    scored: list[tuple[int, int, str]] = []
    for number, line in enumerate(every, 1):
        text = line.lower()
        score = sum(word in text for word in lower) + (len(lower) if phrase in text else 0)
        if score:
            scored.append((-score, number, line.strip()))
    best = sorted(scored)[:MOST_LINES]
    whole = bool(best) and -best[0][0] >= len(lower)
    # Beside a line that has all of it, those with a word of it say nothing.
    chosen = [one for one in best if not whole or one[0] == best[0][0]]
    shown = tuple((number, line) for _, number, line in chosen)
    stand = ((number, every[number - 1]) for number, _ in shown)
    told = kept_code.found(hit.repository, hit.commit, hit.path, stand)
    return _Seen(hit, shown, whole, told=(told,))


def _rows(seen: _Seen) -> tuple[Row, ...]:
    place = f"{seen.hit.repository} {seen.hit.path}"
    at = f"@{telling.short(seen.hit.commit)}" if seen.hit.commit else ""
    if not seen.read:
        return (Row(f"{place} (the file itself could not be read){at}"),)
    if not seen.lines:
        return (Row(f"{place} (in the file, on no line as it stands there){at}"),)
    return tuple(Row(f"{place}:{number} {line}") for number, line in seen.lines)


def _next(seen: list[_Seen], words: str, repository: str) -> tuple[Call, ...]:
    if not seen:
        names = sorted(set(_NAME.findall(words)), key=len, reverse=True)
        return (calls.search_code(names[0], repository),) if names and names[0] != words else ()
    best = seen[0]
    line = best.lines[0][0] if best.lines else 0
    return (
        calls.read_file(best.hit.repository, best.hit.path, around_line=line),
        calls.find_commits(best.hit.repository, path=best.hit.path),
    )
