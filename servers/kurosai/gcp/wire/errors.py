"""What Google Cloud says when it does not answer, as our words."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from kurosai.errors import BadInput, LoginFailed, NotConfigured, Unavailable

LOGIN = (
    "Log in again (gcloud auth application-default login), or set GOOGLE_APPLICATION_CREDENTIALS."
)
_PLUGIN = "metadata from plugin failed"
_TOO_LARGE = "larger than max"


class Denied(Exception):
    """Google knows who asks and does not allow it: an answer, to be recorded as such."""


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
    except theirs.Unauthenticated as error:
        raise LoginFailed(
            f"Google Cloud refuses this server's credentials ({_said(error)}).", LOGIN
        ) from error
    except theirs.PermissionDenied as error:
        raise Denied(_said(error)) from error
    except theirs.NotFound as error:
        raise BadInput(
            f"Google Cloud has no such thing ({doing}): {_said(error)}",
            "Check the project and the name.",
        ) from error
    except theirs.InvalidArgument as error:
        raise BadInput(
            f"Google Cloud rejects the question: {_said(error)}", "Change it."
        ) from error
    except theirs.ResourceExhausted as error:
        raise _exhausted(error, doing) from error
    except theirs.DeadlineExceeded as error:
        raise Unavailable(
            f"Google Cloud was too slow ({doing}).", "Ask for a shorter window, or try again."
        ) from error
    except theirs.GoogleAPICallError as error:
        raise _broken(error, doing, lost=isinstance(error, theirs.ServiceUnavailable)) from error
    except login.MutualTLSChannelError as error:
        raise NotConfigured(str(error)[:300], "Unset GOOGLE_API_USE_CLIENT_CERTIFICATE.") from error
    except login.GoogleAuthError as error:
        raise LoginFailed(f"There is no usable Google login: {_said(error)}", LOGIN) from error


def _exhausted(error: Exception, doing: str) -> Unavailable:
    if _TOO_LARGE in _said(error):
        return Unavailable(
            f"Google Cloud's answer is larger than any honest one ({doing}).",
            "See whether something stands in between; then try a shorter window.",
        )
    return Unavailable(
        f"The quota for reading logs is used up ({_said(error)}).",
        "Wait a minute (60 reads a minute and project), then ask once, for a shorter window.",
    )


def _broken(error: Exception, doing: str, *, lost: bool) -> LoginFailed | Unavailable:
    said = _said(error)
    if _PLUGIN in said:
        return LoginFailed(f"Google gives no token for this login: {said}", LOGIN)
    kind = Unreachable if lost else Unavailable
    return kind(
        f"Google Cloud gave no usable answer ({type(error).__name__} while {doing}: {said}).",
        "See whether the network, VPN or proxy is up; then try again.",
    )


def _said(error: Exception) -> str:
    message = getattr(error, "message", None)
    return str(message or error)[:300].strip()
