"""What an answer does not show though it reads like it: sentences of ours, by operation."""

from __future__ import annotations

from collections.abc import Mapping

from kurosai.vocabulary import Json

_NOT_LISTED = (
    "Events that do not list it as a resource are not found by ResourceName, though their request "
    "may name it: look by EventName or Username."
)


def told(service: str, operation: str, parameters: Mapping[str, Json]) -> tuple[str, ...]:
    """What to know of this answer, empty or not."""
    if (service, operation) == ("cloudtrail", "LookupEvents"):
        attributes = parameters.get("LookupAttributes")
        for one in attributes if isinstance(attributes, list) else ():
            if isinstance(one, Mapping) and one.get("AttributeKey") == "ResourceName":
                return (_NOT_LISTED,)
    return ()
