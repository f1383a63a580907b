"""Why AWS does not take an identity, told for exactly this place; all else goes by untouched."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from kurosai import clock
from kurosai.aws.wire import relogin
from kurosai.aws.wire.place import Place
from kurosai.errors import Fault, LoginFailed, NotConfigured, Unavailable

if TYPE_CHECKING:
    from kurosai.aws.wire.core import Core

_EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
_ENDED = frozenset(
    {
        "SSOTokenLoadError",
        "TokenRetrievalError",
        "UnauthorizedSSOTokenError",
        "CredentialRetrievalError",
        "LoginRefreshRequired",
        "LoginTokenLoadError",
        "RefreshWithMFAUnsupportedError",
    }
)
"""Exceptions of botocore by name: it raises them where it looks for credentials."""

_UNKNOWN = frozenset(
    {"UnrecognizedClientException", "InvalidClientTokenId", "AuthFailure", "OptInRequired"}
)
"""What AWS says of keys that it does not know: all over, or only in a region not enabled."""

_REFUSED = _UNKNOWN | {
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "InvalidAccessKeyId",
    "MissingAuthenticationToken",
    "IncompleteSignature",
}
_ASSUMING = frozenset({"AssumeRole", "AssumeRoleWithWebIdentity"})
_DENIED = frozenset({"AccessDenied", "AccessDeniedException"})

_SKEWED = frozenset({"RequestTimeTooSkewed", "RequestInTheFuture"})
_SKEW_WORDS = (
    "signature expired",
    "signature not yet current",
    "too skewed",
    "request has expired",
)
_SKEW_SECONDS = 60
"""AWS takes 5 to 15 minutes; below this much the clock is not what is wrong."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of which place; `account` is "" before STS has told it."""

    place: Place
    core: Core
    region: str
    service: str
    account: str


def ended(error: Exception) -> bool:
    """Whether a new search for credentials may help: a kept session holds on to old ones."""
    return _code(error) in _EXPIRED or type(error).__name__ in _ENDED


@contextmanager
def explained(place: Place, asked: Callable[[], Asked]) -> Generator[None]:
    """Turn what is about the identity inside the block into a Fault that says what to do."""
    from botocore import exceptions as theirs  # noqa: PLC0415 - botocore on first use only

    try:
        yield
    except theirs.ClientError as error:
        fault = _answered(asked(), error)
        if fault is None:
            raise
        raise fault from error
    except theirs.ProfileNotFound as error:
        named = f"`profile` of {place.name} in KUROSAI_AWS_PLACES" if place.name else "AWS_PROFILE"
        raise NotConfigured(
            f"There is no AWS profile {place.profile or 'default'} on this machine.",
            f"Make it (aws configure sso), or name another one: {named}.",
        ) from error
    except theirs.NoCredentialsError as error:
        raise _login(asked(), "has no credentials") from error
    except theirs.EndpointConnectionError as error:
        fault = _not_there(asked())
        if fault is None:
            raise
        raise fault from error
    except (theirs.InvalidConfigError, theirs.PartialCredentialsError) as error:
        raise NotConfigured(str(error), "Mend it in the AWS configuration file.") from error
    except theirs.RefreshWithMFAUnsupportedError as error:
        raise _login(asked(), "wants an MFA code, which a server cannot ask for") from error
    except theirs.BotoCoreError as error:
        if not ended(error):
            raise
        raise _login(asked(), "has ended") from error


def _answered(asked: Asked, error: Any) -> Fault | None:
    code, message = _code(error), str(error.response["Error"].get("Message", ""))[:300]
    if _is_skew(code, message, error.response):
        return _skew(code, error.response)
    if code in _EXPIRED:
        return _login(asked, f"has expired ({code})")
    if error.operation_name in _ASSUMING:
        return _not_assumed(asked, code, message)
    if error.operation_name == "GetCallerIdentity" and code in _DENIED:
        # Nobody is refused this by IAM: a policy of the network or of the organization does.
        return LoginFailed(
            f"STS does not say to whom {_whose(asked)} belongs: {message}",
            "Have sts:GetCallerIdentity allowed (a policy of a VPC endpoint or the organization).",
        )
    if error.operation_name == "GetRoleCredentials":
        return LoginFailed(
            f"SSO has no credentials for {_whose(asked)} ({code}: {message}).",
            "See whether its account and its permission set are assigned to you.",
        )
    home = asked.place.regions[0]
    if code in _UNKNOWN and asked.account and asked.region != home:
        return NotConfigured(
            f"AWS takes the credentials of account {asked.account} in {home}, but not in "
            f"{asked.region} ({code}): that region is not enabled for the account.",
            "Ask another region, or have it enabled (Account, AWS Regions).",
        )
    return _login(asked, f"is refused by AWS ({code})") if code in _REFUSED else None


def _not_assumed(asked: Asked, code: str, message: str) -> Fault | None:
    role = asked.place.role or "The role of its profile"
    if code in _DENIED:
        outer = " with the external id that is given" if asked.place.external_id else ""
        return LoginFailed(
            f"{role} may not be assumed by {_whose(asked)}: {message}",
            f"Two policies must allow it: the role's trust policy has to name who asks{outer}, "
            "and who asks needs sts:AssumeRole on that role.",
        )
    if code == "ValidationError":
        return NotConfigured(
            f"{role} cannot be assumed as configured: {message}",
            "Look at its ARN, and at `minutes`: no more than the role's longest session.",
        )
    return _login(asked, f"is refused by AWS ({code})") if code in _REFUSED else None


def _not_there(asked: Asked) -> Fault | None:
    """A host name that does not exist, told apart from a network that is down, if it can be."""
    core: Any = asked.core
    partition = core.get_partition_for_region(asked.region)
    offered = core.get_available_regions(asked.service, partition)
    if not offered or asked.region in offered:
        return None
    return NotConfigured(
        f"There is no {asked.service} in {asked.region}, as far as this version of botocore knows.",
        "Look at the region's spelling, or ask another region.",
    )


def _login(asked: Asked, what: str) -> LoginFailed:
    who, core = _whose(asked), asked.core
    do = relogin.advice(asked.place, core.profiles, core.world)
    return LoginFailed(f"{who[0].upper()}{who[1:]} {what}.", do)


def _whose(asked: Asked) -> str:
    return relogin.whose(asked.place, asked.core.world)


def _is_skew(code: str, message: str, response: Mapping[str, Any]) -> bool:
    if code in _SKEWED:
        return True
    # The same words come for a request that waited: then AWS's own time says nothing is wrong.
    told = any(words in message.lower() for words in _SKEW_WORDS)
    return told and abs(_seconds_ahead(response)) >= _SKEW_SECONDS


def _skew(code: str, response: Mapping[str, Any]) -> Fault:
    off = _seconds_ahead(response)
    by = f" by {abs(off):.0f} s ({'ahead' if off > 0 else 'behind'})" if off else ""
    return Unavailable(
        f"This machine's clock differs from that of AWS{by}, which refuses what it signs ({code}).",
        "Set the clock (NTP; in WSL or a virtual machine after sleep: hwclock -s), then again.",
    )


def _seconds_ahead(response: Mapping[str, Any]) -> float:
    """How far this machine's clock is ahead of the answer's own time; 0 if that is not told."""
    date = str(response.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date", ""))
    try:
        theirs = parsedate_to_datetime(date)
    except ValueError:
        return 0.0
    return (clock.now() - theirs.replace(tzinfo=theirs.tzinfo or UTC)).total_seconds()


def _code(error: Exception) -> str:
    response: Any = getattr(error, "response", None)
    return str(response["Error"].get("Code", "")) if response else ""
