"""Text from outside, made safe to carry: nothing invisible, nothing that breaks a process.

A lone surrogate ends a stdio server, an escape sequence repaints the terminal of whoever reads
the log, and invisible characters hide instructions from the person who approves a call. What is
visible stays as it was: it is evidence.
"""

from __future__ import annotations

import re

# CSI and string sequences are removed only when they end: an unterminated one must not swallow
# the evidence behind it, so then the escape character alone goes.
_ESCAPES = re.compile(
    r"\x1b\[[0-?]{0,64}[ -/]{0,8}[@-~]"
    r"|\x9b[0-?]{0,64}[ -/]{0,8}[@-~]"
    r"|\x1b[\]PX^_][^\x07\x1b\x9c\n]{0,4096}(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]{0,4}[0-Z\\^-~]"
)
_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls other than tab and newline
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # fillers
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # zero width, direction overrides
    "\ufff9-\ufffb"
    "\U0001d173-\U0001d17a\U000e0000-\U000e00ff"  # musical controls, tags
    "]"
)
# One ideographic variation selector after a character is how Japanese names are written; a run
# of them is how bytes are smuggled.
_SELECTOR_RUN = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2,}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029|\x85")


def clean(text: str) -> str:
    """`text` without escape sequences, controls, invisible characters and lone surrogates.

    Line ends become newlines; tabs stay; a lone surrogate becomes U+FFFD. Idempotent.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _SURROGATE.sub("\ufffd", text)
    # The separators first: two of them count as controls below.
    text = _LINE_ENDS.sub("\n", text)
    text = _ESCAPES.sub("", text)
    return _SELECTOR_RUN.sub("", _INVISIBLE.sub("", text))
