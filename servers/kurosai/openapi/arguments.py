"""Arguments for an operation, checked against the document before anything is sent.

A model writes these arguments, so every fault names the parameter, what is allowed and, for a
wrong name, the nearest right ones. What passes can only reach the path it was meant for:
segments are percent-encoded, and neither empty nor a dot segment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite
from urllib.parse import quote, urlencode

from kurosai.errors import BadInput
from kurosai.openapi.document import Operation, Parameter
from kurosai.vocabulary import Json, moment

MAX_FAULTS = 3  # more than that in one answer and none is read
MAX_VALUE = 2_000  # characters; no address may be longer than servers take


@dataclass(frozen=True, slots=True)
class Request:
    """What to send: `path` is percent-encoded, `query` in the document's order."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()

    @property
    def target(self) -> str:
        """Path and query as they go on the wire."""
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path


def validate(operation: Operation, arguments: Mapping[str, Json]) -> Request:
    """The request for these arguments, or BadInput naming up to three faults.

    Null counts as not given. Numbers are taken for text and text for numbers where that loses
    nothing; an array parameter takes one value or a list.
    """
    given = {name: value for name, value in arguments.items() if value is not None}
    faults = [*_unknown(operation, given)]
    texts: dict[str, list[str]] = {}
    for parameter in operation.parameters:
        if parameter.name not in given:
            if parameter.required:
                faults.append(f"{parameter.name} is required: {allowed(parameter)}")
            continue
        try:
            texts[parameter.name] = _texts(parameter, given[parameter.name])
        except ValueError as error:
            faults.append(str(error))
    if faults:
        raise BadInput(
            f"{operation.operation_id} cannot be called so.",
            "; ".join(fault.removesuffix(".") for fault in faults[:MAX_FAULTS]) + ".",
        )
    return Request(operation.method, _path(operation, texts), tuple(_query(operation, texts)))


def allowed(parameter: Parameter) -> str:
    """What the parameter takes, in a few words: `one of A, B`, `1 to 200`, `like 16852935`."""
    if parameter.enum:
        return f"one of {', '.join(parameter.enum)}"
    words = [parameter.type if parameter.format == "" else parameter.format]
    if parameter.minimum is not None and parameter.maximum is not None:
        words.append(f"{parameter.minimum:g} to {parameter.maximum:g}")
    elif parameter.minimum is not None:
        words.append(f"at least {parameter.minimum:g}")
    elif parameter.maximum is not None:
        words.append(f"at most {parameter.maximum:g}")
    if parameter.pattern:
        words.append(f"matching {parameter.pattern}")
    elif parameter.min_length or parameter.max_length:
        words.append(f"{parameter.min_length or 0} to {parameter.max_length or 'any'} characters")
    if parameter.example:
        words.append(f"like {parameter.example}")
    elif parameter.format == "date-time":
        words.append("like 2025-11-04T18:00:00Z")
    return ", ".join(words)


def _unknown(operation: Operation, given: Mapping[str, Json]) -> Iterator[str]:
    known = [parameter.name for parameter in operation.parameters]
    for name in given:
        if name in known:
            continue
        near = get_close_matches(name, known, n=3, cutoff=0.4) or known
        takes = f"did you mean {', '.join(near)}?" if near else "it takes none"
        yield f"it has no parameter {name[:60]!r}: {takes}"


def _texts(parameter: Parameter, value: Json) -> list[str]:
    if not isinstance(value, list | tuple):
        return [_text(parameter, value)]
    if parameter.type != "array" or parameter.place == "path":
        raise ValueError(f"{parameter.name} takes one value, not a list: {allowed(parameter)}")
    return [_text(parameter, one) for one in value]


def _text(parameter: Parameter, value: Json) -> str:
    text = _plain(parameter, value)
    if not _fits(parameter, text):
        shown = repr(text if len(text) <= 60 else text[:57] + "...")
        raise ValueError(f"{parameter.name} cannot be {shown}: {allowed(parameter)}")
    return text


def _plain(parameter: Parameter, value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str | int | float):
        return str(value)
    raise ValueError(f"{parameter.name} cannot be an object: {allowed(parameter)}")


def _fits(parameter: Parameter, text: str) -> bool:
    # Control characters first: Python's `$` would let a final newline through a pattern.
    if len(text) > MAX_VALUE or not text.isprintable():
        return False
    if parameter.place == "path" and text in {"", ".", ".."}:
        return False
    if parameter.enum and text not in parameter.enum:
        return False
    if not (parameter.min_length or 0) <= len(text) <= (parameter.max_length or MAX_VALUE):
        return False
    if parameter.pattern and not re.search(parameter.pattern, text):
        return False
    return _typed(parameter, text)


def _typed(parameter: Parameter, text: str) -> bool:
    if parameter.type == "boolean":
        return text in {"true", "false"}
    if parameter.type in {"integer", "number"}:
        return _in_range(parameter, text)
    if parameter.format == "date-time":
        try:
            moment(text)
        except BadInput:
            return False
    return True


def _in_range(parameter: Parameter, text: str) -> bool:
    if parameter.type == "integer" and not re.fullmatch(r"-?[0-9]{1,18}", text):
        return False
    try:
        number = float(text)
    except ValueError:
        return False
    low = parameter.minimum is None or number >= parameter.minimum
    high = parameter.maximum is None or number <= parameter.maximum
    return isfinite(number) and low and high


def _path(operation: Operation, texts: Mapping[str, list[str]]) -> str:
    path = operation.path
    for parameter in operation.parameters:
        if parameter.place == "path":
            path = path.replace(f"{{{parameter.name}}}", quote(texts[parameter.name][0], safe=""))
    return path


def _query(operation: Operation, texts: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    for parameter in operation.parameters:
        if parameter.place == "query":
            for text in texts.get(parameter.name, []):
                yield parameter.name, text
