"""One line of JSON on standard error for each call: who asked what, and what came of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import TextIO

from kurosai.vocabulary import Json

MOST_CHARACTERS = 300


class Audit:
    """Writes audit lines to `stream`; a stream that is gone costs the line, not the call."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream

    def line(self, **fields: Json) -> None:
        """Write `fields` in order as one line of compact JSON."""
        stream = self._stream or sys.stderr
        try:
            print(json.dumps(fields, ensure_ascii=True, default=str), file=stream, flush=True)
        except (OSError, ValueError):
            return


def brief(asked: Mapping[str, Json]) -> str:
    """What was asked, cut: an alert pasted as an argument may be long."""
    text = json.dumps(asked, ensure_ascii=False, default=str)
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"
