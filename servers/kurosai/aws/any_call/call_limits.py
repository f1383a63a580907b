"""What an answer does not show though it reads like it: sentences of ours, by operation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kurosai.errors import BadInput
from kurosai.vocabulary import Json, moment, stamp

_NOT_LISTED: Final = (
    "Events that do not list it as a resource are not found by ResourceName, though their request "
    "may name it: look by EventName or Username."
)
_LATE: Final = {("cloudtrail", "LookupEvents"): timedelta(minutes=15)}
"""How late records come at most, by AWS's own word: what is not there yet is left out silently."""

_DEFAULTS: Final = {
    ("scheduler", "GetSchedule"): ("GroupName", "schedule group", "ListSchedules names the group"),
    ("events", "DescribeRule"): ("EventBusName", "event bus", "ListEventBuses names the others"),
    ("events", "ListTargetsByRule"): (
        "EventBusName",
        "event bus",
        "ListEventBuses names the others",
    ),
    ("ecs", "DescribeTasks"): ("cluster", "cluster", "ListClusters names the others"),
    ("ecs", "DescribeServices"): ("cluster", "cluster", "ListClusters names the others"),
}
"""By operation the parameter without which AWS looks in what it calls `default` alone."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`told`: what to know of an answer, empty or not. `leaves_open`: the answer is not all that
    there may be, so that what it has not proves nothing."""

    told: tuple[str, ...] = ()
    leaves_open: bool = False


def of(
    service: str,
    operation: str,
    parameters: Mapping[str, Json],
    now: datetime | None,
    *,
    missing: bool = False,
) -> Limits:
    """The limits of an answer, or of the word that something is `missing`. `now` tells what is
    still on its way (None: that is not told)."""
    found = [_NOT_LISTED] if _by_resource(service, operation, parameters) else []
    late = _not_final(_LATE.get((service, operation)), parameters, now)
    default = _default(service, operation, parameters) if missing else ""
    return Limits(tuple(filter(None, (*found, late, default))), bool(late or default))


def _by_resource(service: str, operation: str, parameters: Mapping[str, Json]) -> bool:
    if (service, operation) != ("cloudtrail", "LookupEvents"):
        return False
    attributes = parameters.get("LookupAttributes")
    return any(
        isinstance(one, Mapping) and one.get("AttributeKey") == "ResourceName"
        for one in (attributes if isinstance(attributes, list) else ())
    )


def _not_final(late: timedelta | None, parameters: Mapping[str, Json], now: datetime | None) -> str:
    if late is None or now is None:
        return ""
    settled = (now - late).replace(microsecond=0)
    if _end(parameters, now) <= settled:
        return ""
    minutes = late // timedelta(minutes=1)
    return (
        f"final up to {stamp(settled)}, not final after: its records come up to {minutes} minutes "
        f"late. With EndTime {stamp(settled)} it is complete."
    )


def _end(parameters: Mapping[str, Json], now: datetime) -> datetime:
    """When the time that was asked for ends; now where it names no end that we can read."""
    asked = parameters.get("EndTime")
    try:
        return min(moment(asked), now) if isinstance(asked, str) else now
    except BadInput:
        return now


def _default(service: str, operation: str, parameters: Mapping[str, Json]) -> str:
    found = _DEFAULTS.get((service, operation))
    if found is None or parameters.get(found[0]):
        return ""
    name, place, others = found
    return f"Looked in the {place} `default` alone, as no {name} was given: {others}."
