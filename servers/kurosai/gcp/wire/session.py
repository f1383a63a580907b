"""The one door to Google's clients: who asks, of which projects, how often, how long."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from kurosai import deadline
from kurosai.environment import Environment
from kurosai.errors import BadInput, NotConfigured
from kurosai.gcp.wire import channels, errors, login
from kurosai.gcp.wire.budget import Budget
from kurosai.gcp.wire.login import Settings

CALL_SECONDS = 20
_LET_GO: Final[list[Any]] = []
"""Clients that nobody uses any more. grpc closes a channel, also one that is collected, with the
interpreter's lock in hand, and waits for a thread that needs that lock when a call is under way:
no thread of the process ever ran again. So they stay, a socket each, until the process ends."""

EVERY = "*"
"""In place of a project: all that may be read."""


class GoogleSession:
    """Clients of one identity, kept, and made anew when the settings have changed."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._lock = threading.RLock()
        self._kept: Settings | None = None
        self._clients: dict[str, Any] = {}
        self._credentials: Any = None
        self._budget = Budget()

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
        """Let the kept connections go; a later call opens another."""
        with self._lock:
            _LET_GO.extend(self._clients.values())
            self._kept, self._clients, self._credentials = None, {}, None

    def identity(self, project: str = "") -> str:
        """`gcp crois-prd-gke reader@...`; the login as far as it is known without asking."""
        chosen = ", ".join(self.projects(project))
        self._login()
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
            self.call("logging", "list_logs", request, doing="trying the login")
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

    def projects(self, asked: str = "") -> tuple[str, ...]:
        """The projects that are asked of: one, or all allowed ones for `*`. Raises as `project`."""
        if asked != EVERY:
            return (self.project(asked),)
        self.project()
        return self._settings().projects

    def places(self, project: str) -> tuple[str, ...]:
        """What is searched in a project: the views of it that are configured, else all of it that
        the identity may read."""
        views = self._settings().views
        own = tuple(view for view in views if view.startswith(f"projects/{project}/"))
        return own or (f"projects/{project}",)

    def left(self, project: str) -> int:
        """How many reads of a project this minute's quota still has, as far as this process
        used it."""
        return self._budget.left(project, self._settings().reads)

    def spend(self, project: str) -> None:
        """Count one read of a project. Raises Unavailable when the minute's are used up."""
        self._budget.take(project, self._settings().reads)

    def call(self, service: str, method: str, request: Mapping[str, Any], *, doing: str) -> Any:
        """What a method of a service answers (the first page of a list), as a plain protocol
        buffer: proto-plus would cost ten times as much to read.

        Raises Denied, or a Fault that says why.
        """
        client = self._current(service)
        for last in (False, True):
            seconds = deadline.remaining(CALL_SECONDS, doing=doing)
            try:
                with errors.translated(doing):
                    # Its own retries would go on for a minute, whatever our caller waits for.
                    answer = getattr(client, method)(
                        request=dict(request), timeout=seconds, retry=None
                    )
                    page: Any = next(iter(answer.pages)) if hasattr(answer, "pages") else answer
                if page is None:
                    # A message that was cut, with a status that says that all is well.
                    raise errors.no_message(doing)
                return page.__class__.pb(page)
            except errors.Unreachable:
                # A kept connection may have died since; a new one is tried once, if time is left.
                if last or deadline.remaining(CALL_SECONDS, doing=doing) < CALL_SECONDS / 2:
                    raise
                client = self._another(service, client)
        raise AssertionError("the second attempt returns or raises")

    def _another(self, service: str, lost: Any) -> Any:
        """A client in place of one that lost its connection, or the one that another call has put
        there. The lost one is let go, not closed: other calls may still be on it."""
        with self._lock:
            if self._clients.get(service) is lost:
                _LET_GO.append(self._clients.pop(service))
            return self._current(service)

    def _current(self, service: str) -> Any:
        with self._lock:
            settings = self._login()
            if service not in self._clients:
                with errors.translated("reading the Google Cloud configuration"):
                    self._clients[service] = channels.client(
                        service, self._credentials, settings.endpoint, settings.roots
                    )
            return self._clients[service]

    def _login(self) -> Settings:
        """The settings, with credentials that go with them."""
        with self._lock:
            settings = self._settings()
            if settings != self._kept:
                self.close()
                with errors.translated("reading the Google Cloud configuration"):
                    self._credentials = login.credentials(settings)
                self._kept = settings
            return settings

    def _settings(self) -> Settings:
        return login.settings(self._environment)
