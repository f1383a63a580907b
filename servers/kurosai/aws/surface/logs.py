"""The tools over CloudWatch Logs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from kurosai.aws import find_logs as finding
from kurosai.aws.surface.arguments import Minutes, Time, Where
from kurosai.vocabulary import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from kurosai.aws.platform import Places
    from kurosai.resource_map import ResourceMap
    from kurosai.serving.server import Server

Group = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9_/.#-]+$",
        max_length=512,
        description="Log group, like /aws/lambda/core-v2-job-dispatcher",
    ),
]
Text = Annotated[
    str, Field(max_length=2000, description="Part of the line as it stands there; none: all lines")
]


def add(server: Server, aws: Places, resources: Callable[[], ResourceMap]) -> None:
    """Add the tools to `server`."""

    @server.reads
    def find_logs(
        group: Group,
        text: Text = "",
        around: Time = "",
        since: Time = "",
        until: Time = "",
        minutes: Minutes = 15,
        where: Where = "",
    ) -> Reading:
        """Find log lines by a part of their text, with everything around them, in one call.

        Without `text`: what went wrong there around that time; where nothing did, every line.

        Give `around` (a time, ± minutes) or since/until; neither: the last hour. Brings the hits,
        what else went wrong in the request nearest to `around` (else the newest), the ids its
        lines name, the same error within 12 hours before and after (a week where runs are rare),
        and for a Lambda its runs: ok, FAIL (this error), ERROR (another), and what those that
        fail in a row log otherwise than the last good one (a version, a setting). `complete`
        proves absence, `truncated` and `partial` do not.
        """
        return finding.find(
            aws(where).logs,
            resources(),
            server.serving.environment.now(),
            group=group,
            text=text,
            around=around,
            since=since,
            until=until,
            minutes=minutes,
        )
