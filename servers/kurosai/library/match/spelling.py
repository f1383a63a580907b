"""Names as they are compared: folded, without what separates their words."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from kurosai.library.words import folded

LONGEST = 200
"""Characters; no page is called by more."""

_BETWEEN = re.compile(r"[\W_]+")
_SUFFIX = re.compile(r"\.(?:md|markdown|html?|adoc|rst)$", re.IGNORECASE)
_FOLDERS = frozenset({"readme", "index"})
"""Files that are called after their folder."""

# Shorter names, and numbers alone, stand in any text without naming anything.
_LEAST = 3
_LEAST_JAPANESE = 2
_FIRST_JAPANESE = "\u3041"


def key(name: str) -> str:
    """What equal names have in common; "" for what names nothing."""
    if len(name) > LONGEST:
        return ""
    mark = _BETWEEN.sub("", folded(name))
    least = _LEAST_JAPANESE if any(one >= _FIRST_JAPANESE for one in mark) else _LEAST
    return mark if len(mark) >= least and not mark.isdecimal() else ""


def of_path(path: str) -> tuple[str, ...]:
    """The keys of a page's folders and file; a README is called after its folder."""
    *folders, last = (part for part in path.split("/") if part) if path else ("",)
    stem = _BETWEEN.sub("", folded(_SUFFIX.sub("", last)))
    marks = [_BETWEEN.sub("", folded(one)) for one in folders]
    return tuple(marks if stem in _FOLDERS else [*marks, stem])


def of_link(link: str) -> tuple[tuple[str, ...], str]:
    """The keys of an address's path (or of a bare path), and of its anchor, "" without one."""
    try:
        parts = urlsplit(link.strip().strip("<>\"'`"))
    except ValueError:
        return (), ""
    return of_path(unquote(parts.path).strip("/")), key(unquote(parts.fragment))
