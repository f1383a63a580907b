"""Every way in which an HTTP backend can break, as what it sends, and what has to be said of it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal, cast

from fault_server import CHUNK, Play, Wire

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


def busy(told: str, *headers: str) -> dict[str, Play]:
    """429 and its like as each vendor words it."""
    return {
        "AWS": said(told, {"__type": "TooManyRequestsException", "message": "slow down"}, *headers),
        "Crois": said(told, {"detail": "Request was throttled."}, *headers),
        "GitHub": said(told, {"message": "Too many requests"}, *headers),
    }


def limited(name: str, *headers: str, says: tuple[str, ...]) -> Fault:
    own = busy("429 Too Many Requests", *headers)
    return Fault(name, own["Crois"], says, own=own)


# What is sent of an answer, and when it stops.


def _reset_at_once(wire: Wire) -> None:
    wire.reset()


def _close_at_once(wire: Wire) -> None:
    wire.close()


def _reset_in_body(wire: Wire) -> None:
    wire.send(wire.head("200 OK", JSON, "Content-Length: 100000"), wire.good.body[:20])
    wire.gone.wait(0.05)
    wire.reset()


def _hang(wire: Wire) -> None:
    wire.hang()


def _hang_in_body(wire: Wire) -> None:
    wire.send(wire.head("200 OK", JSON, "Content-Length: 100000"), wire.good.body[:20])
    wire.hang()


def _drip_headers(wire: Wire) -> None:
    wire.drip(b"HTTP/1.1 200 OK\r\n" + b"X-Slow: yes\r\n" * 100)


def _drip_body(wire: Wire) -> None:
    wire.send(wire.head("200 OK", JSON, "Content-Length: 1000"))
    wire.drip(b" " * 1000)


def _drip_chunks(wire: Wire) -> None:
    wire.send(wire.head("200 OK", JSON, "Transfer-Encoding: chunked"))
    wire.drip(b"1\r\n \r\n" * 200)


def _continue_for_ever(wire: Wire) -> None:
    while not wire.gone.wait(0.01):
        wire.send(b"HTTP/1.1 100 Continue\r\n\r\n")


def _cut(wire: Wire) -> None:
    body = wire.good.body
    wire.send(wire.head("200 OK", JSON, f"Content-Length: {len(body) + 40}"), body)
    wire.close()


def _cut_chunks(wire: Wire) -> None:
    wire.chunked([wire.good.body])
    wire.close()


def _cut_json(wire: Wire) -> None:
    wire.answer("200 OK", wire.good.body[: len(wire.good.body) // 2])


def _old_http(wire: Wire) -> None:
    wire.send(b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n", wire.good.body)
    wire.close()


def _old_http_cut(wire: Wire) -> None:
    half = wire.good.body[: len(wire.good.body) // 2]
    wire.send(b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n", half)
    wire.close()


def _no_http(wire: Wire) -> None:
    wire.send(b"SSH-2.0-OpenSSH_9.9\r\n\r\n")
    wire.close()


def _bad_chunk(wire: Wire) -> None:
    wire.send(wire.head("200 OK", JSON, "Transfer-Encoding: chunked"), b"zz\r\nhello\r\n")
    wire.close()


def _two_lengths(wire: Wire) -> None:
    right = len(wire.good.body)
    lengths = (f"Content-Length: {right}", f"Content-Length: {right + 7}")
    wire.send(wire.head("200 OK", JSON, *lengths), wire.good.body)
    wire.close()


def _garbage_headers(wire: Wire) -> None:
    length = f"Content-Length: {len(wire.good.body)}"
    odd = ("X-Ok: \xff\xfe", "X-Ok: again", length, "x-ok:", "Date: yesterday", "Set-Cookie: a=b")
    wire.send(wire.head("200 OK", JSON, *odd), wire.good.body)


def _long_header(wire: Wire) -> None:
    wire.send(wire.head("200 OK", JSON, "X-Long: " + "x" * 1_000_000), wire.good.body)
    wire.close()


def _many_headers(wire: Wire) -> None:
    wire.send(wire.head("200 OK", JSON, *(f"X-{n}: {n}" for n in range(20_000))), wire.good.body)
    wire.close()


def _second_answer(wire: Wire) -> None:
    """An answer with another one behind it, which belongs to no request."""
    wire.answer("200 OK", wire.good.body)
    wire.answer("200 OK", b'{"events":[],"count":0,"results":[]}')


# What the body holds.


def _of(change: Callable[[Any], Any]) -> Play:
    def play(wire: Wire) -> None:
        changed = change(json.loads(wire.good.body))
        wire.answer("200 OK", json.dumps(changed).encode())

    return play


def body(told: bytes, *headers: str) -> Play:
    return lambda wire: wire.answer("200 OK", told, *headers)


def text(change: Callable[[str], bytes | str]) -> Play:
    """The good answer's text, changed."""

    def play(wire: Wire) -> None:
        changed = change(wire.good.body.decode())
        wire.answer("200 OK", changed if isinstance(changed, bytes) else changed.encode())

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


