"""JSON in no form that is known: the errors in it, and what nearly all such payloads have.

Datadog, Opsgenie, the failure records of Lambda: each calls its parts otherwise, but a line that a
program logged looks the same in all of them. Where no such line is, nothing is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from kurosai.alerts import lines, naming, resources
from kurosai.alerts.alert import Alert, Resource
from kurosai.alerts.json_text import documents
from kurosai.alerts.shapes import inside, instant, mapping, plain, text, texts
from kurosai.vocabulary import Window

_TITLES = ("title", "subject", "summary", "message")
_TIMES = ("timestamp", "time", "date", "createdAt", "created_at", "occurred_at")
_ARN = re.compile(r"arn:aws[a-z-]*:[^\s\"',;)\]|>]+")


def read(found: Mapping[str, Any]) -> Alert | None:
    """What an object of no known form says; None where no line in it is a program's."""
    parts = [found, *_parts(found)]
    leaves = [plain(one) for one in parts if isinstance(one, str)]
    errors = [line for leaf in leaves for line in _errors(leaf)]
    if not errors:
        return None
    holders = [mapping(cast("object", one)) for one in parts if isinstance(one, Mapping)]
    titles = (lines.undecorated(text(one, key)) for one in holders for key in _TITLES)
    at = next((at for one in holders for key in _TIMES if (at := instant(one.get(key)))), None)
    arns = [match.group() for leaf in leaves for match in _ARN.finditer(leaf)]
    groups = [Resource("log_group", text(one, "logGroup")) for one in holders]
    google = [
        resource
        for one in holders
        for resource in resources.of_google(text(one, "type"), texts(one, "labels"))
    ]
    environments = (naming.labelled(texts(one), naming.ENVIRONMENT_LABELS) for one in holders)
    return Alert(
        form="json",
        environment=next(filter(None, environments), ""),
        title=next((one for one in titles if one and one not in errors and "\n" not in one), ""),
        resources=resources.once(
            [*groups, *google, *(one for arn in arns[:10] for one in resources.of_arn(arn))]
        ),
        period=Window(at, at) if at else None,
        lines=lines.bounded(errors),
    )


def _errors(leaf: str) -> Iterator[str]:
    """Lines that a program logged. A time alone begins like one and says nothing."""
    for raw in leaf.splitlines():
        line = lines.undecorated(raw)
        if lines.LOGGED.search(line) and " " in line:
            yield line


def _parts(found: Mapping[str, Any]) -> Iterator[object]:
    """What an object holds, and what JSON in a text of it holds: a relay wraps so."""
    for one in inside(found):
        within = documents(one)[:1] if isinstance(one, str) and one.lstrip()[:1] == "{" else ()
        if not within:
            yield one
        for document in within:
            yield document.value
            yield from inside(document.value)
