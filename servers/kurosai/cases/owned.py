"""What belongs to whoever asked: the names of his project, workflow, tasks, modules and images.

As the readings of the job or workflow tell that he asked about; he has to type them to act.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from kurosai.cases import source

if TYPE_CHECKING:
    from kurosai.cases.trigger import Trigger
    from kurosai.evidence.record import Evidence

_REFERENCE = re.compile(
    r"(?<![\w./:@-])(?P<host>(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}(?::\d{1,5})?)"
    r"/(?P<path>(?:[\w.-]{1,100}/){0,6}(?P<last>[\w.-]{1,100}))(?=[:@\"\\\s,]|$)",
    re.ASCII,
)

_TELL = (("crois", "describe_job"), ("crois", "describe_workflow"))


def names(read: Sequence[Evidence], trigger: Trigger) -> frozenset[str]:
    """The names of what he asked about; of an alert nobody asked."""
    if trigger.alert:
        return frozenset()
    return frozenset(_names(_of_his(read, trigger)))


def images(read: Sequence[Evidence], trigger: Trigger) -> frozenset[str]:
    """His images, without tag, with their registry, and the path in it as it may be written.

    Of the references that his job or module names those that end with one of his modules: other
    containers run beside his.
    """
    own = names(read, trigger)
    found: set[str] = set()
    for one in read if own else ():
        arguments = one.asked.get("arguments")
        module = arguments.get("module") if isinstance(arguments, Mapping) else None
        if str(one.asked.get("job_id")) in trigger.jobs or (module and module in own):
            for row in one.rows:
                for match in _REFERENCE.finditer(row.text):
                    if match["last"] in own:
                        found |= {match.group(), f"/{match['path']}"}
    return frozenset(found)


def _of_his(read: Iterable[Evidence], trigger: Trigger) -> Iterator[Mapping[str, Any]]:
    """The objects of the job and the workflow that he named, as the platform recorded them."""
    for one in read:
        job, workflow = (str(one.asked.get(name) or "") for name in ("job_id", "workflow_id"))
        named = (job in trigger.jobs) or source.find(trigger.text, workflow) >= 0
        if (one.server, one.tool) in _TELL and named:
            yield from (made for row in one.rows if (made := _object(row.text)))


def _names(told: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for one in told:
        found = [one.get(key) for key in ("project", "module", "task")]
        found.append(_mapping(one.get("workflow")).get("name"))
        for name, task in _mapping(one.get("tasks")).items():
            found += [name, _mapping(task).get("module")]
        yield from (name for name in found if isinstance(name, str) and name)


def _mapping(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def _object(text: str) -> Mapping[str, Any]:
    if not text.startswith("{"):
        return {}
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return _mapping(read)
