"""The one door to PyGithub: who asks, how a request fails, how pages are followed."""

from __future__ import annotations

import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from kurosai.environment import Environment
from kurosai.errors import NotConfigured
from kurosai.github.wire.allowed import VARIABLE, Allowed
from kurosai.github.wire.objects import Denied, Missing
from kurosai.github.wire.refusals import no_answer, translated

if TYPE_CHECKING:
    from github import Github
    from kurosai.github.wire.stream import Streamed

PAGE = 100
TOKEN = "GITHUB_TOKEN"  # noqa: S105 - its name


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


_ENDS = "github-authentication-token-expiration"
"""The header with which the API says when a personal token ends; GitHub's own name."""


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
        self._end: datetime | None = None
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
            given, _ = self._sent("/user", {}, {})
            self._end = _end(str(given.get(_ENDS, "")))
        return self.identity

    def until(self) -> datetime | None:
        """When the token ends, as the API told at the login; None if it did not."""
        return self._end

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """One JSON object. Raises Denied, Missing, NoCommits or a Fault."""
        body, _ = self._asked(path, query or {})
        if not isinstance(body, dict):
            raise no_answer(path)
        return cast("Mapping[str, Any]", body)

    def changed(self, path: str, query: Mapping[str, Any], mark: str = "") -> Marked | None:
        """An object or list with its mark; None while it is still what `mark` was given with."""
        given, body = self._sent(path, query, {"If-None-Match": mark} if mark else {})
        if body is None and mark:
            return None
        if not isinstance(body, (dict, list)):
            raise no_answer(path)
        return Marked(body, str(given.get("etag", "")))

    @contextmanager
    def stream(self, path: str) -> Generator[Streamed]:
        """What is no JSON, as it comes. Raises as `get` does, each `read` too."""
        from github import GithubException  # noqa: PLC0415 - on first use
        from kurosai.github.wire.stream import Stream, Streamed  # noqa: PLC0415

        settings = self.settings()
        with closing(Stream(settings.url, settings.token)) as stream:
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
                raise no_answer(path)
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
        return translated(path, " or ".join(self._tokens))

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


def _end(said: str) -> datetime | None:
    """`2026-12-31 12:00:00 UTC`, or with an offset, as GitHub says when a token ends."""
    try:
        end = datetime.fromisoformat(said.replace(" UTC", "+00:00").replace(" -", "-"))
    except ValueError:
        return None
    return end.astimezone(UTC) if end.tzinfo else None
