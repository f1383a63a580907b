"""What results say, taken apart: who a job is, what a line says and when, how often, how long.

A sight is true because it stands in a result; the slots of a sentence about it are filled from
nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from kurosai.bench.conclusions.parts import Slot
from kurosai.bench.conclusions.reading import moment, window

if TYPE_CHECKING:
    from kurosai.bench.conclusions.reading import Line, Read

MOST_QUOTED = 64
LEAST_QUOTED = 12

INNER = ("request", "resource", "empty", "searched")
"""Sights whose slots are nothing that a user of the platform should read."""
_INNER = re.compile(
    r"arn:|/[\w-]+/|\d+\.\d+\.\d+\.\d+|[0-9a-f]{12,}|amazonaws|(?:^|[ /])[a-z]+-(?:v\d|prd)|gke-"
)

_JOB = re.compile(r"^job (\d+) ([A-Z_]+) ", re.MULTILINE)
_RAN = re.compile(
    r"^ran (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)Z \([^)]*\) to (?:(\d{4}-\d\d-\d\d) )?"
    r"(\d\d:\d\d:\d\d)Z(?: \([^)]*\))?, (\S+)",
    re.MULTILINE,
)
_SAME = re.compile(
    r"^same signature (?P<span>(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)Z-(?:(\d{4}-\d\d-\d\d)T)?"
    r"(\d\d:\d\d:\d\d)Z): (?P<total>\d+)\b",
    re.MULTILINE,
)
_ROW = re.compile(r"consecutive (?:FAIL|WARN): (\d+)(?! or more)")
_RUNS = re.compile(r"^runs (.+?)(?:, every|; consecutive)", re.MULTILINE)
_WAITS = re.compile(r"^the next run is due about (\d\d:\d\d)Z", re.MULTILINE)
_LOOKED = re.compile(
    r"^looked (?P<place>/\S+(?: \S+)?) "
    r"(?P<coverage>complete|empty|truncated|partial|denied|expired)\b",
    re.MULTILINE,
)
_OPEN = re.compile(
    # What another place has told is open no more.
    r"^looked (?P<place>.+?) (?P<coverage>truncated|partial|denied|expired)\b(?! \(told by)",
    re.MULTILINE,
)
_UUID = re.compile(r"(?<![\w-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])")
_ARN = re.compile(r"\barn:aws:[\w:/.-]+[\w]")
_TASK = re.compile(r"^([a-z][a-z_.]+(?:-[a-z_.]+)*-\d{1,5}) [A-Z]+ ", re.MULTILINE)
_EXIT = re.compile(r"exit(?:ed with)?[ _-]code\"?[:= ]+(\d{1,3})\b")
_MARKS = re.compile(r"[`「」『』\"]|\.\.\.")


@dataclass(frozen=True, slots=True)
class Sight:
    """One thing that a result says: its name, the evidence, and what fills its sentence."""

    name: str
    read: str
    times: Mapping[str, datetime] = field(default_factory=dict[str, datetime])
    slots: Mapping[str, tuple[Slot, str]] = field(default_factory=dict[str, tuple[Slot, str]])


def of(read: Read) -> tuple[Sight, ...]:
    """Everything that is understood of a result."""
    return (*_jobs(read), *_counted(read), *_looked(read), *_named(read), *_said(read))


def _jobs(read: Read) -> Iterator[Sight]:
    job, ran = _JOB.search(read.text), _RAN.search(read.text)
    if job is None:
        return
    named = {"job": (Slot.JOB, job[1])}
    yield Sight("state", read.id, slots={**named, "state": (Slot.STATE, job[2])})
    if job[2] in ("SUCCEEDED", "FAILED"):
        yield Sight("outcome", read.id, slots={**named, "outcome": (Slot.OUTCOME, job[2])})
    if ran is not None:
        times = {"start": moment(ran[1], ran[2]), "end": moment(ran[3] or ran[1], ran[4])}
        yield Sight("ran", read.id, times, {**named, "duration": (Slot.DURATION, ran[5])})
    for task in list(dict.fromkeys(_TASK.findall(read.text)))[:1]:
        yield Sight("task", read.id, slots={**named, "task": (Slot.TASK, task)})


def _counted(read: Read) -> Iterator[Sight]:
    if same := _SAME.search(read.text):
        start, end = window(_span(same["span"]))
        times = {"start": start, "end": end}
        yield Sight("total", read.id, times, {"total": (Slot.TOTAL, same["total"])})
        if same["total"] == "1" and read.whole:
            yield Sight("only", read.id, times)
    if row := _ROW.search(read.text):
        yield Sight("row", read.id, slots={"row": (Slot.IN_A_ROW, row[1])})
    waits, runs = _WAITS.search(read.text), _RUNS.search(read.text)
    if waits:
        yield Sight("waits", read.id)
    elif runs and re.search(r"FAIL.*\| [^|]* ok(?: x\d+)?$", runs[1]):
        yield Sight("recovered", read.id)


def _looked(read: Read) -> Iterator[Sight]:
    for match in _LOOKED.finditer(read.text):
        if match["coverage"] == "empty":
            place = match["place"].split(" ")[0]
            yield Sight("empty", read.id, slots={"place": (Slot.PLACE, place)})
    for match in _OPEN.finditer(read.text):
        yield Sight("open", read.id, slots={"place": (Slot.PLACE, match["place"])})
    span = read.window
    if span and read.place.startswith("/") and read.whole:
        times = {"start": span[0], "end": span[1]}
        yield Sight("searched", read.id, times, {"place": (Slot.PLACE, read.place)})
    elif not read.whole and "\nlooked " not in read.text:
        yield Sight("open", read.id, slots={"place": (Slot.PLACE, read.place)})


def _named(read: Read) -> Iterator[Sight]:
    for pattern, name in ((_UUID, "request"), (_ARN, "resource")):
        for found in list(dict.fromkeys(pattern.findall(read.text)))[:1]:
            yield Sight(name, read.id, slots={"id": (Slot.ID, found)})
    if code := _EXIT.search(read.text):
        yield Sight("exit", read.id, slots={"code": (Slot.STATE, code[1])})


def _said(read: Read) -> Iterator[Sight]:
    for line in read.lines:
        quote = quotable(line.text)
        if quote and line.at is not None:
            yield Sight("line", read.id, {"time": line.at}, {"quote": (Slot.QUOTE, quote)})
        elif quote:
            yield Sight("record", read.id, slots={"quote": (Slot.QUOTE, quote)})


def quotable(text: str, around: int = 0) -> str:
    """The words of a line that can be set in marks, from its start or around a place; "" for none.

    Whole words, no marks inside, nothing that the result itself has folded.
    """
    runs = [match for match in re.finditer(r"[^`「」『』\"…]+", text) if _holds(match, around)]
    if not runs:
        return ""
    piece, start = runs[0].group(), runs[0].start()
    piece = piece.split(" · ")[0] if not around else piece
    piece = re.split(r"\.\.\.| \(\d+ lines\)", piece)[0]
    left = max(0, around - start - MOST_QUOTED // 2)
    if left:
        left = piece.find(" ", left) + 1
    cut = piece[left : left + MOST_QUOTED]
    if len(piece) > left + MOST_QUOTED:
        cut = cut.rpartition(" ")[0]
    cut = cut.strip(" :;,")
    return cut if len(cut) >= LEAST_QUOTED and " " in cut and not _MARKS.search(cut) else ""


def _holds(match: re.Match[str], around: int) -> bool:
    return match.end() > around


def _span(text: str) -> re.Match[str]:
    match = re.fullmatch(
        r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)Z-(?:(\d{4}-\d\d-\d\d)T)?(\d\d:\d\d:\d\d)Z", text
    )
    if match is None:
        raise ValueError(text)
    return match


def matching(read: Read, pattern: str) -> Line | None:
    """The first line of a result's data that fits a pattern of the key."""
    return next((line for line in read.lines if re.search(pattern, line.text)), None)


def for_a_user(sight: Sight) -> bool:
    """Whether whoever wrote in from outside may read of it."""
    quoted = [value for slot, value in sight.slots.values() if slot is Slot.QUOTE]
    return sight.name not in INNER and not any(map(is_inner, quoted))


def is_inner(text: str) -> bool:
    """Whether a name of the platform's insides is in it, by the usual forms."""
    return _INNER.search(text) is not None
