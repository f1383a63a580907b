"""The tool over what became of a pod."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from kurosai.gcp.surface.arguments import Plain, Time
from kurosai.vocabulary import Reading

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kurosai.gcp.platform import Logs
    from kurosai.resource_map import ResourceMap
    from kurosai.serving.server import Server

Name = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$",
        description="Kubernetes Job, like job-16990412-train, or one pod of it",
    ),
]


def add(
    server: Server, logs: Logs, resources: Callable[[], ResourceMap], now: Callable[[], datetime]
) -> None:
    """Add the tool to `server`."""

    @server.reads
    def trace_pod(
        name: Name,
        around: Time = "",
        namespace: Plain = "",
        cluster: Plain = "",
        project: Plain = "",
    ) -> Reading:
        """Trace what became of the pods of a Kubernetes Job, or of one pod, also gone ones.

        Use for a task of engine gke that did not succeed. `around`: a time in its life, such as
        its end; without: the last day, then all that is kept. First what decides, with a cause
        code; each pod with its exit code; how much of each source was seen; one time line of
        events, last lines, autoscaler and audit logs.
        """
        from kurosai.gcp import trace_pod as tracing

        return tracing.trace(
            logs, resources(), now(), tracing.Asked(name, around, namespace, cluster, project)
        )
