"""How the answers of an operation go on: by its paginator, else by the names of its members."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import jmespath

from kurosai.aws.wire import shapes

_PAIRS = (
    ("nextToken", "nextToken"),
    ("NextToken", "NextToken"),
    ("Token", "NextToken"),
    ("nextToken", "nextForwardToken"),
    ("pageToken", "nextForwardToken"),
    ("pageToken", "nextPageToken"),
    ("PageToken", "NextPageToken"),
    ("nextPageToken", "nextPageToken"),
    ("NextPageToken", "NextPageToken"),
    ("ContinuationToken", "NextContinuationToken"),
    ("continuationToken", "continuationToken"),
    ("NextMarker", "NextMarker"),
    ("Marker", "NextMarker"),
    ("Marker", "Marker"),
    ("marker", "nextMarker"),
    ("marker", "marker"),
    ("position", "position"),
    ("paginationToken", "paginationToken"),
    ("PaginationToken", "PaginationToken"),
)
"""(member of the question, member of the answer) where there is no paginator."""

_MORE = re.compile(r"(?:is_?)?truncated|has_?more\w*", re.IGNORECASE)
_NEXT = re.compile(r"next_?(?:page)?_?(?:token|marker)", re.IGNORECASE)
_SAYS_HOW_MANY = ("MaxItems", "Marker", "NextToken", "NextMarker")
_BESIDE = ("failures", "errors", "warnings", "unprocessed", "invalidparameters")


@dataclass(frozen=True, slots=True)
class Paging:
    """`inputs` take what `outputs` (JMESPath) of the page before say.

    `lists` are the dotted paths of the lists that go on from page to page, the main one first.
    """

    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    more: str = ""
    lists: tuple[str, ...] = ()

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
        return frozenset(one for one in (*self.outputs, self.more) if one.isidentifier())


def of(service: str, operation: Any) -> Paging:
    """How `operation` (of botocore) is paged."""
    output = operation.output_shape
    known = _paginators(service).get(operation.name)
    if known is not None:
        keys = [key for key in _texts(known.get("result_key")) if _is_list(output, key)]
        return Paging(
            tuple(_texts(known.get("input_token"))),
            tuple(_texts(known.get("output_token"))),
            str(known.get("more_results", "")),
            tuple(keys),
        )
    taken, given = shapes.members(operation.input_shape), shapes.members(output)
    structures = [name for name, shape in given.items() if shape.type_name == "structure"]
    inner = structures[0] if len(given) == len(structures) == 1 else ""
    within = shapes.members(given[inner]) if inner else given
    before = f"{inner}." if inner else ""
    marks = next(
        ({one: other} for one, other in _PAIRS if one in taken and other in within),
        # Route 53 gives each part of the next page's beginning under the name it takes it by.
        {name: name for name in taken if name.endswith("Marker") and name in within},
    )
    told = {name: shape for name, shape in within.items() if name not in marks.values()}
    return Paging(
        tuple(marks),
        tuple(f"{before}{name}" for name in marks.values()),
        f"{before}IsTruncated" if "IsTruncated" in within else "",
        tuple(f"{before}{name}" for name in _only_list(told)),
    )


def says_more(answer: Mapping[str, Any], paged: Paging) -> bool:
    """Whether AWS says that there is more, in a way that `paged` does not follow."""
    for name, value in answer.items():
        if isinstance(value, Mapping) and says_more(cast("Mapping[str, Any]", value), Paging()):
            return True
        if value is True and _MORE.fullmatch(name):
            return True
        if value and isinstance(value, str) and _NEXT.fullmatch(name) and name not in paged.outputs:
            return True
    return False


@functools.cache
def _paginators(service: str) -> Mapping[str, Mapping[str, Any]]:
    from botocore import exceptions  # noqa: PLC0415 - botocore on first use only

    try:
        found = shapes.loader().load_service_model(service, "paginators-1")
    except (exceptions.DataNotFoundError, exceptions.UnknownServiceError):
        return {}
    return cast("Mapping[str, Mapping[str, Any]]", found["pagination"])


def _is_list(output: Any, path: str) -> bool:
    """Whether a result key is a list that can be followed by names alone."""
    shape = output
    for name in path.split("."):
        shape = shapes.members(shape).get(name) if shape.type_name == "structure" else None
        if shape is None:
            return False
    return shape.type_name == "list"


def _only_list(told: Mapping[str, Any]) -> tuple[str, ...]:
    """The one list that an answer consists of, beside counts and what could not be looked at."""
    lists = [name for name, shape in told.items() if shape.type_name == "list"]
    lists = [name for name in lists if name.lower() not in _BESIDE] or lists
    others = {shape.type_name for name, shape in told.items() if name not in _SAYS_HOW_MANY}
    others -= {"list", "integer", "long", "boolean"}
    return (lists[0],) if len(lists) == 1 and not others else ()


def _texts(value: object) -> Sequence[str]:
    if value is None:
        return ()
    return cast("list[str]", value) if isinstance(value, list) else (str(value),)
