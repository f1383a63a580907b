"""What a failing line names that may have been changed: a log group, or anything by its ARN. A
function that only reports what it saw of something else is not where to look for a change."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kurosai import calls
from kurosai.aws import failed_look
from kurosai.aws.logs.lines import lambda_lines
from kurosai.aws.logs.occurrences.recurrence import Recurrence
from kurosai.aws.platform import Logs
from kurosai.aws.wire.logs import LogEvent
from kurosai.vocabulary import Call

MOST_ASKED = 2
"""Of so many paths in a line it is asked whether they are log groups."""

_PATH = re.compile(r"(?<![\w./:\\-])/[\w.#-]+(?:/[\w.#-]+)+(?![\w/])")
_FILES = re.compile(r"/(?:bin|data|dev|etc|home|lib|mnt|opt|proc|root|srv|tmp|usr|v\d+|var)/")
_ARN = re.compile(r"arn:aws[\w-]*:(?P<service>[\w-]+):[\w-]*:\d*:[^\s\"',;()\[\]{}]*[\w/*]")
_PASSING = ("states", "sts", "ecs", "iam", "execute-api")
"""Services whose ARNs in a line mostly name who did it, or what ran but once."""


def offered(logs: Logs, group: str, hit: LogEvent, past: Recurrence) -> tuple[Call, ...]:
    """The changes of the first of these around when the failure began; none of a line that is no
    failure, or that names but its own function and group."""
    line = lambda_lines.parse(hit.message)
    if line.weight < lambda_lines.FAILED_WEIGHT:
        return ()
    text = line.text.split("\n", 1)[0]
    own = group.removeprefix(lambda_lines.GROUP_PREFIX)
    named = next((one for one in (*_groups(logs, text), *_arns(text)) if own not in one), "")
    began = past.first.at if past.first else hit.at
    return (calls.find_changes(named, around=began),) if named else ()


def _groups(logs: Logs, text: str) -> Iterator[str]:
    """Paths in a line may be files and URLs: those that are log groups."""
    paths = [one for one in dict.fromkeys(_PATH.findall(text)) if not _FILES.match(one)]
    for path in paths[:MOST_ASKED]:
        name = path.rstrip(".")
        try:
            known = logs.prefixed(name, most=1)
        except failed_look.FAILURES:
            # Nothing is said of it: without an answer it is only not offered.
            return
        if any(one.name == name for one in known):
            yield name


def _arns(text: str) -> Iterator[str]:
    for match in _ARN.finditer(text):
        if match["service"] not in _PASSING:
            yield match[0]
