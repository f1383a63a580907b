"""What a recorded call asked for, in few words and without secrets.

CloudTrail keeps whole requests: environment variables, container overrides, inputs, passwords.
Of those the names are shown and the values never.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

from kurosai import flatten
from kurosai.aws import subject
from kurosai.aws.changes import policy_words
from kurosai.aws.changes.secret_keys import is_secret
from kurosai.aws.json_objects import each, one
from kurosai.aws.wire.trail import TrailEvent
from kurosai.vocabulary import Json

MOST_PAIRS: Final = 8
MOST_VALUE: Final = 120
MOST_ERROR: Final = 240
MOST_NAMES: Final = 2
MOST_WHOLE: Final = 33_000
"""Characters of a request as it is recorded: no policy of AWS is longer."""

_QUIET: Final = re.compile(r"^(?:client(?:Request)?Token|dryRun|nextToken)$")
_LONG: Final = re.compile(r"definition$|template(?:Body)?$", re.IGNORECASE)
_ANSWERED: Final = (("taskDefinition", "taskDefinitionArn"), ("version",), ("imageManifestDigest",))
"""What of a response tells what came to be."""


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


def asked(event: TrailEvent, said: Sequence[str], *, whole: bool = False) -> str:
    """The parameters that decide, `memorySize=512 timeout=30`, without the names in `said`; of a
    policy what it says. `whole`: nothing is cut, and a policy stands as it was written."""
    request = one(event.raw.get("requestParameters"))
    told = [
        pair
        for name, value in request.items()
        if value is not None and not is_quiet(name)
        for pair in _Words(account(event), whole=whole).of(name, value)
        if policy_words.of(value) or not _is_said(pair, said)
    ]
    told += [pair for pair in _answered(event) if pair not in told]
    if whole:
        text = " ".join(told)
        cut = f"{text[:MOST_WHOLE]} [+{len(text) - MOST_WHOLE} characters not kept]"
        return text if len(text) <= MOST_WHOLE else cut
    more = f" +{len(told) - MOST_PAIRS} more" if len(told) > MOST_PAIRS else ""
    return " ".join(told[:MOST_PAIRS]) + more


def account(event: TrailEvent) -> str:
    """The account where a call was recorded; "" where the record does not tell."""
    return str(event.raw.get("recipientAccountId") or "")


def _is_said(pair: str, said: Sequence[str]) -> bool:
    return any(subject.of(name).is_in(pair.partition("=")[2]) for name in said)


def refused(event: TrailEvent) -> str:
    """How a call failed: its code and AWS's words."""
    words = " ".join(str(event.raw.get("errorMessage") or "").split())
    cut = f"{words[:MOST_ERROR]}…" if len(words) > MOST_ERROR else words
    return f"{event.error}: {cut}" if cut else event.error


class _Words:
    """Parameters as pairs: what may be secret as the names it has, a policy of the account `own` as
    what it says. `whole`: each value as it was written, but for what may be secret."""

    def __init__(self, own: str, *, whole: bool) -> None:
        self._own = own
        self._whole = whole

    def of(self, name: str, value: Any) -> Iterator[str]:
        """One parameter."""
        key = re.split(r"[.\[]", name.rstrip("]0123456789["))[-1]
        if is_secret(key):
            names = ", ".join(_names(value))
            # Without a colon: a name that ends in "password" would look like one with its value.
            yield f"{name}=({names}, values not shown)" if names else f"{name}=(not shown)"
        elif policy := policy_words.of(value, self._own):
            yield f"{name}={_written(value)}" if self._whole else f"{name}: {policy.told()}"
        elif fields := one(value):
            for inner, held in fields.items():
                if held is not None and not is_quiet(inner):
                    yield from self.of(f"{name}.{inner}", held)
        elif several := each(value):
            for index, held in enumerate(several):
                yield from self.of(f"{name}[{index}]", held)
        elif isinstance(value, str) and is_long(key, value):
            yield f"{name}=({len(value)} characters)"
        else:
            for pair in flatten.pairs(cast("Json", value), name):
                long = len(pair) > MOST_VALUE and not self._whole
                yield f"{pair[:MOST_VALUE]}…" if long else pair


def _written(value: Any) -> str:
    """A policy as JSON, without the values of conditions that may be secret."""
    told = json.loads(value) if isinstance(value, str) else value
    return json.dumps(_open(told), ensure_ascii=False, separators=(",", ":"))


def _open(value: Any) -> Any:
    if isinstance(value, Mapping):
        items = cast("Mapping[str, Any]", value).items()
        return {key: "(not shown)" if is_secret(key) else _open(held) for key, held in items}
    if isinstance(value, list):
        return [_open(held) for held in cast("list[Any]", value)]
    return value


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
