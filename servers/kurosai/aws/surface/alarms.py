"""The tool that tells what was alarming."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from kurosai.aws.surface.arguments import Reach, SameTime, SameWhere
from kurosai.vocabulary import Reading

if TYPE_CHECKING:
    from kurosai.aws.platform import Places
    from kurosai.serving.server import Server

REACH = 60

About = Annotated[
    str,
    Field(
        max_length=512, description="Alarm, its beginning, namespace, or the resource it watches"
    ),
]


def add(server: Server, aws: Places) -> None:
    """Add the tool to `server`."""

    @server.reads
    def find_alarms(
        about: About = "",
        around: SameTime = "",
        since: str = "",
        until: str = "",
        minutes: Reach = REACH,
        where: SameWhere = "",
    ) -> Reading:
        """Find what was in ALARM around a time, not only now: values that crossed, who was told.

        With `about` also what fired beside it. AWS Health, maintenance too. No `about`: all.
        """
        from kurosai.aws.alarms import find_alarms as finding

        return finding.find(
            aws(where),
            server.serving.environment.now(),
            about=about,
            around=around,
            since=since,
            until=until,
            minutes=minutes,
        )
