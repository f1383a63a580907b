"""The tools over log entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from kurosai.gcp.surface.arguments import Cursor, Filter, Minutes, Project, Time
from kurosai.vocabulary import Reading

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kurosai.gcp.platform import Logs
    from kurosai.resource_map import ResourceMap
    from kurosai.serving.server import Server

Text = Annotated[
    str, Field(max_length=2000, description="Part of a value, or a line as shown; none: all")
]
Like = Annotated[str, Field(max_length=4000, description="A line: finds those of its signature")]
Log = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9_./-]*$",
        max_length=512,
        description="Log id: events, stdout, stderr, cloudaudit.googleapis.com/activity",
    ),
]
Resource = Annotated[
    str,
    Field(pattern=r"^\w*$", max_length=64, description="k8s_pod, k8s_container, k8s_node, ..."),
]
Severity = Annotated[
    Literal["", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL"], Field(description="At least")
]
Fields = Annotated[
    dict[str, str],
    Field(
        description="Equal: cluster, namespace, pod, container, node, k8s_job, trace, span, id, "
        "operation, principal, method; else a label or a path"
    ),
]
Received = Annotated[bool, Field(description="The window is of when entries came: finds late ones")]
Show = Annotated[
    list[str], Field(max_length=12, description="Paths or their ends: jsonPayload.code")
]
Sum = Annotated[str, Field(max_length=600, description="Like totalBilledBytes by principalEmail")]
Most = Annotated[int, Field(ge=1, le=200)]


def add(
    server: Server, logs: Logs, resources: Callable[[], ResourceMap], now: Callable[[], datetime]
) -> None:
    """Add the tools to `server`."""

    @server.reads
    def find_entries(
        text: Text = "",
        like: Like = "",
        filter: Filter = "",  # noqa: A002 - what Google calls it, and so every reader of its pages
        log: Log = "",
        resource: Resource = "",
        severity: Severity = "",
        fields: Fields = {},  # noqa: B006 - never changed
        around: Time = "",
        since: Time = "",
        until: Time = "",
        minutes: Minutes = 15,
        received: Received = False,
        cursor: Cursor = "",
        project: Project = "",
    ) -> Reading:
        """Find Cloud Logging entries by text, signature, severity, place, labels or trace.

        Give `around` (± minutes) or since/until; neither: the last hour. Brings the hits, repeats
        folded; what surrounds the hit nearest to `around` (else the newest): same trace, pod or
        resource; the ids named; when else its signature came, and whether it is new; of many hits
        the patterns. `complete` and `empty` prove absence, `truncated` (go on with its cursor and
        the same other arguments) and `partial` do not.
        """
        from kurosai.gcp import find_entries as finding
        from kurosai.gcp import question

        return finding.find(
            logs,
            resources(),
            now(),
            question.Asked(
                text=text,
                like=like,
                filter=filter,
                log=log,
                resource=resource,
                severity=severity,
                fields=fields,
                project=project,
                around=around,
                since=since,
                until=until,
                minutes=minutes,
                received=received,
                cursor=cursor,
            ),
        )

    @server.reads
    def query_entries(
        filter: Filter,  # noqa: A002 - as above
        since: Time = "",
        until: Time = "",
        newest: bool = False,
        show: Show = [],  # noqa: B006 - never changed
        sum: Sum = "",  # noqa: A002 - what it is
        most: Most = 50,
        cursor: Cursor = "",
        project: Project = "",
    ) -> Reading:
        """Run a Logging query language filter as written, where find_entries does not do.

        The window is always added. Entries as lines, oldest first, what is the same in all said
        once; `show` selects fields, `sum` adds one up by others (of 500 entries at most). A
        syntax fault is explained with its place.
        """
        from kurosai.gcp import query_entries as querying

        return querying.query(
            logs,
            resources(),
            now(),
            querying.Asked(
                filter=filter,
                since=since,
                until=until,
                newest=newest,
                show=tuple(show),
                most=most,
                cursor=cursor,
                project=project,
                sum=sum,
            ),
        )
