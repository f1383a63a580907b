"""What a writer of a chart most likely meant where the parser had to stop."""

from __future__ import annotations

import re

# In order: the first that stands at the place is meant.
_HINTS = (
    (re.compile(r"%%"), "a comment needs a line of its own"),
    (re.compile(r"->|=>|[→⇒]"), "an arrow is written -->"),
    (re.compile(r"end\b"), "end closes a subgraph; as an id write End"),
    (re.compile(r"[（［｛【「]"), "full-width brackets are no brackets: write A[text]"),
    (re.compile(r"[\[({]"), "one node has one pair of brackets"),
    (re.compile(r"[^\x00-\x7f]"), "a sign such as this goes into a text: A[text]"),
)


def hinted(reason: str, text: str, at: int) -> str:
    """The reason, with what may be wrong at this place where something comes to mind."""
    hint = next((said for pattern, said in _HINTS if pattern.match(text, at)), "")
    return f"{reason} ({hint})" if hint else reason
