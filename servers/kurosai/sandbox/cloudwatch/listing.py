"""DescribeLogGroups and DescribeLogStreams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.sandbox.cloudwatch.faults import InvalidParameter
from kurosai.sandbox.cloudwatch.paging import page

if TYPE_CHECKING:
    from kurosai.sandbox.cloudwatch.parameters import Request
    from kurosai.sandbox.cloudwatch.place import Place
    from kurosai.sandbox.cloudwatch.records import Group, Stream
    from kurosai.sandbox.cloudwatch.tokens import Tokens
    from kurosai.vocabulary import Json

_PAGE = 50
_WITH_IDENTIFIERS = {"logGroupIdentifiers", "includeLinkedAccounts", "nextToken", "limit"}


@dataclass(frozen=True, slots=True)
class Listing:
    """Lists groups and streams, a page at a time."""

    place: Place
    tokens: Tokens

    def groups(self, request: Request) -> dict[str, Json]:
        """DescribeLogGroups: by name; prefix, substring pattern, or exact identifiers."""
        request.refuse("accountIdentifiers", "includeLinkedAccounts")
        prefix, pattern = request.text("logGroupNamePrefix"), request.text("logGroupNamePattern")
        identifiers = request.texts("logGroupIdentifiers")
        if prefix is not None and pattern is not None:
            raise InvalidParameter(
                "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters."
            )
        if identifiers is not None and not _WITH_IDENTIFIERS.issuperset(request.values):
            raise InvalidParameter("logGroupIdentifiers cannot be combined with other filters.")
        names = None if identifiers is None else {self.place.name(name) for name in identifiers}
        found = [
            group
            for group in self.place.store.groups()
            if group.name.startswith(prefix or "")
            and (pattern or "") in group.name
            and (names is None or group.name in names)
            and request.text("logGroupClass") in (None, "STANDARD")
        ]
        listed, token = page(self.tokens, request, [one.name for one in found], size=_PAGE)
        shown = [self._group(found[i], brief=pattern is not None) for i in listed]
        return {"logGroups": shown, **token}

    def streams(self, request: Request) -> dict[str, Json]:
        """DescribeLogStreams: by name, or by the time of the last event."""
        group = self.place.group(request)
        prefix = request.text("logStreamNamePrefix")
        by_time = request.text("orderBy") == "LastEventTime"
        if by_time and prefix is not None:
            raise InvalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.")
        found = [
            stream
            for stream in self.place.store.streams(group)
            if stream.name.startswith(prefix or "")
        ]
        if by_time:
            found.sort(key=lambda stream: (stream.last_ms or 0, stream.name))
        if request.flag("descending"):
            found.reverse()
        listed, token = page(self.tokens, request, [one.name for one in found], size=_PAGE)
        return {"logStreams": [self._stream(group, found[i]) for i in listed], **token}

    def _group(self, group: Group, *, brief: bool) -> dict[str, Json]:
        arn = self.place.arn(group.name)
        shown: dict[str, Json] = {
            "logGroupName": group.name,
            "creationTime": group.created_ms,
            "arn": f"{arn}:*",
        }
        if brief:  # AWS leaves the rest out of an answer to a pattern.
            return shown
        group = self.place.store.group(group.name) or group  # its bytes count what was promised
        if group.retention_days is not None:
            shown["retentionInDays"] = group.retention_days
        return {
            **shown,
            "metricFilterCount": 0,
            "storedBytes": group.stored_bytes,
            "logGroupClass": "STANDARD",
            "logGroupArn": arn,
        }

    def _stream(self, group: Group, stream: Stream) -> dict[str, Json]:
        shown: dict[str, Json] = {
            "logStreamName": stream.name,
            "creationTime": stream.created_ms,
            "firstEventTimestamp": stream.first_ms,
            "lastEventTimestamp": stream.last_ms,
            "lastIngestionTime": stream.ingested_ms,
            "arn": f"{self.place.arn(group.name)}:log-stream:{stream.name}",
            "storedBytes": 0,
        }
        return {name: value for name, value in shown.items() if value is not None}
