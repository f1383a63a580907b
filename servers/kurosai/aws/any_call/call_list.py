"""What `call_aws` may be asked for: services, the operations of one, the form of an operation."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from kurosai.aws.any_call.allowed import Allowed, Service
from kurosai.aws.platform import AnyOperation
from kurosai.errors import BadInput
from kurosai.vocabulary import Coverage, Reading, Row

MARK = "?"
_VERB = re.compile(r"(?:Batch)?[A-Z][a-z]+")
_MOST_FORMS = 4
_MOST_OF_A_LINE = 600


def asked_for(operation: str) -> bool:
    """Whether the words ask what there is, and not for an answer of AWS."""
    said = operation.strip()
    return said.startswith(MARK) or said.endswith(MARK) or " " in said


def services(table: Allowed, words: str) -> Reading:
    """All services that can be asked, or those with words in their name."""
    every = table.services()
    wanted = words.replace(MARK, " ").lower().split()[:12]
    found = [name for name in every if any(word in name for word in wanted)] if wanted else every
    if not found:
        found = get_close_matches(" ".join(wanted), every, n=8, cutoff=0.5) or every
    return _reading("services that can be asked", _lines("", found), len(found), len(every))


def operations(door: AnyOperation, table: Allowed, service: Service, words: str) -> Reading:
    """The allowed operations of a service; with words those that fit, and what each takes."""
    wanted = words.replace(MARK, " ").strip()
    source = f"allowed reads of {service.name}"
    total = len(service.allowed)
    if not wanted:
        return _reading(source, _by_verb(service.allowed), total, total)
    try:
        near = [table.operation(service, wanted.replace(" ", ""))]
    except BadInput:
        near = table.near(service, wanted)
    if not near:
        return _reading(source, _by_verb(service.allowed), total, total)
    return _reading(source, _forms(door, service, near[:_MOST_FORMS]), len(near), total)


def _forms(door: AnyOperation, service: Service, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        form = door.form(service.name, name)
        yield f"{name} takes {', '.join(form.parameters) or 'nothing'}"
        yield f"  gives {', '.join(form.results) or 'nothing'}"


def _by_verb(names: Iterable[str]) -> Iterator[str]:
    """`Describe: Clusters Tasks`: the verb is not said again for each."""
    groups: dict[str, list[str]] = {}
    for name in sorted(names):
        found = _VERB.match(name)
        verb = found.group() if found else ""
        groups.setdefault(verb, []).append(name[len(verb) :])
    for verb, rest in groups.items():
        yield from _lines(f"{verb}: ", rest)


def _lines(head: str, names: Iterable[str]) -> list[str]:
    """Lines that are shown whole, so that what does not fit is said to be missing."""
    lines = textwrap.wrap(
        " ".join(names), _MOST_OF_A_LINE, break_on_hyphens=False, break_long_words=False
    )
    return [f"{head}{line}" for line in lines]


def _reading(source: str, lines: Iterable[str], found: int, total: int) -> Reading:
    return Reading(
        source=source,
        identity="",
        coverage=Coverage.COMPLETE if found == total else Coverage.TRUNCATED,
        rows=tuple(Row(text=line) for line in lines),
        found=found,
        total=total,
        unit="service" if source.startswith("services") else "operation",
        tail=("(*: required) An operation with ? behind it tells what it takes and gives.",),
    )
