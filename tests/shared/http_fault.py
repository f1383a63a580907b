"""One way in which an HTTP backend can break, and the words for those that only send a text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from fault_server import Play, Wire

SLOW = 0.5
"""Seconds that a call may take where only its deadline can end it."""

QUICK = 8.0
"""Seconds that a call may take elsewhere: far more than any needs on a machine that is not busy."""

DATE, LATER = "Tue, 04 Nov 2025 21:00:00 GMT", "Tue, 04 Nov 2025 21:02:00 GMT"
"""When a backend says that it answers, and two minutes later."""

TOUCHED = 96
"""MiB of memory that a call may take beyond what it needs for a good answer."""


@dataclass(frozen=True)
class Fault:
    """`says`: words in the text, of every vendor or by its name. `fine`: read like a good answer.

    `own` is what a vendor sends in its own form instead, `code` the class of error by its word,
    or the coverage of the reading that it makes. `inside`: the answer is one, and only who knows
    what was asked for can see that it is none to this question. `json`: it is made of JSON.
    """

    name: str
    play: Play
    says: tuple[str, ...] | Mapping[str, tuple[str, ...]] = ()
    code: Literal["unavailable", "login_failed", "denied"] = "unavailable"
    seconds: float = QUICK
    fine: bool = False
    inside: bool = False
    json: bool = False
    own: Mapping[str, Play] = field(default_factory=dict[str, Play])
    other: Mapping[str, str] = field(default_factory=dict[str, str])
    """The class of error by its vendor, where it is another one."""

    def class_of(self, vendor: str) -> str:
        return self.other.get(vendor, self.code)

    def played(self, vendor: str) -> Play:
        return self.own.get(vendor, self.play)

    def words(self, vendor: str) -> tuple[str, ...]:
        return self.says if isinstance(self.says, tuple) else self.says.get(vendor, ())


HTML = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Welcome</body></html>"
JSON = "Content-Type: application/json"


def status(told: str, body: bytes = b"", *headers: str, kind: str = "text/plain") -> Play:
    return lambda wire: wire.answer(told, body, *headers, kind=kind)


def said(told: str, body: Mapping[str, Any], *headers: str) -> Play:
    return lambda wire: wire.answer(told, json.dumps(body).encode(), *headers)


def body(told: bytes, *headers: str) -> Play:
    return lambda wire: wire.answer("200 OK", told, *headers)


def text(change: Callable[[str], bytes | str]) -> Play:
    """The good answer's text, changed."""

    def play(wire: Wire) -> None:
        changed = change(wire.good.body.decode())
        wire.answer("200 OK", changed if isinstance(changed, bytes) else changed.encode())

    return play
