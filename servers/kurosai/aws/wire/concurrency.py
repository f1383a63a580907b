"""Lambda over the session: how many runs there may be at once, of the account and of a function."""

from __future__ import annotations

from dataclasses import dataclass

from kurosai.aws.wire import answers
from kurosai.aws.wire.session import AwsSession


@dataclass(frozen=True, slots=True)
class AccountLimit:
    """How many runs of all functions there may be at once in an account and region, and how many
    of these no function has reserved for itself."""

    most: int
    unreserved: int


class LambdaLimits:
    """GetAccountSettings and GetFunctionConcurrency: both as they are now."""

    def __init__(self, session: AwsSession) -> None:
        self._session = session

    def account(self) -> AccountLimit:
        """The limit of the account and region. Raises Denied, or a Fault."""
        doing = "reading how many runs Lambda allows"
        answer = self._session.call("lambda", "get_account_settings", {}, doing=doing)
        with answers.shaped("limit of an account"):
            told = answer["AccountLimit"]
            return AccountLimit(
                int(told["ConcurrentExecutions"]), int(told["UnreservedConcurrentExecutions"])
            )

    def reserved(self, function: str) -> int | None:
        """How many runs one function has reserved, which are also its most; None where it shares
        what nobody has reserved. Raises Missing, Denied, or a Fault."""
        answer = self._session.call(
            "lambda",
            "get_function_concurrency",
            {"FunctionName": function},
            doing=f"reading how many runs of {function} are reserved",
        )
        with answers.shaped("reservation of a function"):
            found = answer.get("ReservedConcurrentExecutions")
            return None if found is None else int(found)
