"""Links that lead nowhere: files and images beside the page, and headings within pages."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kurosai.library.lint.finding import Found

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from kurosai.library.lint.sheet import Sheet
    from kurosai.library.outline import Outline
    from kurosai.library.page import Link

_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:|/|\{\{|<|\$|%7B")
_ANCHOR = re.compile(
    r"<[a-z][a-z0-9]*\s[^<>]*?\b(?:id|name)\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE
)
_NAMED = re.compile(r"\{#([^{}\s]{1,100})[^{}]{0,100}\}\s*$")
_COUNTED = re.compile(r"\d+$")
_LINE = re.compile(r"L\d+(?:-L?\d+)?")
# A site generator serves `other.md` under these.
_ENDINGS = ("", ".md", ".markdown", "/README.md", "/index.md", "/_index.md")
# Looking for the nearest of more headings than this would cost more than it helps.
_COMPARED = 300
_PAGES = (".md", ".markdown")


def dead(sheet: Sheet, root: Path, anchors: Mapping[str, frozenset[str]]) -> Iterator[Found]:
    """Links to files that are not there, or to headings that a page of the library has not.

    Addresses, absolute paths and what lies outside of the library are not looked at.
    """
    for link in sheet.outline.links(0, len(sheet.outline.tokens)):
        href = link.href.strip()
        if href and not _ELSEWHERE.match(href):
            yield from _dead(sheet, link, root, anchors)


def _dead(
    sheet: Sheet, link: Link, root: Path, anchors: Mapping[str, frozenset[str]]
) -> Iterator[Found]:
    where, _, anchor = link.href.strip().partition("#")
    where = unquote(where.partition("?")[0])
    page = sheet.page.path
    if where:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), where))
        if path == ".." or path.startswith("../"):
            return
        found = next((path + end for end in _ENDINGS if _exists(root, path + end)), None)
        if found is None:
            kind = "image" if link.image else "file"
            yield Found(
                "dead_link",
                link.line,
                f"there is no {kind} {link.href.strip()}",
                _column(sheet, link),
            )
            return
        page = posixpath.normpath(found)
    if not anchor or page not in anchors or not page.endswith(_PAGES) or _LINE.fullmatch(anchor):
        return
    wanted = _loose(unquote(anchor))
    if wanted in anchors[page] or _COUNTED.sub("", wanted) in anchors[page]:
        return
    few = len(anchors[page]) <= _COMPARED
    near = get_close_matches(wanted, anchors[page], 1, 0.75) if few else []
    hint = f"; did you mean {near[0]}" if near else ""
    what = f"{page} has no heading #{unquote(anchor)}{hint}"
    yield Found("dead_link", link.line, what, _column(sheet, link))


def anchors_of(outline: Outline) -> frozenset[str]:
    """What an anchor into a page may be, loosely: sites differ in how they spell a heading."""
    found: set[str] = set()
    for place, token in enumerate(outline.tokens):
        if token.type == "heading_open":
            content = outline.tokens[place + 1].content
            named = _NAMED.search(content)
            found.add(_loose(named[1] if named else content))
            found.add(_loose(_NAMED.sub("", content)))
        elif token.type in ("html_block", "inline") and "<" in token.content:
            found |= {_loose(match[1]) for match in _ANCHOR.finditer(token.content)}
    found |= {_loose(heading.text) for heading in outline.headings}
    return frozenset(found)


def _loose(text: str) -> str:
    """Only letters and digits count, without their case."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def _exists(root: Path, path: str) -> bool:
    try:
        return (root / path).exists()
    except (OSError, ValueError):
        return False


def _column(sheet: Sheet, link: Link) -> int:
    return sheet.column(link.line, link.href)