def _packed(wire: Wire) -> None:
    """8 MB that would take 200."""
    packed = b"[" + b"{}," * 1_250_000 + b"{}]"
    wire.answer("200 OK", b'{"count": 1, "events": ' + packed + b', "results": ' + packed + b"}")


def _deep_beside(wire: Wire) -> None:
    """The good answer with something deep beside it."""
    good = wire.good.body.decode()
    nest = '{"a":' * 400 + "1" + "}" * 400
    if good.startswith("{"):
        good = f'{{"beside": {nest}, {good[1:]}'
    wire.answer("200 OK", good.encode())


def _bomb(wire: Wire) -> None:
    """4 GiB of blanks in 4 MiB: one packed block, which needs none before it, again and again."""
    pack = zlib.compressobj(9, zlib.DEFLATED, 31)
    first, block = (pack.compress(CHUNK * 16) + pack.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    wire.chunked((first, *[block] * 4096), "Content-Encoding: gzip")
    wire.send(b"0\r\n\r\n")


def _hundred_megabytes(wire: Wire) -> None:
    wire.send(wire.head("200 OK", JSON, f"Content-Length: {1600 * len(CHUNK)}"))
    for _ in range(1600):
        wire.send(CHUNK)


def _endless(wire: Wire) -> None:
    endless: Iterator[bytes] = (CHUNK for _ in count())
    wire.chunked(endless)


def _endless_error(wire: Wire) -> None:
    wire.send(wire.head("500 Oops", "Content-Type: text/html", "Transfer-Encoding: chunked"))
    while True:
        wire.send(b"%x\r\n" % len(CHUNK), CHUNK, b"\r\n")


def _loop(wire: Wire) -> None:
    wire.answer("307 Temporary Redirect", b"", f"Location: {wire.asked.target}")


AWS_ENDED = {"__type": "ExpiredTokenException", "message": "The security token is expired"}
AWS_UNKNOWN = {
    "__type": "UnrecognizedClientException",
    "message": "The security token included in the request is invalid.",
}
AWS_SKEW = {
    "__type": "RequestTimeTooSkewed",
    "message": "The difference between the request time and the current time is too large.",
}
AWS_DENIED = {
    "__type": "AccessDeniedException",
    "message": "User: x is not authorized to perform: logs:FilterLogEvents",
}


def refused(name: str, aws: Mapping[str, str], crois: str, github: str, **says: Any) -> Fault:
    own = {
        "AWS": said("400 Bad Request", aws),
        "Crois": said("401 Unauthorized", {"detail": crois}),
        "GitHub": said("401 Unauthorized", {"message": github}),
    }
    return Fault(name, own["Crois"], code="login_failed", own=own, **says)


def slow(name: str, play: Play) -> Fault:
    return Fault(name, play, (f"No answer within {SLOW:g} s",), seconds=SLOW)


def shape(name: str, change: Callable[[Any], Any], *says: str) -> Fault:
    """The good answer with another form inside."""
    return Fault(name, _of(change), says, inside=True, json=True)


def value(name: str, play: Play, *says: str) -> Fault:
    return Fault(name, play, says, json=True)


NO_ANSWER = {
    "AWS": ("no AWS answer", "login page or a proxy"),
    "Crois": ("without JSON", "not a login page or a proxy"),
    "GitHub": ("without JSON", "not a login page or a proxy"),
}
OFF = ("broke the connection off", "network, VPN or proxy")
MIDDLE = {
    "AWS": ("is cut off before", "Try again"),
    "Crois": ("broke off in the middle of an answer", "Try again"),
    "GitHub": ("broke off in the middle of an answer", "Try again"),
}
PAGE = {
    "AWS": ("without AWS's own words: something in between may have said so",),
    "Crois": ("without JSON", "not a login page or a proxy"),
    "GitHub": ("without its own words: something in between may have said so",),
}
NO_HTTP = ("sent what is no HTTP", "is right")
LARGE = {
    "AWS": ("larger than 32 MiB",),
    "Crois": ("more than 8 MiB",),
    "GitHub": ("more than 16 MiB",),
}

STATUSES = (
    Fault("500 without a word", status("500 Internal Server Error"), ("answers 500",)),
    Fault("500 in JSON", said("500 Oops", {"detail": "boom", "message": "boom"}), ("answers 500",)),
    Fault("502 with a page", status("502 Bad Gateway", HTML, kind="text/html"), ("answers 502",)),
    Fault("403 with a page", status("403 Forbidden", HTML, kind="text/html"), PAGE),
    Fault("404 with a page", status("404 Not Found", HTML, kind="text/html"), PAGE),
    Fault("503", status("503 Service Unavailable"), ("answers 503", "again")),
    Fault("503, after 7 s", status("503 Down", b"", "Retry-After: 7"), ("503", "again in 7 s")),
    limited("429", says=("Wait a minute",)),
    limited("429, after 7 s", "Retry-After: 7", says=("Ask again in 7 s",)),
    limited("429, after an hour", "Retry-After: 3600", says=("Ask again in 3600 s",)),
    limited("429, at a date", f"Retry-After: {LATER}", f"Date: {DATE}", says=("again in 120 s",)),
    limited("429, after garbage", "Retry-After: soon", says=("Wait a minute",)),
    limited("429, after -5 s", "Retry-After: -5", says=("Wait a minute",)),
    limited("429, after 10^30 s", f"Retry-After: 1{'0' * 30}", says=("Wait a minute",)),
    limited("429, after ² s", "Retry-After: \xb2", says=("Wait a minute",)),
    Fault("204", lambda wire: wire.send(wire.head("204 No Content")), ("204",)),
    Fault("202", said("202 Accepted", {}), ("202",)),
    Fault("206 with half a body", lambda wire: wire.answer("206 Partial", wire.good.body[:9])),
    Fault("418", said("418 I'm a teapot", {"detail": "tea"}), ("answers 418",)),
)
CONNECTIONS = (
    Fault("reset before the answer", _reset_at_once, OFF),
    Fault("closed before the answer", _close_at_once, OFF),
    Fault("reset in the body", _reset_in_body, OFF),
    slow("hangs", _hang),
    slow("hangs in the body", _hang_in_body),
    slow("headers drip", _drip_headers),
    slow("body drips", _drip_body),
    slow("chunks drip", _drip_chunks),
    slow("100 Continue for ever", _continue_for_ever),
)
PROTOCOL = (
    Fault("body shorter than announced", _cut, MIDDLE),
    Fault("chunks without their end", _cut_chunks, ("broke off in the middle of an answer",)),
    Fault("no HTTP", _no_http, NO_HTTP),
    Fault("chunk without a size", _bad_chunk, NO_HTTP),
    Fault("two lengths", _two_lengths, NO_HTTP),
    Fault("odd and double headers", _garbage_headers, fine=True),
    Fault("header of 1 MB", _long_header, NO_HTTP),
    Fault("20,000 headers", _many_headers, NO_HTTP),
    Fault("a second answer behind the first", _second_answer, fine=True),
    Fault("HTTP/1.0 without a length", _old_http, fine=True),
)
BETWEEN = (
    Fault("login page with 200", status("200 OK", HTML, kind="text/html"), NO_ANSWER),
    Fault("nothing with 200", body(b""), ("its body is empty (0 bytes",)),
    Fault("blanks with 200", body(b"  \r\n "), ("its body is empty (5 bytes",)),
    Fault(
        "redirect to a login",
        status("302 Found", b"", "Location: http://login.invalid/?back=1"),
        ("redirect", "http://login.invalid"),
    ),
    Fault("redirect in a circle", _loop, ("redirect",)),
    Fault("redirect to nowhere", status("302 Found"), ("302",)),
)
BYTES = (
    Fault(
        "said to be gzip and is not",
        body(b"not gzip", "Content-Encoding: gzip"),
        {
            "AWS": ("its body is compressed (gzip)",),
            "Crois": ("says that its answer is compressed",),
            "GitHub": ("says that its answer is compressed",),
        },
    ),
    Fault("an unknown encoding", body(b"\x1b\x07", "Content-Encoding: snappy"), ("snappy",)),
    Fault(
        "gzip bomb",
        _bomb,
        {**LARGE, "AWS": ("its body is compressed (gzip)",)},
    ),
    Fault("100 MB", _hundred_megabytes, LARGE),
    Fault("a body without end", _endless, LARGE),
    Fault("an error without end", _endless_error, LARGE),
)
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
CREDENTIALS = (
    refused(
        "credentials that have ended",
        AWS_ENDED,
        "Token expired.",
        "Bad credentials",
        says={
            "AWS": ("(ExpiredTokenException)", "Log in", "aws sso login"),
            "Crois": ("token (401: Token expired.)", "CROIS_API_TOKEN"),
            "GitHub": ("token (401: Bad credentials)", "GITHUB_TOKEN"),
        },
    ),
    refused(
        "credentials that were revoked",
        AWS_UNKNOWN,
        "Invalid token.",
        "Bad credentials",
        says={
            "AWS": ("refuse", "(UnrecognizedClientException)", "Log in"),
            "Crois": ("token (401: Invalid token.)", "CROIS_API_TOKEN"),
            "GitHub": ("token (401: Bad credentials)", "GITHUB_TOKEN"),
        },
    ),
    refused(
        "a clock that is wrong",
        AWS_SKEW,
        "Token is not yet valid (iat).",
        "'Issued at' claim ('iat') is in the future",
        other={"AWS": "unavailable"},
        says={
            "AWS": ("clock differs from", "Set the clock (NTP"),
            "Crois": ("not yet valid (iat)",),
            "GitHub": ("'iat') is in the future",),
        },
    ),
    Fault(
        "forbidden",
        said("403 Forbidden", {"detail": "Not for this token."}),
        {
            "AWS": ("is not authorized to perform",),
            "Crois": ("Not for this token.",),
            "GitHub": ("Resource not accessible",),
        },
        code="denied",
        own={
            "AWS": said("400 Bad Request", AWS_DENIED),
            "GitHub": said("403 Forbidden", {"message": "Resource not accessible by token"}),
        },
    ),
)
FAULTS = (
    *STATUSES,
    *CONNECTIONS,
    *PROTOCOL,
    *BETWEEN,
    *BYTES,
    *JSONS,
    *SHAPES,
    *CREDENTIALS,
)
