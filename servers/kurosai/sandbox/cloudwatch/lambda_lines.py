"""What Logs Insights discovers in the lines that AWS Lambda writes."""

from __future__ import annotations

import re

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# The platform's own lines, then the runtime's logger: level, time, request, text between tabs.
_PLATFORM = re.compile(rf"(?:START|END|REPORT) RequestId: ({_UUID})\b")
_LOGGER = re.compile(rf"(?:\[[A-Z]+\]\t)?\d{{4}}-\d\d-\d\dT[\d:.]+Z\t({_UUID})\t")


def request_id(message: str) -> str | None:
    """The `@requestId` of one Lambda line, or None: a traceback, for one, carries none."""
    found = _PLATFORM.match(message) or _LOGGER.match(message)
    return found.group(1) if found else None
