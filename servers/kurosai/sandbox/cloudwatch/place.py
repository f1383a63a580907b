"""Where the engine stands: account, region, caller, and how requests name their log groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.sandbox.aws_refusals import not_authorized
from kurosai.sandbox.cloudwatch.faults import AccessDenied, InvalidParameter, ResourceNotFound

if TYPE_CHECKING:
    from kurosai.sandbox.cloudwatch.parameters import Request
    from kurosai.sandbox.cloudwatch.records import Group
    from kurosai.sandbox.cloudwatch.store import Store


@dataclass(frozen=True, slots=True)
class Place:
    """The store, seen from one account and region by one caller (an ARN)."""

    store: Store
    account: str
    region: str
    caller: str
    denied: frozenset[str]

    def arn(self, group: str) -> str:
        """The ARN of a log group, without the trailing `:*`."""
        return f"arn:aws:logs:{self.region}:{self.account}:log-group:{group}"

    def name(self, identifier: str) -> str:
        """The group name in an identifier: a name, or an ARN of this account and region.

        Another account's or region's ARN stays as it is, and names no group that is here.
        """
        return identifier.removeprefix(self.arn(""))

    def group(self, request: Request) -> Group:
        """The one group that a request names by logGroupName or logGroupIdentifier."""
        name, identifier = request.text("logGroupName"), request.text("logGroupIdentifier")
        if name is not None and identifier is not None:
            raise InvalidParameter(
                "LogGroup name and LogGroup identifier are mutually exclusive parameters."
            )
        if name is None and identifier is None:
            raise InvalidParameter("Either logGroupName or logGroupIdentifier must be given.")
        wanted = name if name is not None else self.name(identifier or "")
        self.admit(request.operation, wanted)
        group = self.store.group(wanted)
        if group is None:
            raise no_such_group()
        return group

    def admit(self, operation: str, group: str) -> None:
        """Raise AccessDenied for a denied group, which need not exist: AWS tells neither."""
        if group in self.denied:
            resource = f"{self.arn(group)}:log-stream:"
            raise AccessDenied(not_authorized(self.caller, f"logs:{operation}", resource))


def no_such_group() -> ResourceNotFound:
    """What AWS says of a log group that is not there."""
    return ResourceNotFound("The specified log group does not exist.")


def no_such_stream() -> ResourceNotFound:
    """What AWS says of a log stream that is not there."""
    return ResourceNotFound("The specified log stream does not exist.")
