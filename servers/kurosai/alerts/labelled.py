"""What people's own alert messages say behind labels, in Japanese or English:

発生: 2026-09-17 13:30 JST  アラーム: core-v2-job-queue-dlq-visible
CloudWatch Alarm: crois-v2-prd-failed-tasks  OK -> ALARM  2026-07-15 10:34:20 JST

No form but a habit: a bot of the team's own writes them. The value at the time, in brackets behind
the condition, is another one each time: it says nothing of which alert it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kurosai.alerts import when
from kurosai.alerts.alert import FIRING, RESOLVED, Alert
from kurosai.alerts.lines import LOGGED, bounded, undecorated, urls
from kurosai.vocabulary import Window

_NAME = r"[A-Za-z][\w./]{0,60}(?:-[\w./]{1,60}){1,12}"
_ALARM = re.compile(
    r"(?:\bCloudWatch\s+)?(?:アラーム(?:名)?|\b[Aa]larm(?:\s?[Nn]ame)?)\s?[:：]\s{0,3}"
    rf"(?P<name>{_NAME})"
    # At the end of its line it needs no colon.
    rf"|(?m:\bCloudWatch\s+(?:アラーム|[Aa]larm)\s{{1,4}}(?P<last>{_NAME})"
    r"(?=\s*$|\s?[:：]\s{1,3}(?:OK|ALARM|INSUFFICIENT_DATA)\s?(?:->|→|=>)))"
)
_AT = re.compile(
    r"(?:発生(?:時刻|日時)?|検知(?:時刻|日時)?|時刻|日時"
    r"|\b[Tt]ime(?:stamp)?|\b[Ss]ince|\b[Ff]ired(?:\sat)?)\s?[:：]\s{0,3}"
    r"(?P<at>\d{4}[-/]\d\d?[-/]\d\d?[T ]\d\d?:\d\d\S{0,8}(?:\s(?:JST|UTC|[+-]\d\d:?\d\d))?)"
)
_CHANGE = re.compile(
    r"\b(?:OK|INSUFFICIENT_DATA)\s?(?:->|→|=>)\s?(?P<up>ALARM)\b"
    r"|\bALARM\s?(?:->|→|=>)\s?(?P<down>OK)\b"
)
_VALUE = re.compile(
    r"\s*[(（](?:現在(?:の)?値?|[Cc]urrent(?:ly| value)?)\s?[:：]?\s?[\d.,]+\s?\S{0,6}[)）]"
)
_WORDS = 12
"""Characters of a line beside its labels that say something."""

_SENTENCE = re.compile(r"[^\s:：\[【<][^:：]*[。．.!?！？]")
"""A line that a person writes above or below: a bot's headline has a mark and no full stop.

No label is one: a paragraph with one stays."""

_DATED = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Labels:
    """The alarm, when it began, which way it went; and the lines without all that."""

    alarm: str = ""
    period: Window | None = None
    state: str = ""
    lines: tuple[str, ...] = ()


def of(lines: Iterable[str]) -> Labels:
    """What stands in some lines, which are undecorated."""
    given = tuple(lines)
    text = "\n".join(given)
    alarm, change = _ALARM.search(text), _CHANGE.search(text)
    at = _AT.search(text)
    moment = when.moment(at["at"]) if at else None
    period = Window(moment, moment) if moment else None
    if period is None and alarm and change:
        beside = next(line for line in given if _CHANGE.search(line))
        period = when.said(beside) if _DATED.search(beside) else None
    if period is None:
        # An hour that was counted stands behind its value; a line that was logged has one time.
        ranges = (when.said(line) for line in given if not LOGGED.search(line))
        period = next((one for one in ranges if one and one.start < one.end), None)
    state = (FIRING if change["up"] else RESOLVED) if change else ""
    name = (alarm["name"] or alarm["last"]) if alarm else ""
    return Labels(name, period, state, tuple(_rest(given)))


def _rest(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        bare = _ALARM.sub("", _AT.sub("", line))
        if bare != line and len(_CHANGE.sub("", bare).strip(" |·/,、")) < _WORDS:
            # Nothing but labels: which alert it is does not depend on when it came.
            continue
        yield _VALUE.sub("", line)


def marks(lines: list[str]) -> int:
    """Whether an alarm is named and went one way, or a time stands beside it: no question does."""
    found = of(undecorated(line) for line in lines)
    return 2 if found.alarm and (found.state or found.period) else 0


def _own(lines: list[str]) -> list[str]:
    """The lines without the paragraphs around them that are a person's sentences alone."""
    parts = [part.split("\n") for part in re.split(r"\n{2,}", "\n".join(lines).strip("\n"))]
    told = [at for at, part in enumerate(parts) if not all(map(_SENTENCE.fullmatch, part))]
    return [line for part in parts[told[0] : told[-1] + 1] for line in part if line]


def read(lines: list[str]) -> list[Alert]:
    """The one alert."""
    found = of(_own([undecorated(raw) for raw in lines]))
    logged = [line for line in found.lines if LOGGED.search(line)]
    return [
        Alert(
            form="labelled_text",
            title=found.alarm,
            period=found.period,
            state=found.state,
            lines=bounded(logged or found.lines),
            urls=urls("\n".join(lines)),
        )
    ]
