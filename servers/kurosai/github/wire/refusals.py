"""What GitHub, PyGithub and the network say when there is no answer, as failures of ours."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kurosai import clock
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
        if "Timeout" in type(error).__name__:
            raise Unavailable(f"GET {path} had no answer in time.", "Ask for less.") from None
        raise Unavailable(
            f"GitHub does not answer ({type(error).__name__} while asking GET {path}).",
            "See whether GITHUB_API_URL is right and the network, VPN or proxy is up.",
        ) from None
    except (ValueError, RecursionError, AttributeError):
        raise no_answer(path) from None
    except Exception as error:
        if type(error).__module__.startswith("urllib3"):
            raise Unavailable(
                f"GET {path} broke off ({type(error).__name__}).", "Try again."
            ) from None
        raise


def _refused(error: GithubException, path: str, variable: str) -> Exception:
    headers = error.headers or {}
    body: Any = error.data
    said = str(body.get("message", "")) if isinstance(body, dict) else ""  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    said = " ".join(said.split())[:300]
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
    return Unavailable(f"GitHub answers {error.status} to GET {path}. {said}".strip(), "Try again.")


def _when(headers: Mapping[str, str]) -> str:
    wait, reset = str(headers.get("retry-after", "")), str(headers.get("x-ratelimit-reset", ""))
    if wait.isdigit():
        return f"Ask again in {wait} s."
    if reset.isdigit() and len(reset) < 12:
        return f"Ask again after {stamp(datetime.fromtimestamp(int(reset), UTC))}."
    return "Ask again in a minute."


def _after(headers: Mapping[str, str]) -> float:
    wait, reset = str(headers.get("retry-after", "")), str(headers.get("x-ratelimit-reset", ""))
    if wait.isdigit():
        return min(float(wait), MOST_WAIT)
    if reset.isdigit() and len(reset) < 12:
        return min(max(0.0, int(reset) - clock.now().timestamp()), MOST_WAIT)
    return 60.0


def no_answer(path: str) -> Unavailable:
    """A 200 that holds something else."""
    return Unavailable(
        f"GET {path} was answered with what is no GitHub answer.",
        "See whether a proxy or a login page stands in between; then try again.",
    )
