"""Google's own Cloud Logging client on loopback, and everything that a filter finds there."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import grpc
from cloud_logging import PROJECT
from google.cloud.logging_v2.services import logging_service_v2
from google.cloud.logging_v2.services.logging_service_v2 import transports
from google.cloud.logging_v2.types import log_entry
from google.oauth2 import service_account

from kurosai.sandbox.cloud_logging import door

LogEntry: Any = log_entry.LogEntry


@contextmanager
def client(running: door.CloudLogging) -> Generator[Any]:
    """The generated client, unmodified, pointed at a running one."""
    told = running.variables
    credentials: Any = service_account.Credentials
    kind: Any = transports.LoggingServiceV2GrpcTransport
    transport = kind(
        host=told["KUROSAI_GCP_ENDPOINT"].removeprefix("https://"),
        credentials=credentials.from_service_account_info(json.loads(told["KUROSAI_GCP_ACCOUNT"])),
        ssl_channel_credentials=grpc.ssl_channel_credentials(told["KUROSAI_GCP_ROOTS"].encode()),
        always_use_jwt_access=True,
    )
    with logging_service_v2.LoggingServiceV2Client(transport=transport) as opened:
        yield opened


def asked(opened: Any, condition: str, *, project: str = PROJECT) -> Any:
    """The entries that fit a filter, oldest first; one page of at most a thousand."""
    page = opened.list_log_entries(
        request={
            "resource_names": [f"projects/{project}"],
            "filter": condition,
            "page_size": 1000,
        },
        timeout=10,
        retry=None,
    )
    entries: Any = next(iter(page.pages)).entries
    # The plain messages: the wrappers know no audit record by its type.
    return [LogEntry.pb(one) for one in entries]
