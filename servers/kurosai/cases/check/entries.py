"""Entries of runbooks that are named by their number: `sfn-ecs#005、#007`, `#007`.

A bare `#412` is a change or a ticket, and has to be read like any other id.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kurosai.cases.source import lower

if TYPE_CHECKING:
    from kurosai.cases.proof import Proof

_LISTED = re.compile(
    r"(?P<page>[\w.-]+(?:/[\w.-]+)*)#[\w-]+"
    r"(?P<more>(?:\s?(?:、|,|・|/|と|や|か|または|および|\bor\b|\band\b)\s?#\d{1,6})+)",
    re.ASCII,
)


def is_one(number: str, text: str, proof: Proof) -> bool:
    """Whether `#007` is an entry of the page that is named before it in a list; or, as no change
    is numbered from zero, of any page whose entry the case was told of.
    """
    for match in _LISTED.finditer(text):
        listed = re.findall(r"#\d+", match["more"])
        if number in listed and proof.stands(lower(f"{match['page']}{number}")):
            return True
    return number.startswith("#0") and proof.names_entry(number)
