"""Log lines without anything around them: a machine's words, though no alert's form."""

from __future__ import annotations

import re

from kurosai.alerts import resources, when
from kurosai.alerts.alert import Alert, Resource
from kurosai.alerts.lines import LOGGED, bounded, undecorated, urls

_FRAME = re.compile(r"^Traceback \(most recent|^\s+\S|^Caused by:|^\.\.\. \d+ more")
_LAMBDA_LOG = re.compile(r"/aws/lambda/(?P<name>[\w-]{1,64})")
_ARN = re.compile(r"arn:aws[a-z-]*:[^\s\"',;)\]|>]+")


def marks(lines: list[str]) -> int:
    """Whether every line is one that a program logged, or the stack below it."""
    given = [line for line in lines if undecorated(line)]
    errors = [line for line in given if LOGGED.search(undecorated(line))]
    rest = [line for line in given if not LOGGED.search(undecorated(line))]
    return 1 if errors and given[0] in errors and all(_FRAME.match(line) for line in rest) else 0


def read(lines: list[str]) -> list[Alert]:
    """All lines as one alert."""
    text = "\n".join(lines)
    errors = [line for raw in lines if LOGGED.search(line := undecorated(raw))]
    named = [Resource("lambda", match["name"]) for match in _LAMBDA_LOG.finditer(text)]
    arns = [one for match in _ARN.finditer(text) for one in resources.of_arn(match.group())]
    return [
        Alert(
            form="text",
            resources=resources.once([*named, *arns]),
            period=when.said("\n".join(errors)),
            lines=bounded(errors),
            urls=urls(text),
        )
    ]
