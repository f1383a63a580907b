"""The tool that makes any allowed read of any service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from kurosai.aws.surface.arguments import Where
from kurosai.vocabulary import Reading

if TYPE_CHECKING:
    from kurosai.aws.platform import Places
    from kurosai.serving.server import Server

Service = Annotated[str, Field(description="Like ecs; ?: all")]
Operation = Annotated[
    str,
    Field(description="Like DescribeTasks; ? or words: what there is; DescribeTasks?: its form"),
]
Parameters = Annotated[dict[str, Any], Field(description="As in the API")]
Fields = Annotated[str, Field(description="JMESPath, like tasks[].[taskArn,lastStatus]")]
Cursor = Annotated[str, Field(description="All else as before")]


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
        """Make any other read of any AWS service.

        An exact list allows reads without secrets or customer data; a refusal says why.
        `truncated`: go on with the cursor.
        """
        from kurosai.aws.any_call import call_aws as calling
        from kurosai.aws.changes import home_region

        place = aws(where)
        return calling.call(
            place.any,
            calling.Asked(service, operation, parameters, fields, cursor),
            lambda: home_region.where(place.trail),
            server.serving.environment.now(),
        )
