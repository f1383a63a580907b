"""Lines that are JSON, as a program with a structured logger writes them, for a reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from kurosai import flatten
from kurosai.aws import json_objects
from kurosai.aws.json_objects import Object
from kurosai.vocabulary import Json

_LEVELS = ("level", "log_level", "severity", "levelname", "lvl")
_MESSAGES = ("message", "msg", "event", "log")
_TIMES = frozenset({"timestamp", "time", "ts", "@timestamp", "asctime"})
"""The time stands before the line."""

_REQUESTS = frozenset({"requestId", "AWSRequestId", "function_request_id"})
"""The request stands above the lines."""

_FURNITURE = frozenset(
    {
        *("function_name", "function_arn", "function_memory_size", "function_version"),
        *("cold_start", "xray_trace_id", "stackTrace"),
    }
)
"""What Lambda's loggers add to every line, and a stack; kept in the record."""


def flat(message: str) -> str:
    """`[ERROR] no answer job=16852935 status=502`; what is no JSON object is left as it is.

    Left out are its time, its request and what is the same in every line of a function.
    """
    body = json_objects.parse(message)
    if not body:
        return message.rstrip("\n")
    level = level_of(body)
    said = next(((key, text) for key in _MESSAGES if (text := _text(body, key))), ("", ""))
    left_out = {said[0], *_TIMES, *_REQUESTS, *_FURNITURE, *(_LEVELS if level else ())}
    rest = {key: value for key, value in body.items() if key not in left_out}
    parts = [f"[{level}]"] if level else []
    parts += [said[1]] if said[1] else []
    parts += _failure(rest)
    return " ".join([*parts, *(flatten.pairs(cast("Json", rest)) if rest else ())])


def level_of(body: Object) -> str:
    """Its level in capitals; "" when it tells none by a word."""
    return next((text.upper() for key in _LEVELS if (text := _text(body, key))), "")


def _failure(rest: dict[str, object]) -> Iterator[str]:
    """`KeyError: 'x'` of the two fields in which Lambda reports what was raised."""
    told = [str(rest.pop(key)) for key in ("errorType", "errorMessage") if rest.get(key)]
    if told:
        yield ": ".join(told)


def _text(body: Mapping[str, object], key: str) -> str:
    value = body.get(key)
    return value.rstrip("\n") if isinstance(value, str) else ""
