"""A mail of which only the headers were pasted: its subject is what it says.

    From: AWS Notifications <no-reply@sns.amazonaws.com>
    Subject: ALARM: "checker-errors" in Asia Pacific (Tokyo)
    Date: Tue, 04 Nov 2025 18:16:00 +0000

That subject is CloudWatch's, and stands for an alert alone, too. Any other subject is read as if it
were the text.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kurosai.alerts import cloudwatch, naming, when
from kurosai.alerts.alert import Alert
from kurosai.alerts.lines import undecorated
from kurosai.vocabulary import Window

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_HEADER = re.compile(
    r"(?P<name>from|to|cc|bcc|subject|date|sent|reply-to|message-id|importance"
    r"|差出人|宛先|件名|日時|送信日時)\s*[:：]\s*(?P<value>.*)",
    re.IGNORECASE,
)
_SUBJECT, _DATE = ("subject", "件名"), ("date", "sent", "日時", "送信日時")
_FORWARDED = re.compile(r"(?:(?:re|fwd?|tr)\s*:\s*)+", re.IGNORECASE)
_ALARM = re.compile(
    r"(?P<state>ALARM|OK|INSUFFICIENT[_ ]DATA)\s*:\s*\"(?P<name>[^\"]{1,255})\"\s+in\s+"
    # A name for people or a code; what a sentence goes on with is neither.
    r"(?P<region>[A-Za-z][A-Za-z .]{1,40}\([A-Za-z .-]{2,30}\)|[a-z]{2,3}(?:-[a-z]+)+-\d)"
)


def subject(text: str) -> str:
    """The subject of a mail that has only headers, "" for any other text."""
    return _subject(_headers(text.split("\n")))


def subject_first(text: str) -> str:
    """A mail of headers with its subject as the first line, as people head a question."""
    said = subject(text)
    rest = [line for line in text.split("\n") if not _is(line, _SUBJECT)]
    return "\n".join([said, *rest]) if said else text


def at(text: str) -> datetime | None:
    """When a mail of headers was sent."""
    headers = _headers(text.split("\n"))
    return next((when.moment(headers[one]) for one in _DATE if one in headers), None)


def dated(alert: Alert, text: str) -> Alert:
    """What a subject says, at the time of its mail where it names none."""
    sent = at(text) if alert.period is None else None
    return replace(alert, period=Window(sent, sent)) if sent else alert


def marks(lines: list[str]) -> int:
    """Whether all there is is the subject of an alarm's mail."""
    return 4 if _alarm(lines) else 0


def read(lines: list[str]) -> list[Alert]:
    """The one alarm."""
    match = _alarm(lines)
    if match is None:
        return []
    alert = Alert(
        form="cloudwatch_email",
        title=match["name"],
        region=naming.region(match["region"].strip()),
        state=cloudwatch.STATES.get(match["state"].replace(" ", "_"), ""),
    )
    return [dated(alert, "\n".join(lines))]


def alarm(line: str) -> re.Match[str] | None:
    """The subject of an alarm's mail as a line of its own: `state`, `name` and `region`."""
    said = re.sub(r"(?i)^(?:subject|件名)\s*[:：]\s*", "", undecorated(line))
    return _ALARM.fullmatch(_FORWARDED.sub("", said).strip())


def _alarm(lines: list[str]) -> re.Match[str] | None:
    given = [line for line in lines if line.strip()]
    said = _subject(_headers(lines)) or (undecorated(given[0]) if len(given) == 1 else "")
    return _ALARM.fullmatch(said.strip())


def _headers(lines: list[str]) -> Mapping[str, str]:
    """Each header's value; none where a line is not a header's, or there is no subject."""
    found: dict[str, str] = {}
    for line in lines:
        if not line.strip():
            continue
        match = _HEADER.fullmatch(undecorated(line))
        if match is None:
            return {}
        found.setdefault(match["name"].lower(), match["value"].strip())
    return found if any(one in found for one in _SUBJECT) else {}


def _subject(headers: Mapping[str, str]) -> str:
    said = next((headers[one] for one in _SUBJECT if one in headers), "")
    return _FORWARDED.sub("", said).strip()


def _is(line: str, names: tuple[str, ...]) -> bool:
    match = _HEADER.fullmatch(undecorated(line))
    return match is not None and match["name"].lower() in names
