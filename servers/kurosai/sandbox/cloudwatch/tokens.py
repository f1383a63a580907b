"""Opaque tokens: a place in a result, bound to the request it came from.

A token holds its cursor and a keyed digest over cursor and request, so that a token that is
made up, cut, or used with another request is refused instead of paging through something else.
"""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from kurosai.sandbox.cloudwatch.faults import InvalidParameter

Cursor = list[int] | list[str]
_DIGEST_BYTES = 12


@dataclass(frozen=True, slots=True)
class Tokens:
    """Makes and reads tokens with a key; equal keys understand each other."""

    key: bytes

    def seal(self, cursor: Cursor, *request: object) -> str:
        """The token for `cursor` within `request` (anything that JSON or repr can tell apart)."""
        text = json.dumps(cursor, separators=(",", ":")).encode()
        return urlsafe_b64encode(self._digest(text, request) + text).decode().rstrip("=")

    def open(self, token: str, *request: object) -> Any:
        """The cursor in a token of the same request; InvalidParameter for any other."""
        try:
            raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except (binascii.Error, ValueError):
            raise invalid_token() from None
        digest, text = raw[:_DIGEST_BYTES], raw[_DIGEST_BYTES:]
        if digest != self._digest(text, request):
            raise invalid_token()
        return json.loads(text)

    def _digest(self, text: bytes, request: tuple[object, ...]) -> bytes:
        bound = text + b"\0" + repr(request).encode()
        return blake2b(bound, key=self.key, digest_size=_DIGEST_BYTES).digest()


def invalid_token() -> InvalidParameter:
    """What AWS says to a token that it did not give for this request."""
    return InvalidParameter("The specified nextToken is invalid.")
