"""A name that a program could not resolve, as clients and resolvers tell it: whatever severity the
line has, it is what failed, and the name is what to look for."""

from __future__ import annotations

import re
from typing import Final

_SAYS: Final = re.compile(
    r"\bEAI_AGAIN\b|\bENOTFOUND\b|\bNXDOMAIN\b|\bSERVFAIL\b"
    r"|Name or service not known|Temporary failure in name resolution"
    r"|nodename nor servname provided|No address associated with hostname"
    r"|\blookup \S+(?: on \S+)?: (?:no such host|server misbehaving|i/o timeout)"
    r"|could not (?:resolve|translate) host\b|unable to resolve host"
    r"|\bUnknownHostException\b|\bNameResolutionError\b",
    re.IGNORECASE,
)
# A name of one part is one too: the service of a cluster, or a database as its owner calls it.
_HOST: Final = r"(?P<host>[A-Za-z0-9](?:[\w-]*\.)*[A-Za-z0-9][\w-]*)"
_QUOTE: Final = r"['\"‘“]"
_NAMED: Final = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"(?:EAI_AGAIN|ENOTFOUND),? {_HOST}",
        rf"\blookup {_HOST}\.?(?: on|:)",
        rf"(?:resolve|translate) host(?: ?name)?(?: address)?:? {_QUOTE}?{_HOST}",
        rf"UnknownHostException: {_HOST}",
        rf"Failed to resolve {_QUOTE}{_HOST}",
        rf"\bhost={_QUOTE}{_HOST}{_QUOTE}",
        rf"https?://{_HOST}(?=[:/\s'\")]|$)",
        rf"{_HOST}: (?:Name or service not known|Temporary failure in name resolution)",
    )
)


def unresolved(line: str) -> str | None:
    """The name that could not be resolved, "" where the line does not tell it; None for a line that
    says no such thing."""
    if not _SAYS.search(line):
        return None
    found = (shape.search(line) for shape in _NAMED)
    return next((match["host"] for match in found if match), "")
