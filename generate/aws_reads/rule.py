"""The rule: which operations may be called, and why the other reads may not.

    allowed = named like a read, and IAM calls its action Read or List,
              and it does not stream, and no list kept by hand refuses it

Only operations that are named like reads are in the table; what is not in it is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from generate.aws_reads.iam import READS, Iam, Stale
from generate.aws_reads.models import Service
from kurosai.aws.any_call.allowed import READ_NAMED, WHY


@dataclass
class Judged:
    """One service's reads: those that may be called, and the others by reason."""

    prefix: str
    also: tuple[str, ...]
    allowed: list[str] = field(default_factory=list[str])
    refused: dict[str, list[str]] = field(default_factory=dict[str, list[str]])


class ByHand:
    """The operations that a list kept by hand refuses, each with its reason."""

    def __init__(self, path: Path) -> None:
        kept: Any = yaml.safe_load(path.read_text("utf-8"))
        self._reasons: dict[str, dict[str, str]] = {}
        for reason, services in kept.items():
            for service, operations in services.items():
                names = self._reasons.setdefault(service, {})
                for name in operations.split():
                    if name in names:
                        raise Stale(f"{path.name}: {service} {name} is there twice")
                    names[name] = reason
        self._unused = {(s, name) for s, names in self._reasons.items() for name in names}

    def reason(self, service: str, operation: str) -> str:
        """Why the operation is refused, "" when no list says so."""
        names = self._reasons.get(service, {})
        for name in (operation, "*"):
            if name in names:
                self._unused.discard((service, name))
                return names[name]
        return ""

    def check_used(self) -> None:
        """Raise Stale when a name stands for no read that exists."""
        if self._unused:
            raise Stale(f"refused.yaml: no such read: {sorted(self._unused)}")


def judge(service: Service, iam: Iam, by_hand: ByHand) -> Judged:
    """What the table says of one service."""
    prefix = iam.prefix(service.name, service.metadata)
    judged = Judged(prefix, service.also(prefix))
    for operation in service.operations:
        if not READ_NAMED.match(operation.name):
            continue
        level = iam.level(service.name, prefix, operation.name, operation.method)
        reason = by_hand.reason(service.name, operation.name)
        # What is known of a write or a stream does not depend on a list.
        if level and level not in READS:
            reason = "write"
        elif not reason and operation.streams:
            reason = "stream"
        elif not reason and not level:
            reason = "unknown"
        if reason:
            judged.refused.setdefault(reason, []).append(operation.name)
        else:
            judged.allowed.append(operation.name)
    return judged


def counted(judged: Mapping[str, Judged]) -> dict[str, int]:
    """How many operations are allowed, and refused for which reason."""
    counts = {"allowed": sum(len(one.allowed) for one in judged.values())}
    for reason in WHY:
        counts[reason] = sum(len(one.refused.get(reason, ())) for one in judged.values())
    return counts
