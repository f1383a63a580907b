"""Secrets in a page: by the rules that keep them out of evidence. The value is never repeated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kurosai.library.lint.finding import Found
from kurosai.safety.redact import find_secrets, redact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kurosai.library.lint.sheet import Sheet

_MASKED = re.compile(r"\[redacted: ([^\]]+)\]")
# What people write where a secret would stand: names, variables, and the vendors' examples.
_PLACEHOLDER = re.compile(
    r"[$<{(\[%*`]|.*(?:example|sample|dummy|placeholder|redacted|change_?me|x{3}|\.{3}|\*{3}|…"
    r"|\$[{(]|<|\{\{)|your|(?:[a-z]+[-_])*(?:secret|passw(?:or)?d|token|key|value|name|here)$",
    re.IGNORECASE,
)
# A word, a path or a call is how prose and programs go on after "password:".
_WORDS = re.compile(
    r"[A-Za-z_.\-:]+[.,;:]?|[~.]?/.*|[\w./-]+\.(?:key|pem|crt|json|ya?ml|env|txt)\W*|\W+|[\d.]+|[^\x00-\x7f]+.*"
)
# These have a form that no word has.
_CERTAIN = frozenset({"aws access key", "github token", "slack token", "google api key", "jwt"})
_KEY = "private key"
_KEY_BODY = re.compile(r"\s*[A-Za-z0-9+/=]{20}|[A-Za-z0-9-]+: ")


def in_text(sheet: Sheet) -> Iterator[Found]:
    """Every line with a secret, with the kind and the column."""
    if not find_secrets("\n".join(sheet.outline.text_lines)):
        return
    for number, line in enumerate(sheet.outline.text_lines, 1):
        for kind, column, value in _in_line(line):
            behind = sheet.outline.text_lines[number : number + 1]
            if _is_meant(kind, value, behind[0] if behind else ""):
                yield Found("secret", number, f"this looks like a secret ({kind})", column)


def _is_meant(kind: str, value: str, behind: str) -> bool:
    """Whether a value is a secret, and no placeholder; `behind` is the next line."""
    if kind == _KEY:
        # Prose names the line that a key begins with.
        body = value.rpartition("-----")[2] if value.count("-----") > 1 else ""
        return bool(_KEY_BODY.match(behind) or _KEY_BODY.match(body))
    if kind in _CERTAIN:
        return "example" not in value.casefold() and len(set(value)) > 8
    return not (_PLACEHOLDER.match(value) or _WORDS.fullmatch(value))


def _in_line(line: str) -> Iterator[tuple[str, int, str]]:
    """The kind, the column and the value of each secret: what stands where the mask does."""
    masked, count = redact(line)
    if not count:
        return
    pieces = _MASKED.split(masked)
    place = len(pieces[0])
    for kind, behind in zip(pieces[1::2], pieces[2::2], strict=True):
        end = line.find(behind, place + 1) if behind else len(line)
        if end < 0:
            return
        yield kind, place + 1, line[place:end]
        place = end + len(behind)
