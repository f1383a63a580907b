"""When a token ends, as far as the token itself says it. It is read, never checked: Crois does."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode
from datetime import UTC, datetime
from typing import cast

from kurosai import strict_json
from kurosai.strict_json import NotJson

MOST_CHARACTERS = 16_000


def of(token: str) -> datetime | None:
    """The `exp` of a JWT (RFC 7519, seconds since 1970), UTC; None for any other token."""
    parts = token.split(".")
    if len(parts) != 3 or len(token) > MOST_CHARACTERS:
        return None
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        claims = strict_json.load(urlsafe_b64decode(padded))
        end = cast("dict[str, object]", claims).get("exp") if isinstance(claims, dict) else None
        if isinstance(end, bool) or not isinstance(end, int | float):
            return None
        return datetime.fromtimestamp(end, UTC)
    except (binascii.Error, NotJson, ValueError, OverflowError, OSError):
        return None
