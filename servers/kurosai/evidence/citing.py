"""Which evidence a case's event rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from kurosai.evidence.ids import ALPHABET, LENGTH

_ID = re.compile(f"(?<![0-9A-Z])[{ALPHABET}]{{{LENGTH}}}(?![0-9A-Z])")


def mentioned(body: str) -> set[str]:
    """Everything in an event's text that could be an id: a report names more than was cited."""
    return set(_ID.findall(body))


def vouched(body: Mapping[str, Any]) -> Iterator[str]:
    """The ids under a key `evidence`, however deep, that were looked up when it was written.

    A draft with faults, or a conclusion that a person let pass with some, may name what never was.
    """
    return iter(()) if body.get("blocks") else _under_evidence(body, inside=False)


def _under_evidence(body: object, *, inside: bool) -> Iterator[str]:
    if isinstance(body, Mapping):
        for key, value in cast("Mapping[str, Any]", body).items():
            yield from _under_evidence(value, inside=key == "evidence")
    elif isinstance(body, list):
        for value in cast("list[Any]", body):
            yield from _under_evidence(value, inside=inside)
    elif inside and isinstance(body, str) and _ID.fullmatch(body):
        yield body
