"""About how many tokens a text is, without a tokenizer."""

from __future__ import annotations

import re

_PIECES = re.compile(r"[A-Za-z]+|[0-9]+|[^\x00-\x7f]|[^A-Za-z0-9\s\x80-\U0010ffff]+|\n+|[ \t]{2,}")


def estimate_tokens(text: str) -> int:
    """About how many o200k tokens `text` is; within 10 % on logs, Japanese, English and JSON.

    Counted by pieces, because bytes a token run from 2.1 (logs) to 4.0 (English prose).
    """
    count = 0.0
    for match in _PIECES.finditer(text):
        piece = match.group()
        first = piece[0]
        if not first.isascii():
            count += 0.8
        elif first.isalpha():
            count += 1 if len(piece) <= 7 else len(piece) / 5.5
        elif first.isdigit():
            count += (len(piece) + 2) // 3
        elif first.isspace():
            count += 0.8
        else:
            count += (len(piece) + 1) // 2
    return round(count)
