"""Workflows by words of their names, descriptions, projects and owners: the API searches names
only, and what a workflow writes stands in its description."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from kurosai import calls
from kurosai.crois import data_names, describe_workflow, described, workflow_list
from kurosai.crois.answers import without_content
from kurosai.crois.fields import Object, known, short, text
from kurosai.crois.pages import Listing, Refused
from kurosai.crois.platform import Crois
from kurosai.errors import BadInput
from kurosai.vocabulary import Call, Coverage, Reading, Row

MOST_PAGES = 25
MOST_SHOWN = 10
MOST_CALLS = 3
_ID = re.compile(r"[0-9]{1,8}")
_FIELDS = ("id", "name", "description", "project", "owner")


def describe(crois: Crois, now: datetime, asked: str) -> Reading:
    """The workflow of an id, or those that have the words."""
    told = _folded(asked).strip()
    if _ID.fullmatch(told):
        return describe_workflow.describe(crois, now, told)
    return find(crois, asked)


def find(crois: Crois, asked: str) -> Reading:
    """The reading of those that have all words, else of those that have the most. Raises BadInput
    for no word."""
    words = _words(asked)
    if not words:
        raise BadInput("There is no word to find a workflow by.", "Give an id, or words of it.")
    source = f"GET {workflow_list.WORKFLOWS}"
    try:
        listed = workflow_list.read(crois, most=MOST_PAGES)
    except Refused as refused:
        nothing = without_content(
            refused.answer,
            source=source,
            identity=crois.identity,
            unit="workflow",
            missing="The API has no list of workflows.",
            instead=(calls.find_operations("list workflows"),),
        )
        assert nothing is not None
        return nothing
    found, most = _best(listed.items, words)
    whole = listed.whole and not listed.fault
    return Reading(
        source=source,
        identity=crois.identity,
        coverage=_coverage(listed, found),
        rows=tuple(_row(one, shown=at < MOST_SHOWN) for at, one in enumerate(found)),
        found=len(found),
        total=len(found) if whole else None,
        unit="workflow",
        lead=tuple(_lead(listed, found, words, most)),
        tail=(f"not read: {listed.fault}",) if listed.fault else (),
        next=_next(found, asked, whole=whole),
    )


def _words(asked: str) -> tuple[str, ...]:
    """A table or a folder as it is called every day, and other words as they are."""
    found: dict[str, None] = {}
    for word in asked.split():
        names = data_names.of([word], written=True)
        found[_folded(names[0].told if names else word)] = None
    return tuple(found)


def _best(workflows: Sequence[Object], words: Sequence[str]) -> tuple[list[Object], int]:
    """Those that have the most of the words, first those whose name has one; and how many."""
    scored = [
        (sum(word in one for word in words), at) for at, one in enumerate(map(_all, workflows))
    ]
    most = max((score for score, _ in scored), default=0)
    found = [workflows[at] for score, at in scored if score == most and most]

    def named(one: Object) -> bool:
        return any(word in _folded(known(one.get("name"))) for word in words)

    return sorted(found, key=lambda one: not named(one)), most


def _all(workflow: Object) -> str:
    return "\n".join(_folded(known(workflow.get(field))) for field in _FIELDS)


def _folded(told: str) -> str:
    """Wide digits and half-wide kana as anybody writes them."""
    return unicodedata.normalize("NFKC", told).casefold()


def _coverage(listed: Listing, found: Sequence[Object]) -> Coverage:
    if listed.fault:
        return Coverage.PARTIAL
    if not listed.whole:
        return Coverage.TRUNCATED
    return Coverage.COMPLETE if found else Coverage.EMPTY


def _lead(listed: Listing, found: Sequence[Object], words: Sequence[str], most: int) -> list[str]:
    what = ", ".join(repr(short(word, 60)) for word in words)
    read = f"of {workflow_list.extent(listed)} id, name, description, project and owner were read"
    if not found:
        return [f"none has {what}: {read}", "a list has no tasks: modules are not searched"]
    if most < len(words):
        return [f"none has all of {what}: these have {most} of {len(words)} words; {read}"]
    return [f"with {what}: {read}"]


def _row(workflow: Object, *, shown: bool) -> Row:
    parts = (
        f"workflow {text(workflow.get('id'))} {short(text(workflow.get('name')), 80)}",
        f"project {text(workflow.get('project'))}",
        f"owner {text(workflow.get('owner'))}",
        f"updated_at={text(workflow.get('updated_at'))}",
        described.of(workflow),
    )
    # Not as the API's object: what others have would pass for the asker's own.
    return Row(" · ".join(part for part in parts if part), mark="" if shown else ".")


def _next(found: Sequence[Object], asked: str, *, whole: bool) -> tuple[Call, ...]:
    """Each found one; and of a list that was not read whole, the names that the API searches."""
    shown = [calls.describe_workflow(known(one.get("id"))) for one in found]
    if not whole:
        return (
            *shown[: MOST_CALLS - 1],
            calls.call_operation("list_workflows", name=asked.strip()),
        )
    return tuple(shown[:MOST_CALLS]) or (calls.call_operation("list_workflows"),)
