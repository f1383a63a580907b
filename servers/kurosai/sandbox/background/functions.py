"""What the platform's own functions log of a week of jobs, in the format of Lambda's runtime.

Dates, and the ids of jobs, are different in every world: in a message they are marks.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Final, NamedTuple, TypeAlias

from kurosai.sandbox.background.calendar import DAY_S, Creation
from kurosai.sandbox.background.catalogue import flows, projects, workflow_number
from kurosai.sandbox.background.drawing import Drawn
from kurosai.sandbox.background.groups import FUNCTIONS, LANES, function_stream
from kurosai.sandbox.background.places import DAY_MS
from kurosai.sandbox.background.scale import SEED, Scale
from kurosai.sandbox.dice import dice
from kurosai.sandbox.lambdas import RUNTIME
from kurosai.sandbox.voices import VOICES, Said, Speech

DATE, JOB = "\x01", "\x02"
"""Marks in a message: the date of the event (2025-11-04), and the id of its job."""

PLAIN, MARKED, REGIONAL = 0, 1, 2
"""Forms of a message: as it is; with marks; the runtime's own, which names `REGION`."""

REGION: Final = "ap-northeast-1"
TROUBLE: Final = 0.002
"""The share of the runs that log trouble."""

DISPATCHER, UPDATER, TICK, FORWARDER = FUNCTIONS

Event: TypeAlias = "tuple[int, int, int, int, int, str]"
"""When, in milliseconds of the week; how much later it was ingested; stream; job (-1: of none);
form; message."""

Known: TypeAlias = "tuple[int, Creation, Drawn]"
"""A job: its number, and what is known of it; of a day that its number tells."""


class _Run(NamedTuple):
    at: int
    job: int
    speech: _Compiled
    flow: int
    task: str


class _Line(NamedTuple):
    text: str
    fields: tuple[str, ...]


_Compiled: TypeAlias = "tuple[_Line, ...]"
_FIELDS: Final = ("workflow", "project", "task", "n", "few", "ms", "hex8")


def _compiled(speech: Speech) -> _Compiled:
    return tuple(_line(said) for said in speech)


def _line(said: Said) -> _Line:
    level, text = said
    found = sorted((text.index(f"{{{name}}}"), name) for name in _FIELDS if f"{{{name}}}" in text)
    for _, name in found:
        text = text.replace(f"{{{name}}}", "%s")
    text = text.replace("{job_id}", JOB)
    return _Line(f"[{level}]\t{DATE}T%s\t%s\t{text}\n", tuple(name for _, name in found))


