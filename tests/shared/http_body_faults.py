"""What goes wrong within a body: text that is no JSON of one meaning, and JSON of another shape."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

from fault_server import Play, Wire
from http_fault import Fault, body, text


def _cut_json(wire: Wire) -> None:
    wire.answer("200 OK", wire.good.body[: len(wire.good.body) // 2])


def _old_http_cut(wire: Wire) -> None:
    half = wire.good.body[: len(wire.good.body) // 2]
    wire.send(b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n", half)
    wire.close()


def _of(change: Callable[[Any], Any]) -> Play:
    def play(wire: Wire) -> None:
        changed = change(json.loads(wire.good.body))
        wire.answer("200 OK", json.dumps(changed).encode())

    return play


def _swapped(value: Any) -> Any:
    return {"detail": "so"} if isinstance(value, list) else []


def _lists_null(value: Any) -> Any:
    if isinstance(value, list):
        return None
    return {key: None if isinstance(one, list) else one for key, one in value.items()}


def _lists_text(value: Any) -> Any:
    if isinstance(value, list):
        return "none"
    return {key: "none" if isinstance(one, list) else one for key, one in value.items()}


def _items(instead: Any) -> Callable[[Any], Any]:
    """Every item of a list replaced."""

    def change(value: Any) -> Any:
        if isinstance(value, list):
            several = cast("list[Any]", value)
            return [instead] * len(several)
        told: dict[str, Any] = value
        return {key: change(one) if isinstance(one, list) else one for key, one in told.items()}

    return change


def _leaves(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            told = cast("dict[str, Any]", value)
            return {key: walk(one) for key, one in told.items()}
        if isinstance(value, list):
            several = cast("list[Any]", value)
            return [walk(one) for one in several]
        return change(value)

    return walk


def _number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _numbers(told: str) -> Play:
    """Every number of the good answer written as `told`."""
    mark = "\x00number"
    walk = _leaves(lambda value: mark if _number(value) else value)

    def play(wire: Wire) -> None:
        changed = json.dumps(walk({"answer": json.loads(wire.good.body), "more": 1}))
        whole = changed.replace(json.dumps(mark), told)
        # The answer as it is, with a number beside it: some good ones have none.
        value = whole[len('{"answer": ') : whole.rindex(', "more": ')]
        if value.startswith("{"):
            value = f'{{"kurosai_more": {told}, {value[1:]}'
        wire.answer("200 OK", value.encode())

    return play


def _twice(wire: Wire) -> None:
    """Every key of the answer a second time, with nothing in it."""
    good = json.loads(wire.good.body)
    if isinstance(good, list):
        told = json.dumps(good)
    else:
        told = json.dumps(good)[:-1] + "".join(f", {json.dumps(key)}: []" for key in good) + "}"
    wire.answer("200 OK", told.encode())


def _deep(levels: int) -> Play:
    nest = b"[" * levels + b"]" * levels
    return body(b'{"events": ' + nest + b', "count": 1, "results": ' + nest + b"}")


_OBJECTS = b"[" + b"{}," * 1_250_000 + b"{}]"
_PACKED = b'{"count": 1, "events": ' + _OBJECTS + b', "results": ' + _OBJECTS + b"}"
"""Made once and beforehand: a tool asks several times at once, and what is made in this process
would be counted as what the answer takes."""


def _packed(wire: Wire) -> None:
    """8 MB that would take 200."""
    head = wire.head("200 OK", f"Content-Type: {wire.good.kind}", f"Content-Length: {len(_PACKED)}")
    wire.send(head, _PACKED)


def _deep_beside(wire: Wire) -> None:
    """The good answer with something deep beside it."""
    good = wire.good.body.decode()
    nest = '{"a":' * 400 + "1" + "}" * 400
    if good.startswith("{"):
        good = f'{{"beside": {nest}, {good[1:]}'
    wire.answer("200 OK", good.encode())


def shape(name: str, change: Callable[[Any], Any], *says: str) -> Fault:
    """The good answer with another form inside."""
    return Fault(name, _of(change), says, inside=True, json=True)


def value(name: str, play: Play, *says: str) -> Fault:
    return Fault(name, play, says, json=True)


JSONS = (
    value("HTTP/1.0, cut", _old_http_cut, "its body is cut off", "Try again"),
    value("JSON, cut", _cut_json, "its body is cut off", "Try again"),
    value("no UTF-8", text(lambda told: b"\xff\xfe" + told.encode()), "its body is not UTF-8"),
    value(
        "no UTF-8 in a text",
        text(lambda told: b'{"x": "\xe9", ' + told.encode()[1:]),
        "its body is not UTF-8",
    ),
    Fault(
        "a byte order mark",
        text(lambda told: b"\xef\xbb\xbf" + told.encode()),
        fine=True,
        json=True,
    ),
    value("UTF-16", text(lambda told: told.encode("utf-16")), "its body is not UTF-8"),
    value("nested 30,000 deep", _deep(30_000), "its body is nested too deep"),
    Fault("nested 400 deep beside it", _deep_beside, fine=True, json=True),
    value("2.5 million empty objects", _packed, "its body has more than ", "objects and lists"),
    value("NaN", _numbers("NaN"), "its body has NaN"),
    value(
        "numbers of 401 digits", _numbers("1" + "0" * 400), "its body has a number of 401 digits"
    ),
    value("numbers of 5,001 digits", _numbers("1" + "0" * 5000), "has a number of 5001 digits"),
    value("1e999", _numbers("1e999"), "its body has the number 1e999"),
    value("keys twice", _twice, "its body has the key", "twice"),
)
SHAPES = (
    shape("a list for an object", _swapped),
    shape("a text for an object", lambda _: "ok"),
    shape("null for an object", lambda _: None),
    shape("null for a list", _lists_null),
    shape("a text for a list", _lists_text),
    shape("texts for objects in a list", _items("x")),
    shape("an empty object", lambda _: {}),
    shape("empty objects in a list", _items({})),
    shape("numbers for texts", _leaves(lambda told: 7 if isinstance(told, str) else told)),
    shape("texts for numbers", _leaves(lambda told: "many" if _number(told) else told)),
)
