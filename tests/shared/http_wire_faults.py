"""What goes wrong before a body is read: statuses, connections, HTTP itself, what stands between,
and more bytes than an answer has."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from itertools import count

from fault_server import CHUNK, Play, Wire
from http_fault import DATE, HTML, JSON, LATER, SLOW, Fault, body, said, status


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


def _old_http(wire: Wire) -> None:
    wire.send(b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n", wire.good.body)
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
    """An answer with another one right behind it, which belongs to no request.

    In one piece: one that comes when the next question is on its way is its answer, for all that
    any client of HTTP/1.1 can know.
    """
    other = b'{"events":[],"count":0,"results":[]}'
    wire.send(wire.whole("200 OK", wire.good.body) + wire.whole("200 OK", other))


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


def slow(name: str, play: Play) -> Fault:
    return Fault(name, play, (f"No answer within {SLOW:g} s",), seconds=SLOW)


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
