"""Whose credentials are used, and where they may be used: settings of the environment."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from kurosai.environment import Environment
from kurosai.errors import NotConfigured
from kurosai.gcp.wire.budget import READS

SCOPE = "https://www.googleapis.com/auth/logging.read"
IMPERSONATING = "https://www.googleapis.com/auth/cloud-platform"
LIFETIME = 3600
_VIEW = re.compile(r"projects/([^/]+)/locations/[^/]+/buckets/[^/]+/views/[^/]+")


@dataclass(frozen=True, slots=True)
class Settings:
    """`endpoint`, `roots` and `account` are empty outside a world, `impersonated` in one."""

    projects: tuple[str, ...]
    endpoint: str
    roots: str
    account: str
    views: tuple[str, ...]
    impersonated: str
    reads: int


def settings(environment: Environment) -> Settings:
    """What is configured now. Raises NotConfigured."""
    get, need = environment.get, environment.need
    projects = _list(get("KUROSAI_GCP_PROJECT"))
    views = _views(_list(get("KUROSAI_GCP_VIEWS")), projects)
    reads = _reads(get("KUROSAI_GCP_READS"))
    if not environment.world_name:
        return Settings(projects, "", "", "", views, get("KUROSAI_GCP_IMPERSONATE"), reads)
    return Settings(
        projects,
        need("KUROSAI_GCP_ENDPOINT", "the local world's Cloud Logging"),
        need("KUROSAI_GCP_ROOTS", "its certificate"),
        need("KUROSAI_GCP_ACCOUNT", "its service account"),
        views,
        "",
        reads,
    )


def credentials(chosen: Settings) -> Any:
    """The credentials of the world, else those that Google's own libraries find; with them those
    of the account that is to be impersonated, if one is."""
    if chosen.account:
        # In a world nothing of the desktop's gcloud configuration may take part.
        from google.oauth2 import service_account  # noqa: PLC0415 - on first use only

        found: Any = service_account.Credentials
        return found.from_service_account_info(json.loads(chosen.account))
    import google.auth  # noqa: PLC0415

    untyped: Any = google.auth
    if not chosen.impersonated:
        return untyped.default(scopes=[SCOPE])[0]
    from google.auth import impersonated_credentials  # noqa: PLC0415

    # To act as another account takes a wider scope; what comes back may read logs and no more.
    acting: Any = impersonated_credentials.Credentials
    return acting(
        source_credentials=untyped.default(scopes=[IMPERSONATING])[0],
        target_principal=chosen.impersonated,
        target_scopes=[SCOPE],
        lifetime=LIFETIME,
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.replace(",", " ").split()))


def _views(views: tuple[str, ...], projects: tuple[str, ...]) -> tuple[str, ...]:
    """Full names of views, each of a project that may be read."""
    for view in views:
        match = _VIEW.fullmatch(view)
        if match is None or match[1] not in projects:
            raise NotConfigured(
                f"KUROSAI_GCP_VIEWS: {view[:120]} is no view of a project of KUROSAI_GCP_PROJECT.",
                "Write projects/PROJECT/locations/LOCATION/buckets/BUCKET/views/VIEW.",
            )
    return views


def _reads(text: str) -> int:
    if text and not (text.isascii() and text.isdigit() and int(text)):
        raise NotConfigured(
            f"KUROSAI_GCP_READS is {text[:40]!r}.", "Set it to the reads per minute of a project."
        )
    return int(text) if text else READS
