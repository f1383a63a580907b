"""What GitHub, PyGithub and the network say when there is no answer, as failures of ours."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kurosai import broken_connections, clock, deadline, retry_after
from kurosai.errors import BadInput, LoginFailed, Unavailable
from kurosai.github.wire.objects import Denied, Missing, NoCommits
from kurosai.vocabulary import stamp

if TYPE_CHECKING:
    from github import GithubException

MOST_WAIT = 3600.0
"""Seconds; a limit of GitHub's ends within the hour."""
_TOO_MANY = ("rate limit", "abuse detection", "please wait a few minutes", "retry your request")


@contextmanager
def translated(path: str, variable: str) -> Generator[None]:
    """PyGithub's and requests' exceptions as ours."""
    from github import GithubException  # noqa: PLC0415 - on first use

    try:
        yield
    except GithubException as error:
        raise _refused(error, path, variable) from None
    except OSError as error:  # all of requests' own are
        raise _unreached(error, path) from None
    except (ValueError, RecursionError, AttributeError):
        raise no_answer(path) from None
    except Exception as error:
        if type(error).__module__.startswith("urllib3"):
            raise _unreached(error, path) from None
        raise


def _unreached(error: Exception, path: str) -> Exception:
    ours = broken_connections.fault(error)
    if ours is not None:
        return ours
    deadline.remaining()
    why = broken_connections.reason(
        error, address="GITHUB_API_URL", authorities="REQUESTS_CA_BUNDLE"
    )
    return Unavailable(f"GitHub {why.said} (GET {path}).", why.do)


def _refused(error: GithubException, path: str, variable: str) -> Exception:
    headers = error.headers or {}
    body: Any = error.data
    said = str(body.get("message", "")) if isinstance(body, dict) else ""  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    said = " ".join(said.split())[:300]
    wait = retry_after.seconds(headers)
    if not said and error.status != 429:
        # Every refusal of GitHub's has a message. A page of somebody else's is no "not found".
        return Unavailable(
            f"GitHub answers {error.status} to GET {path} without its own words: something in "
            "between may have said so.",
            "See whether a proxy or a login page stands in between; then try again."
            if wait is None
            else retry_after.advice(wait),
            after=wait or 0.0,
        )
    if error.status == 401:
        return LoginFailed(
            f"GitHub refuses this server's token (401: {said}).",
            f"Set {variable} to a valid one in the host configuration and restart.",
        )
    limited = headers.get("x-ratelimit-remaining") == "0" or "retry-after" in headers
    if error.status == 429 or (
        error.status == 403 and (limited or any(one in said.lower() for one in _TOO_MANY))
    ):
        return Unavailable(
            f"GitHub's rate limit for this token is used up ({said or error.status}).",
            _when(headers),
            after=_after(headers),
        )
    if error.status == 403:
        return Denied(said or "403")
    if error.status == 451:
        return Denied(said or "unavailable for legal reasons (451)")
    if error.status == 404:
        return Missing(said)
    if error.status == 409:
        return NoCommits(said)
    if error.status == 422:
        return BadInput(f"GitHub cannot use the request: {said}.", "Change it.")
    return Unavailable(
        f"GitHub answers {error.status} to GET {path}: {said.rstrip('.')}.",
        "Try again." if wait is None else retry_after.advice(wait),
        after=wait or 0.0,
    )


def _when(headers: Mapping[str, str]) -> str:
    wait, reset = retry_after.seconds(headers), _reset(headers)
    if wait is None and reset is not None:
        return f"Ask again after {stamp(reset)}."
    return retry_after.advice(wait)


def _after(headers: Mapping[str, str]) -> float:
    wait, reset = retry_after.seconds(headers), _reset(headers)
    if wait is None and reset is not None:
        wait = max(0.0, (reset - clock.now()).total_seconds())
    return 60.0 if wait is None else min(wait, MOST_WAIT)


def _reset(headers: Mapping[str, str]) -> datetime | None:
    """When the limit ends, by the header that GitHub alone has."""
    told = str(headers.get("x-ratelimit-reset", ""))
    if not (told.isascii() and told.isdigit() and len(told) < 12):
        return None
    return datetime.fromtimestamp(int(told), UTC)


def no_answer(path: str) -> Unavailable:
    """A 200 that holds something else."""
    return Unavailable(
        f"GET {path} was answered with what is no GitHub answer.",
        "See whether a proxy or a login page stands in between; then try again.",
    )
