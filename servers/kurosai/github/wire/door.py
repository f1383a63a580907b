"""The one door to PyGithub: who asks, how a request fails, how pages are followed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from kurosai import clock
from kurosai.environment import Environment
from kurosai.errors import BadInput, LoginFailed, NotConfigured, Unavailable
from kurosai.github.wire.allowed import VARIABLE, Allowed
from kurosai.github.wire.objects import Denied, Missing, NoCommits
from kurosai.vocabulary import stamp

if TYPE_CHECKING:
    from github import Github, GithubException
    from kurosai.github.wire.transport import Stream

PAGE = 100
TOKEN = "GITHUB_TOKEN"  # noqa: S105 - its name
MOST_WAIT = 3600.0
"""Seconds; a limit of GitHub's ends within the hour."""

_TOO_MANY = ("rate limit", "abuse detection", "please wait a few minutes", "retry your request")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where, with what, and which repositories."""

    url: str
    token: str
    allowed: Allowed
    world: str


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer, and the mark (ETag) that stands for it."""

    body: Any
    mark: str


@dataclass(frozen=True, slots=True)
class Streamed:
    """Bytes as they come."""

    stream: Stream
    translated: Callable[[], AbstractContextManager[None]]

    def read(self, size: int) -> bytes:
        """Up to `size` bytes, none at the end."""
        with self.translated():
            return self.stream.read(size)


