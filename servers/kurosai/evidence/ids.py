"""Ids of evidence and cases: short enough to retype, too many to guess."""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford base 32: no I, L, O, U, so an id read aloud or retyped stays itself."""

LENGTH = 8
PATTERN = f"^[{ALPHABET}]{{{LENGTH}}}$"


def new_id() -> str:
    """Eight random characters (40 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
