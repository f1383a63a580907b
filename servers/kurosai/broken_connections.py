"""Why a connection brought no answer, found behind whatever a library has made of it.

Every HTTP library wraps the reason in exceptions of its own, several deep, under a name that
says less ("ConnectionError"). The reason itself is one of a few of Python's.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from kurosai.errors import Fault

MOST_LINKS = 24
_CUT = ("IncompleteRead", "ended prematurely", "peer closed connection", "base 16: b''")
_UP = "See whether the network, VPN or proxy is up; then try again."


@dataclass(frozen=True, slots=True)
class Broken:
    """`said` goes on from whom it was asked of ("AWS ..."); `do` is the mend."""

    said: str
    do: str


def reason(error: BaseException, *, address: str, authorities: str) -> Broken:
    """The reason; `address` is the setting that names the backend, `authorities` the one that
    names the certificates to be trusted."""
    chain = tuple(_behind(error))
    if any("base 16: b'" in str(one) and "base 16: b''" not in str(one) for one in chain):
        # The size of a chunk is none: http.client calls that an incomplete read.
        return _no_http(address)
    for one in chain:
        if (found := _tls(one, address, authorities) or _system(one, address)) is not None:
            return found
    for one in chain:
        if (found := _protocol(one, address)) is not None:
            return found
    return Broken(f"gave no usable answer ({type(error).__name__})", _UP)


def fault(error: BaseException) -> Fault | None:
    """The failure of ours that was raised below a library and wrapped by it."""
    return next((one for one in _behind(error) if isinstance(one, Fault)), None)


def _tls(error: BaseException, address: str, authorities: str) -> Broken | None:
    verified = isinstance(error, ssl.SSLCertVerificationError)
    # urllib3 compares addresses itself, with an error of its own.
    if verified or type(error).__name__ == "CertificateError":
        why = error.verify_message if verified else str(error)
        return Broken(
            f"shows a certificate that is not trusted: {why.rstrip('.')}",
            f"See whether {address} is right and a proxy replaces certificates: then name its "
            f"authority in {authorities}.",
        )
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
        why = (error.reason or str(error)).replace("_", " ").lower()[:80]
        return Broken(
            f"does not speak TLS as it should ({why})", f"See whether {address} is right."
        )
    return None


def _system(error: BaseException, address: str) -> Broken | None:
    if isinstance(error, socket.gaierror):
        return Broken(
            "has a name that cannot be resolved (DNS)",
            f"See whether {address} is right and the network or VPN is up.",
        )
    if isinstance(error, ConnectionRefusedError):
        return Broken(
            "does not answer and takes no connection",
            f"See whether it is up and {address} is right.",
        )
    # http.client's own for a close before the first byte is a reset too.
    if isinstance(error, ConnectionResetError | BrokenPipeError | ssl.SSLEOFError):
        return Broken("broke the connection off", _UP)
    if isinstance(error, TimeoutError):
        return Broken("had no answer in time", "Ask for less, or try again.")
    return None


def _protocol(error: BaseException, address: str) -> Broken | None:
    said, name = str(error), type(error).__name__
    if any(one in f"{name} {said}" for one in _CUT):
        return Broken("broke off in the middle of an answer", "Try again.")
    if "without sending a response" in said:
        return Broken("broke the connection off", _UP)
    if "decod" in f"{name} {said}".lower():
        return Broken(
            "says that its answer is compressed (gzip or the like), and it is not",
            "See whether a proxy stands in between; then try again.",
        )
    protocol = "Protocol" in name or isinstance(error, http.client.HTTPException)
    if protocol or name in ("InvalidHeader", "InvalidChunkLength"):
        return _no_http(address)
    return None


def _no_http(address: str) -> Broken:
    return Broken("sent what is no HTTP", f"See whether {address} is right.")


def _behind(error: BaseException) -> Generator[BaseException]:
    """The error and what is behind it, nearest first: causes, contexts, and what libraries keep."""
    waiting, seen = [error], set[int]()
    while waiting and len(seen) < MOST_LINKS:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        named: Any = getattr(one, "kwargs", None)
        inside: object = named.get("error") if hasattr(named, "get") else None
        # urllib3 keeps it as `reason`, botocore among what its text is made of.
        kept: tuple[object, ...] = (
            one.__cause__,
            one.__context__,
            getattr(one, "reason", None),
            inside,
            *one.args,
        )
        waiting += [found for found in kept if isinstance(found, BaseException)]
