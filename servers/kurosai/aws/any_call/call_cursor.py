"""Where a list goes on, as one opaque text that only fits the call that gave it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from kurosai.errors import BadInput
from kurosai.vocabulary import Json

MOST_CHARACTERS = 8_000


@dataclass(frozen=True, slots=True)
class Place:
    """The arguments that bring a page ({}: the first), and how many of its items were given."""

    mark: Mapping[str, Json] = field(default_factory=dict[str, Json])
    skip: int = 0


def written(place: Place, asked: tuple[Json, ...]) -> str:
    """The cursor that leads to `place` in the answers to `asked`."""
    body = json.dumps([_digest(asked), place.skip, dict(place.mark)], separators=(",", ":"))
    return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")


def read(cursor: str, asked: tuple[Json, ...]) -> Place:
    """Where to go on; the beginning for "". BadInput when the cursor is of another call."""
    if not cursor:
        return Place()
    try:
        if len(cursor) > MOST_CHARACTERS:
            raise ValueError("too long")
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        body: Any = json.loads(raw)
        digest, skip, mark = body
        plain = all(isinstance(one, str | int) for one in mark.values())
    except (binascii.Error, ValueError, TypeError, AttributeError, RecursionError):
        raise BadInput("This is no cursor.", "Copy it whole, or ask without it.") from None
    if digest != _digest(asked) or not plain or not isinstance(skip, int) or skip < 0:
        raise BadInput(
            "This cursor is of another call.",
            "Give the same service, operation, parameters and place as before, or ask without it.",
        )
    return Place(cast("Mapping[str, Json]", mark), skip)


def _digest(asked: tuple[Json, ...]) -> str:
    text = json.dumps(asked, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
