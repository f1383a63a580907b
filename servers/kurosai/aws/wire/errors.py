"""What AWS says when it does not answer, as our words; answers that bring nothing as exceptions."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

from kurosai.errors import BadInput, Fault, LoginFailed, NotConfigured, Unavailable


class Denied(Exception):
    """AWS knows who asks and does not allow it: an answer, to be recorded as such."""


class Missing(Exception):
    """The named thing does not exist: an answer, to be recorded as such."""


_EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
_LOGIN = _EXPIRED | {
    "UnrecognizedClientException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "AuthFailure",
    "InvalidAccessKeyId",
    "MissingAuthenticationToken",
    "IncompleteSignature",
}
_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})
_BUSY = frozenset({"Throttling", "ThrottlingException", "TooManyRequestsException", "SlowDown"})
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


def code(fault: Exception) -> str:
    """What AWS calls the error that a fault of ours was made of; "" for any other."""
    return _code(fault.__cause__) if fault.__cause__ is not None else ""


@contextmanager
def translated(doing: str) -> Generator[None]:
    """Turn botocore's exceptions inside the block into ours; `doing` is said in the text."""
    from botocore import exceptions as theirs  # noqa: PLC0415 - botocore on first use only
    from botocore.parsers import ResponseParserError  # noqa: PLC0415

    try:
        yield
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
    except (
        theirs.EndpointConnectionError,
        theirs.ConnectTimeoutError,
        theirs.ProxyConnectionError,
        theirs.SSLError,
    ) as error:
        raise Unavailable(
            f"AWS does not answer ({type(error).__name__} while {doing}).",
            "See whether the network, VPN or proxy is up; then try again.",
        ) from error
    except theirs.ReadTimeoutError as error:
        raise Unavailable(
            f"AWS was too slow ({doing}).", "Ask for a shorter window, or try again."
        ) from error
    except theirs.ParamValidationError as error:
        raise BadInput(f"AWS takes no such argument ({doing}): {error}.", "Change it.") from error
    except (theirs.BotoCoreError, ResponseParserError) as error:
        raise Unavailable(
            f"AWS could not be read ({type(error).__name__} while {doing}).", "Try again."
        ) from error


def _client_error(error: Exception, doing: str) -> Exception:
    code, message = _code(error), _message(error)
    if code in _LOGIN:
        return LoginFailed(
            f"AWS refuses this server's credentials ({code}).",
            "Log in again (aws sso login), or set AWS_PROFILE to a valid profile.",
        )
    if code in _DENIED:
        return Denied(message)
    # ECS has no code of its own for a task definition that is not there.
    gone = code == "ClientException" and "task definition" in message.lower()
    if code in _MISSING or gone:
        return Missing(message)
    if code in _BUSY:
        return Unavailable(f"AWS throttles this account ({doing}).", "Wait a minute, then again.")
    if code in _REJECTED:
        fault: Fault = BadInput(f"AWS rejects the request ({doing}): {message}", "Change it.")
        return fault
    return Unavailable(f"AWS answers {code} ({doing}): {message}", "Try again.")


def _code(error: BaseException) -> str:
    return str(_part(error).get("Code", ""))


def _message(error: Exception) -> str:
    return str(_part(error).get("Message", ""))[:300]


def _part(error: BaseException) -> Mapping[str, Any]:
    response: Mapping[str, Any] = getattr(error, "response", None) or {}
    return response.get("Error") or {}
