"""What the platform's other Lambda functions log all day, from a seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from kurosai.sandbox.dice import dice as seeded
from kurosai.sandbox.lambdas import Run, Written, request_id, streams
from kurosai.sandbox.records import Job, LogStream
from kurosai.sandbox.schema import Noise
from kurosai.sandbox.voices import VOICES, Speech

CONTAINER = timedelta(minutes=40)
LANES = 2  # containers of a busy function that serve at the same time


def logs(noise: Noise, around: Sequence[Job], region: str) -> list[LogStream]:
    """What the other functions log; `around` are the jobs they speak of, in the order of ids."""
    shares = sum(VOICES[group].share for group in noise.groups)
    result: list[LogStream] = []
    for index, group in enumerate(noise.groups):
        voice = VOICES[group]
        wanted = round(noise.log_events * voice.share / shares)
        # Spread over the groups, the rest to the first ones.
        look_alikes = (noise.look_alikes + len(noise.groups) - 1 - index) // len(noise.groups)
        several = list(_runs(noise, group, around, wanted=wanted, look_alikes=look_alikes))
        for lane in range(LANES):
            result += streams(
                group,
                several[lane::LANES],
                memory_mb=voice.memory_mb,
                container=CONTAINER,
                region=region,
                lane=lane,
            )
    return result


def _runs(
    noise: Noise, group: str, around: Sequence[Job], *, wanted: int, look_alikes: int
) -> Iterator[Run]:
    voice = VOICES[group]
    dice = seeded(noise.seed, group)
    speeches: list[Speech] = []
    events = 0
    while events < wanted:
        troubled = dice.random() < noise.error_rate
        speech = dice.choice(voice.trouble if troubled else voice.ordinary)
        speeches.append(speech)
        events += len(speech) + 3  # START, END, REPORT
    for place in dice.sample(range(len(speeches)), min(look_alikes, len(speeches))):
        speeches[place] = (*speeches[place], dice.choice(voice.look_alikes))
    step = (noise.end - noise.start) / max(len(speeches), 1)
    for index, speech in enumerate(speeches):
        at = noise.start + step * (index + dice.random())
        job = around[min(int(len(around) * index / len(speeches)), len(around) - 1)]
        at = at.replace(microsecond=at.microsecond // 1000 * 1000)
        yield _run(dice, request_id(group, index, at), at, speech, job)


def _run(dice: Random, request: str, at: datetime, speech: Speech, job: Job) -> Run:
    fields = {
        "job_id": job.id,
        "workflow": job.workflow_id,
        "project": job.project,
        "task": dice.choice(job.tasks).name,
        "n": dice.randint(5, 380),
        "few": dice.randint(2, 9),
        "ms": dice.randint(12, 460),
        "hex8": f"{dice.getrandbits(32):08x}",
    }
    after = 0.0
    lines: list[Written] = []
    for level, text in speech:
        after += dice.uniform(0.004, 0.4)
        lines.append(Written(timedelta(seconds=after), level, text.format_map(fields)))
    return Run(
        start=at,
        request_id=request,
        lines=tuple(lines),
        duration=timedelta(seconds=after + dice.uniform(0.002, 0.05)),
        memory_used_mb=dice.randint(71, 132),
    )
