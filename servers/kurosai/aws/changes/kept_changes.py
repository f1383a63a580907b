"""The records of changes as CloudTrail has them, kept without what may be secret.

What is hidden in what is shown is hidden here by the same rule. Its place says that something stood
there, and within one reading which values were the same: that a secret was changed is evidence.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, cast

from kurosai import kept
from kurosai.aws.changes import change_words
from kurosai.aws.changes.change_rows import Change
from kurosai.aws.changes.secret_keys import is_secret
from kurosai.aws.json_objects import one
from kurosai.aws.wire.trail import TrailEvent
from kurosai.vocabulary import Json, Row, stamp

MOST_EARLIER: Final = 5
MOST_TEXT: Final = 600
MOST_ANSWER: Final = 1_500
"""Characters of a response; of a longer one only what is shown of it."""


def rows(changes: Iterable[Change]) -> Iterator[Row]:
    """Each event once: the changes, and behind them the writes that tell what was before."""
    several = [*changes]
    events = [one.event for one in several]
    events += [event for one in several for event in one.earlier[-MOST_EARLIER:]]
    known: set[str] = set()
    hiding = _Hiding()
    for event in events:
        told = _event(event, hiding)
        if told["id"] not in known:
            known.add(str(told["id"]))
            yield kept.row("aws.event", told)


class _Hiding:
    """Takes out what may be secret; the same value has the same number in one reading."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def fields(self, told: Mapping[str, Any]) -> dict[str, Json]:
        """A request or a response."""
        return {
            key: self._secret(value) if is_secret(key) else self._plain(value, key)
            for key, value in told.items()
        }

    def _plain(self, value: Any, key: str) -> Json:
        if isinstance(value, Mapping):
            return self.fields(cast("Mapping[str, Any]", value))
        if isinstance(value, list):
            return [self._plain(held, key) for held in cast("list[Any]", value)]
        if not isinstance(value, str):
            return value
        if change_words.is_long(key, value):
            return f"({len(value)} characters)"
        if value.lstrip().startswith(("{", "[")):
            return self._written(value)
        return value if len(value) <= MOST_TEXT else f"{value[:MOST_TEXT]}…"

    def _written(self, text: str) -> str:
        """JSON in a text, as policies come."""
        try:
            told: Any = json.loads(text)
        except (ValueError, RecursionError):
            return text[:MOST_TEXT]
        hidden = self._plain(told, "")
        return text if hidden == told else json.dumps(hidden, ensure_ascii=False)

    def _secret(self, value: Any) -> Json:
        """The names that may be shown, and numbers for values."""
        if isinstance(value, Mapping):
            items = cast("Mapping[str, Any]", value).items()
            return {key: self._secret(held) for key, held in items}
        if isinstance(value, list):
            return [self._item(held) for held in cast("list[Any]", value)]
        if value is None:
            return None
        text = json.dumps(value, default=str)
        return f"(hidden {self._numbers.setdefault(text, len(self._numbers) + 1)})"

    def _item(self, held: Any) -> Json:
        if not isinstance(held, Mapping):
            return self._secret(held)
        fields = cast("Mapping[str, Any]", held)
        named = {"name": str(fields["name"])} if fields.get("name") else {}
        return {**{key: self._secret(inner) for key, inner in fields.items()}, **named}


def _event(event: TrailEvent, hiding: _Hiding) -> dict[str, Json]:
    raw = event.raw
    told: dict[str, Json] = {
        "id": str(raw.get("eventID") or ""),
        "at": stamp(event.at),
        "source": event.source,
        "name": event.name,
        "region": event.region,
        "who": _who(one(raw.get("userIdentity"))),
        "resources": [*event.resources],
        "reads": event.read_only,
    }
    parts = {"request": raw.get("requestParameters"), "response": _answer(raw)}
    told |= {key: hiding.fields(fields) for key, value in parts.items() if (fields := one(value))}
    if event.error:
        told["error"] = [event.error, str(raw.get("errorMessage") or "")[:MOST_TEXT]]
    named = {"address": raw.get("sourceIPAddress"), "agent": raw.get("userAgent")}
    return told | {key: str(value) for key, value in named.items() if value}


def _answer(raw: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What came of it; of a long answer only what tells which version came to be."""
    answer = one(raw.get("responseElements"))
    if len(json.dumps(answer, default=str)) <= MOST_ANSWER:
        return answer or None
    arn = one(answer.get("taskDefinition")).get("taskDefinitionArn")
    named = {key: answer[key] for key in ("version", "imageManifestDigest") if answer.get(key)}
    return {**named, **({"taskDefinition": {"taskDefinitionArn": arn}} if arn else {})}


def _who(identity: Mapping[str, Any]) -> dict[str, Json]:
    """The caller: a user, a role with its session, a service of AWS, or the account itself."""
    arn = str(identity.get("arn") or "")
    if identity.get("type") == "AWSService":
        return {"service": str(identity.get("invokedBy") or "")}
    if identity.get("type") == "Root":
        return {"root": True}
    if ":assumed-role/" in arn:
        issuer = one(one(identity.get("sessionContext")).get("sessionIssuer"))
        role, _, session = arn.partition(":assumed-role/")[2].partition("/")
        whole = str(issuer.get("arn") or "").partition(":role/")[2]
        return {"role": whole or role, "session": session}
    named = str(identity.get("userName") or "") or arn.rpartition("/")[2]
    return {"user": named or str(identity.get("principalId") or "unknown")}
