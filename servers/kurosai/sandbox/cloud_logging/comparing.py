"""Comparisons of a field with a value, as the Logging query language means them.

Texts are compared without regard to case, regular expressions with it. A comparison with a
field that is missing fails, `!=` included; only NOT turns that round.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final, TypeAlias

from kurosai.sandbox.cloud_logging.entries import SEVERITIES, Entry, leaves, written
from kurosai.sandbox.cloud_logging.fields import Field

Test: TypeAlias = Callable[[Entry], bool]

_ORDER: Final[Mapping[str, Callable[[int], bool]]] = {
    "=": lambda sign: sign == 0,
    "!=": lambda sign: sign != 0,
    "<": lambda sign: sign < 0,
    "<=": lambda sign: sign <= 0,
    ">": lambda sign: sign > 0,
    ">=": lambda sign: sign >= 0,
}
_DURATION = re.compile(r"(-?\d+(?:\.\d+)?)(ns|us|ms|s|m|h)")
_UNITS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_NOT_RE2 = re.compile(r"\(\?(?:[=!<]|P=|#|\()|\\[1-9]|\\Z")


class NoFit(Exception):
    """The operator or the value does not fit the field; the text says why."""


def present(field: Field) -> Test:
    """`field:*`: the entry has the field, and not only its default."""
    values = field.values
    if field.kind == "text":
        return lambda entry: values(entry) != ("",)
    if field.kind == "severity":
        return lambda entry: values(entry) != (0,)
    return lambda entry: bool(values(entry))


def compare(field: Field, operator: str, value: str) -> Test:
    """The test of one comparison. Raises NoFit."""
    if operator in ("=~", "!~"):
        return _matching(field, value, wanted=operator == "=~")
    if field.kind == "time":
        return _timed(field, operator, value)
    if field.kind == "severity":
        return _severe(field, operator, value)
    if field.kind == "duration":
        return _lasting(field, operator, value)
    if operator == ":":
        return _having(field, value)
    return _ordered(field, operator, value)


def anywhere(value: str) -> Test:
    """A value without a field: any field contains it."""
    wanted = value.casefold()
    return lambda entry: wanted in entry.words()


def _matching(field: Field, value: str, *, wanted: bool) -> Test:
    if field.kind in ("time", "severity", "duration"):
        raise NoFit("regular expressions are for texts")
    if _NOT_RE2.search(value):
        raise NoFit("RE2 has no lookaround, no backreference and no \\Z")
    try:
        search = re.compile(value).search
    except re.error as error:
        raise NoFit(f"invalid regular expression ({error})") from None
    values = field.values

    def test(entry: Entry) -> bool:
        found = [one for one in values(entry) if isinstance(one, str)]
        return any((search(one) is not None) is wanted for one in found)

    return test


def _timed(field: Field, operator: str, value: str) -> Test:
    if operator == ":":
        raise NoFit("a time takes =, !=, <, <=, > and >=")
    wanted, fits, values = time_of(value), _ORDER[operator], field.values

    def test(entry: Entry) -> bool:
        at = values(entry)[0]
        assert isinstance(at, datetime)
        return fits((at > wanted) - (at < wanted))

    return test


def time_of(value: str) -> datetime:
    """An RFC 3339 time, or a date, as UTC. Raises NoFit."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        raise NoFit(f"invalid timestamp {value[:60]!r}") from None
    if at.tzinfo is None and len(value) > len("2025-11-04"):
        raise NoFit(f"timestamp {value[:60]!r} has no zone")
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _severe(field: Field, operator: str, value: str) -> Test:
    if operator == ":":
        raise NoFit("severity takes =, !=, <, <=, > and >=")
    name = value.upper()
    if name not in SEVERITIES and not value.isdigit():
        raise NoFit(f"invalid severity {value[:60]!r}")
    wanted, fits, values = SEVERITIES.get(name), _ORDER[operator], field.values
    number = int(value) if wanted is None else wanted
    return lambda entry: any(
        isinstance(one, int) and fits((one > number) - (one < number)) for one in values(entry)
    )


def _lasting(field: Field, operator: str, value: str) -> Test:
    wanted = _seconds(value)
    if wanted is None or operator == ":":
        raise NoFit(f"invalid duration comparison with {value[:60]!r}")
    fits, values = _ORDER[operator], field.values

    def test(entry: Entry) -> bool:
        found = [_seconds(str(one)) for one in values(entry)]
        return any(
            fits((seconds > wanted) - (seconds < wanted))
            for seconds in found
            if seconds is not None
        )

    return test


def _seconds(value: str) -> float | None:
    match = _DURATION.fullmatch(value)
    return float(match[1]) * _UNITS[match[2]] if match else None


def _having(field: Field, value: str) -> Test:
    wanted, values = value.casefold(), field.values

    def has(one: object) -> bool:
        if isinstance(one, str):
            return wanted in one.casefold()
        if isinstance(one, Mapping):
            return any(wanted in written(leaf).casefold() for leaf in leaves(one))  # pyright: ignore[reportUnknownArgumentType]
        return _sign(one, value, wanted) == 0

    return lambda entry: any(has(one) for one in values(entry))


def _ordered(field: Field, operator: str, value: str) -> Test:
    wanted, fits, values = value.casefold(), _ORDER[operator], field.values
    if operator == "=" and field.kind in ("text", "map"):
        return lambda entry: wanted in [str(one).casefold() for one in values(entry)]

    def test(entry: Entry) -> bool:
        for one in values(entry):
            sign = _sign(one, value, wanted)
            if sign is not None and fits(sign):
                return True
        return False

    return test


def _sign(one: object, value: str, folded: str) -> int | None:
    """How a stored value stands to the literal: below, equal, above; None: not comparable."""
    if isinstance(one, str):
        text = one.casefold()
        return (text > folded) - (text < folded)
    if one is None or isinstance(one, bool):
        mine = "null_value" if one is None else "true" if one else "false"
        return 0 if mine == folded else 1 if folded in _CONSTANTS else None
    if isinstance(one, int | float):
        try:
            number = float(value)
        except ValueError:
            return None
        return (one > number) - (one < number)
    return None


_CONSTANTS = ("true", "false", "null_value")