class Door:
    """GETs of one API. Settings are read for each call, so a world may start after the server.

    `tokens` are the variables that may hold the token, the first that is set counts; `only` is
    the repository that may be read, "" for those of `KUROSAI_GITHUB_REPOSITORIES`.
    """

    def __init__(
        self, environment: Environment, *, tokens: Sequence[str] = (TOKEN,), only: str = ""
    ) -> None:
        self._environment = environment
        self._tokens = tokens
        self._only = only
        self._kept: tuple[Settings, Github] | None = None
        # The login of the start and the first call may both find that there is no client yet.
        self._lock = threading.RLock()

    @property
    def identity(self) -> str:
        """`github sandbox`, `github ghe.example.co.jp`."""
        settings = self.settings()
        return f"github {settings.world or urlsplit(settings.url).hostname}"

    def secrets(self) -> frozenset[str]:
        """This server's own credentials, to be masked wherever they show up."""
        try:
            return frozenset({self._environment.get(name) for name in self._tokens} - {""})
        except NotConfigured:
            return frozenset()

    def close(self) -> None:
        """Give back the kept connections; a later call opens others."""
        with self._lock:
            if self._kept is not None:
                self._kept[1].close()
                self._kept = None

    @property
    def absent(self) -> bool:
        """Whether the chosen world runs and has no GitHub: then nobody's login has failed."""
        try:
            return self._lacks()
        except NotConfigured:
            return False

    def login(self) -> str:
        """See whether the token is taken; the identity."""
        # The token of an App has no user. It was taken, or it would be a 401.
        with suppress(Denied, Missing):
            self.get("/user")
        return self.identity

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """One JSON object. Raises Denied, Missing, NoCommits or a Fault."""
        body, _ = self._asked(path, query or {})
        if not isinstance(body, dict):
            raise _no_answer(path)
        return cast("Mapping[str, Any]", body)

    def changed(self, path: str, query: Mapping[str, Any], mark: str = "") -> Marked | None:
        """An object or list with its mark; None while it is still what `mark` was given with."""
        given, body = self._sent(path, query, {"If-None-Match": mark} if mark else {})
        if body is None and mark:
            return None
        if not isinstance(body, (dict, list)):
            raise _no_answer(path)
        return Marked(body, str(given.get("etag", "")))

    @contextmanager
    def stream(self, path: str) -> Generator[Streamed]:
        """What is no JSON, as it comes. Raises as `get` does, each `read` too."""
        from github import GithubException  # noqa: PLC0415 - on first use
        from kurosai.github.wire import transport  # noqa: PLC0415

        settings = self.settings()
        with closing(transport.Stream(settings.url, settings.token)) as stream:
            with self._translated(path):
                refused = stream.opened(path)
                if refused is not None:
                    raise GithubException(*refused)
            yield Streamed(stream, lambda: self._translated(path))

    def pages(
        self, path: str, query: Mapping[str, Any], *, most: int
    ) -> tuple[list[Mapping[str, Any]], bool]:
        """The items of a list, page by page, at most `most`; and whether these are all."""
        items: list[Mapping[str, Any]] = []
        more = False
        for page in range(1, most // PAGE + 2):
            # Every page has the same size: a smaller last one would begin elsewhere.
            body, more = self._asked(path, {**query, "per_page": PAGE, "page": page})
            if not isinstance(body, list):
                raise _no_answer(path)
            items += body
            if not more or len(items) > most:
                break
        return items[:most], len(items) <= most and not more

    def settings(self) -> Settings:
        """The settings as they are now. Raises NotConfigured."""
        environment = self._environment
        if self._lacks():
            # The process's own settings lead to the real one, whose clock is not this world's.
            raise NotConfigured(
                f"The local world {environment.world_name!r} has no GitHub.",
                "Ask another server, or start a scenario that has one.",
            )
        url = environment.need("GITHUB_API_URL", "https://HOST/api/v3, or KUROSAI_GIT_CLONES")
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise NotConfigured(
                f"GITHUB_API_URL {url!r} is no http address.",
                "Write it like https://ghe.example.co.jp/api/v3 or https://api.github.com.",
            )
        found = (environment.get(name) for name in self._tokens)
        token = next(filter(None, found), "") or environment.need(
            self._tokens[-1], "a token that may only read"
        )
        allowed = self._only or environment.need(
            VARIABLE, "which repositories may be read, like crois/*"
        )
        named = Allowed.of(allowed)
        if not named.patterns:
            # No pattern at all allows everything: that is for clones.
            raise NotConfigured(f"{VARIABLE} names no repository.", "Write it like crois/*.")
        return Settings(url.rstrip("/"), token, named, environment.world_name)

    def _lacks(self) -> bool:
        world = self._environment.world()
        return world is not None and "GITHUB_API_URL" not in world.variables

    def _asked(self, path: str, query: Mapping[str, Any]) -> tuple[Any, bool]:
        given, body = self._sent(path, query, {})
        return body, 'rel="next"' in str(given.get("link", ""))

    def _sent(
        self, path: str, query: Mapping[str, Any], more: Mapping[str, str]
    ) -> tuple[Mapping[str, Any], Any]:
        with self._translated(path):
            headers = {"Accept": "application/vnd.github+json", **more}
            return self._client().requester.requestJsonAndCheck(
                "GET", path, parameters=dict(query), headers=headers
            )

    def _translated(self, path: str) -> AbstractContextManager[None]:
        return _translated(path, " or ".join(self._tokens))

    def _client(self) -> Github:
        settings = self.settings()
        with self._lock:
            if self._kept is None or self._kept[0] != settings:
                self.close()
                self._kept = (settings, _client(settings))
            return self._kept[1]


_injecting = threading.Lock()
"""Held for the moment in which PyGithub's classes, which are of the process, are ours."""


def _client(settings: Settings) -> Github:
    from github.Requester import Requester  # noqa: PLC0415

    from github import Auth, Github  # noqa: PLC0415 - a fifth of a server's start
    from kurosai.github.wire.transport import BoundedHttp, BoundedHttps  # noqa: PLC0415

    # A client keeps the classes that it finds when it is made; nobody else's are changed.
    with _injecting:
        Requester.injectConnectionClasses(BoundedHttp, BoundedHttps)
        try:
            return Github(
                auth=Auth.Token(settings.token),
                base_url=settings.url,
                user_agent="kurosai",
                per_page=PAGE,
                retry=None,
                seconds_between_requests=0,
            )
        finally:
            Requester.resetConnectionClasses()


@contextmanager
def _translated(path: str, variable: str) -> Generator[None]:
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
        raise _no_answer(path) from None
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


def _no_answer(path: str) -> Unavailable:
    return Unavailable(
        f"GET {path} was answered with what is no GitHub answer.",
        "See whether a proxy or a login page stands in between; then try again.",
    )
