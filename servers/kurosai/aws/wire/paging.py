"""How the answers of an operation go on: by its paginator, else by the names of its members."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import jmespath

from kurosai.aws.wire import shapes

_PAIRS = (
    ("nextToken", "nextToken"),
    ("NextToken", "NextToken"),
    ("pageToken", "nextPageToken"),
    ("PageToken", "NextPageToken"),
    ("nextPageToken", "nextPageToken"),
    ("NextPageToken", "NextPageToken"),
    ("ContinuationToken", "NextContinuationToken"),
    ("continuationToken", "continuationToken"),
    ("Marker", "NextMarker"),
    ("Marker", "Marker"),
    ("marker", "nextMarker"),
    ("marker", "marker"),
    ("position", "position"),
    ("paginationToken", "paginationToken"),
    ("PaginationToken", "PaginationToken"),
)
"""(member of the question, member of the answer) where there is no paginator."""


@dataclass(frozen=True, slots=True)
class Paging:
    """`inputs` take what `outputs` (JMESPath) of the page before say; `items` is its main list."""

    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    more: str = ""
    items: str = ""

    def following(self, answer: Mapping[str, Any]) -> dict[str, str | int]:
        """The arguments that bring the next page, {} when this was the last."""
        if self.more and not jmespath.search(self.more, answer):
            return {}
        found = zip(
            self.inputs, (jmespath.search(one, answer) for one in self.outputs), strict=True
        )
        return {name: value for name, value in found if value and isinstance(value, str | int)}

    def marks(self) -> frozenset[str]:
        """Members of an answer that only say how it goes on."""
        plain = {one for one in self.outputs if one.isidentifier()}
        return frozenset(plain | ({self.more} if self.more.isidentifier() else set()))


def of(service: str, operation: Any) -> Paging:
    """How `operation` (of botocore) is paged."""
    known = _paginators(service).get(operation.name)
    output = operation.output_shape
    lists = _lists(output)
    if known is not None:
        keys = _texts(known.get("result_key"))
        main = next((key for key in keys if key in lists), lists[0] if len(lists) == 1 else "")
        return Paging(
            tuple(_texts(known.get("input_token"))),
            tuple(_texts(known.get("output_token"))),
            str(known.get("more_results", "")),
            main,
        )
    taken, given = shapes.members(operation.input_shape), shapes.members(output)
    pair = next(((a, b) for a, b in _PAIRS if a in taken and b in given), None)
    return Paging(
        (pair[0],) if pair else (), (pair[1],) if pair else (), "", lists[0] if lists else ""
    )


@functools.cache
def _paginators(service: str) -> Mapping[str, Mapping[str, Any]]:
    from botocore import exceptions  # noqa: PLC0415 - botocore on first use only

    try:
        found = shapes.loader().load_service_model(service, "paginators-1")
    except (exceptions.DataNotFoundError, exceptions.UnknownServiceError):
        return {}
    return cast("Mapping[str, Mapping[str, Any]]", found["pagination"])


def _lists(output: Any) -> list[str]:
    members = shapes.members(output).items()
    found = [name for name, shape in members if shape.type_name == "list"]
    # What could not be looked at stands beside what was found, and never first.
    return sorted(found, key=lambda name: name.lower() in ("failures", "errors", "warnings"))


def _texts(value: object) -> Sequence[str]:
    if value is None:
        return ()
    return cast("list[str]", value) if isinstance(value, list) else (str(value),)
