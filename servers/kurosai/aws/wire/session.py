"""The one door to boto3: who signs, and where requests go."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from kurosai import deadline
from kurosai.aws.wire import answers, errors
from kurosai.environment import Environment
from kurosai.errors import NotConfigured

T = TypeVar("T")

_NOTHING_ELSE = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}
CONNECT_SECONDS = 3
READ_SECONDS = 12
ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class _Settings:
    profile: str
    region: str
    endpoint: str
    access_key: str
    secret_key: str
    world: str


class AwsSession:
    """Clients of one identity in one region, kept, and rebuilt once when its login expired."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        # Clients are built from several threads, and boto3 sessions are not safe to share then.
        self._lock = threading.RLock()
        self._kept: _Settings | None = None
        self._session: Any = None
        self._clients: dict[str, Any] = {}
        self._account = ""
        self._signed_with: frozenset[str] = frozenset()

    def secrets(self) -> frozenset[str]:
        """This server's own credentials, to be masked wherever they show up.

        Those of its variables, and those that boto signed with so far, wherever it had them from.
        """
        names = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
        try:
            given = {self._environment.get(name) for name in names}
        except NotConfigured:
            given = set[str]()
        return frozenset(given | self._signed_with) - {""}

    def close(self) -> None:
        """Give back the kept connections; a later call opens others."""
        with self._lock:
            for client in self._clients.values():
                client.close()
            self._kept, self._clients, self._account = None, {}, ""

    def identity(self) -> str:
        """`aws 111122223333 ap-northeast-1`, from STS; checked against the allowed accounts.

        Raises NotConfigured for an account that KUROSAI_AWS_ACCOUNT does not name.
        """
        with self._lock:
            settings, account = self._current(), self._account
        if not account:
            # Outside the lock: while STS hangs, nobody else should have to.
            doing = "asking who we are"
            answer = self._with_client("sts", doing, lambda sts: sts.get_caller_identity())
            account = str(answer.get("Account", ""))
            allowed = self._environment.get("KUROSAI_AWS_ACCOUNT")
            if allowed and account not in allowed.replace(",", " ").split():
                raise NotConfigured(
                    f"These credentials belong to account {account}, not {allowed}.",
                    "Set AWS_PROFILE to the right one, or KUROSAI_AWS_ACCOUNT to allow it.",
                )
            with self._lock:
                if self._kept == settings:
                    self._account = account
                    self._signed_with = self._credentials()
        return f"aws {account} {settings.region}"

    def arn(self, service: str, resource: str) -> str:
        """The ARN of something of this account and region: arn("states", "execution:x:y")."""
        _, account, region = self.identity().split(" ")
        with self._lock:
            partition = self._session.get_partition_for_region(region)
        return f"arn:{partition}:{service}:{region}:{account}:{resource}"

    def call(
        self, service: str, method: str, arguments: Mapping[str, Any], *, doing: str
    ) -> Mapping[str, Any]:
        """One operation by its Python name. Raises Denied, Missing, or a Fault that says why.

        Nothing is asked of an account before it is known to be an allowed one.
        """
        self.identity()
        deadline.remaining(doing=doing)
        answer = self._with_client(
            service, doing, lambda client: getattr(client, method)(**arguments)
        )
        # botocore does not bound a body that drips: what came too late is not an answer.
        deadline.remaining(doing=doing)
        return answer

    def _with_client(self, service: str, doing: str, use: Callable[[Any], T]) -> T:
        from botocore.exceptions import ClientError  # noqa: PLC0415 - on first use

        with errors.translated(doing):
            try:
                return use(self._client(service))
            except ClientError as error:
                if not errors.expired(error):
                    raise
            # The session keeps the keys it was made with: only a new one sees a new login.
            with self._lock:
                self._kept = None
            return use(self._client(service))

    def _client(self, service: str) -> Any:
        with self._lock:
            settings = self._current()
            if service not in self._clients:
                self._clients[service] = self._new_client(service, settings)
            return self._clients[service]

    def _current(self) -> _Settings:
        settings = self._settings()
        if settings != self._kept:
            import boto3  # noqa: PLC0415 - a fifth of a server's start
            from botocore.session import Session as CoreSession  # noqa: PLC0415

            keys: dict[str, str] = {}
            if settings.access_key:
                keys = {
                    "aws_access_key_id": settings.access_key,
                    "aws_secret_access_key": settings.secret_key,
                }
            with errors.translated("reading the AWS configuration"):
                # In a world nothing of the desktop's AWS configuration may take part.
                core = CoreSession(session_vars=_NOTHING_ELSE) if settings.world else None
                self._session = boto3.Session(
                    botocore_session=core,
                    profile_name=settings.profile or None,
                    region_name=settings.region,
                    **keys,
                )
            answers.guard(self._session.events)
            self.close()
            self._kept = settings
        return settings

    def _credentials(self) -> frozenset[str]:
        """The secret parts of what the session signs with."""
        found = self._session.get_credentials()
        if found is None:
            return frozenset()
        frozen = found.get_frozen_credentials()
        return frozenset({frozen.secret_key or "", frozen.token or ""})

    def _new_client(self, service: str, settings: _Settings) -> Any:
        from botocore.config import Config  # noqa: PLC0415

        return self._session.client(
            service,
            endpoint_url=settings.endpoint or None,
            config=Config(
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
                # A variable or a profile must not send signed requests to another host.
                ignore_configured_endpoint_urls=True,
                user_agent_extra="kurosai",
                **({"proxies": {}} if settings.world else {}),
            ),
        )

    def _settings(self) -> _Settings:
        get = self._environment.get
        region = get("AWS_REGION") or get("AWS_DEFAULT_REGION")
        if not region:
            raise NotConfigured(
                "AWS_REGION is not set.",
                "Set it in this server's `env`, or KUROSAI_WORLD=sandbox for the local world.",
            )
        if self._environment.world_name:
            return _Settings(
                profile="",
                region=region,
                endpoint=self._environment.need("AWS_ENDPOINT_URL", "the local world's AWS"),
                access_key=self._environment.need("AWS_ACCESS_KEY_ID", "the local world's keys"),
                secret_key=self._environment.need("AWS_SECRET_ACCESS_KEY", "its secret"),
                world=self._environment.world_name,
            )
        return _Settings(get("AWS_PROFILE"), region, "", "", "", "")
