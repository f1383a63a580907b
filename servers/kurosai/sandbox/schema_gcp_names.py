"""The shape of certificates and of names in DNS, as far as logs show them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from kurosai.sandbox.schema_base import Span, Strict, Time
from kurosai.sandbox.schema_gcp_nodes import KubeName, Timed

Host = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?$")
]
Client = Literal["python", "go", "java", "curl"]
"""Whose words an error has: requests of Python, net/http of Go, Java's own, curl."""

MOST_TIMES = 2_000


class Again(Timed):
    """Something that happens `at`, and again and again `every` so long `until` it does not."""

    every: Annotated[Span, Field(ge=timedelta(seconds=1))] | None = None
    until: Time | None = None

    @model_validator(mode="after")
    def _both(self) -> Again:
        if (self.every is None) != (self.until is None):
            raise ValueError("`every` and `until` go together")
        if self.every and self.until and (self.until - self.at) / self.every > MOST_TIMES:
            raise ValueError(f"that would be more than {MOST_TIMES:,} times")
        return self

    def times(self) -> list[datetime]:
        """Every time at which it happens."""
        if self.every is None or self.until is None:
            return [self.at]
        count = int((self.until - self.at) / self.every)
        return [self.at + number * self.every for number in range(count + 1)]


class Renewal(Strict):
    """An attempt of cert-manager to renew a certificate; `failed` is why it did not get one."""

    at: Time
    failed: str = ""


class Certificate(Strict):
    """A certificate for `hosts`, as it is served: good until `not_after`, and not trusted by
    clients if `untrusted`. `namespace` is where cert-manager keeps it."""

    hosts: Annotated[tuple[str, ...], Field(min_length=1)]
    not_after: Time
    untrusted: bool = False
    namespace: KubeName = "crois-system"
    renewals: tuple[Renewal, ...] = ()


class Handshake(Again):
    """A pod's client that does not accept the `certificate` which `host` serves, and its line: it
    is over, is not for this host, or is not trusted."""

    pod: KubeName
    container: str = "main"
    host: Host
    path: str = "/"
    certificate: KubeName
    client: Client = "python"


class Lookup(Again):
    """A name that a pod's client looked up, and what it was answered.

    A `name` that was not found, or not in time, is a line of the pod in the words of its `client`
    (none: "" as client); `logged`: Cloud DNS logs the queries of this network too.
    """

    pod: KubeName
    container: str = "main"
    name: Host
    type: Literal["A", "AAAA", "CNAME", "SRV"] = "A"
    answer: Literal["NXDOMAIN", "SERVFAIL", "TIMEOUT"] | tuple[str, ...]
    client: Client | None = "python"
    logged: bool = True
