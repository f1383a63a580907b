"""Arguments for an operation, checked against its model before anything is asked of AWS.

A model writes these arguments, so every fault names what is missing, the nearest right names and
the type. What passes can only reach the place it was meant for: no ARN or path where a bucket's
name belongs, no dot segments in a path, nothing unprintable in an address or a header. Arguments
that would make a secret readable are refused, and those that hide one are set.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any, cast

from kurosai.aws.wire import secret_names, shapes
from kurosai.errors import BadInput
from kurosai.vocabulary import Json, moment

MOST_FAULTS = 4
MOST_DEPTH = 12
FORCED: Mapping[str, bool] = {
    "HidePassword": True,
    "WithDecryption": False,
    "includeValue": False,
    "includeValues": False,
    "unmask": False,
    "withSecret": False,
}
"""Set to this wherever an operation takes them, whatever its default is."""

_REVEALS = re.compile(r"decrypt|unmask|reveal|showsecret|withsecret|includesecret|includevalue")
_LOGS_IN = re.compile(
    r"passw|customerkey$|authcode$|secretaccesskey|sessiontoken$|accesstoken$|clientsecret$"
)
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]")
_ZONAL = re.compile(r"--xa?-s3$")
"""A bucket of one zone: botocore would first create a session, which IAM counts as a write."""
_HOST_PART = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_KINDS = {
    "string": "text",
    "character": "text",
    "integer": "number",
    "long": "number",
    "float": "number",
    "double": "number",
    "timestamp": "time",
    "blob": "text",
    "structure": "object",
    "map": "object",
}


@dataclass
class _Checked:
    faults: list[str] = field(default_factory=list[str])


def fitted(operation: Any, given: Mapping[str, Json]) -> dict[str, Any]:
    """The arguments as botocore takes them; BadInput names up to four faults and what it takes."""
    checked = _Checked()
    shape = operation.input_shape
    if shape is None:
        if given:
            raise BadInput(f"{operation.name} takes no parameters.", "Leave them out.")
        return {}
    answer = _structure(shape, given, "", checked, 0)
    for name, value in FORCED.items():
        if name in shape.members:
            if answer.get(name, value) is not value:
                checked.faults.append(f"{name} is always {str(value).lower()} here")
            answer[name] = value
    if checked.faults:
        raise BadInput(
            f"{operation.name} cannot be called so: {'; '.join(checked.faults[:MOST_FAULTS])}.",
            f"It takes {', '.join(described(shape)) or 'nothing'} (*: required).",
        )
    return answer


def described(shape: Any) -> tuple[str, ...]:
    """Each member with its type, the required ones first: `cluster* text`, `tasks list of text`."""
    if shape is None:
        return ()
    required = set(shape.required_members)
    ordered = sorted(shapes.members(shape).items(), key=lambda pair: pair[0] not in required)
    return tuple(
        f"{name}{'*' * (name in required)} {kind(member)}"
        for name, member in ordered
        if name not in FORCED
    )


def kind(shape: Any) -> str:
    """The type of a shape in a few words: `text`, `list of text`, `one of A, B`."""
    name = shape.type_name
    if name == "list":
        return f"list of {kind(shape.member)}"
    if name == "boolean":
        return "true or false"
    choices = cast("list[str]", getattr(shape, "enum", None) or [])
    if choices and len(choices) <= 6:
        return f"one of {', '.join(choices)}"
    return _KINDS.get(name, str(name))


def _structure(
    shape: Any, given: object, path: str, checked: _Checked, depth: int
) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        checked.faults.append(f"{path or 'parameters'} has to be an object")
        return {}
    members = shapes.members(shape)
    answer: dict[str, Any] = {}
    by_plain = {secret_names.plain(name): name for name in members}
    for said, value in cast("Mapping[str, Json]", given).items():
        name = said if said in members else by_plain.get(secret_names.plain(said), "")
        where = f"{path}.{name or said[:60]}".lstrip(".")
        if not name:
            near = get_close_matches(said, members, n=3, cutoff=0.4)
            hint = f": did you mean {', '.join(near)}?" if near else ""
            checked.faults.append(f"there is no parameter {where}{hint}")
        elif value is not None:
            answer[name] = _value(members[name], value, where, checked, depth + 1)
    for name in shape.required_members:
        if name not in answer:
            checked.faults.append(f"{f'{path}.{name}'.lstrip('.')} is required")
    return answer


def _value(shape: Any, value: Json, path: str, checked: _Checked, depth: int) -> Any:
    if depth > MOST_DEPTH:
        checked.faults.append(f"{path} is nested too deeply")
        return None
    if shape.type_name == "structure" and not getattr(shape, "is_document_type", False):
        return _structure(shape, value, path, checked, depth)
    if shape.type_name == "list":
        items = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
        return [_value(shape.member, one, path, checked, depth + 1) for one in items]
    if shape.type_name == "map" and isinstance(value, Mapping):
        pairs = cast("Mapping[str, Json]", value).items()
        return {
            key: _value(shape.value, one, f"{path}.{key[:60]}", checked, depth + 1)
            for key, one in pairs
        }
    if shape.type_name in ("structure", "map"):
        if shape.type_name == "map":
            checked.faults.append(f"{path} has to be an object")
        return value
    checked.faults += _risks(shape, value, path)
    try:
        return _leaf(shape, value)
    except (TypeError, ValueError, OverflowError):
        checked.faults.append(f"{path} cannot be {str(value)[:40]!r}: it takes {kind(shape)}")
        return None


def _leaf(shape: Any, value: Json) -> Any:
    """The value in the shape's type; texts for numbers where that loses nothing."""
    name = shape.type_name
    if isinstance(value, Mapping | list):
        raise TypeError(name)
    if name == "boolean":
        said = str(value).lower()
        if said not in ("true", "false"):
            raise ValueError(name)
        return said == "true"
    if isinstance(value, bool):
        raise TypeError(name)
    if name in ("integer", "long"):
        number = float(str(value))
        if not number.is_integer():
            raise ValueError(name)
        return int(str(value)) if str(value).lstrip("-").isdigit() else int(number)
    if name in ("float", "double"):
        return float(str(value))
    if name == "timestamp":
        return _time(value)
    return str(value)


def _time(value: Json) -> Any:
    if isinstance(value, int | float):
        try:
            return datetime.fromtimestamp(value, UTC)
        except (OverflowError, OSError):
            raise ValueError("time") from None
    try:
        return moment(str(value))
    except BadInput:
        raise ValueError("time") from None


def _risks(shape: Any, value: Json, path: str) -> Iterator[str]:
    """What this text could do besides being a value."""
    name = path.rpartition(".")[2]
    text = str(value)
    place = shape.serialization
    if value is True and name not in FORCED and _REVEALS.search(secret_names.plain(name)):
        yield f"{path} would show secrets"
    if _LOGS_IN.search(secret_names.plain(name)) and name not in FORCED:
        yield f"{path} is a secret, and what is asked is recorded"
    if name == "Bucket" and not _BUCKET.fullmatch(text):
        yield f"{path} has to be the plain name of a bucket"
    if name == "Bucket" and _ZONAL.search(text):
        yield f"{path} is a directory bucket, and to ask it a session would have to be created"
    if place.get("hostLabel") and not _HOST_PART.fullmatch(text):
        yield f"{path} has to be letters, digits and hyphens"
    where = place.get("location")
    if where in ("uri", "header", "headers", "querystring") and not text.isprintable():
        yield f"{path} holds characters that cannot be printed"
    if where == "uri" and (not text or any(part in (".", "..") for part in text.split("/"))):
        yield f"{path} cannot be empty, or have dot segments"
