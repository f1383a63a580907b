"""A path that is made from a template in evidence and values in evidence: `ack/{date}.json`.

Code writes its keys so, and whoever says which one it meant writes it out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kurosai import times
from kurosai.cases.source import lower

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kurosai.cases.proof import Proof

_PATH = re.compile(r"(?=.*\d)(?=.*[/_.-])[\w./:@=-]{6,200}", re.ASCII)
_HOLE = re.compile(r"\$?\{[A-Za-z_][^{}\s]{0,60}\}", re.ASCII)
_TEMPLATE = re.compile(rf"(?:[\w./:@=-]|{_HOLE.pattern}){{6,200}}", re.ASCII)
_VALUE = r"([\w.:-]{4,64})"
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_LEAST_FIXED = 4
"""Fewer letters that are said as they are make any path."""


def is_made(quote: str, proof: Proof) -> bool:
    """Whether a path is a template that was seen, with each hole filled by what was seen."""
    if not _PATH.fullmatch(quote):
        return False
    for form in _forms(proof, quote[:2]):
        match = form.fullmatch(quote)
        if match and all(_is_seen(value, proof) for value in match.groups()):
            return True
    return False


def names_route(quote: str, proof: Proof) -> bool:
    """Whether a route (`GET /v1/jobs/{id}/`) stands in code that calls its holes otherwise, in one
    row with its method: `api.get(f"/v1/jobs/{job_id}/")`.
    """
    method, _, path = quote.rpartition(" ")
    if not _HOLE.search(path) or not path.startswith("/") or method not in ("", *_METHODS):
        return False
    wanted = _HOLE.sub("{}", path)
    called = re.compile(rf"\b{method}\b", re.IGNORECASE)
    return any(
        called.search(row) and any(_HOLE.sub("{}", one[0]) == wanted for one in _templates(row))
        for seen in proof.seen
        for row in seen.rows
    )


def _templates(text: str) -> Iterator[re.Match[str]]:
    return _TEMPLATE.finditer(text)


def _forms(proof: Proof, begins: str) -> Iterator[re.Pattern[str]]:
    for one in proof.sources:
        if not one.id or "{" not in one.rows or begins not in one.rows:
            continue
        for match in _templates(one.rows):
            # What begins with a hole may be anything.
            fixed = _HOLE.split(match.group())
            letters = sum(character.isalpha() for part in fixed for character in part)
            if len(fixed) > 1 and match.group().startswith(begins) and letters >= _LEAST_FIXED:
                yield re.compile(_VALUE.join(map(re.escape, fixed)), re.ASCII)


def _is_seen(value: str, proof: Proof) -> bool:
    """Whether a value was seen as it is; of a date also as the day of what was."""
    if any(one.holds(lower(value)) for one in proof.sources):
        return True
    said = times.mentions(value)
    return len(said) == 1 and said[0].text == value and proof.writes(said[0])
