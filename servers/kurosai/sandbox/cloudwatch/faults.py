"""The errors of the CloudWatch Logs API, as AWS JSON 1.1 carries them.

Each is a `Fault` whose `code` is AWS's name for it, so a client sees the exception class that
the real service would have made it raise. All of them travel with status 400.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai.errors import Fault

if TYPE_CHECKING:
    from kurosai.vocabulary import Json


class AwsError(Fault):
    """An answer of the service that is not a success; `code` is its name on the wire."""

    def body(self) -> dict[str, Json]:
        """The members of the error's JSON, `__type` first."""
        return {"__type": self.code, "message": str(self)}


class InvalidParameter(AwsError):
    """A parameter is out of range, contradicts another, or is beyond the local world."""

    code = "InvalidParameterException"


class ResourceNotFound(AwsError):
    """No such log group, log stream or query."""

    code = "ResourceNotFoundException"


class AccessDenied(AwsError):
    """The caller may not do this to this log group."""

    code = "AccessDeniedException"


class LimitExceeded(AwsError):
    """Too many queries at once."""

    code = "LimitExceededException"


class TooSlow(AwsError):
    """A search took longer than the local world gives it.

    It travels with status 400, too: a client would try again after AWS's 5xx, as long each time.
    """

    code = "ServiceUnavailableException"

    def __init__(self) -> None:
        super().__init__("The search took too long.", "Narrow the window or the condition.")


class UnknownOperation(AwsError):
    """The operation does not exist, or the local world does not have it."""

    code = "UnknownOperationException"


class Serialization(AwsError):
    """The body is not the JSON that the operation takes."""

    code = "SerializationException"


class MalformedQuery(AwsError):
    """A Logs Insights query that cannot be run; `start` and `end` are offsets into its text."""

    code = "MalformedQueryException"

    def __init__(self, what: str, do: str = "", *, start: int = 0, end: int = 0) -> None:
        super().__init__(what, do)
        self.start = start
        self.end = max(start, end)

    def body(self) -> dict[str, Json]:
        """As every error, with the place in the query beside it."""
        place: dict[str, Json] = {"startCharOffset": self.start, "endCharOffset": self.end}
        return {
            **super().body(),
            "queryCompileError": {"location": place, "message": str(self)},
        }


def unsupported(what: str) -> InvalidParameter:
    """The refusal of something that AWS has and the local world has not."""
    return InvalidParameter(f"{what} is not supported by the local world.")
