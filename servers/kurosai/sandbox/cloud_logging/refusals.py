"""What the Logging API answers when it does not answer: each under Google's own status name."""

from __future__ import annotations

from kurosai.errors import Fault


class Refusal(Fault):
    """An answer that is an error; `code` is the name of its gRPC status."""


class InvalidArgument(Refusal):
    """The request cannot be understood, or asks for what this world does not have."""

    code = "INVALID_ARGUMENT"


class PermissionDenied(Refusal):
    """The caller is known and may not read this."""

    code = "PERMISSION_DENIED"


class NotFound(Refusal):
    """There is no such project."""

    code = "NOT_FOUND"


class ResourceExhausted(Refusal):
    """A quota is used up."""

    code = "RESOURCE_EXHAUSTED"


class Unauthenticated(Refusal):
    """The request carries no credentials of this world, or dead ones."""

    code = "UNAUTHENTICATED"


def unparseable(text: str, at: int, why: str) -> InvalidArgument:
    """A fault of a filter at an offset of its text, with line and column as Google says them."""
    line = text.count("\n", 0, at) + 1
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    return InvalidArgument(f"Unparseable filter: {why} at line {line}, column {column}")
