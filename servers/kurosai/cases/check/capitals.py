"""A name that is written in capitals because it is part of a variable's.

A page says that a task gets the output of another as `CROIS_INPUT_<task>`, and the task `targets`
was read: then `TARGETS` is that task and no state, and `CROIS_INPUT_TARGETS` is not invented,
although neither stands so in what was read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kurosai.cases.proof import Proof

_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_NAMED_BY = ("task", "name", "module")
"""The fields of a record that hold what a thing is called."""

# How a thing stands, whatever is called so.
STATES = frozenset(
    {
        *("SUCCEEDED", "SUCCESS", "FAILED", "FAILURE", "RUNNING", "PENDING", "QUEUED", "SKIPPED"),
        *(
            "STOPPED",
            "CANCELED",
            "CANCELLED",
            "ABORTED",
            "TIMED_OUT",
            "KILLED",
            "EVICTED",
            "ACTIVE",
        ),
    }
)


def is_name(word: str, proof: Proof) -> bool:
    """Whether a word in capitals equals, but for its case, what a record calls a thing."""
    return word not in STATES and word in _names(proof)


def is_made(quote: str, proof: Proof) -> bool:
    """Whether a variable consists of a beginning that was read, with nothing of the kind behind
    it there, and of such a name.
    """
    if not _VARIABLE.fullmatch(quote):
        return False
    names = _names(proof)
    return any(
        quote[found.end() :] in names and _begins(quote[: found.end()], proof)
        for found in re.finditer("_", quote)
    )


def _names(proof: Proof) -> frozenset[str]:
    found = (one.fields.get(field) for one in proof.records for field in _NAMED_BY)
    return frozenset(one.upper().replace("-", "_") for one in found if one)


def _begins(prefix: str, proof: Proof) -> bool:
    form = re.compile(rf"(?<![A-Za-z0-9_]){re.escape(prefix)}(?![A-Za-z0-9_])")
    return any(form.search(f"{one.rows}\n{one.shown}") for one in proof.sources)
