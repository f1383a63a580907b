"""The tool that makes any allowed read of any service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from kurosai.aws import call_aws as calling
from kurosai.aws.surface.arguments import Where
from kurosai.vocabulary import Reading

if TYPE_CHECKING:
    from kurosai.aws.platform import Places
    from kurosai.serving.server import Server

Service = Annotated[str, Field(min_length=1, max_length=60, description="Like ecs; ?: all")]
Operation = Annotated[
    str,
    Field(
        max_length=120,
        description="Like DescribeTasks; ? or words: which there are; DescribeTasks?: its form",
    ),
]
Parameters = Annotated[dict[str, Any], Field(description="As the API names them")]
Fields = Annotated[
    str, Field(max_length=400, description="JMESPath, like tasks[].[taskArn,lastStatus]")
]
Cursor = Annotated[str, Field(max_length=8000, description="To go on; all else as before")]


def add(server: Server, aws: Places) -> None:
    """Add the tool to `server`."""

    @server.reads
    def call_aws(
        service: Service,
        operation: Operation,
        parameters: Parameters = {},  # noqa: B006 - never changed
        fields: Fields = "",
        cursor: Cursor = "",
        where: Where = "",
    ) -> Reading:
        """Call any AWS read by service and operation; use when no other tool here answers it.

        Exact list of allowed reads: no writes, no secrets, no customer data; a refusal says why
        and what is near. `(hidden)`: secrets and environments. `truncated`: go on with cursor.
        """
        return calling.call(
            aws(where).any,
            calling.Asked(service, operation, parameters, fields, cursor),
        )
