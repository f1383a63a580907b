"""Every way in which Google's backend can break, and what has to be said of it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any, Literal

from google.protobuf import any_pb2, duration_pb2
from google.rpc import error_details_pb2, status_pb2
from h2_server import (
    CANCEL,
    DATA,
    ENHANCE_YOUR_CALM,
    INTERNAL_ERROR,
    NO_ERROR,
    REFUSED_STREAM,
    Call,
    Play,
    frame,
    message,
)

SLOW = 0.6
QUICK = 12.0
CODES = {
    "CANCELLED": 1,
    "UNKNOWN": 2,
    "INVALID_ARGUMENT": 3,
    "DEADLINE_EXCEEDED": 4,
    "NOT_FOUND": 5,
    "PERMISSION_DENIED": 7,
    "RESOURCE_EXHAUSTED": 8,
    "FAILED_PRECONDITION": 9,
    "ABORTED": 10,
    "OUT_OF_RANGE": 11,
    "UNIMPLEMENTED": 12,
    "INTERNAL": 13,
    "UNAVAILABLE": 14,
    "DATA_LOSS": 15,
    "UNAUTHENTICATED": 16,
}


Class = Literal["unavailable", "login_failed", "bad_input", "denied"]


@dataclass(frozen=True)
class GrpcFault:
    """`says`: words in the text; `code`: the class of error, or the coverage of a reading."""

    name: str
    play: Play
    says: tuple[str, ...]
    code: Class = "unavailable"
    seconds: float = QUICK


def status(name: str, says: tuple[str, ...], code: Class = "unavailable") -> GrpcFault:
    return GrpcFault(name, lambda call: call.refuse(CODES[name], "why"), says, code)


QUOTA = "Quota exceeded for quota metric 'Read requests'"


def _details(*details: Any, what: str = QUOTA) -> tuple[str, str]:
    """Details of an error as they stand in the trailers."""
    packed: list[Any] = []
    for one in details:
        made: Any = any_pb2.Any()  # pyright: ignore[reportAttributeAccessIssue]
        made.Pack(one)
        packed.append(made)
    kind: Any = status_pb2.Status  # pyright: ignore[reportAttributeAccessIssue]
    body = kind(code=8, message=what, details=packed).SerializeToString()
    return "grpc-status-details-bin", base64.b64encode(body).decode().rstrip("=")


def _retry_info(seconds: int) -> Any:
    kinds: Any = error_details_pb2
    durations: Any = duration_pb2
    return kinds.RetryInfo(retry_delay=durations.Duration(seconds=seconds))


def _quota(call: Call) -> None:
    call.refuse(8, QUOTA, _details(_retry_info(42)))


def _quota_for_ever(call: Call) -> None:
    call.refuse(8, QUOTA, _details(_retry_info(10**11)))


def _other_details(call: Call) -> None:
    call.refuse(8, QUOTA, _details(_retry_info(42), what="Something else"))


def _bad_details(call: Call) -> None:
    call.refuse(8, QUOTA, ("grpc-status-details-bin", "AAECAwQ"))


def _hang(call: Call) -> None:
    call.gone.wait(20)


def _half_closed(call: Call) -> None:
    """The answer is there and its stream never ends."""
    call.begin()
    call.data(message(call.good))
    call.gone.wait(20)


def _no_trailers(call: Call) -> None:
    call.begin()
    call.data(message(call.good), end=True)


def _only_headers(call: Call) -> None:
    call.begin()
    call.data(b"", end=True)


def _trailers_without_status(call: Call) -> None:
    call.begin()
    call.data(message(call.good))
    call.send(frame(1, 4 | 1, call.stream, b""))


def _drip(call: Call) -> None:
    call.begin()
    told = message(call.good)
    for at in range(len(told)):
        call.data(told[at : at + 1])
        if call.gone.wait(0.05):
            return
    call.gone.wait(20)


def _cut(call: Call) -> None:
    call.begin()
    call.data(message(call.good, announced=len(call.good) + 50))
    call.trailers("0")


def _large(call: Call) -> None:
    call.begin()
    call.data(message(b"x" * 100, announced=40 * 1024 * 1024))
    call.gone.wait(20)


def _endless(call: Call) -> None:
    """Empty frames of data for ever, as fast as they are taken."""
    call.begin()
    while not call.gone.is_set():
        call.send(frame(DATA, 0, call.stream) * 64)


def _compressed(call: Call) -> None:
    call.begin()
    call.data(message(b"\x00\x01not gzip", compressed=True))
    call.trailers("0")


def _garbage(call: Call) -> None:
    call.send(b"\xff" * 64)
    call.close()


def _http1(call: Call) -> None:
    call.send(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
    call.close()


def _page(http: str) -> Play:
    def play(call: Call) -> None:
        call.begin(http, ("content-type", "text/html"))
        call.data(b"<html>Sign in</html>", end=True)

    return play


def _message(body: bytes) -> Play:
    return lambda call: call.answer(body)


def _close(call: Call) -> None:
    call.close()


def _leave(code: int, why: bytes = b"") -> Play:
    def play(call: Call) -> None:
        call.leave(code, 0, why)
        call.close()

    return play


def _reset(code: int) -> Play:
    return lambda call: call.reset(code)


def _two_messages(call: Call) -> None:
    call.begin()
    call.data(message(call.good) * 2)
    call.trailers("0")


UP = ("network, VPN or proxy",)
TOO_SLOW = ("too slow", "Ask for a shorter window")
GRPC_FAULTS = (
    status("UNAVAILABLE", ("ServiceUnavailable", "why", *UP)),
    status("DEADLINE_EXCEEDED", ("too slow", "shorter window")),
    status("PERMISSION_DENIED", ("why",), "denied"),
    status("UNAUTHENTICATED", ("refuses this server's credentials", "gcloud auth"), "login_failed"),
    status("NOT_FOUND", ("no such thing", "Check the project"), "bad_input"),
    status("INVALID_ARGUMENT", ("rejects the question: why",), "bad_input"),
    status("FAILED_PRECONDITION", ("why",)),
    status("OUT_OF_RANGE", ("why",)),
    status("UNIMPLEMENTED", ("why", *UP)),
    status("INTERNAL", ("InternalServerError", "why")),
    status("ABORTED", ("Aborted", "why")),
    status("CANCELLED", ("Cancelled", "why")),
    status("DATA_LOSS", ("DataLoss", "why")),
    status("UNKNOWN", ("Unknown", "why")),
    status("RESOURCE_EXHAUSTED", ("quota", "Wait a minute")),
    GrpcFault("RESOURCE_EXHAUSTED, after 42 s", _quota, ("quota", "Ask again in 42 s")),
    GrpcFault("RESOURCE_EXHAUSTED, after 10^11 s", _quota_for_ever, ("quota", "Wait a minute")),
    GrpcFault("details that are none", _bad_details, ("quota", "Wait a minute")),
    GrpcFault("details of another error", _other_details, ("quota", "Wait a minute")),
    GrpcFault("hangs", _hang, TOO_SLOW, seconds=SLOW),
    GrpcFault("half-closed: no end", _half_closed, TOO_SLOW, seconds=SLOW),
    GrpcFault("message drips", _drip, TOO_SLOW, seconds=SLOW),
    GrpcFault("two messages", _two_messages, TOO_SLOW, seconds=SLOW),
    GrpcFault("empty frames for ever", _endless, ("no usable answer",)),
    GrpcFault("half-closed: no trailers", _no_trailers, ("no usable answer",)),
    GrpcFault("headers and nothing else", _only_headers, ("no usable answer",)),
    GrpcFault("trailers without a status", _trailers_without_status, ("no usable answer",)),
    GrpcFault("message, cut", _cut, ("no usable answer",)),
    GrpcFault("message of 40 MB", _large, ("larger than any honest one",)),
    GrpcFault("said to be compressed", _compressed, ("no usable answer",)),
    GrpcFault("bytes that are no message", _message(b"\xff\xff\xff"), ("no usable answer",)),
    GrpcFault("a page as a message", _message(b"<html>Sign in</html>"), ("no usable answer",)),
    GrpcFault("login page with 200", _page("200"), ("no usable answer",)),
    GrpcFault("502 with a page", _page("502"), ("no usable answer", *UP)),
    GrpcFault("429 with a page", _page("429"), ("no usable answer",)),
    GrpcFault("garbage frames", _garbage, ("no usable answer",)),
    GrpcFault("HTTP/1.1", _http1, ("no usable answer",)),
    GrpcFault("connection closed", _close, ("no usable answer", *UP)),
    GrpcFault("GOAWAY", _leave(NO_ERROR), ("no usable answer", *UP)),
    GrpcFault("GOAWAY: calm down", _leave(ENHANCE_YOUR_CALM, b"too_many_pings"), UP),
    GrpcFault("RST_STREAM: internal", _reset(INTERNAL_ERROR), ("no usable answer",)),
    GrpcFault("RST_STREAM: refused", _reset(REFUSED_STREAM), ("no usable answer", *UP)),
    GrpcFault("RST_STREAM: cancel", _reset(CANCEL), ("no usable answer",)),
)
