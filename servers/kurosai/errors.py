"""Expected failures, as the model reads them. Knows no framework.

Every message is one or two sentences: what happened, and what to try. Anything that is not
a `Fault` is a defect of ours; `serving` masks its text and logs it under a reference.
"""

from __future__ import annotations


class Fault(Exception):
    """An expected failure with a sentence that says what to do next.

    `what` is the fact ("the Crois API did not answer within 10 s"), `do` the mend, `code` a
    stable word for logs and tests.
    """

    code = "fault"

    def __init__(self, what: str, do: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.do = do

    def __str__(self) -> str:
        return f"{self.what} {self.do}".strip()


class BadInput(Fault):
    """The caller's argument cannot be used; `do` shows a form that can."""

    code = "bad_input"


class NotConfigured(Fault):
    """A setting is missing or contradicts another; `do` names the setting."""

    code = "not_configured"


class Unavailable(Fault):
    """The backend gave no usable answer: down, too slow, or not speaking its protocol.

    `after` is how many seconds the backend wants to be left alone, 0 when it does not say.
    """

    code = "unavailable"

    def __init__(self, what: str, do: str = "", *, after: float = 0.0) -> None:
        super().__init__(what, do)
        self.after = after


class LoginFailed(Fault):
    """The backend refused the identity itself (wrong or expired token or keys)."""

    code = "login_failed"


class Busy(Fault):
    """This process has too many abandoned calls still running to take another."""

    code = "busy"


class LedgerFailed(Fault):
    """Evidence or a case could not be written or read."""

    code = "ledger_failed"


class Overtaken(LedgerFailed):
    """Somebody else changed the case in between."""


class Refused(Fault):
    """The case's rules say no: an edge that does not exist, evidence that does not fit."""

    code = "refused"
