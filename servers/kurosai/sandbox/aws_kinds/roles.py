"""IAM roles and managed policies as a scenario tells them: who may take on which role, and what
it may do. Users and groups are not told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated, Final

from pydantic import Field, StringConstraints, model_validator

from kurosai.sandbox.aws_kinds.policy_documents import IdentityPolicy, TrustPolicy
from kurosai.sandbox.schema_base import Problem, Region, Span, Strict, Time

RoleName = Annotated[str, StringConstraints(pattern=r"^[\w+=,.@-]{1,64}$")]
PolicyName = Annotated[str, StringConstraints(pattern=r"^[\w+=,.@-]{1,128}$")]
Path = Annotated[str, StringConstraints(pattern=r"^/([!-~]{1,510}/)?$")]
_HOUR: Final = timedelta(hours=1)
_MOST_VERSIONS: Final = 5


class LastUsed(Strict):
    """When a role was last taken on for a call, and in which region (the world's)."""

    at: Time
    region: Region | None = None


class Role(Strict):
    """A role: `inline` are its own policies, `attached` the names of managed ones."""

    trusts: TrustPolicy
    inline: Mapping[PolicyName, IdentityPolicy] = {}
    attached: tuple[PolicyName, ...] = ()
    boundary: PolicyName | None = None
    path: Path = "/"
    description: str = ""
    session: Annotated[Span, Field(ge=_HOUR, le=12 * _HOUR)] = _HOUR
    created: Time | None = None
    used: LastUsed | None = None


class ManagedPolicy(Strict):
    """A managed policy, by when each version was made: v1, v2 ... The last one by `now` is the
    default, unless `default` says which (`v1`), as after a roll-back. `dropped` versions were
    deleted. `aws`: it is AWS's own."""

    versions: Annotated[Mapping[Time, IdentityPolicy], Field(min_length=1)]
    default: Annotated[str, StringConstraints(pattern=r"^v[1-9]\d*$")] | None = None
    dropped: tuple[Annotated[str, StringConstraints(pattern=r"^v[1-9]\d*$")], ...] = ()
    path: Path = "/"
    description: str = ""
    aws: bool = False

    @model_validator(mode="after")
    def _fits(self) -> ManagedPolicy:
        ids = [f"v{number}" for number, _ in enumerate(self.versions, 1)]
        for name in (*self.dropped, *((self.default,) if self.default else ())):
            if name not in ids:
                raise ValueError(f"there is no version {name}")
        if {self.default, ids[-1] if self.default is None else ""} & {*self.dropped}:
            raise ValueError("the default version cannot be deleted")
        if len(ids) - len(self.dropped) > _MOST_VERSIONS:
            raise ValueError(f"IAM keeps {_MOST_VERSIONS} versions: `dropped` names the others")
        return self

    def known(self, now: datetime) -> Mapping[str, tuple[datetime, IdentityPolicy]]:
        """The versions that there are, by id, oldest first, each with when it was made."""
        numbered = enumerate(sorted(self.versions), 1)
        return {
            f"v{number}": (at, self.versions[at])
            for number, at in numbered
            if at <= now and f"v{number}" not in self.dropped
        }

    def current(self, now: datetime) -> str:
        """The id of the version that holds; one that is not made yet holds nothing."""
        known = self.known(now)
        return self.default if self.default and self.default in known else [*known][-1]


def misfits(roles: Mapping[str, Role], policies: Mapping[str, ManagedPolicy]) -> Iterator[Problem]:
    """What roles name that is not there; steps from `roles` on."""
    for name, one in roles.items():
        for index, policy in enumerate(one.attached):
            if policy not in policies:
                yield ("roles", name, "attached", index), f"there is no policy {policy!r}"
        if one.boundary is not None and one.boundary not in policies:
            yield ("roles", name, "boundary"), f"there is no policy {one.boundary!r}"


def drawn(prefix: str, name: str) -> str:
    """An id as IAM makes them: `AROA` or `ANPA` and 17 letters and digits."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    return prefix + "".join(letters[one % 32] for one in sha256(name.encode()).digest()[:17])
