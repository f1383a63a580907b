"""Who may be asked: a place is an account as one identity sees it, in some regions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

REGION = re.compile(r"[a-z]{2,3}(-[a-z]+)+-\d")
HOME = "us-east-1"
"""Where AWS keeps what belongs to no region."""

ACCOUNT = re.compile(r"\d{12}")


@dataclass(frozen=True, slots=True)
class Place:
    """An account, the identity that looks at it, and the regions that it may look at.

    `name` is "" for the one place that needs no file. `accounts` are the ids that it may belong
    to, any if there are none; `regions` begin with the one that is meant where none is named.
    `profile` is one of the shared AWS configuration, "" for the credentials of the environment.
    They sign, or, where there is a `role`, assume it for `minutes` under the name `session`.
    """

    name: str
    regions: tuple[str, ...]
    accounts: tuple[str, ...] = ()
    profile: str = ""
    role: str = ""
    external_id: str = field(default="", repr=False)
    minutes: int = 60
    session: str = "kurosai"

    def __str__(self) -> str:
        """`prod (111122223333: ap-northeast-1, us-east-1)`, as a message lists it."""
        inside = ": ".join(filter(None, [" or ".join(self.accounts), ", ".join(self.regions)]))
        return f"{self.name or 'the default'} ({inside})"


@dataclass(frozen=True, slots=True)
class Ground:
    """What stands in for the desktop's AWS in a local world; all "" outside of one.

    The world's own keys sign where a place names no profile; profiles come from the world's own
    files. Nothing of the desktop's AWS configuration takes part.
    """

    world: str = ""
    endpoint: str = ""
    access_key: str = ""
    secret_key: str = field(default="", repr=False)
    config_file: str = ""
    credentials_file: str = ""
