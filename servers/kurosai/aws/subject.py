"""What a question is about, as people name things of AWS: a name, an ARN, lambda:NAME, NAME*."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

ARN_ENDS: Final[Mapping[str, str]] = {
    "lambda": "function:{}",
    "sqs": "{}",
    "states": "stateMachine:{}",
    "ecs": "service/{}",
    "events": "rule/{}",
    "logs": "log-group:{}",
    "rds": "db:{}",
    "batch": "job-queue/{}",
}
"""The kinds that may be written before a name, and how the ARN of one ends."""

_ARN: Final = re.compile(r"arn:aws[\w-]*:(?P<service>[\w-]+):[^:]*:[^:]*:(?P<rest>.+)", re.DOTALL)
_IMAGE: Final = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/"
    r"(?P<name>[a-z0-9._/-]+)(?:[:@].*)?"
)
_SECRET: Final = re.compile(r"arn:aws[\w-]*:secretsmanager:.*:secret:(?P<name>.+)-[A-Za-z0-9]{6}")
"""Secrets Manager puts six characters behind a secret's name, and records it by its ARN alone."""

_KIND: Final = re.compile(r"(?P<kind>[a-z][a-z0-9-]*):(?!/?/)(?P<name>[^:].*)", re.DOTALL)
_TYPED: Final = re.compile(r"[A-Za-z-]+[:/]")
_DEPTH: Final = 6


@dataclass(frozen=True, slots=True)
class Subject:
    """`name` ("core-v2-x", or "cluster/service"), its `service` and `arn` where they were told;
    `prefix`: everything whose name begins so."""

    name: str
    service: str = ""
    arn: str = ""
    prefix: bool = False

    @property
    def last(self) -> str:
        """The name without what it lies in: of "cluster/service" the service; of a secret all."""
        whole = self.name.startswith("/") or self.service == "secretsmanager"
        return self.name if whole else self.name.rpartition("/")[2]

    def names(self, arn: Callable[[str, str], str]) -> tuple[str, ...]:
        """What it may be recorded as, each once; `arn` makes one of this account and region."""
        whole = self.arn
        if not whole and self.service in ARN_ENDS:
            whole = arn(self.service, ARN_ENDS[self.service].format(self.name))
        return tuple(dict.fromkeys(one for one in (self.last, self.name, whole) if one))

    def is_in(self, text: str) -> bool:
        """Whether a text is its name or its ARN, or a path or an ARN with its name as a part."""
        if self.arn and text.startswith(self.arn):
            return self.prefix or text[len(self.arn) :][:1] in ("", ":")
        if match := _SECRET.fullmatch(text):
            # Its name may be a path, of which the last part alone is no name.
            name = match["name"]
            return name.startswith(self.name) if self.prefix else name == self.name
        if self.last.startswith("/"):
            return text.startswith(self.last) if self.prefix else text == self.last
        parts = re.split(r"[/:]", text)
        if self.prefix:
            return any(one.startswith(self.last) for one in parts)
        return self.last in parts


def of(text: str) -> Subject:
    """What a text names; nothing is looked up."""
    text = text.strip()
    prefix = text.endswith("*") and not text.endswith(":*")
    told = text.removesuffix(":*").removesuffix("*") if text.endswith("*") else text
    if match := _IMAGE.fullmatch(told):
        # An image, as a task names it: its repository says whose it is.
        told = f"arn:aws:ecr:{match['region']}:{match['account']}:repository/{match['name']}"
    if match := _SECRET.fullmatch(told):
        return Subject(match["name"], "secretsmanager", told, prefix)
    if match := _ARN.fullmatch(told):
        return Subject(_name(match["service"], match["rest"]), match["service"], told, prefix)
    match = _KIND.fullmatch(told)
    if match is not None and match["kind"] in ARN_ENDS:
        return Subject(match["name"], match["kind"], "", prefix)
    return Subject(told, "", "", prefix)


def _name(service: str, rest: str) -> str:
    """The name in the last part of an ARN: without its type, its version and its path."""
    typed = _TYPED.match(rest)
    bare = rest[typed.end() :] if typed else rest
    if service in ("logs", "ecs"):
        return bare
    # A qualifier of a function, an execution's machine, a path of a role.
    return bare.split(":")[0] if service == "lambda" else re.split(r"[/:]", bare)[-1]


def texts(value: Any, depth: int = _DEPTH) -> Iterator[str]:
    """Every text in JSON of unknown shape, as deep as names may lie."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping) and depth:
        for one in cast("Mapping[str, Any]", value).values():
            yield from texts(one, depth - 1)
    elif isinstance(value, Sequence) and depth:
        for one in cast("Sequence[Any]", value):
            yield from texts(one, depth - 1)
