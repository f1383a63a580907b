"""Google's own clients on channels with our bounds."""

from __future__ import annotations

import functools
from typing import Any
from urllib.parse import urlsplit

HOST = "logging.googleapis.com"
MOST_BYTES = 32 * 1024 * 1024
"""A page of 100 entries of 256 KiB, the largest that are kept, is smaller."""


def client(service: str, credentials: Any, endpoint: str, roots: str) -> Any:
    """A client of `logging` or `config`; `endpoint` and `roots` are "" but in a world.

    Two fifths of a second on first use.
    """
    import grpc  # noqa: PLC0415 - on first use only

    kind, transport = _kinds(service)
    host, tls = HOST, None
    if endpoint:
        host = urlsplit(endpoint).netloc
        tls = grpc.ssl_channel_credentials(root_certificates=roots.encode("ascii"))
    made = transport(
        host=host,
        credentials=credentials,
        ssl_channel_credentials=tls,
        always_use_jwt_access=True,
        channel=functools.partial(_channel, transport.create_channel, local=bool(endpoint)),
    )
    # The client refuses credentials of another universe than its own.
    universe = getattr(credentials, "universe_domain", "") or "googleapis.com"
    return kind(transport=made, client_options={"universe_domain": universe})


def _kinds(service: str) -> tuple[Any, Any]:
    """The classes of a client and of its transport."""
    if service == "config":
        from google.cloud.logging_v2.services import config_service_v2  # noqa: PLC0415
        from google.cloud.logging_v2.services.config_service_v2 import (  # noqa: PLC0415
            transports as of_config,
        )

        return config_service_v2.ConfigServiceV2Client, of_config.ConfigServiceV2GrpcTransport
    from google.cloud.logging_v2.services import logging_service_v2  # noqa: PLC0415
    from google.cloud.logging_v2.services.logging_service_v2 import transports  # noqa: PLC0415

    return logging_service_v2.LoggingServiceV2Client, transports.LoggingServiceV2GrpcTransport


def _channel(create: Any, *arguments: Any, options: Any, local: bool, **named: Any) -> Any:
    """The channel that the transport would make, with a cap on bytes, and no proxy to loopback."""
    bounds = [("grpc.max_receive_message_length", MOST_BYTES)]
    if local:
        bounds.append(("grpc.enable_http_proxy", 0))
    kept = [one for one in options if one[0] not in dict(bounds)]
    return create(*arguments, options=[*kept, *bounds], **named)
