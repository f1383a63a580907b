"""How botocore's requests travel: within the deadline of the call, and bounded in bytes.

botocore bounds neither: its read timeout begins anew with every byte, and it reads whatever is
sent. All clients of a session are made bounded, also those that botocore makes for itself to
assume a role.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.awsrequest import (
    AWSHTTPConnection,
    AWSHTTPConnectionPool,
    AWSHTTPSConnection,
    AWSHTTPSConnectionPool,
)

from kurosai import broken_connections, deadline, retry_after
from kurosai.timely import Timely

MOST_BYTES = 32 * 1024 * 1024
"""A page of CloudWatch Logs is 1 MB, the whole result of a query of Insights below 20."""

READ_SECONDS = 12.0
ENOUGH_SECONDS = 10.0
"""With less time left nothing is asked again: botocore may sleep for eight before it does."""
SHORT_WAIT = 2.0


class _Response(Timely):
    seconds = READ_SECONDS
    most = MOST_BYTES


class _Http(AWSHTTPConnection):
    response_class = _Response
    timeout: Any

    def connect(self) -> None:
        self.timeout = deadline.remaining(self.timeout)
        super().connect()


class _Https(AWSHTTPSConnection):
    response_class = _Response
    timeout: Any

    def connect(self) -> None:
        self.timeout = deadline.remaining(self.timeout)
        super().connect()


class _HttpPool(AWSHTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(AWSHTTPSConnectionPool):
    ConnectionCls = _Https


class Bounded:
    """What botocore puts into the class of every client, at the place that it keeps for that."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        client: Any = self
        # Pools that are made later, for proxies too, take their class from this table.
        client._endpoint.http_session._pool_classes_by_scheme.update(
            http=_HttpPool, https=_HttpsPool
        )
        service = client.meta.service_model.service_id.hyphenize()
        # Before botocore's own, which is registered when this has returned: the first one counts.
        client.meta.events.register_first(f"needs-retry.{service}", may_retry)


def may_retry(
    response: tuple[Any, Mapping[str, Any]] | None,
    caught_exception: BaseException | None,
    **_others: object,
) -> bool | None:
    """False where asking again is of no use or would come too late; None leaves it to botocore.

    Raises the failure of ours that a library has wrapped.
    """
    if caught_exception is not None:
        ours = broken_connections.fault(caught_exception)
        if ours is not None:
            raise ours
    if deadline.current() is not None and deadline.remaining() < ENOUGH_SECONDS:
        return False
    if response is not None:
        headers = {name.lower(): value for name, value in response[0].headers.items()}
        wait = retry_after.seconds(headers)
        if wait is not None and wait > SHORT_WAIT:
            return False
    return None
