"""The form that the platform posts to Slack.

:rotating_light: SYSTEM:ENVIRONMENT:KIND NAME
Errors >= 1  (START - END)
the error line, or several

The error may also stand behind the time: TaskFailed  3 events (START - END)  CannotPull...
"""

from __future__ import annotations

import re

from kurosai.alerts import labelled, when
from kurosai.alerts.alert import Alert, Resource
from kurosai.alerts.lines import bounded, undecorated, urls
from kurosai.alerts.naming import HEADER

_CONDITION = re.compile(
    r"^(?P<what>[^()]{0,100}?)\s*\((?P<start>[^()]+?)\s+[-~〜–]\s+(?P<end>[^()]+)\)"
    r"(?:\s+(?P<rest>\S.*))?$"
)


def marks(lines: list[str]) -> int:
    """Whether a line has the form: the platform's own form says most of any."""
    return 9 if any(HEADER.fullmatch(undecorated(line)) for line in lines) else 0


def read(lines: list[str]) -> list[Alert]:
    """The alerts in the order of their headers."""
    plain = [line for raw in lines if (line := undecorated(raw))]
    heads = [at for at, line in enumerate(plain) if HEADER.fullmatch(line)]
    links = urls("\n".join(lines))
    return [
        _alert(plain[head:end], links)
        for head, end in zip(heads, [*heads[1:], len(plain)], strict=True)
    ]


def _alert(lines: list[str], links: tuple[str, ...]) -> Alert:
    header = HEADER.fullmatch(lines[0])
    if header is None:
        raise ValueError("an alert of this form begins with its header")
    below, condition, period = lines[1:], "", None
    notes: list[str] = []
    if below and (match := _CONDITION.match(below[0])):
        condition, below = match["what"], [*filter(None, [match["rest"]]), *below[1:]]
        period = when.period(match["start"], match["end"])
        if period is None:
            notes.append(f"the period ({match['start']} - {match['end']}) was not understood")
    said = labelled.of(below)
    return Alert(
        form="slack_header",
        title=said.alarm,
        state=said.state,
        system=header["system"],
        environment=header["environment"],
        resources=(Resource(header["kind"], header["name"]),),
        condition=condition,
        period=period or said.period,
        lines=bounded(said.lines),
        urls=links,
        notes=tuple(notes),
    )
