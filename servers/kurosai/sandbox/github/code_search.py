"""The legacy code search of GitHub Enterprise Server: words, not patterns.

Default branch only, files under 384 KB, all words of a file in any order; punctuation separates
words and is otherwise ignored; words in quotes follow each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from kurosai.sandbox.github.repositories import Hosted

LARGEST = 384 * 1024
_PART = re.compile(r'(?P<key>[a-z]+):(?P<value>"[^"]*"|\S+)|"(?P<phrase>[^"]*)"|(?P<word>\S+)')
_TOKEN = re.compile(r"\w+")
_QUALIFIERS = frozenset(
    {"repo", "user", "org", "path", "language", "filename", "extension", "in", "size", "fork"}
)
_LANGUAGES = {
    "py": "python",
    "tf": "hcl",
    "yaml": "yaml",
    "yml": "yaml",
    "md": "markdown",
    "sh": "shell",
    "json": "json",
    "js": "javascript",
    "ts": "typescript",
    "go": "go",
}


class Unsearchable(Exception):
    """The query cannot be run; the text is GitHub's."""


@dataclass(slots=True)
class Query:
    """Terms in lower case, each a sequence of tokens, and qualifiers by key."""

    terms: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])
    qualifiers: dict[str, list[str]] = field(default_factory=dict[str, list[str]])


@dataclass(frozen=True, slots=True)
class Match:
    """A file that has all terms; `fragments` are pieces of it with the places of the terms."""

    hosted: Hosted
    path: str
    sha: str
    fragments: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]


def parse(text: str) -> Query:
    """A query. Raises Unsearchable for one without words."""
    query = Query()
    for part in _PART.finditer(text):
        key, value = part["key"], (part["value"] or "").strip('"')
        if key in _QUALIFIERS:
            query.qualifiers.setdefault(key, []).append(value.lower())
            continue
        tokens = tuple(_TOKEN.findall(part[0].lower()))
        if part["phrase"] is not None and tokens:
            query.terms.append(tokens)
        else:
            query.terms += [(token,) for token in tokens]
    if not query.terms:
        raise Unsearchable("The search must contain text besides its qualifiers.")
    return query


def search(everything: Mapping[str, Hosted], query: Query) -> list[Match]:
    """Files with all terms. Raises Unsearchable when a named repository is not there."""
    lower = {name.lower(): hosted for name, hosted in everything.items()}
    wanted = query.qualifiers.get("repo", [])
    if any(name not in lower for name in wanted):
        raise Unsearchable(
            "The listed users and repositories cannot be searched either because the resources "
            "do not exist or you do not have permission to view them."
        )
    owners = [*query.qualifiers.get("user", []), *query.qualifiers.get("org", [])]
    chosen = [
        hosted
        for name, hosted in lower.items()
        if not (wanted or owners) or name in wanted or name.partition("/")[0] in owners
    ]
    return [match for hosted in chosen for match in _in(hosted, query)]


def _in(hosted: Hosted, query: Query) -> Iterator[Match]:
    head = hosted.repo.refs.read_loose_ref(f"refs/heads/{hosted.told.default_branch}".encode())
    if head is None:
        return
    for item in hosted.repo.object_store.iter_tree_contents(hosted.repo[head].tree):
        path = item.path.decode()
        if item.mode & 0o170000 != 0o100000 or not _admits(query, path):
            continue
        data = hosted.repo[item.sha].as_raw_string()
        if len(data) >= LARGEST or b"\0" in data:
            continue
        text = data.decode("utf-8", "replace")
        found = _fragments(text, query)
        if found is not None:
            yield Match(hosted, path, item.sha.decode(), found)


def _admits(query: Query, path: str) -> bool:
    folder, _, name = path.lower().rpartition("/")
    extension = name.rpartition(".")[2] if "." in name else ""
    tests: dict[str, Callable[[str], bool]] = {
        "path": lambda one: folder == one.strip("/") or folder.startswith(f"{one.strip('/')}/"),
        "filename": lambda one: one in name,
        "extension": lambda one: extension == one.lstrip("."),
        "language": lambda one: _LANGUAGES.get(extension) == one,
    }
    return all(
        any(test(one) for one in query.qualifiers[key])
        for key, test in tests.items()
        if key in query.qualifiers
    )


def _fragments(
    text: str, query: Query
) -> tuple[tuple[str, tuple[tuple[int, int], ...]], ...] | None:
    """Pieces around the first place of each term; None when a term is missing."""
    tokens = [(match[0].lower(), match.start(), match.end()) for match in _TOKEN.finditer(text)]
    words = [token for token, _, _ in tokens]
    pieces: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for term in query.terms:
        at = next(
            (
                index
                for index in range(len(words) - len(term) + 1)
                if tuple(words[index : index + len(term)]) == term
            ),
            None,
        )
        if at is None:
            return None
        start, end = tokens[at][1], tokens[at + len(term) - 1][2]
        low = max(0, text.rfind("\n", 0, start) + 1)
        high = text.find("\n", end)
        high = len(text) if high < 0 else high
        pieces.setdefault((low, high), []).append((start - low, end - low))
    return tuple((text[low:high], tuple(sorted(at))) for (low, high), at in pieces.items())
