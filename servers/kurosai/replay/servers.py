"""Which servers a replay asks, and in which ledgers a case and its repetition stand."""

from __future__ import annotations

import os
from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kurosai.environment import Environment
from kurosai.errors import Fault, Refused
from kurosai.evidence.ledger import Ledger
from kurosai.rehearsal import host

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence
    from kurosai.rehearsal.host import ServerCommand

SUFFIX = " (replay)"
"""Added to the operator's name: a case adopts what its operator reads, and shall not adopt this."""

OPERATOR = "KUROSAI_OPERATOR"
"""Who a server records as the one who reads."""

WORLD = "KUROSAI_WORLD"
"""The local world that a server asks."""

SERVED = ("crois", "aws", "gcp", "github", "runbooks")
"""The servers whose tools read; what `cases` does is no reading."""


def commands(file: str, wanted: Collection[str]) -> tuple[ServerCommand, ...]:
    """The servers of a host configuration that are `wanted` (short names): those of `file`, or
    without one those that the README tells people to copy. What cannot be told is started too."""
    found = (
        host.configuration(Path(file), Path.cwd())
        if file
        else tuple(map(_in_this_world, host.shipped_configuration((*SERVED, "cases"))))
    )
    return tuple(
        one for one in found if _name(one) in wanted or _name(one) not in (*SERVED, "cases")
    )


def _in_this_world(one: ServerCommand) -> ServerCommand:
    """In the world that the shell names: the case was found in its ledger."""
    world = os.environ.get(WORLD, "")
    return replace(one, environment={**one.environment, WORLD: world}) if world else one


def _name(one: ServerCommand) -> str:
    return one.arguments[-1] if one.arguments else one.key


def by(found: tuple[ServerCommand, ...], operator: str) -> tuple[ServerCommand, ...]:
    """The same servers, which record what they read as read by `operator` for a replay."""
    name = f"{operator.removesuffix(SUFFIX)}{SUFFIX}"
    return tuple(replace(one, environment={**one.environment, OPERATOR: name}) for one in found)


class Ledgers:
    """Every ledger that may hold the case or its repetition; `chosen` is a file that was named."""

    def __init__(self, chosen: str, found: tuple[ServerCommand, ...]) -> None:
        self._chosen = chosen if "://" in chosen else Path(chosen) if chosen else None
        if isinstance(self._chosen, Path) and not self._chosen.is_file():
            raise Refused(f"There is no ledger {chosen}.", "Name the file that holds the case.")
        self._environments = (
            *(Environment({**os.environ, **one.environment}) for one in found),
            Environment(os.environ),
        )
        self._open = ExitStack()

    def __enter__(self) -> Ledgers:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def of(self, case: str) -> Ledger:
        """The ledger that holds `case`. Raises Refused for none."""
        for path in [self._chosen] if self._chosen else self._paths():
            found = self._ledger(path)
            if found.events(case):
                return found
        looked = ", ".join(str(one) for one in ([self._chosen] if self._chosen else self._paths()))
        raise Refused(
            f"There is no case {case} in {looked or 'any ledger'}.",
            "Name the ledger that holds it: --ledger FILE.",
        )

    def evidence(self, evidence: str) -> Evidence | None:
        """What one of the servers recorded under this id; None if no ledger here has it."""
        for path in self._paths():
            try:
                found = self._ledger(path).get([evidence])
            except Fault:
                continue
            if evidence in found:
                return found[evidence]
        return None

    def now(self) -> Environment:
        """The environment whose clock the servers have."""
        return self._environments[0]

    def _paths(self) -> list[Path | str]:
        found: dict[Path | str, None] = {}
        for one in self._environments:
            try:
                found[one.ledger()] = None
            except Fault:
                # A world that does not run has a ledger that nobody can name.
                continue
        return [*found]

    def _ledger(self, path: Path | str) -> Ledger:
        made = Ledger(path, operator="", clock=self.now().now)
        self._open.callback(made.close)
        return made
