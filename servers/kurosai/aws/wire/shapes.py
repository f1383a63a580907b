"""botocore's own data: its models and shapes, which have no types. Nothing here asks anybody."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast


def members(shape: Any) -> Mapping[str, Any]:
    """The members of a structure by name; none of an operation without input or output."""
    return cast("Mapping[str, Any]", shape.members) if shape is not None else {}


@dataclass(frozen=True, slots=True)
class Names:
    """All names inside a shape; `closed`: an answer has no other ones. It may where a part is a
    map, whose keys are anybody's, or a document without a form; and below `texts`, the members that
    are texts or lists of them: what stands in one may be JSON."""

    members: frozenset[str]
    texts: frozenset[str]
    closed: bool


def names(shape: Any) -> Names:
    """The names inside a shape, however deep."""
    found, texts, seen, closed = set[str](), set[str](), set[str](), True
    left = [shape] if shape is not None else []
    while left:
        one = left.pop()
        if one.name in seen:
            continue
        seen.add(one.name)
        if one.type_name == "map" or getattr(one, "document_type", False):
            closed = False
        if one.type_name == "map":
            left.append(one.value)
        if one.type_name == "list":
            left.append(one.member)
        if one.type_name == "structure":
            found.update(one.members)
            texts.update(name for name, held in one.members.items() if _is_text(held))
            left += one.members.values()
    return Names(frozenset(found), frozenset(texts), closed)


def _is_text(shape: Any) -> bool:
    while shape.type_name == "list":
        shape = shape.member
    return shape.type_name == "string" and not getattr(shape, "enum", None)


@functools.cache
def files() -> Any:
    """What reads botocore's files, each once for all sessions of a process.

    A session is made anew for every login and renewal, and would spend a tenth of a second on the
    list of all endpoints alone. Which files there are cannot change under a running process.
    """
    from botocore import loaders  # noqa: PLC0415 - botocore on first use only

    found: Any = cast("Any", loaders).JSONFileLoader()
    found.exists = functools.cache(found.exists)
    found.load_file = functools.cache(found.load_file)
    return found


@functools.cache
def loader() -> Any:
    """botocore's data by service and kind, and what of it was looked for."""
    from botocore import loaders  # noqa: PLC0415 - botocore on first use only

    return cast("Any", loaders).Loader(file_loader=files())


@functools.cache
def service(name: str) -> Any:
    """The model of a service by its name in boto3; None for a name that is none."""
    from botocore import model  # noqa: PLC0415 - botocore on first use only

    if name not in loader().list_available_services("service-2"):
        return None
    return model.ServiceModel(loader().load_service_model(name, "service-2"), name)


def regions(name: str, partition: str) -> frozenset[str]:
    """Where botocore knows a service to be; the newest regions may be missing."""
    from botocore import regions as known  # noqa: PLC0415 - botocore on first use only

    resolver: Any = cast("Any", known).EndpointResolver(loader().load_data("endpoints"))
    prefix = service(name).endpoint_prefix
    return frozenset(resolver.get_available_endpoints(prefix, partition))
