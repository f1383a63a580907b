"""Environment variables of a task: which of them may be shown, and what is said of the others.

What redaction knows is the form of a secret; a password has none. What tells it is the name of
its variable, so that a value under such a name is never shown, recorded or cut.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from hashlib import blake2b

from kurosai.safety.redact import redact
from kurosai.vocabulary import Json

HIDDEN = "(hidden)"

_SECRET = re.compile(
    r"passw|passphrase|pwd|secret|token|credential|private|cookie|webhook|dsn"
    r"|conn(?:ection)?_?str"
    r"|(?<![a-z])pass(?![a-z])|(?<![a-z])pw(?![a-z])|keys?(?![a-z])"
    # `author` is nobody's secret, `authorization` is.
    r"|auth(?!or(?!i[sz]))"
)
_REFERENCE = re.compile(
    r"secret:[A-Z][A-Z0-9_]{2,63}"
    r"|arn:aws[a-z-]*:(?:secretsmanager|ssm):[a-z0-9-]+:\d{12}:[A-Za-z0-9_:/+=.@-]+"
    r"|projects/[a-z0-9-]+/secrets/[A-Za-z0-9_-]+(?:/versions/\w+)?",
    re.ASCII,
)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ENVIRONMENTS = frozenset({"environment", "env"})
_KEY = secrets.token_bytes(16)
"""Of this process only: a mark tells values apart and cannot be looked up anywhere."""


def refers(value: str) -> bool:
    """Whether a value only says where a secret is kept: which one it is, is what a reader asks."""
    return _REFERENCE.fullmatch(value) is not None


def secret(name: str) -> bool:
    """Whether the name of a variable says that its value is nobody's to read."""
    return _SECRET.search(_HUMP.sub("_", name).lower()) is not None


def shown(name: str, value: str) -> str:
    """The value as it may be shown."""
    return HIDDEN if value and secret(name) and not refers(value) else redact(value)[0]


def mark(name: str, value: str) -> str:
    """What stands for the value where values are compared: itself, or `(hidden)` and a mark."""
    if value and ((secret(name) and not refers(value)) or redact(value)[1]):
        return f"{HIDDEN} {blake2b(value.encode(), key=_KEY, digest_size=8).hexdigest()}"
    return value


def unmarked(value: str) -> str:
    """The same for a reader: a mark says nothing outside a comparison."""
    return HIDDEN if value.startswith(f"{HIDDEN} ") else value


def without_secrets(value: Json) -> Json:
    """A copy of any JSON whose environments, wherever they stand, hide what `secret` names."""
    if isinstance(value, Mapping):
        return {
            key: _environment(held) if key.lower() in _ENVIRONMENTS else without_secrets(held)
            for key, held in value.items()
        }
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [without_secrets(one) for one in value]
    return value


def _environment(held: Json) -> Json:
    """By name, or as a list of names and values."""
    if isinstance(held, Mapping):
        return {
            name: HIDDEN if secret(name) and _holds(value) else without_secrets(value)
            for name, value in held.items()
        }
    if isinstance(held, Sequence) and not isinstance(held, str):
        return [_entry(one) for one in held]
    return held


def _entry(one: Json) -> Json:
    if not isinstance(one, Mapping):
        return without_secrets(one)
    if secret(str(one.get("name", ""))) and _holds(one.get("value")):
        return {**one, "value": HIDDEN}
    return without_secrets(one)


def _holds(value: Json) -> bool:
    """Whether there is something to hide: that a secret is missing is a finding, and so is which
    one is meant."""
    return value is not None and value != "" and not (isinstance(value, str) and refers(value))
