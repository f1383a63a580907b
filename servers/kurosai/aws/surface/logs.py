"""The tools over CloudWatch Logs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

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
        max_length=2000,
        description="/aws/lambda/x; several by comma; /aws/lambda/core-*; job:16852935",
    ),
]
Groups = Annotated[str, Field(max_length=2000, description="As `group` of find_logs")]
Text = Annotated[str, Field(max_length=2000, description="Part of the line as it stands there")]
Pattern = Annotated[str, Field(max_length=1024, description="CloudWatch filter pattern")]
Like = Annotated[str, Field(max_length=2000, description="A line; ids, times, numbers may differ")]
Query = Annotated[str, Field(min_length=1, max_length=10_000)]
Gigabytes = Annotated[int, Field(ge=1, le=1_000, description="May scan so much")]


def add(server: Server, aws: Places, resources: Callable[[], ResourceMap]) -> None:
    """Add the tools to `server`."""

    @server.reads
    def find_logs(
        group: Group,
        text: Text = "",
        pattern: Pattern = "",
        like: Like = "",
        around: Time = "",
        since: str = "",
        until: str = "",
        minutes: Minutes = 15,
        where: Where = "",
    ) -> Reading:
        """Find log lines, with everything around them, in one call.

        Give `text`, `pattern` or `like`; none: what went wrong there. A line may be given as
        results show it. Give `around` or since/until; neither: the last hour, of job:ID its own
        time, with its tasks' logs. Brings the hits (many as patterns), what else went wrong in
        their request or stream, ids, the same line 12 hours before and after, whether it is new
        (of none: when it was last written), and of a Lambda the runs: ok, FAIL (this error), ERROR
        (another), and what those that fail in a row log otherwise than the last good one.
        `complete` proves absence, `partial` does not.
        """
        place = aws(where)
        from kurosai.aws.changes import home_region
        from kurosai.aws.jobs import job_logs
        from kurosai.aws.logs import find_logs as finding

        now = server.serving.environment.now()
        known = resources()
        return finding.find(
            place.logs,
            known,
            now,
            group=group,
            text=text,
            pattern=pattern,
            like=like,
            around=around,
            since=since,
            until=until,
            minutes=minutes,
            queries=place.queries,
            job_logs=lambda job: job_logs.of(place, known, now, job),
            home=lambda: home_region.where(place.trail),
        )

    @server.reads
    def query_logs(
        query: Query,
        groups: Groups,
        since: str = "",
        until: str = "",
        most_gb: Gigabytes = 5,
        where: Where = "",
    ) -> Reading:
        """Run a CloudWatch Logs Insights query as written: counts, percentiles, parsed fields.

        The last hour, if no time is given. For lines and their context take find_logs.
        """
        place = aws(where)
        from kurosai.aws.logs import query_logs as querying

        return querying.ask(
            place.logs,
            place.queries,
            resources(),
            server.serving.environment.now(),
            query=query,
            groups=groups,
            since=since,
            until=until,
            most_gb=most_gb,
        )
