"""What a name is that no job was found under: a module's place may hold a project's or a workflow's
name, and then "no job" is an answer to a question that nobody asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias
from urllib.parse import quote

from kurosai import calls, deadline
from kurosai.crois import pages
from kurosai.crois.beside import Beside
from kurosai.crois.fields import Object, known, obj, short
from kurosai.crois.job_search import Asked
from kurosai.crois.pages import Refused
from kurosai.crois.platform import Crois
from kurosai.crois.wire.api import Answer
from kurosai.errors import BadInput, Fault
from kurosai.parallel import each
from kurosai.vocabulary import Call, Window

SECONDS = 6.0
"""What the reads may take: that there is no job has been read, and is not to be late for them."""

SIZE = 20
MOST_NAMED = 3
MOST_SHOWN = 60
KINDS = ("project", "module")
_NOT_SO_NAMED = (400, 404, 422)
_REJECTED = (400, 422)

Seen: TypeAlias = "bool | str | tuple[Object, ...]"
"""Whether there is one, or the workflows of the name; a text is why that could not be read."""


def look(crois: Crois, asked: Asked, window: Window) -> Beside:
    """Sentences on names that are none of their kind, and the same question put right: three small
    reads side by side for each name. It never raises while the call has time."""
    found = Beside()
    with deadline.running(deadline.Deadline(deadline.remaining(SECONDS))):
        for kind in KINDS:
            if value := dict(asked.filters).get(kind):
                found = found.and_also(_one(crois, asked, window, kind, value))
    return found


def rejected(crois: Crois, asked: Asked, window: Window, answer: Answer) -> None:
    """Raises BadInput with the question put right, where the API rejects a name that is another
    thing's; else it is the caller's to tell."""
    if answer.status not in _REJECTED:
        return
    meant = look(crois, asked, window)
    if meant.told:
        lines = [calls.line(one) for one in meant.next[:MOST_NAMED]]
        raise BadInput(f"No job: {'; '.join(meant.told)}.", f"Ask {' or '.join(lines)}")


def _one(crois: Crois, asked: Asked, window: Window, kind: str, value: str) -> Beside:
    (other,) = (one for one in KINDS if one != kind)
    asking: Sequence[Callable[[], Seen]] = (
        lambda: _is_there(crois, kind, value),
        lambda: _is_there(crois, other, value),
        lambda: _workflows(crois, value),
    )
    itself, elsewhere, workflows = each(lambda ask: ask(), asking)
    if itself is True:
        return Beside()
    shown = short(value, MOST_SHOWN)
    places = (f"a {kind}", f"a {other}", "a workflow")
    unread = tuple(
        f"not read: whether {shown} is {place}: {seen}"
        for place, seen in zip(places, (itself, elsewhere, workflows), strict=True)
        if isinstance(seen, str)
    )
    if itself is not False:
        return Beside(unread=unread)
    told: list[str] = []
    offered: list[Call] = []
    if elsewhere is True:
        told.append(f"it is a {other}")
        offered.append(_put_right(asked, window, kind, other, value))
    if isinstance(workflows, tuple) and workflows:
        told.append(_named(value, workflows))
        number = known(workflows[0].get("id"))
        offered.append(_put_right(asked, window, kind, "workflow_id", number))
    if not told and not unread:
        told.append(f"no {other} either, and it stands in no workflow's name")
        offered.append(calls.call_operation(f"list_{kind}s"))
    what = f": {' and '.join(told)}" if told else ""
    return Beside((f"{shown} is no {kind}{what}",), next=tuple(offered), unread=unread)


def _is_there(crois: Crois, kind: str, value: str) -> bool | str:
    if not value.strip("."):
        return False
    try:
        answer = crois.get(f"/v1/{kind}s/{quote(value, safe='')}/")
    except Fault as fault:
        return fault.what
    if answer.status < 300 and known(obj(answer.body).get("name")) == value:
        return True
    # Without the API's own words something in between may have said so.
    if answer.status in _NOT_SO_NAMED and obj(answer.body).get("detail"):
        return False
    return f"the API answers {answer.status}"


def _workflows(crois: Crois, value: str) -> tuple[Object, ...] | str:
    """Those whose name contains it, first those that have no other name."""
    try:
        found = pages.read(crois, "/v1/workflows/", (("name", value),), most=1, size=SIZE)
    except Refused as refused:
        return f"the API answers {refused.answer.status}"
    except Fault as fault:
        return fault.what
    return tuple(sorted(found.items, key=lambda one: one.get("name") != value))


def _named(value: str, workflows: Sequence[Object]) -> str:
    """`it is the name of workflow 15406`, or in whose names it stands."""
    first = workflows[0]
    if first.get("name") == value:
        return f"it is the name of workflow {known(first.get('id'))}"
    shown = [
        f"{known(one.get('id'))} {short(known(one.get('name')), 40)}"
        for one in workflows[:MOST_NAMED]
    ]
    more = " and others" if len(workflows) > MOST_NAMED else ""
    plural = "s" if len(workflows) > 1 else ""
    return f"it stands in the name{plural} of workflow{plural} {', '.join(shown)}{more}"


def _put_right(asked: Asked, window: Window, kind: str, name: str, value: str) -> Call:
    """The same question with the value in its own place."""
    given = {one: told for one, told in asked.filters if one != kind} | {name: value}
    return calls.find_jobs(
        workflow_id=given.get("workflow_id", ""),
        project=given.get("project", ""),
        module=given.get("module", ""),
        status="" if asked.status == "failures" else asked.status,
        text=asked.text,
        since=window.start,
        until=window.end,
    )
