"""Private keys as PEM writes them, found in one pass however many heads a text has.

An expression would look for the end of each head through the same kilobytes, again and again.
"""

from __future__ import annotations

import re

KIND = "private key"

_MOST = 8192
"""Characters between head and end: a key of 16,384 bits has fewer."""

_HEAD = re.compile(r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY-----")
_END = re.compile(r"-----END [A-Z0-9 ]{0,30}PRIVATE KEY-----")
# What was cut off has no end: then what looks like a key is one.
_BODY = re.compile(rf"[A-Za-z0-9+/=\s]{{0,{_MOST}}}", re.ASCII)


def masked(text: str) -> tuple[str, int]:
    """`text` with each key replaced by `[redacted: private key]`, and how many were."""
    kept: list[str] = []
    at = 0
    end = _END.search(text)
    while (head := _HEAD.search(text, at)) is not None:
        begins = head.end()
        if end is not None and end.start() < begins:
            end = _END.search(text, begins)
        kept.append(text[at : head.start()])
        if end is not None and end.start() - begins <= _MOST:
            at = end.end()
        else:
            body = _BODY.match(text, begins)
            at = body.end() if body else begins
    return f"[redacted: {KIND}]".join((*kept, text[at:])), len(kept)
