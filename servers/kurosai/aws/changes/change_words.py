"""What a recorded call asked for, in few words and without secrets.

CloudTrail keeps whole requests: environment variables, container overrides, inputs, passwords.
Of those the names are shown and the values never.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

from kurosai import flatten
from kurosai.aws import subject
from kurosai.aws.json_objects import each, one
from kurosai.aws.wire.trail import TrailEvent
from kurosai.vocabulary import Json

MOST_PAIRS: Final = 8
MOST_VALUE: Final = 120
MOST_ERROR: Final = 240
MOST_NAMES: Final = 2
_SECRET: Final = re.compile(
    r"pass(?:word|wd|phrase|code)?$|secret(?!Id|Arn|Name)|token|credential|private_?key|api_?key|"
    r"authorization$|auth_?(?:data|key|string)|environment|^env|variables|plaintext|ciphertext|"
    r"user_?data|signature|"
    r"^(?:overrides|command|entrypoint|input|payload|message|messagebody|entries|body|value|"
    r"connectionstring|masteruser\w*)$",
    re.IGNORECASE,
)
"""Keys whose values may be secrets; of what they hold, names may be shown."""

_QUIET: Final = re.compile(r"^(?:client(?:Request)?Token|dryRun|nextToken)$")
_LONG: Final = re.compile(r"definition$|template(?:Body)?$", re.IGNORECASE)
_ANSWERED: Final = (("taskDefinition", "taskDefinitionArn"), ("version",), ("imageManifestDigest",))
"""What of a response tells what came to be."""


def is_secret(key: str) -> bool:
    """Whether what stands under a key may be a secret."""
    return _SECRET.search(key) is not None


def is_quiet(key: str) -> bool:
    """Whether a key says nothing of what is set: tokens of the call itself."""
    return _QUIET.search(key) is not None


def is_long(key: str, value: str) -> bool:
    """Whether a text is told by its length: a definition, a template."""
    return _LONG.search(key) is not None and len(value) > MOST_VALUE


def touched(event: TrailEvent) -> tuple[str, ...]:
    """The names of what a call was about, each once, as short as they are unmistakable."""
    names = dict.fromkeys(subject.of(one).last for one in event.resources)
    return tuple(names)[:MOST_NAMES]


def asked(event: TrailEvent, said: Sequence[str]) -> str:
    """The parameters that decide, `memorySize=512 timeout=30`, without the names in `said`."""
    told = [
        pair
        for pair in _pairs(one(event.raw.get("requestParameters")))
        if not any(subject.of(name).is_in(pair.partition("=")[2]) for name in said)
    ]
    told += [pair for pair in _answered(event) if pair not in told]
    more = f" +{len(told) - MOST_PAIRS} more" if len(told) > MOST_PAIRS else ""
    return " ".join(told[:MOST_PAIRS]) + more


def refused(event: TrailEvent) -> str:
    """How a call failed: its code and AWS's words."""
    words = " ".join(str(event.raw.get("errorMessage") or "").split())
    cut = f"{words[:MOST_ERROR]}…" if len(words) > MOST_ERROR else words
    return f"{event.error}: {cut}" if cut else event.error


def _pairs(request: Mapping[str, Any]) -> Iterator[str]:
    for key, value in request.items():
        if value is None or is_quiet(key):
            continue
        yield from _safe(key, value)


def _safe(name: str, value: Any) -> Iterator[str]:
    """One parameter as pairs; what may be secret as the names it has."""
    key = re.split(r"[.\[]", name.rstrip("]0123456789["))[-1]
    if is_secret(key):
        names = ", ".join(_names(value))
        # Without a colon: a name that ends in "password" would look like one with its value.
        yield f"{name}=({names}, values not shown)" if names else f"{name}=(not shown)"
    elif fields := one(value):
        for inner, held in fields.items():
            if held is not None and not is_quiet(inner):
                yield from _safe(f"{name}.{inner}", held)
    elif several := each(value):
        for index, held in enumerate(several):
            yield from _safe(f"{name}[{index}]", held)
    elif isinstance(value, str) and is_long(key, value):
        yield f"{name}=({len(value)} characters)"
    else:
        for pair in flatten.pairs(cast("Json", value), name):
            yield f"{pair[:MOST_VALUE]}…" if len(pair) > MOST_VALUE else pair


def _names(value: Any) -> Iterator[str]:
    """The names of variables: the keys of an object, the `name` of each in a list."""
    for key, inner in one(value).items():
        nested = [*_names(inner)]
        yield from nested or [str(key)]
    yield from (str(held["name"]) for held in each(value) if held.get("name"))


def _answered(event: TrailEvent) -> Iterator[str]:
    response = one(event.raw.get("responseElements"))
    for path in _ANSWERED:
        value: Any = response
        for step in path:
            value = one(value).get(step)
        if value:
            yield f"{path[-1]}={value}"
