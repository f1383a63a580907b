"""A tool's result as whoever acts on it reads it: text only, the way a host's model gets it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from kurosai.rendering import estimate_tokens

_NEXT = re.compile(r"^next: (\w+)\.(\w+) (\{.*\})$", re.MULTILINE)
_CITED = re.compile(r"^([0-9A-HJKMNP-TV-Z]{8}) · ")


@dataclass(frozen=True, slots=True)
class Offer:
    """A `next:` line: the call it offers."""

    server: str
    tool: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """One result. `milliseconds` is the round trip, `tokens` an estimate of what a model reads.

    `silent`: the server said nothing in the time that it had, and the text is ours.
    """

    server: str
    tool: str
    arguments: Mapping[str, Any]
    text: str
    error: bool
    milliseconds: float
    silent: bool = False

    @property
    def tokens(self) -> int:
        """About how many tokens the text is."""
        return estimate_tokens(self.text)

    @property
    def evidence(self) -> str:
        """The evidence id at its start, "" if it is not citable."""
        match = _CITED.match(self.text)
        return match.group(1) if match else ""

    @property
    def head(self) -> str:
        """The first line."""
        return self.text.split("\n", 1)[0]

    @property
    def coverage(self) -> str:
        """The coverage word at the end of the header of evidence."""
        return self.head.rsplit(" · ", 1)[-1] if self.evidence else ""

    @property
    def offers(self) -> tuple[Offer, ...]:
        """The next calls, best first."""
        return tuple(
            Offer(server, tool, cast("Mapping[str, Any]", json.loads(body)))
            for server, tool, body in _NEXT.findall(self.text)
        )
