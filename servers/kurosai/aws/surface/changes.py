"""The tool that tells who changed what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from kurosai.aws.surface.arguments import Reach, SameTime, SameWhere
from kurosai.vocabulary import Reading

if TYPE_CHECKING:
    from kurosai.aws.platform import Places
    from kurosai.serving.server import Server

REACH = 180

Resource = Annotated[
    str, Field(max_length=512, description="NAME, NAME*, ARN, lambda:NAME, ecs:CLUSTER/SERVICE")
]
By = Annotated[str, Field(max_length=256)]


def add(server: Server, aws: Places) -> None:
    """Add the tool to `server`."""

    @server.reads
    def find_changes(
        resource: Resource = "",
        by: By = "",
        around: SameTime = "",
        since: str = "",
        until: str = "",
        minutes: Reach = REACH,
        where: SameWhere = "",
    ) -> Reading:
        """Find who changed what (CloudTrail): a resource, or all by a role, user, address (`by`).

        New values, refusals; of `by` reads too; no time: 24 h. 15 minutes late.
        """
        from kurosai.aws.changes import find_changes as finding

        return finding.find(
            aws(where).trail,
            server.serving.environment.now(),
            resource=resource,
            by=by,
            around=around,
            since=since,
            until=until,
            minutes=minutes,
        )
