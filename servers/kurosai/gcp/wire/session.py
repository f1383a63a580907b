"""The one door to Google's client: who asks, of which project, where requests go, how long."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from kurosai import deadline
from kurosai.environment import Environment
from kurosai.errors import BadInput, NotConfigured
from kurosai.gcp.wire import errors

HOST = "logging.googleapis.com"
SCOPE = "https://www.googleapis.com/auth/logging.read"
CALL_SECONDS = 20
MOST_BYTES = 32 * 1024 * 1024
"""A page of 100 entries of 256 KiB, the largest that are kept, is smaller."""


@dataclass(frozen=True, slots=True)
class _Settings:
    """Empty texts outside a world, but for the projects."""

    projects: tuple[str, ...]
    endpoint: str
    roots: str
    account: str


class GoogleSession:
    """A client of one identity, kept, and made anew when the settings have changed."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._lock = threading.RLock()
        self._kept: _Settings | None = None
        self._client: Any = None
        self._credentials: Any = None

    def secrets(self) -> frozenset[str]:
        """This server's own credentials, to be masked wherever they show up."""
        try:
            account = self._environment.get("KUROSAI_GCP_ACCOUNT")
            found = {str(json.loads(account).get("private_key", ""))} if account else set[str]()
        except (NotConfigured, ValueError, AttributeError):
            found = set[str]()
        token = getattr(self._credentials, "token", None)
        if isinstance(token, str):
            found.add(token)
        return frozenset(found - {""})

    def close(self) -> None:
        """Give back the kept connection; a later call opens another."""
        with self._lock:
            if self._client is not None:
                self._client.transport.close()
            self._kept, self._client, self._credentials = None, None, None

    def identity(self, project: str = "") -> str:
        """`gcp crois-prd-gke reader@...`; the login as far as it is known without asking."""
        chosen = self.project(project)
        self._current()
        name = getattr(self._credentials, "service_account_email", "") or getattr(
            self._credentials, "account", ""
        )
        who = name if isinstance(name, str) and name != "default" else ""
        return " ".join(part for part in ("gcp", chosen, who) if part)

    def login(self) -> str:
        """Try the credentials on the smallest question; who they are, or a Fault.

        Not being allowed to read is no failed login: the reading that needs it will say so.
        """
        request = {"parent": f"projects/{self.project()}", "page_size": 1}
        with suppress(errors.Denied):
            self.call("list_logs", request, doing="trying the login")
        return self.identity()

    def project(self, asked: str = "") -> str:
        """The project that is asked of; the first allowed one for "".

        Raises BadInput for one that KUROSAI_GCP_PROJECT does not name: it is asked for nothing.
        That of the login is no default: what is read has to be meant.
        """
        allowed = self._settings().projects
        if not allowed:
            raise NotConfigured(
                "KUROSAI_GCP_PROJECT is not set (the projects that may be read).",
                "Set it in this server's `env`, or KUROSAI_WORLD=sandbox for the local world.",
            )
        if asked and asked not in allowed:
            raise BadInput(
                f"This server may not read project {asked}.",
                f"Allowed by KUROSAI_GCP_PROJECT: {', '.join(allowed)}.",
            )
        return asked or allowed[0]

    def call(self, method: str, request: Mapping[str, Any], *, doing: str) -> Any:
        """The first page that a list method answers, as a plain protocol buffer (proto-plus would
        cost ten times as much to read). Raises Denied, or a Fault that says why."""
        client = self._current()
        for last in (False, True):
            seconds = deadline.remaining(CALL_SECONDS, doing=doing)
            try:
                with errors.translated(doing):
                    # Its own retries would go on for a minute, whatever our caller waits for.
                    pager = getattr(client, method)(
                        request=dict(request), timeout=seconds, retry=None
                    )
                    page: Any = next(iter(pager.pages))
                if page is None:
                    # A message that was cut, with a status that says that all is well.
                    raise errors.no_message(doing)
                return page.__class__.pb(page)
            except errors.Unreachable:
                # A kept connection may have died since; a new one is tried once, if time is left.
                if last or deadline.remaining(CALL_SECONDS, doing=doing) < CALL_SECONDS / 2:
                    raise
                client = self._another(client)
        raise AssertionError("the second attempt returns or raises")

    def _another(self, lost: Any) -> Any:
        """A client in place of one that lost its connection, or the one that another call has put
        there. The lost one is let go, not closed: other calls may still be on it."""
        with self._lock:
            if self._client is lost:
                self._kept, self._client = None, None
            return self._current()

    def _current(self) -> Any:
        with self._lock:
            settings = self._settings()
            if settings != self._kept:
                self.close()
                with errors.translated("reading the Google Cloud configuration"):
                    self._credentials = _login(settings)
                    self._client = _client(settings, self._credentials)
                self._kept = settings
            return self._client

    def _settings(self) -> _Settings:
        get, need = self._environment.get, self._environment.need
        projects = tuple(get("KUROSAI_GCP_PROJECT").replace(",", " ").split())
        if not self._environment.world_name:
            return _Settings(projects, "", "", "")
        return _Settings(
            projects,
            need("KUROSAI_GCP_ENDPOINT", "the local world's Cloud Logging"),
            need("KUROSAI_GCP_ROOTS", "its certificate"),
            need("KUROSAI_GCP_ACCOUNT", "its service account"),
        )


def _login(settings: _Settings) -> Any:
    """The credentials of the world, else those that Google's own libraries find."""
    if settings.account:
        # In a world nothing of the desktop's gcloud configuration may take part.
        from google.oauth2 import service_account  # noqa: PLC0415 - on first use only

        found: Any = service_account.Credentials
        return found.from_service_account_info(json.loads(settings.account))
    import google.auth  # noqa: PLC0415

    untyped: Any = google.auth
    return untyped.default(scopes=[SCOPE])[0]


def _client(settings: _Settings, credentials: Any) -> Any:
    """Google's own client on a channel with our bounds. Two fifths of a second on first use."""
    import grpc  # noqa: PLC0415 - on first use only
    from google.cloud.logging_v2.services import logging_service_v2  # noqa: PLC0415
    from google.cloud.logging_v2.services.logging_service_v2 import transports  # noqa: PLC0415

    kind: Any = transports.LoggingServiceV2GrpcTransport
    host, tls = HOST, None
    if settings.endpoint:
        host = urlsplit(settings.endpoint).netloc
        tls = grpc.ssl_channel_credentials(root_certificates=settings.roots.encode("ascii"))
    transport = kind(
        host=host,
        credentials=credentials,
        ssl_channel_credentials=tls,
        always_use_jwt_access=True,
        channel=functools.partial(_channel, kind.create_channel, local=bool(settings.endpoint)),
    )
    # The client refuses credentials of another universe than its own.
    universe = getattr(credentials, "universe_domain", "") or "googleapis.com"
    return logging_service_v2.LoggingServiceV2Client(
        transport=transport, client_options={"universe_domain": universe}
    )


def _channel(create: Any, *arguments: Any, options: Any, local: bool, **named: Any) -> Any:
    """The channel that the transport would make, with a cap on bytes, and no proxy to loopback."""
    bounds = [("grpc.max_receive_message_length", MOST_BYTES)]
    if local:
        bounds.append(("grpc.enable_http_proxy", 0))
    kept = [one for one in options if one[0] not in dict(bounds)]
    return create(*arguments, options=[*kept, *bounds], **named)
