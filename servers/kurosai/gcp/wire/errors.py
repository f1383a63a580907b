"""What Google Cloud says when it does not answer, as our words."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from kurosai import retry_after
from kurosai.errors import BadInput, LoginFailed, NotConfigured, Unavailable

LOGIN = (
    "Log in again (gcloud auth application-default login), or set GOOGLE_APPLICATION_CREDENTIALS."
)
_PLUGIN = "metadata from plugin failed"
_UNTRUSTED = re.compile(r"CERTIFICATE_VERIFY_FAILED: ([^:]*)|Hostname Verification Check failed")
_TOO_LARGE = "larger than max"


class Denied(Exception):
    """Google knows who asks and does not allow it: an answer, to be recorded as such."""


class Rejected(BadInput):
    """Google does not take the question as it is put: the only fault that its wording can mend."""


class Unreachable(Unavailable):
    """No connection carried the question: a new one may."""


@contextmanager
def translated(doing: str) -> Generator[None]:
    """Turn Google's exceptions inside the block into ours; `doing` is said in the text.

    Raises Denied for what may not be read, else a Fault.
    """
    from google.api_core import exceptions as theirs  # noqa: PLC0415 - on first use only
    from google.auth import exceptions as login  # noqa: PLC0415

    try:
        yield
    except theirs.GoogleAPICallError as error:
        raise _meant(error, doing) from error
    except login.MutualTLSChannelError as error:
        raise NotConfigured(str(error)[:300], "Unset GOOGLE_API_USE_CLIENT_CERTIFICATE.") from error
    except login.GoogleAuthError as error:
        raise LoginFailed(f"There is no usable Google login: {_said(error)}", LOGIN) from error
    except Exception as error:
        # Details of an error that are none trip the library up over the error itself.
        if (plain := _without_details(error)) is None:
            raise
        raise _meant(plain, doing) from error


def _without_details(error: BaseException) -> Any:
    """The library's exception for the call that `error` came of, by its status and text alone."""
    import grpc  # noqa: PLC0415
    from google.api_core import exceptions as theirs  # noqa: PLC0415

    call: Any = error.__context__
    if not isinstance(call, grpc.RpcError) or not isinstance(call, grpc.Call):
        return None
    untyped: Any = theirs
    return untyped.from_grpc_status(call.code(), str(call.details()))


def _meant(error: Any, doing: str) -> Exception:
    from google.api_core import exceptions as theirs  # noqa: PLC0415

    said = _said(error)
    if isinstance(error, theirs.Unauthenticated):
        return LoginFailed(f"Google Cloud refuses this server's credentials ({said}).", LOGIN)
    if isinstance(error, theirs.PermissionDenied):
        return Denied(said)
    if isinstance(error, theirs.NotFound):
        return BadInput(
            f"Google Cloud has no such thing ({doing}): {_ended(said)}",
            "Check the project and the name.",
        )
    # A precondition and a range that do not fit are kinds of a wrong argument in their classes.
    if type(error) is theirs.InvalidArgument:
        return Rejected(f"Google Cloud rejects the question: {_ended(said)}", "Change it.")
    if isinstance(error, theirs.ResourceExhausted):
        return _exhausted(error, doing)
    if isinstance(error, theirs.DeadlineExceeded):
        return Unavailable(
            f"Google Cloud was too slow ({doing}).", "Ask for a shorter window, or try again."
        )
    return _broken(error, doing, lost=isinstance(error, theirs.ServiceUnavailable))


def _exhausted(error: Any, doing: str) -> Unavailable:
    if _TOO_LARGE in _said(error):
        return Unavailable(
            f"Google Cloud's answer is larger than any honest one ({doing}).",
            "See whether something stands in between; then try a shorter window.",
        )
    delay = next((d.retry_delay for d in error.details if hasattr(d, "retry_delay")), None)
    wait = delay.seconds if delay is not None else 0
    usable = 0 < wait <= retry_after.MOST_SECONDS
    return Unavailable(
        f"The quota for reading logs is used up ({_said(error)}).",
        retry_after.advice(wait)
        if usable
        else "Wait a minute (60 reads a minute and project), then ask once, for a shorter window.",
        after=float(wait) if usable else 60.0,
    )


def _broken(error: Exception, doing: str, *, lost: bool) -> LoginFailed | Unavailable:
    said = _said(error)
    if _PLUGIN in said:
        return LoginFailed(f"Google gives no token for this login: {_ended(said)}", LOGIN)
    kind = Unreachable if lost else Unavailable
    if (untrusted := _UNTRUSTED.search(said)) is not None:
        return kind(
            "Google Cloud shows a certificate that is not trusted: "
            f"{untrusted[1] or 'it is of another host'} (while {doing}).",
            "See whether a proxy replaces certificates: then name its authority in "
            "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH.",
        )
    return kind(
        f"Google Cloud gave no usable answer ({type(error).__name__} while {doing}: {said}).",
        "See whether the network, VPN or proxy is up; then try again.",
    )


def no_message(doing: str) -> Unavailable:
    """A call that ended well and brought nothing."""
    return Unavailable(
        f"Google Cloud gave no usable answer (no whole message came while {doing}).",
        "This shows neither presence nor absence: try again.",
    )


def _ended(said: str) -> str:
    return said if said.endswith(".") else f"{said}."


def _said(error: Exception) -> str:
    message = getattr(error, "message", None)
    return str(message or error)[:300].strip()
