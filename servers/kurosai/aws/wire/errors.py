"""What AWS says when it does not answer, as our words; answers that bring nothing as exceptions."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

from kurosai import broken_connections, deadline, retry_after
from kurosai.errors import BadInput, Fault, LoginFailed, NotConfigured, Unavailable


class Denied(Exception):
    """AWS knows who asks and does not allow it: an answer, to be recorded as such."""


class Missing(Exception):
    """The named thing does not exist: an answer, to be recorded as such."""


_EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
_LOGIN = frozenset(
    {
        "UnrecognizedClientException",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "SignatureDoesNotMatch",
        "AuthFailure",
        "InvalidAccessKeyId",
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "IncompleteSignature",
    }
)
_SKEWED = frozenset({"RequestTimeTooSkewed", "RequestInTheFuture"})
_SKEW_SAID = ("signature expired", "signature not yet current")
_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})
_BUSY = frozenset(
    {
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "TooManyRequestsException",
        "TooManyRequests",
        "SlowDown",
        "429",
    }
)
_MISSING = frozenset(
    {
        "ResourceNotFoundException",
        "ResourceNotFound",
        "ExecutionDoesNotExist",
        "StateMachineDoesNotExist",
        "ClusterNotFoundException",
        "RepositoryNotFoundException",
        "ImageNotFoundException",
        "AWS.SimpleQueueService.NonExistentQueue",
        "QueueDoesNotExist",
        "InvalidSubnetID.NotFound",
    }
)
_REJECTED = frozenset(
    {
        "InvalidParameterException",
        "InvalidParameterCombination",
        "InvalidParameterValue",
        "InvalidTimeRangeException",
        "MissingParameter",
        "ValidationError",
        "ValidationException",
    }
)


def expired(error: Exception) -> bool:
    """Whether new credentials may help: a kept session holds on to the old ones."""
    return _code(error) in _EXPIRED


def unknown_call(code: str) -> bool:
    """Whether a code says that what answers does not have the call at all."""
    return code.startswith(("NotImplemented", "UnknownOperation"))


def code(fault: Exception) -> str:
    """What AWS calls the error that a fault of ours was made of; "" for any other."""
    return _code(fault.__cause__) if fault.__cause__ is not None else ""


@contextmanager
def translated(doing: str) -> Generator[None]:
    """Turn botocore's exceptions inside the block into ours; `doing` is said in the text."""
    from botocore import exceptions as theirs  # noqa: PLC0415 - botocore on first use only
    from botocore.parsers import ResponseParserError  # noqa: PLC0415

    deadline.remaining(doing=doing)
    try:
        yield
    except Fault:
        raise
    except theirs.ClientError as error:
        raise _client_error(error, doing) from error
    except (theirs.NoCredentialsError, theirs.PartialCredentialsError) as error:
        raise LoginFailed(
            "There are no AWS credentials.",
            "Log in (aws sso login) or set AWS_PROFILE in this server's `env`.",
        ) from error
    except (
        theirs.TokenRetrievalError,
        theirs.SSOTokenLoadError,
        theirs.UnauthorizedSSOTokenError,
        theirs.CredentialRetrievalError,
    ) as error:
        raise LoginFailed("The AWS login has ended.", "Log in again: aws sso login.") from error
    except (theirs.ProfileNotFound, theirs.NoRegionError) as error:
        raise NotConfigured(str(error), "Set AWS_PROFILE and AWS_REGION.") from error
    except theirs.ReadTimeoutError as error:
        raise Unavailable(
            f"AWS was too slow ({doing}).", "Ask for a shorter window, or try again."
        ) from error
    except theirs.ParamValidationError as error:
        raise BadInput(f"AWS takes no such argument ({doing}): {error}.", "Change it.") from error
    except (theirs.HTTPClientError, theirs.ConnectionError) as error:
        raise _unreached(error, doing) from error
    except (theirs.BotoCoreError, ResponseParserError) as error:
        raise Unavailable(
            f"AWS could not be read ({type(error).__name__} while {doing}).", "Try again."
        ) from error
    except (
        AttributeError,
        TypeError,
        ValueError,
        KeyError,
        OverflowError,
        RecursionError,
    ) as error:
        # botocore's reader takes for granted that every value is what its model says.
        raise Unavailable(
            f"AWS answered with what is no AWS answer ({doing}).",
            "See whether a login page or a proxy stands in between; then try again.",
        ) from error


def _unreached(error: Exception, doing: str) -> Fault:
    ours = broken_connections.fault(error)
    if ours is not None:
        return ours
    deadline.remaining()
    why = broken_connections.reason(error, address="AWS_REGION", authorities="AWS_CA_BUNDLE")
    return Unavailable(f"AWS {why.said} (while {doing}).", why.do)


def _client_error(error: Exception, doing: str) -> Exception:
    code, message = _code(error), _message(error)
    said, ended = message.lower(), message.rstrip(".")
    if code in _SKEWED or (code in _LOGIN and any(one in said for one in _SKEW_SAID)):
        return Unavailable(
            f"This machine's clock differs from that of AWS, so it takes no signature: {ended}.",
            "Set the clock (NTP), then ask again: the credentials may be valid.",
        )
    if code in _EXPIRED:
        return LoginFailed(
            f"AWS says that this server's login has ended ({code}).",
            "Log in again (aws sso login), or set AWS_PROFILE to a valid profile.",
        )
    if code in _LOGIN:
        return LoginFailed(
            f"AWS refuses this server's credentials ({code}).",
            "Log in again (aws sso login), or set AWS_PROFILE to a valid profile.",
        )
    if code in _DENIED:
        return Denied(message)
    # ECS has no code of its own for a task definition that is not there.
    gone = code == "ClientException" and "task definition" in said
    if code in _MISSING or gone:
        return Missing(message)
    if code in _REJECTED:
        fault: Fault = BadInput(f"AWS rejects the request ({doing}): {message}", "Change it.")
        return fault
    if unknown_call(code):
        return NotConfigured(
            f"What answers here for AWS does not have this call ({doing}; {code}): {ended}.",
            "That says nothing of what is there. Do not ask it again: ask another call or source.",
        )
    return _passing(error, code, message, doing)


def _passing(error: Exception, code: str, message: str, doing: str) -> Unavailable:
    """What another try may mend, with the time to wait where it says one."""
    metadata: Mapping[str, Any] = getattr(error, "response", {}).get("ResponseMetadata") or {}
    wait = retry_after.seconds(metadata.get("HTTPHeaders") or {})
    if code in _BUSY:
        return Unavailable(
            f"AWS throttles this account ({doing}).", retry_after.advice(wait), after=wait or 60.0
        )
    what = f"AWS answers {code} ({doing})"
    if code.isdigit():
        # botocore takes the status for a code where a body has none.
        return Unavailable(
            f"{what} without AWS's own words: something in between may have said so.",
            retry_after.advice(wait),
            after=wait or 0.0,
        )
    told = f": {message.rstrip('.')}." if message else "."
    do = "Try again." if wait is None else retry_after.advice(wait)
    return Unavailable(f"{what}{told}", do, after=wait or 0.0)


def _code(error: BaseException) -> str:
    return str(_part(error).get("Code", ""))


def _message(error: Exception) -> str:
    return str(_part(error).get("Message", ""))[:300]


def _part(error: BaseException) -> Mapping[str, Any]:
    response: Mapping[str, Any] = getattr(error, "response", None) or {}
    return response.get("Error") or {}
