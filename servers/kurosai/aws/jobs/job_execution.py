"""The execution that ran an attempt of a job: found by its name, its history read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kurosai.aws import failed_look
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.platform import States
from kurosai.aws.wire.errors import Denied, Missing
from kurosai.aws.wire.states import Execution, HistoryEvent
from kurosai.errors import NotConfigured
from kurosai.resource_map import Location, ResourceMap, locate
from kurosai.vocabulary import Coverage, Look

MOST_ATTEMPTS = 20
KIND = "sfn_execution"


@dataclass(frozen=True, slots=True)
class Found:
    """The execution of attempt `number`, None where `look` says why there is none to be had.

    With an execution, `look` says that a later attempt could not be looked for.
    """

    number: int
    execution: Execution | None = None
    look: Look | None = None


def find(states: States, resources: ResourceMap, job_id: str, number: int) -> Found:
    """Attempt `number` of the job; 0 is the last one. Raises NotConfigured without a map of it."""
    if number:
        return _one(states, _place(resources, job_id, number), number)
    found = Found(0)
    for one in range(1, MOST_ATTEMPTS + 1):
        tried = _one(states, _place(resources, job_id, one), one)
        if tried.execution is None:
            # The name behind the last attempt's: that it is not there is how the last is known.
            gone = tried.look is not None and tried.look.coverage is Coverage.EMPTY
            return tried if found.execution is None else found if gone else _later(found, tried)
        found = tried
    told = f"attempts after {MOST_ATTEMPTS} were not looked for"
    return replace(found, look=Look("later attempts", Coverage.TRUNCATED, told))


def _later(found: Found, tried: Found) -> Found:
    """The last attempt that could be seen, which need not be the last one."""
    return replace(found, look=tried.look)


def history(states: States, ran: Execution) -> tuple[Sequence[HistoryEvent], Look]:
    """Everything that happened in it, as far as it could be read."""
    place = f"history of {_name(ran.arn)}"
    try:
        found = states.history(ran.arn)
    except FAILURES as error:
        return (), failed_look.at(place, error)
    coverage = Coverage.COMPLETE if found.complete else Coverage.TRUNCATED
    return found.events, Look(place, coverage, f"{len(found.events)} events")


def _one(states: States, place: Location, number: int) -> Found:
    name = f"{place.group}:{place.stream}"
    try:
        return Found(number, states.describe(place.group, place.stream))
    except (Denied, Missing) as error:
        return Found(number, look=failed_look.at(name, error, missing=Coverage.EMPTY))


def _place(resources: ResourceMap, job_id: str, number: int) -> Location:
    fields = {"job_id": job_id, "attempt": str(number), "kind": KIND}
    for place in locate(resources, fields):
        if place.source == "aws_states" and not place.missing:
            return place
    raise NotConfigured(
        f"The resource map has no location of kind {KIND} that a job id leads to.",
        "Add it (docs/resource-map.md), or set KUROSAI_RESOURCE_MAP to a map that has it.",
    )


def _name(arn: str) -> str:
    return ":".join(arn.split(":")[-2:])
