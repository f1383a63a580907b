"""CloudWatch alarms in words: the e-mail of SNS, and the message in a chat.

The e-mail says `You are receiving this email because your Amazon CloudWatch Alarm "NAME" in the
REGION region has entered the ALARM state, because "REASON" at "TIME"`, then lists `- Name:`,
`- State Change:`, `- Reason for State Change:`, `- Timestamp:`, `- AWS Account:`, `- Alarm Arn:`,
`- MetricName:`, `- Dimensions: [NAME = VALUE]`, `- Period:`. The chat's first line is
`CloudWatch Alarm | NAME | REGION | Account: ID`; the reason and the metric's fields follow.

What relays and people keep of the e-mail is its subject and the reason, with or without a time:
`ALARM: "NAME" in REGION`, `Threshold Crossed: no datapoints were received for 3 periods ...`. A
question about one that is quoted is no alert.
"""

from __future__ import annotations

import re
from datetime import datetime

from kurosai.alerts import cloudwatch, fields, labelled, mail_headers, naming, resources, when
from kurosai.alerts.alert import Alert
from kurosai.alerts.asked import asked
from kurosai.alerts.lines import logged, said, undecorated, urls

_MAIL = re.compile(
    r'Amazon CloudWatch Alarm\s+"(?P<name>[^"\n]{1,255})"\s+'
    r"in the (?P<region>[^\n]{2,60}?)\s+region"
)
_CHAT = re.compile(
    r"CloudWatch Alarm\s*\|\s*(?P<name>[^|\n]{1,255}?)\s*\|\s*(?P<region>[^|\n]{2,60}?)\s*"
    r"(?:\|\s*(?:AWS )?Account(?: ID)?:?\s*(?P<account>\d{12}))?\s*$"
)
_CHANGE = re.compile(
    r"(?P<old>OK|ALARM|INSUFFICIENT_DATA|N/A)\s*(?:->|→|to)\s*(?P<new>OK|ALARM|INSUFFICIENT_DATA)"
)
_ENTERED = re.compile(
    r"(?:entered the|transitioned to(?: the)?) (?P<new>OK|ALARM|INSUFFICIENT_DATA) state"
)
_BELOW = ("Metric", "Dimensions", "Period", "State", "Time", "Timestamp", "Description")
# Metrics of Lambda and SQS, the queues' age and the like: one or several words in capitals; the
# word behind "AWS/Lambda" may as well be "Function".
_SPELLED = re.compile(
    r"\bAWS/[A-Za-z0-9]+(?: / | |/)(?P<name>(?!Function\b|Metric\b|Alarm\b)[A-Z][A-Za-z]+)\b"
)
_CROSSED = re.compile(
    r"Thresholds? Crossed: .*|Insufficient Data: .*|arn:aws\S*:alarm:\S+ transitioned to .*"
)
# As CloudWatch writes it and nobody else does.
_REASON = re.compile(
    r"(?:Reason[^:\n]{0,20}:\s*)?(?:Thresholds? Crossed: (?:(?:\d+|\d+ out of the last \d+)"
    r" datapoints?|no datapoints? (?:was|were) received) .*"
    r"|Insufficient Data: (?:\d+|\d+ out of the last \d+) datapoints? (?:was|were) unknown.*"
    r"|arn:aws\S*:alarm:\S+ transitioned to .*)"
)
_SUBJECT_ONLY = 3
# A mail's date as programs write it; one without a zone is the reader's own clock.
_ZONED = re.compile(r"(?:[+-]\d\d:?\d\d|\b(?:UTC|GMT|JST)|\dZ)\)?\s*$")


def mail_marks(lines: list[str]) -> int:
    """How many of the e-mail's marks stand there; 0 if it is none, or a person asks about one."""
    text = "\n".join(lines)
    if asked(lines):
        return 0
    if not _MAIL.search(text) and not ("Alarm Details:" in text and "State Change:" in text):
        return _short_marks(lines)
    return 4 + sum(
        mark in text for mark in ("Alarm Details:", "State Change:", "Monitored Metric:")
    )


def read_mail(lines: list[str]) -> list[Alert]:
    """The one alarm."""
    text = "\n".join(lines)
    head = _MAIL.search(text) or _subject(lines)
    return [
        _alert(
            "cloudwatch_email", lines, head["name"] if head else "", head["region"] if head else ""
        )
    ]


