"""The tool that tells what AWS ran for one job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from kurosai.aws import trace_job as tracing
from kurosai.aws.surface.arguments import Where
from kurosai.vocabulary import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from kurosai.aws.platform import Places
    from kurosai.resource_map import ResourceMap
    from kurosai.serving.server import Server

JobId = Annotated[str, Field(pattern=r"^[0-9]{1,12}$", description="Digits only, like 16852935")]
JobAttempt = Annotated[int, Field(ge=0, le=99, description="Of the job, from 1; 0: the last")]
TaskName = Annotated[
    str, Field(max_length=64, pattern=r"^[\w.-]*$", description="Only this task of the workflow")
]


def add(server: Server, aws: Places, resources: Callable[[], ResourceMap]) -> None:
    """Add the tool to `server`."""

    @server.reads
    def trace_job(
        job_id: JobId, attempt: JobAttempt = 0, task: TaskName = "", where: Where = ""
    ) -> Reading:
        """Trace what AWS ran for one job: why it failed, is stuck, or left no log, in one call.

        Brings the execution, each attempt of each task with AWS's own stop reason and exit code
        (from ECS, else the execution's history, else the archive of task events), the end of the
        container's log or why there is none, and for an image that could not be pulled whether
        it exists and for which platforms. `looked` lines say how much was seen at each place.
        """
        return tracing.trace(
            aws(where),
            resources(),
            server.serving.environment.now(),
            job_id=job_id,
            attempt=attempt,
            task=task,
        )
