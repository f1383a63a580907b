"""Every operation of every service in the installed botocore, and what IAM says of their names."""

from __future__ import annotations

import functools
import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

LEVELS = Path(__file__).parents[2] / "generate" / "aws_reads" / "iam_levels.txt.gz"


@dataclass(frozen=True)
class Operation:
    """One operation as botocore's own model has it, and the names IAM may know its service by."""

    service: str
    name: str
    method: str
    model: Any
    prefixes: frozenset[str]


@functools.cache
def operations() -> tuple[Operation, ...]:
    """All of them, made once: walking the models takes seconds."""
    return tuple(_made())


def _made() -> Iterator[Operation]:
    for service in services():
        model = service_model(service)
        said = {model.metadata.get(key, "") for key in ("signingName", "endpointPrefix")}
        prefixes = frozenset({service, *said} - {""})
        for name in model.operation_names:
            one = model.operation_model(name)
            yield Operation(service, name, str(one.http["method"]), one, prefixes)


def services() -> list[str]:
    return list(_session().get_available_services())


@functools.cache
def service_model(service: str) -> Any:
    return _session().get_service_model(service)


@functools.cache
def _session() -> Any:
    return import_module("botocore.session").Session()


@functools.cache
def levels() -> Mapping[str, Mapping[str, str]]:
    """IAM's access level by service and action in lower case."""
    found: dict[str, dict[str, str]] = {}
    for line in gzip.decompress(LEVELS.read_bytes()).decode().splitlines()[1:]:
        service, level, *actions = line.split("\t")
        found.setdefault(service, {}).update(dict.fromkeys(actions, level))
    return found