def _short_marks(lines: list[str]) -> int:
    """Of the subject with what stands below it, or of a state's reason alone."""
    given = [undecorated(line) for line in lines]
    reasons = [at for at, line in enumerate(given) if _REASON.fullmatch(line)]
    if _subject(lines) is None:
        # Below a person's sentence it is a part of what he tells.
        alone = reasons and (reasons[0] == 0 or not given[reasons[0] - 1])
        return _SUBJECT_ONLY if alone else 0
    listed = fields.pairs(lines)
    told = fields.get(listed, "State Change", "Timestamp", "Time", "StateChangeTime")
    known = bool(reasons) + bool(told)
    return _SUBJECT_ONLY + known if known else 0


def _subject(lines: list[str]) -> re.Match[str] | None:
    """The e-mail's subject, on a line of its own."""
    return next((found for line in lines if (found := mail_headers.alarm(line))), None)


def chat_marks(lines: list[str]) -> int:
    """Whether a line is the chat's head."""
    return 6 if any(_CHAT.search(undecorated(line)) for line in lines) else 0


def read_chat(lines: list[str]) -> list[Alert]:
    """The alarms in the order of their heads."""
    heads = [at for at, line in enumerate(lines) if _CHAT.search(undecorated(line))]
    found: list[Alert] = []
    for head, end in zip(heads, [*heads[1:], len(lines)], strict=True):
        match = _CHAT.search(undecorated(lines[head]))
        if match is not None:
            account = match["account"] or ""
            part = lines[head:end]
            found.append(_alert("cloudwatch_chat", part, match["name"], match["region"], account))
    return found


def _alert(form: str, lines: list[str], name: str, place: str, account: str = "") -> Alert:
    text = "\n".join(lines)
    # Copied out of Slack, a field's name stands above its value.
    listed = fields.below(lines, _BELOW) | fields.pairs(lines)
    arn_account, code = resources.arn_place(fields.get(listed, "Alarm Arn", "AlarmArn"))
    reason = fields.get(listed, "Reason for State Change", "Reason") or _reason(lines)
    metric, dimensions = _metric(listed, text)
    change = fields.get(listed, "State Change", "State")
    at = fields.get(listed, "Timestamp", "Time", "StateChangeTime") or change
    # A mail with its headers was sent when nothing in it says the time better.
    sent = fields.get(listed, "Date", "Sent")
    if not _ZONED.search(sent):
        sent = ""
    transition = reason if " transitioned to " in reason else ""
    changed = when.moment(at) or when.moment(transition) or _written(lines) or when.moment(sent)
    subject = _subject(lines)
    state = _state(text, change or (subject["state"].replace(" ", "_") if subject else ""))
    about = fields.get(listed, "Description")
    seconds = re.match(r"(\d{1,5})\s*s", fields.get(listed, "Period"))
    rule = fields.get(listed, "Alarm Rule", "AlarmRule")
    period = cloudwatch.period(
        state, cloudwatch.reason_points(reason), int(seconds[1]) if seconds else 0, changed
    )
    return Alert(
        form=form,
        title=(form == "cloudwatch_email" and fields.get(listed, "Name")) or name,
        resources=resources.of_dimensions(dimensions),
        account=account or fields.get(listed, "AWS Account") or arn_account,
        region=code or naming.region(place),
        condition=rule or cloudwatch.condition(metric, reason),
        period=period,
        lines=logged(about),
        about=said(about),
        state=state,
        urls=urls(text)[:1],
    )


def _metric(listed: dict[str, str], text: str) -> tuple[str, dict[str, str]]:
    """The metric's name and dimensions, from their own fields or from wherever they stand."""
    name = fields.get(listed, "MetricName", "Metric Name")
    spelled = _SPELLED.search(text)
    if not name:
        # `AWS/Lambda Errors`, with the namespace before it.
        name = fields.get(listed, "Metric").split(" ")[-1] or (spelled["name"] if spelled else "")
    own = fields.within(fields.get(listed, "Dimensions", "Dimension"))
    return name, own or resources.dimensions_in(text)


def _reason(lines: list[str]) -> str:
    plain = (undecorated(line) for line in lines)
    return next((match.group() for line in plain if (match := _CROSSED.search(line))), "")


def _state(text: str, listed: str) -> str:
    if listed in cloudwatch.STATES:
        return cloudwatch.STATES[listed]
    match = _CHANGE.search(listed) or _ENTERED.search(text) or _CHANGE.search(text)
    return cloudwatch.STATES.get(match["new"] if match else listed, "")


def _written(lines: list[str]) -> datetime | None:
    """The time that somebody's own line names: `発生時刻: 2026-11-24 12:32 JST`."""
    found = labelled.of(map(undecorated, lines)).period
    return found.start if found else None
