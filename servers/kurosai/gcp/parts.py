"""A filter from parts: short names for the fields that an operator thinks in, and any other by its
path. Every name and value goes in quoted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from kurosai.errors import BadInput
from kurosai.gcp import filters

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ROOTS = frozenset(
    {
        *("resource", "labels", "jsonPayload", "protoPayload", "httpRequest", "operation"),
        *("textPayload", "insertId", "trace", "spanId", "logName", "severity", "sourceLocation"),
        *("split", "errorGroups"),
    }
)
PRINCIPAL = "protoPayload.authenticationInfo.principalEmail"
_TIMES = ("timestamp", "receiveTimestamp")
MOST = 20


def _at(path: str) -> Callable[[str], str]:
    return lambda value: filters.equals(path, value)


def _either(*paths: str) -> Callable[[str], str]:
    return lambda value: filters.some(*(filters.equals(path, value) for path in paths))


SHORT: Final[Mapping[str, Callable[[str], str]]] = {
    "cluster": _at("resource.labels.cluster_name"),
    "namespace": _at("resource.labels.namespace_name"),
    "pod": _at("resource.labels.pod_name"),
    "container": _at("resource.labels.container_name"),
    "node": _either("resource.labels.node_name", 'labels."compute.googleapis.com/resource_name"'),
    "k8s_job": _either(
        'labels."k8s-pod/job-name"', 'labels."k8s-pod/batch_kubernetes_io/job-name"'
    ),
    # A program may write only the id of what Google's own libraries write with its project.
    "trace": lambda value: f"trace:{filters.quoted(value)}",
    "span": _at("spanId"),
    "id": _at("insertId"),
    "operation": _at("operation.id"),
    "principal": _at(PRINCIPAL),
    "method": _at("protoPayload.methodName"),
}


def conditions(fields: Mapping[str, str]) -> str:
    """All of them as one condition; "" for none. Raises BadInput for what is no field."""
    if len(fields) > MOST:
        raise BadInput(f"`fields` has {len(fields)} fields.", f"Give at most {MOST}.")
    return filters.every(*(_one(name, value) for name, value in sorted(fields.items())))


def _one(name: str, value: str) -> str:
    if not name.strip() or not value:
        raise BadInput(
            f"`fields` has {name!r}: {value!r}.",
            f"Give name and value: {', '.join(SHORT)}, or a path as jsonPayload.reason.",
        )
    if name in SHORT:
        return SHORT[name](value)
    if name in _TIMES:
        raise BadInput(
            f"`fields` has {name}.", "The window says the time: give around, or since and until."
        )
    return filters.equals(path(name), value)


def path(name: str) -> str:
    """A field's path with every part quoted that needs it; a name without a known root is that of
    a label."""
    root, _, rest = name.partition(".")
    if root not in _ROOTS:
        return f"labels.{filters.quoted(name)}"
    if not rest:
        return root
    if root == "labels":
        return f"labels.{part(rest)}"
    if root == "resource" and rest.startswith("labels."):
        return f"resource.labels.{part(rest.removeprefix('labels.'))}"
    return ".".join((root, *(part(one) for one in rest.split("."))))


def part(name: str) -> str:
    """One part of a path, quoted where it needs that."""
    return name if _PLAIN.fullmatch(name) else filters.quoted(name)
