"""The events of an execution: put in order of time, numbered, each knowing the one before it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from kurosai.vocabulary import Json

Event: TypeAlias = "dict[str, Json]"
Details: TypeAlias = "Mapping[str, Json] | None"
Key: TypeAlias = int


@dataclass(frozen=True, slots=True)
class _Noted:
    at: datetime
    before: Key
    kind: str
    details: Details


@dataclass(slots=True)
class Timeline:
    """Notes events in any order of time. What would come after `until` comes at that moment."""

    until: datetime | None
    _noted: list[_Noted] = field(default_factory=list[_Noted])

    def note(self, at: datetime, kind: str, before: Key = 0, details: Details = None) -> Key:
        """Note an event that follows another (0: none); answers its key. Never before that one."""
        if self.until is not None:
            at = min(at, self.until)
        if before:
            at = max(at, self._noted[before - 1].at)
        self._noted.append(_Noted(at, before, kind, details))
        return len(self._noted)

    def time(self, key: Key) -> datetime:
        """When a noted event happened."""
        return self._noted[key - 1].at

    def events(self, now: datetime) -> list[Event]:
        """The events up to `now` as GetExecutionHistory has them, oldest first."""
        order = sorted(range(len(self._noted)), key=lambda index: self._noted[index].at)
        ids = {index + 1: place for place, index in enumerate(order, 1)}
        result: list[Event] = []
        for place, index in enumerate(order, 1):
            one = self._noted[index]
            if one.at > now:
                break
            event: Event = {
                "timestamp": round(one.at.timestamp(), 3),
                "type": one.kind,
                "id": place,
                "previousEventId": ids.get(one.before, 0),
            }
            if one.details is not None:
                event[details_name(one.kind)] = one.details
            result.append(event)
        return result


def details_name(kind: str) -> str:
    """The member that holds the details of an event of a kind."""
    if kind.endswith("StateEntered"):
        return "stateEnteredEventDetails"
    if kind.endswith("StateExited"):
        return "stateExitedEventDetails"
    return f"{kind[0].lower()}{kind[1:]}EventDetails"


def told(what: str, text: str) -> dict[str, Json]:
    """A text of the execution's data, which AWS would cut at 256 KiB and here never is."""
    return {what: text, f"{what}Details": {"truncated": False}}


def compact(value: Json) -> str:
    """JSON as Step Functions writes it into its events."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
