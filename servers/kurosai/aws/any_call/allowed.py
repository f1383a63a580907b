"""Which operations of AWS may be called: a table, made from IAM's access levels and committed.

It is an exact list. What is not in it is refused: a write, a read that shows secrets or customer
data, an operation that came to botocore later than the table was made. docs/allow-table.md says
how it is made. A table that is not as it was made refuses everything.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from kurosai.errors import BadInput, NotConfigured

TABLE = Path(__file__).with_name("allowed_operations.json")

READ_NAMED = re.compile(
    r"(?:BatchCheck|BatchDescribe|BatchGet|BatchIs|BatchList|Check|Compare|Contains|Count|Describe"
    r"|Discover|Estimate|Filter|Get|Head|Is|List|Lookup|Preview|Query|Scan|Search|Select|Simulate"
    r"|Test|Validate|View)(?=[A-Z0-9]|$)"
)

WHY: Mapping[str, str] = {
    "write": "IAM counts it as a write",
    "unknown": "IAM's access level for it is not known",
    "stream": "it answers with a stream",
    "credentials": "it returns credentials or secrets",
    "signed-url": "it returns an address that opens something to whoever has it",
    "customer-data": "it returns what customers store, send or say",
    "paid": "each call has a price of its own",
    "side-effect": "IAM calls it a read, but something happens",
}

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*")
_MOST_CHARACTERS = 120
_MOST_NEAR = 5


@dataclass(frozen=True, slots=True)
class Service:
    """One service in boto3 and in IAM ("" where it has no name there), by names in the API.

    `allowed` operations may be called; `refused` are the other reads, each with its reason.
    """

    name: str
    iam: str
    allowed: frozenset[str]
    refused: Mapping[str, str]


class Allowed:
    """The table. Names are compared as texts; none is ever looked up anywhere else."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.botocore = str(body["botocore"])
        self._services: Mapping[str, Mapping[str, Any]] = body["services"]
        self._named: dict[str, set[str]] = {}
        for name, one in self._services.items():
            for said in (name, *one["also"]):
                self._named.setdefault(_plain(said), set()).add(name)

    def services(self) -> tuple[str, ...]:
        """Those with at least one operation that may be called."""
        return tuple(name for name, one in self._services.items() if one["allowed"])

    def service(self, said: str) -> Service:
        """The service that is called so in boto3, by IAM or in its endpoint; raises BadInput."""
        plain = _name(said)
        found = self._named.get(plain, set())
        exact = [name for name in found if _plain(name) == plain] or sorted(found)
        if len(exact) != 1:
            near = exact or get_close_matches(plain, self._services, n=_MOST_NEAR, cutoff=0.5)
            raise BadInput(
                f"{said[:60]!r} names {'several services' if exact else 'no service of AWS'}.",
                f"Near: {', '.join(near)}." if near else 'service "?" lists them.',
            )
        one = self._services[exact[0]]
        refused = {name: why for why, names in one["refused"].items() for name in names.split()}
        return Service(exact[0], one["iam"], frozenset(one["allowed"].split()), refused)

    def operation(self, service: Service, said: str) -> str:
        """The operation as the API names it: DescribeTasks of describe-tasks or describe_tasks.

        Raises BadInput with the reason when it may not be called, and the nearest that may be.
        """
        named = {_plain(name): name for name in (*service.refused, *service.allowed)}
        plain = _name(said)
        found = named.get(plain, "")
        if found in service.allowed:
            return found
        near = ", ".join(self.near(service, said))
        do = f"Allowed and near: {near}." if near else 'operation "?" lists what is allowed.'
        if found:
            raise BadInput(f"{service.name} {found} is refused: {WHY[service.refused[found]]}.", do)
        raise Unlisted(service.name, plain, do)

    def near(self, service: Service, said: str) -> list[str]:
        """The allowed operations whose names have the same words, or nearly the same letters."""
        said = said[:_MOST_CHARACTERS]
        words = {word.rstrip("s") for word in _words(said)}
        scored = sorted(
            (
                (len(words & {w.rstrip("s") for w in _words(name)}), name)
                for name in service.allowed
            ),
            key=lambda pair: (-pair[0], len(pair[1]), pair[1]),
        )
        best = [name for score, name in scored if score][:_MOST_NEAR]
        by_plain = {_plain(name): name for name in service.allowed}
        close = get_close_matches(_plain(said), by_plain, n=2, cutoff=0.75)
        return list(dict.fromkeys([*(by_plain[one] for one in close), *best]))[:_MOST_NEAR]


class Unlisted(BadInput):
    """A name that the table does not have; what it is depends on what botocore knows."""

    def __init__(self, service: str, plain: str, do: str) -> None:
        super().__init__(f"{service} has no operation of this name.", do)
        self.service = service
        self.plain = plain


def explained(fault: Unlisted, known: frozenset[str], made_with: str) -> BadInput:
    """The same fault, saying why a name that botocore has (`known`) is not in the table."""
    found = next((name for name in known if _plain(name) == fault.plain), "")
    if not found:
        return fault
    said = f"{fault.service} {found} is refused"
    if READ_NAMED.match(found):
        return BadInput(
            f"{said}: it is newer than the table of allowed operations, which was made with "
            f"botocore {made_with}.",
            fault.do,
        )
    return BadInput(
        f"{said}: it is not named like a read, and this server only reads.",
        f"Tell the person what to do. {fault.do}",
    )


@functools.cache
def table() -> Allowed:
    """The committed one, read on first use; raises NotConfigured when it is not as it was made."""
    return read(TABLE)


def read(path: Path) -> Allowed:
    """A table from a file whose first line is the digest of the rest."""
    try:
        digest, _, body = path.read_bytes().partition(b"\n")
        if hashlib.sha256(body).hexdigest().encode() != digest:
            raise ValueError("its digest is another")
        return Allowed(json.loads(body))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotConfigured(
            f"The table of allowed operations cannot be used ({error or type(error).__name__}), "
            "so that none is allowed.",
            "Install kurosai again.",
        ) from None


def _name(said: str) -> str:
    """What is compared of a name from outside; "" of what has not the form of one."""
    return _plain(said) if len(said) <= _MOST_CHARACTERS and _NAME.fullmatch(said) else ""


def _plain(name: str) -> str:
    return name.replace("-", "").replace("_", "").lower()


def _words(name: str) -> set[str]:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+", " ", name)
    return {word.lower() for word in spaced.split() if len(word) > 1}
