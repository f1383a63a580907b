"""How each server's login stands, told to the others through the ledger.

Credentials stay in the server that needs them; a case still wants to say at its start that AWS
will refuse to answer. So every server tries its login once when it starts, beside the host's
first requests, and leaves an event that `open_case` reads.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from kurosai.errors import Fault

if TYPE_CHECKING:
    from kurosai.evidence.ledger import Ledger

CASE = "-"
KIND = "login"

Login = Callable[[], str]
"""Tries the credentials; who they are ("aws 111122223333 ap-northeast-1"), or a Fault."""


Told = Callable[[str, str], None]
"""Takes how it went: the identity, or "" and why there is none."""


def try_once(
    server: str, login: Login, ledger: Callable[[], Ledger], told: Told
) -> threading.Thread:
    """Try the login in a thread that never keeps the process alive; the thread, started."""
    thread = threading.Thread(
        target=_attempt, args=(server, login, ledger, told), name=f"login-{server}", daemon=True
    )
    thread.start()
    return thread


def _attempt(server: str, login: Login, ledger: Callable[[], Ledger], told: Told) -> None:
    identity, why = "", ""
    try:
        identity = login()
    except Fault as fault:
        why = str(fault)
    told(identity, why)
    # A ledger that cannot be written is said by the first reading; here nobody listens.
    with suppress(Fault):
        body = {"server": server, "identity": identity, "ok": not why, "why": why}
        ledger().append(CASE, KIND, body)
