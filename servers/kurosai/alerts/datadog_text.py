"""Datadog's monitors as its e-mails and chat messages write them.

The first line is `[Triggered] TITLE`, `[Triggered on {queuename:q}] TITLE`, `[P2] [No data] TITLE`
or `Recovered: TITLE`. Then what the team wrote, the monitor's query, `Metric value: 3.0`, `The
monitor was last triggered at Tue Nov 24 2026 03:32:40 UTC.`, and links to the product.
"""

from __future__ import annotations

import re

from kurosai.alerts import resources, when
from kurosai.alerts.alert import FIRING, NO_DATA, RESOLVED, Alert
from kurosai.alerts.asked import asked
from kurosai.alerts.lines import logged, said, undecorated, urls
from kurosai.vocabulary import Window

_STATES = {
    "triggered": FIRING,
    "re-triggered": FIRING,
    "alert": FIRING,
    "warn": FIRING,
    "re-warn": FIRING,
    "no data": NO_DATA,
    "re-no data": NO_DATA,
    "recovered": RESOLVED,
}
_WORD = r"(?P<{}>(?:Re-)?Triggered|Alert|(?:Re-)?Warn|(?:Re-)?No data|Recovered)"
_PRIORITY = r"(?:\[(?P<{}>P[1-5])\]\s*)?"
_HEAD = re.compile(
    rf"(?:Subject\s*:\s*)?(?:\[Monitor Alert\]\s*)?{_PRIORITY.format('before')}"
    rf"(?:\[{_WORD.format('state')}(?:\s+on\s+\{{(?P<scope>[^}}\n]{{1,300}})\}})?\]\s*"
    rf"|{_WORD.format('word')}(?:\s+on\s+\{{(?P<on>[^}}\n]{{1,300}})\}})?:\s+)"
    rf"{_PRIORITY.format('behind')}(?P<title>\S.*)",
    re.IGNORECASE,
)
# avg(last_5m):avg:aws.sqs.approximate_age_of_oldest_message{queuename:q} > 900
_QUERY = re.compile(
    r"\w+\(last_\d+\w\):\S.*[<>]=?\s*-?[\d.]+|\w+:[\w.]+\{[^}\n]*\}.*[<>]=?\s*-?[\d.]+"
)
_AT = re.compile(
    r"(?i)\bmonitor (?:was )?(?:last )?(?:triggered|recovered|alerted) at (?P<at>[^\n]{10,60})"
)
_MARKS = re.compile(r"(?im)datadoghq\.(?:com|eu)|^%%%\s*$|^Metric value\s*:|\[Monitor Status\]")
_SCOPE = re.compile(r"\{(?P<tags>[^{}\n]{1,300})\}")


def marks(lines: list[str]) -> int:
    """How many of its marks stand there; 0 if it is none, or a person asks about one."""
    text = "\n".join(lines)
    if _head(lines) is None or asked(lines):
        return 0
    known = sum(bool(one.search(text)) for one in (_QUERY, _AT, _MARKS))
    return 2 + known if known else 0


def read(lines: list[str]) -> list[Alert]:
    """The one monitor."""
    head = _head(lines)
    if head is None:
        return []
    # What stands before it is whoever's who handed it on.
    lines = lines[next(at for at, line in enumerate(lines) if _head([line])) :]
    text = "\n".join(lines)
    query, at = _QUERY.search(text), _AT.search(text)
    moment = when.moment(at["at"]) if at else None
    tags = [head["scope"] or head["on"] or "", *(one["tags"] for one in _SCOPE.finditer(text))]
    own = ("@", "%%%", "[Monitor Status]", "This alert was raised")
    below = [line for line in map(undecorated, lines) if not line.startswith(own)]
    rest = "\n".join(
        one for one in below if not (_HEAD.match(one) or _QUERY.search(one) or _AT.search(one))
    )
    return [
        Alert(
            form="datadog_text",
            title=head["title"].strip(),
            resources=resources.of_tags(",".join(tags)),
            condition=query.group() if query else "",
            period=Window(moment, moment) if moment else None,
            lines=logged(rest),
            about=said(rest),
            severity=(head["before"] or head["behind"] or "").lower(),
            state=_STATES[(head["state"] or head["word"]).lower()],
            urls=urls(text)[:1],
        )
    ]


def _head(lines: list[str]) -> re.Match[str] | None:
    plain = (undecorated(line) for line in lines)
    return next((match for line in plain if (match := _HEAD.fullmatch(line))), None)
