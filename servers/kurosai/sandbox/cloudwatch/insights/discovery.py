"""What Logs Insights discovers in a message: the fields of JSON, and those of Lambda's lines."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, cast

from kurosai.sandbox.cloudwatch.insights.values import tidy
from kurosai.sandbox.cloudwatch.lambda_lines import request_id

if TYPE_CHECKING:
    from kurosai.sandbox.cloudwatch.insights.values import Value

_MAX_FIELDS = 1_000
"""Fields that AWS discovers in one event."""
_MAX_LEVELS = 100
_LAMBDA = re.compile(r"\d+:/aws/lambda/")
_KIND = re.compile(r"(START|END|REPORT) RequestId: ")
# The first duration of a line is the run's own; others follow with a word before them.
_REPORT = {
    "@duration": (re.compile(r"\bDuration: ([0-9.]+) ms"), 1),
    "@billedDuration": (re.compile(r"\bBilled Duration: ([0-9.]+) ms"), 1),
    "@initDuration": (re.compile(r"\bInit Duration: ([0-9.]+) ms"), 1),
    # In bytes, of which a megabyte has a million: AWS's sample divides by 1000 twice.
    "@memorySize": (re.compile(r"\bMemory Size: ([0-9]+) MB"), 1_000_000),
    "@maxMemoryUsed": (re.compile(r"\bMax Memory Used: ([0-9]+) MB"), 1_000_000),
}
_TRACE = {
    "@xrayTraceId": re.compile(r"\bXRAY TraceId: (\S+)"),
    "@xraySegmentId": re.compile(r"\bSegmentId: (\S+)"),
}
_DECODER = json.JSONDecoder(parse_constant=str)


def discovered(message: str, log: str) -> dict[str, Value]:
    """Field -> value of one event of the group `log` (`account:name`)."""
    found: dict[str, Value] = {}
    request = request_id(message)
    if request is not None:
        found["@requestId"] = request
    kind = _KIND.match(message)
    if kind is not None:
        found["@type"] = kind.group(1)
        if kind.group(1) == "REPORT":
            found.update(_reported(message))
    else:
        found.update(_json_fields(message, embedded=_LAMBDA.match(log) is not None))
    return found


def _reported(message: str) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, (pattern, unit) in _REPORT.items():
        number = pattern.search(message)
        if number is not None:
            found[name] = tidy(float(number.group(1)) * unit)
    for name, pattern in _TRACE.items():
        text = pattern.search(message)
        if text is not None:
            found[name] = text.group(1)
    return found


def _json_fields(message: str, *, embedded: bool) -> dict[str, Value]:
    """The flattened JSON object that a message is or, in Lambda's groups, the first it holds."""
    begin = message.find("{")
    if begin == -1 or (not embedded and message[:begin].strip()):
        return {}
    try:
        tree, end = _DECODER.raw_decode(message, begin)
    except (ValueError, RecursionError):
        return {}
    if not embedded and message[end:].strip():
        return {}
    found: dict[str, Value] = {}
    _flatten(tree, "", found, _MAX_LEVELS)
    return found


def _flatten(node: Any, path: str, found: dict[str, Value], levels: int) -> None:
    if isinstance(node, dict):
        pairs = [(str(key), value) for key, value in cast("dict[str, Any]", node).items()]
    elif isinstance(node, list):
        pairs = [(str(at), value) for at, value in enumerate(cast("list[Any]", node))]
    else:
        if node is not None and len(found) < _MAX_FIELDS:
            # AWS shows true and false as 1 and 0.
            found[path] = tidy(node + 0) if isinstance(node, int | float) else str(node)
        return
    for key, value in pairs if levels else ():
        # A field whose own name begins with @ is shown with one more.
        name = f"{path}.{key}" if path else (f"@{key}" if key.startswith("@") else key)
        _flatten(value, name, found, levels - 1)