class Speaker:
    """One function: its events of one day after another, oldest first."""

    def __init__(self, name: str, number: int) -> None:
        self.number = number
        self._name = name
        voice = VOICES[name]
        self._memory = voice.memory_mb
        self._ordinary = [_compiled(one) for one in voice.ordinary]
        self._trouble = [_compiled(one) for one in voice.trouble]
        self._ended = {
            status: _compiled(
                tuple((level, text.replace("SUCCEEDED", status)) for level, text in one)
            )
            for one in voice.ordinary
            for status in ("SUCCEEDED", "FAILED", "TIMED_OUT", "CANCELED")
            if any("SUCCEEDED" in text for _, text in one)
        }
        self._final = [
            _compiled(one) for one in voice.ordinary if any("final" in text for _, text in one)
        ]
        self._warm: set[int] = set()

    def events(self, day: int, jobs: list[Known], scale: Scale) -> list[Event]:
        """The events of the runs that the jobs of a day cause, in no order."""
        chance = dice(SEED, self._name, day)
        runs = sorted(self._runs(day, jobs, scale, chance), key=lambda run: run.at)
        found: list[Event] = []
        for place, run in enumerate(runs):
            self._say(run, place % LANES, chance, found)
        return found

    def _runs(self, day: int, jobs: list[Known], scale: Scale, chance: Random) -> Iterator[_Run]:
        draw = chance.random
        start = day * DAY_MS
        if self._name == DISPATCHER:
            for number, made, _ in jobs:
                at = start + made.at * 1000 + 250 + int(draw() * 1_200)
                yield _Run(at, number, self._speech(chance), made.flow, "")
        elif self._name == UPDATER:
            for number, made, job in jobs:
                yield from self._updates(start, number, made, job, chance)
        elif self._name == TICK:
            fired = {made.due // 60: (number, made.flow) for number, made, _ in jobs}
            none = [one for one in self._ordinary if len(one) == 1]
            some = [one for one in self._ordinary if len(one) > 1]
            for minute in range(0, DAY_S // 60, scale.one_in):
                job, flow = fired.get(minute, (-1, 0))
                speech = (none if job < 0 else some)[0]
                yield _Run(start + minute * 60_000 + 180 + int(draw() * 90), job, speech, flow, "")
        else:
            for at in range(0, DAY_MS, 10_000 * scale.one_in):
                flow = int(draw() * len(projects())) * len(flows()) // len(projects())
                yield _Run(start + at + int(draw() * 9_000), -1, self._speech(chance), flow, "")

    def _speech(self, chance: Random) -> _Compiled:
        several = self._trouble if chance.random() < TROUBLE else self._ordinary
        return several[int(chance.random() * len(several))]

    def _updates(
        self, start: int, number: int, made: Creation, job: Drawn, chance: Random
    ) -> Iterator[_Run]:
        """A run for the end of each task; the last one sees that the job has ended too."""
        draw = chance.random
        ended = [one for one in job.tasks if one.started >= 0]
        for task in ended:
            speech = self._ended[task.status]
            if task is ended[-1]:
                speech = (*speech, *self._final[0])
            elif draw() < TROUBLE:
                speech = self._trouble[0]
            at = start + (made.at + task.finished) * 1000 + 300 + int(draw() * 1_500)
            yield _Run(at, number, speech, made.flow, task.name)

    def _say(self, run: _Run, lane: int, chance: Random, found: list[Event]) -> None:
        draw = chance.random
        at = run.at
        stream = function_stream(self.number, at, lane)
        lag = 180 + int(draw() * 720)
        bits = f"{chance.getrandbits(128):032x}"
        request = f"{bits[:8]}-{bits[8:12]}-4{bits[13:16]}-a{bits[17:20]}-{bits[20:]}"
        cold = 0.0
        if stream not in self._warm:
            self._warm.add(stream)
            cold = 380 + draw() * 520
            first = max(at - int(cold) - 1, at // DAY_MS * DAY_MS)  # not of the day before
            found.append((first, lag, stream, -1, REGIONAL, RUNTIME.format(region=REGION)))
        job = run.job
        found.append(
            (at, lag, stream, job, PLAIN, f"START RequestId: {request} Version: $LATEST\n")
        )
        flow = flows()[run.flow]
        clock = at
        for text, fields in run.speech:
            clock += 4 + int(draw() * 380)
            second, ms = divmod(clock % DAY_MS, 1000)
            minute, second = divmod(second, 60)
            hour, minute = divmod(minute, 60)
            filled: list[object] = [f"{hour:02d}:{minute:02d}:{second:02d}.{ms:03d}Z", request]
            for name in fields:
                if name == "workflow":
                    filled.append(workflow_number(run.flow))
                elif name == "project":
                    filled.append(flow.project)
                elif name == "task":
                    filled.append(run.task)
                elif name == "hex8":
                    filled.append(f"{int(draw() * 0xFFFFFFFF):08x}")
                elif name == "few":
                    filled.append(2 + int(draw() * 8))
                elif name == "n":
                    filled.append(5 + int(draw() * 376))
                else:
                    filled.append(12 + int(draw() * 449))
            found.append((clock, lag, stream, job, MARKED, text % tuple(filled)))
        spent = clock - at + 2 + draw() * 48
        end = at + int(spent)
        found.append((end, lag, stream, job, PLAIN, f"END RequestId: {request}\n"))
        started = f"\tInit Duration: {cold:.2f} ms" if cold else ""
        report = (
            f"REPORT RequestId: {request}\tDuration: {spent:.2f} ms\t"
            f"Billed Duration: {int(spent + cold) + 1} ms\tMemory Size: {self._memory} MB\t"
            f"Max Memory Used: {71 + int(draw() * 62)} MB{started}\t\n"
        )
        found.append((end, lag, stream, job, PLAIN, report))
