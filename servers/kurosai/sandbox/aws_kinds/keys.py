"""KMS keys as a scenario tells them: whether one can be used, by whom, and how long it is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Literal, TypeAlias, cast

from pydantic import Field, StringConstraints, model_validator

from kurosai.sandbox.aws_kinds.over_time import Course, held
from kurosai.sandbox.aws_kinds.policy_documents import ResourcePolicy
from kurosai.sandbox.schema_base import Problem, Strict, Time

KeyId = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"),
]
_Alias = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9/_-]{1,250}$")]
_Principal = Annotated[str, StringConstraints(pattern=r"^arn:aws:[a-z]+::[0-9]{12}:.+$")]
State: TypeAlias = Literal["Enabled", "Disabled", "PendingDeletion", "PendingImport", "Unavailable"]
GrantOperation: TypeAlias = Literal[
    "Decrypt",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyWithoutPlaintext",
    "ReEncryptFrom",
    "ReEncryptTo",
    "CreateGrant",
    "RetireGrant",
    "DescribeKey",
]


class Grant(Strict):
    """A grant `to` a principal, from `at` until it was retired or revoked (`until`)."""

    to: _Principal
    operations: Annotated[tuple[GrantOperation, ...], Field(min_length=1)]
    name: str = ""
    retiring: _Principal | None = None
    at: Time | None = None
    until: Time | None = None

    def holds(self, now: datetime) -> bool:
        """Whether it is there at a time."""
        return (self.at is None or self.at <= now) and (self.until is None or now < self.until)


class Key(Strict):
    """A key; `state` may be told from each time on. One that is PendingDeletion is gone at
    `deletes`. Left out, `policy` is the one that leaves all to the account's IAM."""

    description: str = ""
    aliases: tuple[_Alias, ...] = ()
    state: Course[State] = "Enabled"
    deletes: Time | None = None
    policy: ResourcePolicy | None = None
    grants: tuple[Grant, ...] = ()
    rotates: bool = False
    manager: Literal["CUSTOMER", "AWS"] = "CUSTOMER"
    created: Time | None = None

    @model_validator(mode="after")
    def _fits(self) -> Key:
        states = self.state.values() if isinstance(self.state, Mapping) else (self.state,)
        if ("PendingDeletion" in states) != (self.deletes is not None):
            raise ValueError("`deletes` says when one that is PendingDeletion is gone")
        return self

    def at(self, now: datetime) -> State | None:
        """Its state at a time; None when it is not there."""
        state = cast("State", held(self.state, now, "Enabled"))
        gone = state == "PendingDeletion" and self.deletes is not None and self.deletes <= now
        return None if gone or (self.created is not None and self.created > now) else state


def misfits(keys: Mapping[str, Key]) -> Iterator[Problem]:
    """Aliases of several keys; steps from `keys` on."""
    seen: dict[str, str] = {}
    for name, one in keys.items():
        for index, alias in enumerate(one.aliases):
            if alias in seen:
                yield ("keys", name, "aliases", index), f"it is an alias of {seen[alias]} already"
            seen[alias] = name
            if alias.startswith("aws/") != (one.manager == "AWS"):
                text = "aliases under aws/ are those of keys that AWS manages, and only they"
                yield ("keys", name, "aliases", index), text
