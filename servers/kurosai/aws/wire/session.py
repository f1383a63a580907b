"""The one door to AWS: clients of one identity in one region."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from kurosai import deadline
from kurosai.aws.wire import errors, secret_names
from kurosai.aws.wire.login import Login
from kurosai.errors import Refused

if TYPE_CHECKING:
    from kurosai.aws.wire.core import Core

T = TypeVar("T")

_BESIDE = ("describeendpoints", "headbucket")
"""Reads that botocore asks by itself: where a service is, and in which region a bucket."""

_asked: ContextVar[str] = ContextVar("asked", default="")
"""The operation that this thread is about, in small letters without marks."""


class AwsSession:
    """Clients for one region of a login, kept, and made anew when its credentials were renewed."""

    def __init__(self, login: Login, region: str) -> None:
        self.login = login
        self.region = region
        self._clients: dict[str, tuple[Core, Any]] = {}

    def close(self) -> None:
        """Give back the kept connections; a later call opens others."""
        with self.login.alone("closing connections"):
            for _, client in self._clients.values():
                client.close()
            self._clients = {}

    def identity(self) -> str:
        """`aws 111122223333 ap-northeast-1`, from STS, asked once for each key.

        Raises NotConfigured for an account that the place does not allow.
        """
        with errors.translated("asking who we are"):
            account = self.login.renewing(self.region, "sts", self.login.account)
        return f"aws {account} {self.region}"

    def arn(self, service: str, resource: str) -> str:
        """The ARN of something of this account and region: arn("states", "execution:x:y")."""
        _, account, region = self.identity().split(" ")
        partition = self.login.core().get_partition_for_region(region)
        return f"arn:{partition}:{service}:{region}:{account}:{resource}"

    def call(
        self, service: str, method: str, arguments: Mapping[str, Any], *, doing: str
    ) -> Mapping[str, Any]:
        """One operation by its Python name. Raises Denied, Missing, or a Fault that says why."""

        def use(client: Any) -> Mapping[str, Any]:
            return getattr(client, method)(**arguments)

        return self.using(service, method, use, doing=doing)

    def using(self, service: str, operation: str, use: Callable[[Any], T], *, doing: str) -> T:
        """What `use` reads with the kept client of a service; the same faults as `call`.

        Nothing but `operation` is sent (in the API's spelling or in Python's), whatever botocore
        would ask besides. `use` runs a second time when the login ended during the first.
        """
        # Nothing is asked of an account before it is known to be an allowed one: `_watch` sees to
        # that. Asked here too, because then a failure says what it was that failed.
        self.identity()
        deadline.remaining(doing=doing)

        with errors.translated(doing):
            asked = _asked.set(secret_names.plain(operation))
            try:
                answer = self.login.renewing(
                    self.region, service, lambda core: use(self._client(core, service))
                )
            finally:
                _asked.reset(asked)
        # botocore does not bound a body that drips: what came too late is not an answer.
        deadline.remaining(doing=doing)
        return answer

    def _client(self, core: Core, service: str) -> Any:
        kept = self._clients.get(service)
        if kept is not None and kept[0] is core:
            return kept[1]
        with self.login.alone("making a client"):
            kept = self._clients.get(service)
            if kept is None or kept[0] is not core:
                if kept is not None:
                    kept[1].close()
                kept = self._clients[service] = (core, self._new(core, service))
            return kept[1]

    def _new(self, core: Core, service: str) -> Any:
        client: Any = core.client(service, self.region)
        client.meta.events.register("before-send", partial(_watch, self.login, self.region))
        return client


def _watch(login: Login, region: str, request: Any, event_name: str, **_others: object) -> None:
    operation = event_name.rpartition(".")[2]
    if secret_names.plain(operation) not in (_asked.get(), *_BESIDE):
        raise Refused(
            f"botocore would send {operation}, which was not asked for.", "Ask something else."
        )
    login.watch(region, request, event_name)
