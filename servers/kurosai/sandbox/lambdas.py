"""What a Lambda function's runs leave in CloudWatch Logs, in the runtime's own format.

One run is START, the lines, END, REPORT; the first run of a container is preceded by
INIT_START and its REPORT has an Init Duration. Fields are separated by tabs, and the lines of a
Python traceback are indented with no-break spaces, as the Python runtime writes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from math import ceil
from uuid import UUID

from kurosai.errors import BadInput
from kurosai.sandbox.dice import dice
from kurosai.sandbox.records import Job, LogEvent, LogStream
from kurosai.sandbox.schema_aws import Function, RunSeries
from kurosai.sandbox.schema_base import Level
from kurosai.vocabulary import stamp

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
RUNTIME = (
    "INIT_START Runtime Version: python:3.12.v88\tRuntime Version ARN: "
    "arn:aws:lambda:{region}::runtime:"
    "188d9ca2e2714ff5637bd2bbe06ceb81ec3bc408a0f277dab104c14cd814b081\n"
)


@dataclass(frozen=True, slots=True)
class Written:
    """A line of a run with its words filled in; `after` counts from START."""

    after: timedelta
    level: Level
    text: str


@dataclass(frozen=True, slots=True)
class Run:
    """One invocation; `start` is START's time."""

    start: datetime
    request_id: str
    lines: tuple[Written, ...]
    duration: timedelta
    memory_used_mb: int


def request_id(*seed: object) -> str:
    """A version 4 UUID that is always the same for the same seed."""
    digest = sha256("/".join(str(part) for part in seed).encode()).digest()
    return str(UUID(bytes=digest[:16], version=4))


def milliseconds(at: datetime) -> int:
    """Milliseconds since 1970, as CloudWatch counts."""
    return (at - EPOCH) // timedelta(milliseconds=1)


def runs(
    group: str, function: Function, name: str, jobs: dict[str, dict[datetime, Job]]
) -> Iterator[Run]:
    """The runs of one series of a function; `jobs` are the job series by name."""
    series = function.runs[name]
    for at in series.times():
        change = series.changes.get(at)
        if change is not None and change.absent:
            continue
        script_name = (change.script if change else None) or series.script
        script = function.scripts[script_name]
        job = _job_of(series, at, jobs)
        told = change is not None
        # As with jobs: no two healthy runs take equally long; what is told is exact.
        pace = 1.0 if told else dice(group, name, stamp(at)).uniform(0.86, 1.2)
        yield Run(
            start=at,
            request_id=(change.request_id if change else None) or request_id(group, name, at),
            lines=tuple(
                Written(
                    line.after * pace,
                    line.level,
                    _filled(line.text, job, f"{group} {script_name} {stamp(at)}"),
                )
                for line in script.lines
            ),
            duration=script.duration * pace,
            memory_used_mb=script.memory_used_mb,
        )


def _job_of(series: RunSeries, at: datetime, jobs: dict[str, dict[datetime, Job]]) -> Job | None:
    if series.job_of is None:
        return None
    # The job of the run is the one of the same interval: an absent job is not replaced by the
    # job of an hour before.
    for created, job in jobs[series.job_of].items():
        if at - series.every < created <= at:
            return job
    return None


def _filled(text: str, job: Job | None, where: str) -> str:
    if "{job_" not in text:
        return text
    if job is None:
        raise BadInput(
            f"A line of {where} names its job, and there is none.",
            "Give the run another script, or make it absent too.",
        )
    return text.replace("{job_id}", str(job.id)).replace("{job_created_at}", stamp(job.created_at))


def streams(
    group: str,
    several: Iterable[Run],
    *,
    memory_mb: int,
    container: timedelta,
    region: str,
    lane: int = 0,
) -> list[LogStream]:
    """The runs as streams named like `2025/11/04/[$LATEST]<32 hex>`, one for each container.

    A container serves for `container`, then another takes over; `lane` tells apart those that
    serve at the same time.
    """
    found: dict[int, list[Run]] = {}
    for run in sorted(several, key=lambda run: (run.start, run.request_id)):
        found.setdefault((run.start - EPOCH) // container, []).append(run)
    result: list[LogStream] = []
    for slot, members in found.items():
        suffix = sha256(f"{group}/{lane}/{slot}".encode()).hexdigest()[:32]
        events = [
            event
            for index, run in enumerate(members)
            for event in _events(run, memory_mb, region if index == 0 else "")
        ]
        events.sort(key=lambda event: event.at_ms)  # stable: lines of one moment keep their order
        name = f"{members[0].start:%Y/%m/%d}/[$LATEST]{suffix}"
        result.append(LogStream(group, name, tuple(events)))
    return result


def _events(run: Run, memory_mb: int, cold_in: str) -> Iterator[LogEvent]:
    chance = dice(run.request_id)
    start, end = milliseconds(run.start), milliseconds(run.start + run.duration)
    # How long the delivery of this run's events took.
    delay = chance.randint(180, 900)
    init_ms = chance.uniform(380, 900) if cold_in else 0.0
    if cold_in:
        yield _event(start - ceil(init_ms), RUNTIME.format(region=cold_in), delay)
    yield _event(start, f"START RequestId: {run.request_id} Version: $LATEST\n", delay)
    for line in run.lines:
        at = run.start + line.after
        yield _event(milliseconds(at), message(line, at, run.request_id), delay)
    yield _event(end, f"END RequestId: {run.request_id}\n", delay)
    spent = run.duration / timedelta(milliseconds=1) + chance.uniform(0.01, 0.99)
    report = [
        f"REPORT RequestId: {run.request_id}",
        f"Duration: {spent:.2f} ms",
        f"Billed Duration: {ceil(spent + init_ms)} ms",
        f"Memory Size: {memory_mb} MB",
        f"Max Memory Used: {run.memory_used_mb} MB",
        *([f"Init Duration: {init_ms:.2f} ms"] if cold_in else []),
    ]
    yield _event(end, "\t".join(report) + "\t\n", delay)


def _event(at_ms: int, text: str, delay: int) -> LogEvent:
    return LogEvent(at_ms, text, at_ms + delay)


def message(line: Written, at: datetime, request: str) -> str:
    """One line as the Python runtime logs it."""
    if line.level == "print":
        return f"{line.text}\n"
    if line.level == "raised":
        return f"[ERROR] {_indented(line.text.rstrip().split(chr(10)))}"
    clock = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return f"[{line.level}]\t{clock}\t{request}\t{line.text.rstrip()}\n"


def _indented(lines: Sequence[str]) -> str:
    return "\n".join(
        "\u00a0" * (len(one) - len(one.lstrip(" "))) + one.lstrip(" ") for one in lines
    )
