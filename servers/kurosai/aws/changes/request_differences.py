"""What one recorded request sets otherwise than an earlier one, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

from kurosai import flatten
from kurosai.aws.changes import change_words, setting_writes
from kurosai.vocabulary import Json

MOST_VALUE: Final = 60
MOST_ITEMS: Final = 3
MOST_DEPTH: Final = 8
"""As deep as settings lie; what is deeper is compared as one text."""

UNSET: Final = "not set"
_NAMES: Final = ("Sid", "sid", "name", "Name", "key", "Key", "id", "Id")

Fields = Mapping[str, Any]
"""What a request sets, by the path of each field; a list of plain values is one field."""


def fields(request: Mapping[str, Any]) -> Fields:
    """The fields of a request, without what says what it is about, and without tokens."""
    return {
        path: value
        for key, inner in request.items()
        if key.lower() not in setting_writes.IDENTITY and not change_words.is_quiet(key)
        for path, value in _leaves(key, inner)
    }


def differ(before: Any, after: Any) -> bool:
    """Whether two values are not the same; 5 and "5" are, and so are a value and a list of it."""
    return [_text(one) for one in _listed(before)] != [_text(one) for one in _listed(after)]


def told(path: str, before: Any, after: Any) -> str:
    """`memorySize 1024 -> 512`, `Action -s3:PutObject`; of a secret only that it differs."""
    if any(change_words.is_secret(part) for part in path.replace("[", ".").split(".")):
        return f"{path} differs (values not shown)"
    both = before is not None and after is not None
    if both and (isinstance(before, list) or isinstance(after, list)):
        was, now = _listed(before), _listed(after)
        gone = [f"-{_short(one)}" for one in was if one not in now]
        come = [f"+{_short(one)}" for one in now if one not in was]
        return f"{path} {' '.join((*_few(gone), *_few(come))) or 'in another order'}"
    return f"{path} {_short(before)} -> {_short(after)}"


def _few(items: Sequence[str]) -> list[str]:
    more = [f"and {len(items) - MOST_ITEMS} more"] if len(items) > MOST_ITEMS else []
    return [*items[:MOST_ITEMS], *more]


def _short(value: Any) -> str:
    if value is None:
        return UNSET
    text = ", ".join(_text(one) for one in _listed(value))
    return f"{text[:MOST_VALUE]}…" if len(text) > MOST_VALUE else text


def _listed(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    if isinstance(value, Mapping | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return flatten.scalar(cast("Json", value))


def _leaves(path: str, value: Any, depth: int = MOST_DEPTH) -> Iterator[tuple[str, Any]]:
    """The fields below a path. Policies come as JSON in a text; their statements are fields."""
    value = _parsed(value)
    if value is None:
        return
    if not depth:
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in cast("Mapping[str, Any]", value).items():
            yield from _leaves(f"{path}.{key}", inner, depth - 1)
    elif isinstance(value, list):
        items = cast("list[Any]", value)
        if not any(isinstance(one, Mapping | list) for one in items):
            yield path, items
            return
        for index, inner in enumerate(items):
            yield from _leaves(f"{path}[{_name(inner) or index}]", inner, depth - 1)
    else:
        yield path, value


def _name(item: Any) -> str:
    """What an item of a list is called, so that it is compared with its like."""
    if not isinstance(item, Mapping):
        return ""
    told = cast("Mapping[str, Any]", item)
    return next((str(told[key]) for key in _NAMES if isinstance(told.get(key), str)), "")


def _parsed(value: Any) -> Any:
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value
