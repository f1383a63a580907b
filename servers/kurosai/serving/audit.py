"""One line of JSON on standard error for each call: who asked what, and what came of it."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Mapping
from functools import cache
from typing import TextIO

from kurosai import clock
from kurosai.vocabulary import Json, stamp

MOST_CHARACTERS = 300


class Audit:
    """Writes audit lines to `stream`; a stream that is gone costs the line, not the call."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream

    def line(self, **fields: Json) -> None:
        """Write the time, who runs this process, and `fields` in order as one line of JSON."""
        stream = self._stream or sys.stderr
        # The machine's time also in a world: this is about calls, not about what they read.
        told = {"at": stamp(clock.now()), "user": user(), **fields}
        try:
            print(json.dumps(told, ensure_ascii=True, default=str), file=stream, flush=True)
        except (OSError, ValueError):
            return


@cache
def user() -> str:
    """Who runs this process, "unknown" where the system does not tell."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def brief(asked: Mapping[str, Json]) -> str:
    """What was asked, cut: an alert pasted as an argument may be long."""
    text = json.dumps(asked, ensure_ascii=False, default=str)
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"
