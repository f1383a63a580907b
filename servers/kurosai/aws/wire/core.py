"""A botocore session in which every client is one of ours.

botocore makes clients of its own to find credentials: STS for roles, the portal of SSO. They are
made by the same method as all others, so here is the one place where it is decided where requests
go, how long they may take, and which credentials a place may use at all.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import boto3
import botocore
from botocore import config, configprovider, credentials, exceptions, session, utils

from kurosai import deadline
from kurosai.aws.wire import answers, relogin, shapes
from kurosai.aws.wire.place import Ground, Place
from kurosai.version import VERSION

# botocore has no types: that is said here, once.
_boto3: Any = boto3
_parts: Any = credentials
_errors: Any = exceptions
_Config: Any = config.Config
_ConstantProvider: Any = configprovider.ConstantProvider
_FileCache: Any = utils.JSONFileCache
_Session: Any = session.Session

CONNECT_SECONDS = 3
READ_SECONDS = 12
ATTEMPTS = 3
"""Two whole timeouts and the pauses between fit a call's 30 s; a third is cut by its deadline."""

CONNECTIONS = 32
"""Kept for each service: a call asks in parallel, and several calls run at once."""

USER_AGENT = f"kurosai/{VERSION} Botocore/{botocore.__version__}"
"""As whom CloudTrail names us first. botocore's own text tells of the machine, too, and is put
together twice for each request, which takes a sixth of the request's time."""

METADATA_SECONDS = 0.25
"""For the metadata service of a machine in EC2, which answers within milliseconds or is not there.

botocore's own second is waited for twice, at every call, on a desktop without credentials whose
network swallows the address: 2.0 s, measured. AWS_METADATA_SERVICE_TIMEOUT has the last word.
"""

_OF_A_PROFILE = frozenset(
    {
        "assume-role",
        "assume-role-with-web-identity",
        "sso",
        "shared-credentials-file",
        "login",
        "custom-process",
        "config-file",
    }
)
# What it warns of there is raised as well; its trace would stand among the lines of the audit.
logging.getLogger("botocore.credentials").setLevel(logging.CRITICAL)

_SECRETS = ("aws_secret_access_key", "aws_session_token")
_CLI_CACHE = os.path.join("~", ".aws", "cli", "cache")  # noqa: PTH118 - expanded where it is used


class Core(_Session):
    """The credentials of one place, and clients that use them.

    `keep` is told every secret that comes by.
    """

    def __init__(self, place: Place, ground: Ground, keep: Callable[[str], None]) -> None:
        theirs: Any = super()
        theirs.__init__(
            session_vars=_only(ground) if ground.world else None, profile=place.profile or None
        )
        self._ground = ground
        self._keep = keep
        self._ours = _Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            max_pool_connections=CONNECTIONS,
            # A variable or a profile must not send signed requests to another host.
            ignore_configured_endpoint_urls=True,
            user_agent=USER_AGENT,
            **({"proxies": {}} if ground.world else {}),
        )
        # Where STS and its like are asked for credentials, whatever the desktop's default is.
        self.set_config_variable("region", place.regions[0])
        answers.guard(self)
        self.register("before-send", _in_time)
        self.register("before-parameter-build.sso.GetRoleCredentials", self._see_token)
        self.register_component("credential_provider", self._chosen(place))
        self.get_component("data_loader").file_loader = shapes.files()
        self._boto: Any = _boto3.Session(botocore_session=self)

    def client(self, service: str, region: str) -> Any:
        """A client of a service in one region, as boto3 makes it."""
        return self._boto.client(service, region_name=region)

    @property
    def world(self) -> str:
        """The local world that these are credentials of, "" for the real one."""
        return self._ground.world

    @property
    def profiles(self) -> relogin.Profiles:
        """The profiles of the AWS configuration that takes part, each with its settings."""
        return self.full_config.get("profiles", {})

    def create_client(self, *args: Any, **given: Any) -> Any:
        """A client with our bounds, whoever asks for it."""
        theirs = given.get("config")
        given["config"] = theirs.merge(self._ours) if theirs is not None else self._ours
        given["endpoint_url"] = self._ground.endpoint or None
        for name in _SECRETS:
            self._keep(given.get(name) or "")
        plain: Any = super()
        return plain.create_client(*args, **given)

    def _chosen(self, place: Place) -> Any:
        """What finds the credentials that `place` may use, and no others."""
        if self._ground.world and not place.profile:
            own = _parts.Credentials(self._ground.access_key, self._ground.secret_key)
            source: Any = _Found(lambda: own)
        else:
            source = self._chain(place)
        return _Found(lambda: self._assumed(place, source)) if place.role else source

    def _chain(self, place: Place) -> Any:
        """botocore's own chain; of a profile only what belongs to it.

        A profile without credentials would else sign with those of the machine it runs on.
        """
        if "AWS_METADATA_SERVICE_TIMEOUT" not in os.environ:
            self.get_component("config_store").set_config_provider(
                "metadata_service_timeout", _ConstantProvider(METADATA_SECONDS)
            )
        chain: Any = self.get_component("credential_provider")
        if place.profile:
            chain.providers = [one for one in chain.providers if one.METHOD in _OF_A_PROFILE]
        roles = chain.get_provider("assume-role")
        if relogin.asks_for_a_code(self.profiles, place.profile):
            roles.cache = _CliCache(os.path.expanduser(_CLI_CACHE))  # noqa: PTH111 - theirs is a str
        # botocore would ask on the terminal, which nobody looks at, and wait.
        roles._prompter = _ask_nobody
        return chain

    def _assumed(self, place: Place, source: Any) -> Any:
        """The role of `place`, assumed with the credentials of `source` when it is first needed."""
        own = source.load_credentials()
        if own is None:
            raise _errors.NoCredentialsError
        more = {"ExternalId": place.external_id} if place.external_id else {}
        fetcher = _parts.AssumeRoleCredentialFetcher(
            client_creator=self.create_client,
            source_credentials=own,
            role_arn=place.role,
            extra_args={
                "RoleSessionName": place.session,
                "DurationSeconds": place.minutes * 60,
                **more,
            },
        )
        return _parts.DeferredRefreshableCredentials(
            method="assume-role", refresh_using=fetcher.fetch_credentials
        )

    def _see_token(self, params: Mapping[str, Any], **_others: object) -> None:
        self._keep(str(params.get("accessToken", "")))


@dataclass(frozen=True, slots=True)
class _Found:
    """Credentials in the place of botocore's search for some."""

    load_credentials: Callable[[], Any]


class _CliCache:
    """Roles that the AWS CLI assumed with a code, until they end; ours stay in memory."""

    def __init__(self, folder: str) -> None:
        self._files = _FileCache(folder)
        self._own: dict[str, Any] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._own or key in self._files

    def __getitem__(self, key: str) -> Any:
        return self._own[key] if key in self._own else self._files[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._own[key] = value


def _ask_nobody(_prompt: str) -> str:
    raise _errors.RefreshWithMFAUnsupportedError


def _in_time(**_others: object) -> None:
    """An abandoned call sends nothing more, and no retry begins after the deadline."""
    deadline.remaining()


def _only(ground: Ground) -> dict[str, Any]:
    return {
        "profile": (None, None, None, None),
        "config_file": (None, None, ground.config_file or os.devnull, None),
        "credentials_file": (None, None, ground.credentials_file or os.devnull, None),
    }
