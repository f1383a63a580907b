"""What a runbook's entry tells its reader to read, as calls: its commands, and the logs it lists.

A page says `aws logs filter-log-events --log-group-name ... --filter-pattern ...` to a person with
a shell. Here nobody has one, and what the command would show find_logs shows around the alert's
own time. A command that changes something, or that leaves something open that the alert does not
tell, makes no call: the page is there to be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kurosai import calls
from kurosai.cases import first_calls
from kurosai.library import commands
from kurosai.library.commands import Command
from kurosai.resource_map import ResourceMap, locate
from kurosai.vocabulary import Call

if TYPE_CHECKING:
    from kurosai.cases.trigger import Trigger
    from kurosai.library.page import Code, Entry, Step

MOST = 4
_COUNTED = timedelta(minutes=30)
"""An alert about so long a time is about all of it."""

_OPEN = re.compile(
    r"\$?\{+\s*(?P<braced>[^\W\d][\w.-]*(?: [\w.-]+)*)\s*\}+|\$\(|\$(?P<bare>\w+)|X{3,}|\.\.\.|…"
)
_JOB = re.compile(r"(?i)job|ジョブ")
_TIMES = re.compile(
    r"(?i)\s*\b(?:AND\s+)?(?:timestamp|receive_?timestamp)\s*[<>]=?\s*(?:\"[^\"]*\"|\S+)"
)
_LEFT_AND = re.compile(r"(?i)^\s*AND\s+")
_GOOGLE_LOG = re.compile(r"\bCloud Logging\b[^`\n]{0,20}`(?P<log>[\w-]+(?:[./][\w.%/-]+)+)`")
_SIMPLE = re.compile(r'"(?P<text>[^"]+)"|(?P<word>[\w./:-]+)')


_LOG_OF = re.compile(
    r"(?i:\blogs? of (?:the )?)`(?P<name>[\w-]{2,64})`"
    r"|`(?P<its>[\w-]{2,64})`\s?(?:の|'s )\s?(?i:logs?\b|ログ)",
    re.ASCII,
)
"""What a step sends its reader to: the log of something that it names."""


def of(entry: Entry, told: Trigger, resources: ResourceMap | None = None) -> tuple[Call, ...]:
    """The calls in the order of the page, each once, at most MOST; `resources` tells where what a
    step names logs, if there is a map."""
    found = {calls.line(one): one for one in _every(entry, told, resources)}
    return tuple(found.values())[:MOST]


def _every(entry: Entry, told: Trigger, resources: ResourceMap | None) -> Iterator[Call]:
    for code in (*entry.commands, *_codes(entry.steps)):
        for command in commands.read(code.text):
            call = _call(command, told)
            if call is not None:
                yield call
    if resources is not None:
        yield from _logs_named(entry.steps, told, resources)
    listed = "\n".join(part.text for part in entry.resources)
    for match in _GOOGLE_LOG.finditer(listed):
        since, until, around = _when(told)
        yield calls.find_entries(log=match["log"], around=around, since=since, until=until)


def _logs_named(steps: Sequence[Step], told: Trigger, resources: ResourceMap) -> Iterator[Call]:
    """The log of each function that a step sends to, but for the one that the alert is about: that
    is read first anyway."""
    for step in steps:
        for match in _LOG_OF.finditer(step.text):
            name = match["name"] or match["its"]
            kept = locate(resources, {"kind": "lambda", "function": name})
            place = next(
                (one for one in kept if one.source == "aws_logs" and not one.missing), None
            )
            if place is not None and name != told.name:
                since, until, around = _when(told)
                yield calls.find_logs(place.group, "", around=around, since=since, until=until)
        yield from _logs_named(step.steps, told, resources)


def _codes(steps: tuple[Step, ...]) -> Iterator[Code]:
    for step in steps:
        yield from step.code
        yield from _codes(step.steps)


def _call(command: Command, told: Trigger) -> Call | None:
    match (command.program, *command.words[1:3]):
        case ("aws", "logs", "filter-log-events" | "tail"):
            return _find_logs(command, told)
        case ("gcloud", "logging", "read"):
            return _find_entries(command, told)
        case ("kubectl", "logs" | "describe", *_):
            return _trace_pod(command, told)
        case _:
            return None


def _find_logs(command: Command, told: Trigger) -> Call | None:
    named = command.words[3:4]
    group = _filled(command.option("--log-group-name") or "".join(named), told)
    pattern = _filled(command.option("--filter-pattern"), told)
    if not group or pattern is None:
        return None
    simple = _SIMPLE.fullmatch(pattern)
    text = (simple["text"] or simple["word"]) if simple else ""
    since, until, around = _when(told)
    found = calls.find_logs(
        group, text, pattern="" if text else pattern, around=around, since=since, until=until
    )
    region = _filled(command.option("--region"), told)
    return calls.at_place(found, region) if region else found


def _find_entries(command: Command, told: Trigger) -> Call | None:
    # The window is the alert's: when the page's own example was is no part of the question.
    written = _LEFT_AND.sub("", _TIMES.sub("", " ".join(command.words[3:4])))
    filled = _filled(written, told)
    project = _filled(command.option("--project"), told)
    if not filled:
        return None
    since, until, around = _when(told)
    return calls.find_entries(
        filter=filled, project=project or "", around=around, since=since, until=until
    )


def _trace_pod(command: Command, told: Trigger) -> Call | None:
    words = command.words[2:]
    if command.words[1] == "describe":
        if words[:1] not in (("pod",), ("pods",), ("job",), ("jobs",)):
            return None
        words = words[1:]
    name = _filled(words[0].rpartition("/")[2], told) if words else None
    return calls.trace_pod(name, around=first_calls.worth_seeing(told)) if name else None


def _filled(text: str, told: Trigger) -> str | None:
    """With the alert's one job where the page leaves a job open; None where anything else is."""
    open_ = list(_OPEN.finditer(text))
    for match in open_:
        name = match["braced"] or match["bare"] or ""
        if not _JOB.search(name) or len(told.jobs) != 1:
            return None
    return _OPEN.sub(lambda _: told.jobs[0], text) if open_ else text


def _when(told: Trigger) -> tuple[datetime | None, datetime | None, datetime | None]:
    """Since and until of an alert about a longer time, around when else; nothing of no time."""
    period = told.period
    if period is not None and told.alert and period.end - period.start >= _COUNTED:
        return period.start, period.end, None
    return None, None, first_calls.worth_seeing(told)
