"""Where the resources log that a runbook's entry lists, for an alert that names none itself.

An alarm of a metric says which number did not come and not who should have sent it; the entry for
it lists that below a heading of its own: Lambda `NAME`, CloudWatch Logs `/GROUP`, alarm `NAME`.
What all entries of a page share stands above them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.resource_map import Location, ResourceMap, locate

if TYPE_CHECKING:
    from kurosai.library.page import Entry

_FUNCTION = re.compile(
    r"\bLambda\b[^`\n]{0,20}`(?P<quoted>[\w-]{1,64})`|\bLambda\s+(?P<bare>[A-Za-z]\w*(?:-\w+)+)(?![\w-])"
    r"|`(?P<before>[\w-]{1,64})`\s*[|（(]?\s*(?:AWS )?Lambda\b",
    re.ASCII,
)
# A path of an API or of a disk looks the same: the line has to say that it is a log's.
_GROUP = re.compile(r"(?<![\w/.}>-])(?P<group>/[\w.#-]+(?:/[\w.#-]+)+)(?![\w/{<*.])", re.ASCII)
_OF_LOGS = re.compile(r"(?i)cloudwatch logs|\blog[ -]?groups?\b|ロググループ|^\W*(?:logs?\b|ログ)")
_ALARM = re.compile(r"(?i:\balarms?\b|アラーム)[^`\n]{0,20}`(?P<name>[^`\n<{]{1,255})`")


@dataclass(frozen=True, slots=True)
class Related:
    """The first log that an entry lists, None if there is none; the first alarm, or ""."""

    place: Location | None = None
    alarm: str = ""


NOTHING = Related()


def of(entry: Entry, resources: ResourceMap, page: Entry | None = None) -> Related:
    """What an entry's section for its resources tells, then what stands on its `page` outside of
    all entries."""
    lines = [line for part in entry.resources for line in part.text.split("\n")]
    lines += page.text.split("\n") if page is not None else ()
    places = (found for line in lines if (found := _place(line, resources)) is not None)
    alarms = (found["name"] for line in lines if (found := _ALARM.search(line)))
    return Related(next(places, None), next(alarms, ""))


def _place(line: str, resources: ResourceMap) -> Location | None:
    group = _GROUP.search(line)
    if group is not None and (group["group"].startswith("/aws/") or _OF_LOGS.search(line)):
        return Location("log_group", group["group"], "aws_logs", group["group"])
    found = _FUNCTION.search(line)
    if found is None:
        return None
    name = found["quoted"] or found["bare"] or found["before"]
    kept = locate(resources, {"kind": "lambda", "function": name})
    return next((one for one in kept if one.source == "aws_logs" and not one.missing), None)
