"""What a user of the platform gets to read: no names of our insides.

A user knows his job, its tasks and modules. He has no use for log groups, ARNs, request ids,
accounts, hosts and evidence ids, and they tell an outsider how the platform is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kurosai.evidence.ids import ALPHABET, LENGTH
from kurosai.evidence.record import Evidence

_CITATION = re.compile(rf"\s?\[[{ALPHABET}]{{{LENGTH}}}(?:,\s?[{ALPHABET}]{{{LENGTH}}})*\]")
_INTERNAL = re.compile(
    r"\barn:aws[\w-]*:[\w:/.*@+=~-]+"
    r"|(?<![\w/])/(?:[\w.#-]+/){1,8}[\w.#-]+"
    r"|(?<![0-9A-Za-z])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9A-Za-z])"
    r"|(?<!\d)\d{12}(?!\d)"
    r"|\b(?:[\w-]+\.)+(?:example|internal|local|amazonaws\.com|svc)\b(?::\d+)?"
    r"|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])",
    re.ASCII,
)
_LEAST = 5
"""A shorter name of a place is likely a word."""


def internal_names(text: str, evidence: Iterable[Evidence], *, resource: str) -> tuple[str, ...]:
    """The internal names in `text`: by their form, or because a place that was read is so called.

    `resource` is what the alert names, "" for none.
    """
    named = {resource} if resource else set[str]()
    for one in evidence:
        if one.source.startswith("/"):
            named |= {one.source, one.source.rstrip("/").rpartition("/")[2]}
    found = [match.group() for match in _INTERNAL.finditer(text)]
    found += [
        name
        for name in sorted(named, key=len, reverse=True)
        if len(name) >= _LEAST
        and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text, re.ASCII)
    ]
    return tuple(dict.fromkeys(found))


def without_internals(
    text: str, evidence: Iterable[Evidence], *, resource: str, instead: str
) -> str:
    """`text` for the asker: citations dropped, each internal name replaced by `instead`."""
    text = _CITATION.sub("", text)
    names = internal_names(text, evidence, resource=resource)
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(f"`{name}`", instead).replace(name, instead)
    return text
