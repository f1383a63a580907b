"""The lines of an alert or a sample that can identify an error."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_LINES = 200
# Longer lines are not judged by what stands behind this.
_LOOKED_AT = 1_000

_FRAME = re.compile(
    r"Traceback \(most recent call last\)|\s*File \"|\s+at [\w.$<]+\(|\s*Caused by:$"
)
# What alerts put around the error: it says where and when, and is the same for every error.
_WHEN = (
    r"time(?: ?stamp)?|date|started(?: at)?|starts_?at|ends_?at|period|threshold|labels|link|url"
)
_WHERE = (
    r"(?:aws )?account(?: ?id)?|region|severity|priority|urgency|env(?:ironment)?|service|system"
    r"|cluster|namespace|team|owner|channel|runbook(?:_url)?|dashboard(?:_?url)?|generator_?url"
    r"|alarm ?arn|metric(?: ?name)?|incident(?: ?id)?|log ?(?:group|stream)"
    r"|(?:(?:new|old) ?)?state(?: ?value)?"
)
_OPEN = (
    r"(?:view|open|see|show|silence|acknowledge|mute)"
    r" (?:in|on|the|this|alarm|alert|logs?|dashboard|details|more|runbook|query|source|graph)\b"
)
_AROUND = re.compile(
    r"[\W_\d]*(?:"
    r"<?https?://\S+>?"
    rf"|(?i:{_OPEN}).{{0,200}}"
    rf"|(?i:{_WHEN})[\"*_]{{0,3}}:[*_]{{0,2}}\s.{{0,200}}"
    rf"|(?i:{_WHERE})[\"*_]{{0,3}}:[*_]{{0,2}}\s\s?\S*(?:\s\S+)?"
    r"|[\w.]+ (?:>=|<=|>|<|==) \d[\d.,%]*(?:\s*\(.*\))?"
    r")?[\W_]*$"
    r"|:[a-z_+\-]+: .*"
)
_MESSAGES = ("message", "msg", "errorMessage", "error", "log", "textPayload")
# What a program writes when something is wrong.
_RAISED = re.compile(
    r"\b[A-Za-z]\w*(?:Error|Exception)\b|\b(?:ERROR|FATAL|CRITICAL|SEVERE)\b|\bpanic:"
    r"|(?i:\berror:|\blevel[\"']?[=:] ?[\"']?(?:error|fatal|critical))|エラー|異常終了"
)


def identifying(lines: Sequence[str]) -> list[str]:
    """The lines that can identify an error, without blanks around; see `placed`."""
    return [line for _, line in placed(lines)]


def placed(lines: Sequence[str]) -> list[tuple[int, str]]:
    """The lines that can identify an error, each with its place among all, from 0.

    No stack frames, nothing indented below another line, and nothing that only says where or
    when, unless there is no other line.
    """
    found: list[tuple[int, str]] = []
    for place, line in enumerate(lines):
        if len(found) >= MAX_LINES:
            break
        inside = bool(found) and line[:2] in ("  ", "\t\t")
        if line.strip() and not inside and not _FRAME.match(line):
            found.append((place, line.strip()))
    return [one for one in found if is_raised(one[1]) or not _is_around(one[1])] or found


def messages(line: str) -> list[str]:
    """What a line that is a JSON object says: a page may show the message alone."""
    if not line.startswith("{"):
        return []
    try:
        read = cast("object", json.loads(line))
    except (ValueError, RecursionError):
        return []
    fields = cast("dict[str, object]", read) if isinstance(read, dict) else {}
    found = [fields.get(key) for key in _MESSAGES]
    return [text.strip() for text in found if isinstance(text, str) and text.strip()]


def _is_around(line: str) -> bool:
    return bool(_AROUND.match(line[:_LOOKED_AT]))


def is_raised(line: str) -> bool:
    """Whether a line says of itself that something is wrong."""
    return bool(_RAISED.search(line[:_LOOKED_AT]))
