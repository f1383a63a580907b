"""How the rows of a reading stand in a report, and what they are called.

A log line stands as it was written. A record of a platform is JSON that nobody reads: its
fields stand for it. A row of a table is told whole, its numbers with its key; of a change the
lines that were changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kurosai.cases import decisive
from kurosai.flatten import pairs

if TYPE_CHECKING:
    from kurosai.cases.decisive import Quote
    from kurosai.evidence.record import Evidence
    from kurosai.vocabulary import Json, Row

LINE_CHARACTERS = 400
MOST_CHANGED = 3
"""Lines of a change that nobody quotes."""

_LOGS = ("find_logs", "find_entries", "read_task_log")
_TRACES = ("trace_job", "trace_pod")
"""Tools whose rows are log lines; and those that tell records among them."""
_TABLES = ("query_logs", "query_entries", "read_metrics")
_CHANGES = ("describe_change",)

_HUNK = re.compile(r"^@@ ", re.MULTILINE)
_ERROR = re.compile(r"(?i:error|exception|fatal|critical|traceback|fail|panic)")
_NONE = re.compile(
    r"(?i)[\"']?\b\w*(?:error|exception|fail)\w*[\"']?\s*[:=]\s*"
    r"(?:null|none|nil|false|0(?![\d.])|\"\"|''|\[\]|\{\})"
)
"""A field that says that there was no error."""


def label(evidence: Evidence, shown: Sequence[Row]) -> str:
    """What the rows are called, as a label of the words: `lines` (of an error), `log`, `record`."""
    logs = evidence.tool in _LOGS
    if not logs and (evidence.tool not in _TRACES or all(map(_is_record, shown))):
        return "record"
    errors = all(_ERROR.search(_NONE.sub("", row.text)) for row in shown)
    return "lines" if errors else "log"


def of(evidence: Evidence, row: Row, quoted: Sequence[Quote], cut: str) -> str:
    """A row as it stands in the report: one line, but of a change; `cut` says how many it had."""
    if evidence.tool in _CHANGES and _HUNK.search(row.text):
        return _plain(_changed(row.text.strip("\n").split("\n"), quoted))
    if evidence.tool in _TABLES:
        return _line([" ".join(row.text.split())], quoted, cut)
    lines = row.text.strip("\n").split("\n")
    told = "" if evidence.tool in _LOGS else _record(row)
    if told and not any(_only_written(row.text, told, one) for one in quoted):
        lines = [told]
    return _line(lines, quoted, cut)


def _is_record(row: Row) -> bool:
    return bool(_record(row))


def _record(row: Row) -> str:
    """The fields of an object that a platform answered; "" of what is none."""
    if not row.text.startswith("{"):
        return ""
    try:
        told: Json = json.loads(row.text)
    except (ValueError, RecursionError):
        return ""
    return " ".join(pairs(told))


def _only_written(text: str, told: str, quote: Quote) -> bool:
    return decisive.part(text, [quote]) >= 0 and decisive.part(told, [quote]) < 0


def _changed(lines: Sequence[str], quoted: Sequence[Quote]) -> str:
    """The quoted lines, a changed one before all, with what is beside; else the first changed."""
    held = [at for at, one in enumerate(lines) if decisive.part(one, quoted) >= 0]
    changed = [at for at, one in enumerate(lines) if re.match(r"[+-](?![+-]{2} )", one)]
    if held:
        at = max(held, key=lambda one: (_holds(lines[one], quoted), one in changed, -one))
        chosen: Sequence[int] = range(max(0, at - 1), min(len(lines), at + 2))
    else:
        chosen = changed[:MOST_CHANGED] or [0]
    return "\n".join(_around(lines[one], -1) for one in chosen)


def _holds(line: str, quoted: Sequence[Quote]) -> int:
    return sum(decisive.part(line, [one]) >= 0 for one in quoted)


def _line(lines: Sequence[str], quoted: Sequence[Quote], cut: str) -> str:
    """Of many lines the one that is quoted, else the first, and how many there are; of a long one
    what is around the quote, else its beginning.
    """
    line = next((one for one in lines if decisive.part(one, quoted) >= 0), lines[0])
    text = _plain(_around(line, decisive.part(line, quoted)))
    return f"{text} {cut.format(count=len(lines))}" if len(lines) > 1 else text


def _around(text: str, at: int) -> str:
    if len(text) <= LINE_CHARACTERS:
        return text
    start = max(0, at - LINE_CHARACTERS // 2) if at > LINE_CHARACTERS // 2 else 0
    end = start + LINE_CHARACTERS
    return f"{'…' * (start > 0)}{text[start:end]}{'…' * (end < len(text))}"


def _plain(text: str) -> str:
    """Without what would end the fence around it."""
    return text.replace("\t", " ").replace("```", "'''")
