"""Every operation of every service that botocore knows, as far as the table needs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Operation:
    """One operation: how it is sent, and whether it answers with a stream."""

    name: str
    method: str
    streams: bool


@dataclass(frozen=True)
class Service:
    """One service: its name in boto3, what else it is called, its operations."""

    name: str
    metadata: Mapping[str, Any]
    operations: tuple[Operation, ...]

    def also(self, prefix: str) -> tuple[str, ...]:
        """Other names of the service, in lower case without spaces."""
        said = {str(self.metadata.get(key, "")) for key in ("endpointPrefix", "signingName")}
        said |= {prefix, str(self.metadata.get("serviceId", "")).replace(" ", "-")}
        return tuple(sorted({one.lower() for one in said} - {"", self.name}))


def version() -> str:
    """That of the installed botocore."""
    return str(import_module("botocore").__version__)


def services() -> Iterator[Service]:
    """All of them, by name."""
    session: Any = import_module("botocore.session").Session()
    for name in sorted(session.get_available_services()):
        model = session.get_service_model(name)
        yield Service(name, model.metadata, tuple(_operations(model)))


def _operations(model: Any) -> Iterator[Operation]:
    for name in sorted(model.operation_names):
        operation = model.operation_model(name)
        streams = operation.has_streaming_output or operation.has_event_stream_output
        yield Operation(name, str(operation.http.get("method", "")), bool(streams))
