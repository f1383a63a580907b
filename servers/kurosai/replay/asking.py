"""How a recorded call is asked again: the same arguments, but times that have to stand still.

"1h" meant an hour before it was asked; asked again it would be another hour. Then the window that
was recorded is asked for, so that the same span is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kurosai import windows
from kurosai.replay.case import texts
from kurosai.vocabulary import Json, stamp

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence

NEAR_NOW = timedelta(minutes=2)
"""A window that ends so shortly before it was recorded ended at "now"."""

_AGO = re.compile(r"\s*\d{1,4}\s?(?:s|m|min|h|d|w)(?: ago)?\s*", re.IGNORECASE)
_REACH = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1)}
_CURSOR = re.compile(r"^more behind cursor (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A call to repeat; `note` says what was changed of it ("" for nothing), `why_not` that it
    cannot be repeated at all."""

    arguments: Mapping[str, Json]
    note: str = ""
    why_not: str = ""


def again(recorded: Evidence, cursors: Mapping[str, str]) -> Asked:
    """The call that asks what `recorded` asked. `cursors` are those of then with those of now."""
    asked = dict(recorded.asked)
    if any("[redacted" in text for text in texts(asked)):
        return Asked(asked, why_not="its arguments held a secret, which the ledger did not keep")
    note = ""
    cursor = asked.get("cursor")
    if isinstance(cursor, str) and cursor:
        # What comes behind a cursor is the span of the first page: its times are in it.
        now = cursors.get(cursor, cursor)
        if now != cursor:
            asked["cursor"], note = now, "the cursor is that of the page before, as read now"
        return Asked(asked, note)
    still = _still(asked, recorded)
    if still:
        words = ", ".join(f"{name} {value}" for name, value in still.items() if value)
        note = f"asked for the recorded span ({words}), because the time was relative to then"
    return Asked({**asked, **still}, note)


def cursor(text: str) -> str:
    """The cursor that a result offers, "" if it is at its end."""
    match = _CURSOR.search(text)
    return match[1] if match else ""


def _still(asked: Mapping[str, Json], recorded: Evidence) -> dict[str, Json]:
    """The arguments that have to be other ones so that the span is the same; most often none."""
    times = {name: str(asked.get(name) or "") for name in ("around", "since", "until")}
    if _AGO.fullmatch(times["around"]):
        return {"around": stamp(_middle(asked, recorded, times["around"]))}
    if times["around"] or recorded.window is None or not {"since", "until"} <= asked.keys():
        return {}
    span = {"since": stamp(recorded.window.start), "until": stamp(recorded.window.end)}
    if any(_AGO.fullmatch(times[name]) for name in ("since", "until")):
        return {**span}
    open_end = not times["until"] and recorded.read_at - recorded.window.end <= NEAR_NOW
    return {**span} if open_end else {}


def _middle(asked: Mapping[str, Json], recorded: Evidence, around: str) -> datetime:
    """The moment that was meant: as the window tells exactly, else as the clock did nearly."""
    if recorded.window is not None:
        for name, unit in _REACH.items():
            reach = asked.get(name)
            if isinstance(reach, int) and reach > 0:
                return recorded.window.start + reach * unit
    return windows.when(around, recorded.read_at)
