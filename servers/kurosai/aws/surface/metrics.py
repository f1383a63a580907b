"""The tool that tells how metrics went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from kurosai.aws.surface.arguments import Reach, SameTime, SameWhere
from kurosai.vocabulary import Reading

if TYPE_CHECKING:
    from kurosai.aws.platform import Places
    from kurosai.serving.server import Server

REACH = 60

Lines = Annotated[
    list[Annotated[str, Field(max_length=2048)]],
    Field(
        min_length=1,
        max_length=10,
        description=(
            "lambda:NAME (the usual), lambda:NAME errors 300s > 10, sqs:NAME age, "
            "ecs:CLUSTER/SERVICE cpu, AWS/SQS NumberOfMessagesSent QueueName=q Sum, "
            "=100*m1/m2 limit 300s > 5"
        ),
    ),
]


def add(server: Server, aws: Places) -> None:
    """Add the tool to `server`."""

    @server.reads
    def read_metrics(
        metrics: Lines,
        around: SameTime = "",
        since: str = "",
        until: str = "",
        minutes: Reach = REACH,
        chart: bool = False,
        where: SameWhere = "",
    ) -> Reading:
        """Read how metrics went: did it throttle, did the queue grow?

        Extremes, crossings, gaps, against the span before. `chart`: an image for the user.
        """
        from kurosai.aws.metrics import read_metrics as reading
        from kurosai.aws.suspects import behind

        place, now = aws(where), server.serving.environment.now()
        return reading.read(
            place.metrics,
            now,
            lines=metrics,
            around=around,
            since=since,
            until=until,
            minutes=minutes,
            chart=chart,
            suspects=behind.finds(place, now),
        )
