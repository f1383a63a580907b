"""How each server's login stands, told to the others through the ledger.

Credentials stay in the server that needs them; a case still wants to say at its start that AWS
will refuse to answer. So every server tries its login once, as soon as the host has its list of
tools, and leaves an event that `open_case` reads. Not sooner: the vendor's library is loaded for
it, and that would keep the host waiting for its list.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from fastmcp.server.middleware import Middleware

from kurosai import deadline
from kurosai.deadline import Deadline
from kurosai.errors import Fault
from kurosai.vocabulary import stamp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from fastmcp.server.middleware import CallNext, MiddlewareContext
    from fastmcp.tools.base import Tool
    from mcp_types import ListToolsRequest

    from kurosai.evidence.ledger import Ledger

CASE = "-"
KIND = "login"

Login = Callable[[], str]
"""Tries the credentials; who they are ("aws 111122223333 ap-northeast-1"), or a Fault."""

Until = Callable[[], "datetime | None"]
"""Until when they are good as far as they tell; None for those that renew themselves, too."""


Told = Callable[[str, str], None]
"""Takes how it went: the identity, or "" and why there is none."""


AFTER_LIST_SECONDS = 0.1
"""The list has left the middleware, but has still to be written."""

AT_LATEST_SECONDS = 3.0
"""For a host that asks for no list."""

END_SECONDS = 2.0


class Trial(Middleware):
    """Tries a server's login once, in a thread that never keeps the process alive."""

    def __init__(
        self, server: str, login: Login, until: Until, ledger: Callable[[], Ledger], told: Told
    ) -> None:
        self._server = server
        self._login = login
        self._until = until
        self._ledger = ledger
        self._told = told
        self._due: asyncio.TimerHandle | None = None
        self._trying: threading.Thread | None = None

    def start(self) -> None:
        """From now on the first list of tools leads to the attempt; without one, time does."""
        self._due = asyncio.get_running_loop().call_later(AT_LATEST_SECONDS, self._begin)

    def end(self) -> None:
        """Begin no attempt any more; wait for one that runs, but not long."""
        if self._due is not None:
            self._due.cancel()
        if self._trying is not None:
            self._trying.join(END_SECONDS)

    async def on_list_tools(
        self,
        context: MiddlewareContext[ListToolsRequest],
        call_next: CallNext[ListToolsRequest, Sequence[Tool]],
    ) -> Sequence[Tool]:
        """Answer, then try."""
        try:
            return await call_next(context)
        finally:
            if self._due is not None and self._trying is None:
                self._due.cancel()
                loop = asyncio.get_running_loop()
                self._due = loop.call_later(AFTER_LIST_SECONDS, self._begin)

    def _begin(self) -> None:
        if self._trying is None:
            name = f"login-{self._server}"
            self._trying = threading.Thread(target=self._attempt, name=name, daemon=True)
            self._trying.start()

    def _attempt(self) -> None:
        identity, why = "", ""
        until: datetime | None = None
        try:
            # A backend that hangs or drips would keep this thread for as long as it likes.
            with deadline.running(Deadline()):
                identity = self._login()
                until = self._until()
        except Fault as fault:
            why = str(fault)
        self._told(identity, why)
        # A ledger that cannot be written is said by the first reading; here nobody listens.
        with suppress(Fault):
            body = {"server": self._server, "identity": identity, "ok": not why, "why": why}
            if until is not None:
                body["until"] = stamp(until)
            self._ledger().append(CASE, KIND, body)
