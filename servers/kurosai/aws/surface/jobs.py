"""The tool that tells what AWS ran for one job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from kurosai.aws.surface.arguments import Where
from kurosai.vocabulary import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from kurosai.aws.platform import Places
    from kurosai.resource_map import ResourceMap
    from kurosai.serving.server import Server

JobId = Annotated[str, Field(pattern=r"^[0-9]{1,12}$", description="Digits only, like 16852935")]
JobAttempt = Annotated[int, Field(ge=0, le=99, description="Of the job, from 1; 0: the last")]
TaskName = Annotated[str, Field(pattern=r"^[\w.-]{0,64}$", description="Only this task")]


def add(server: Server, aws: Places, resources: Callable[[], ResourceMap]) -> None:
    """Add the tool to `server`."""

    @server.reads
    def trace_job(
        job_id: JobId, attempt: JobAttempt = 0, task: TaskName = "", where: Where = ""
    ) -> Reading:
        """Trace what AWS ran for one job: why it failed, is stuck, or left no log.

        Attempts with stop reasons (even if ECS forgot), a `cause` code, retries, the log's end; as
        needed the image's platforms, who stopped it, memory, addresses, its queue, and what was
        changed before on the definition, secret, role ... behind it.
        """
        from kurosai.aws.jobs import trace_job as tracing

        return tracing.trace(
            aws(where),
            resources(),
            server.serving.environment.now(),
            job_id=job_id,
            attempt=attempt,
            task=task,
            places=aws,
        )
