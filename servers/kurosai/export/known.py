"""What the readings of a case tell in a form that a scenario can say again, and what they do not.

Only what a server kept whole is taken: records of the API, lines of a log, fields of an entry.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from kurosai import kept
from kurosai.export import attempts as ecs
from kurosai.export import entries, pages
from kurosai.export.attempts import Attempt
from kurosai.export.entries import Entry
from kurosai.kept import LEFT
from kurosai.vocabulary import Coverage, Row

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence

Record: TypeAlias = "Mapping[str, Any]"
Line: TypeAlias = "tuple[datetime, str]"

_IDENTITY = re.compile(r"^aws (\d{12}) (\S+)")
_IMAGE = re.compile(r"^image ((\d{12})\.dkr\.ecr\.[\w-]+\.amazonaws\.com/([^:@\s]+):(\S+))$")
_PUSHED = re.compile(r"\bpushed (\S+?)[;,]? ")
_ARN = re.compile(r"\barn:aws:states:([a-z0-9-]+):(\d{12}):")
_GROUP = re.compile(r"^/\S+$")


@dataclass(slots=True)
class Job:
    """What is known of one job: its record (without one it is not carried) and its parts."""

    body: Record | None = None
    whole: bool = False
    """Whether its tasks were read, not only the job in a list."""
    tasks: dict[str, Record] = field(default_factory=dict[str, Record])
    events: list[Record] = field(default_factory=list[Record])
    logs: dict[str, list[Line]] = field(default_factory=dict[str, "list[Line]"])
    attempts: dict[str, list[Attempt]] = field(default_factory=dict[str, list[Attempt]])


@dataclass(frozen=True, slots=True)
class Image:
    """A tag of a repository as a registry answered; `denied`: it did not."""

    registry: str
    repository: str
    tag: str
    pushed: str = ""
    platforms: tuple[str, ...] = ()
    denied: bool = False


@dataclass(slots=True)
class Known:
    """Everything that can be carried. `left` says of what cannot why not, by reading."""

    account: str = ""
    region: str = ""
    jobs: dict[int, Job] = field(default_factory=dict[int, Job])
    workflows: dict[int, Record] = field(default_factory=dict[int, Record])
    histories: dict[int, list[Record]] = field(default_factory=dict[int, "list[Record]"])
    schedules: dict[int, Record] = field(default_factory=dict[int, Record])
    lines: dict[str, list[Line]] = field(default_factory=dict[str, "list[Line]"])
    streams: dict[tuple[str, datetime, str], str] = field(
        default_factory=dict["tuple[str, datetime, str]", str]
    )
    """In which stream a line of a group stood, where that was kept."""
    late: dict[tuple[str, datetime, str], int] = field(
        default_factory=dict["tuple[str, datetime, str]", int]
    )
    """How many seconds a line of a group took until it could be read."""
    changes: list[Record] = field(default_factory=list["Record"])
    """Events of CloudTrail as they were kept."""
    series: list[Record] = field(default_factory=list["Record"])
    """Values of metrics as they were kept."""
    denied: set[str] = field(default_factory=set[str])
    """Operations of AWS that were denied, as IAM writes them."""
    denied_groups: set[str] = field(default_factory=set[str])
    images: dict[str, Image] = field(default_factory=dict[str, Image])
    pulled: set[str] = field(default_factory=set[str])
    """Images that containers ran."""
    entries: list[Entry] = field(default_factory=list[Entry])
    documents: dict[str, str] = field(default_factory=dict[str, str])
    documented: dict[str, dict[int, str]] = field(default_factory=dict[str, "dict[int, str]"])
    """Lines of pages of the user documentation, by number."""
    written: dict[str, dict[int, str]] = field(default_factory=dict[str, "dict[int, str]"])
    """Lines of pages of runbooks, by number."""
    read_entries: set[str] = field(default_factory=set[str])
    """The entries among them."""
    runbooks: dict[str, dict[str, str]] = field(default_factory=dict[str, "dict[str, str]"])
    """Entries by page, as they are written."""
    left: list[str] = field(default_factory=list[str])

    def job(self, number: str) -> Job:
        """The job of an id, made if it was not there."""
        return self.jobs.setdefault(int(number), Job())


def gather(readings: tuple[Evidence, ...]) -> Known:
    """What these readings tell."""
    known = Known()
    for one in readings:
        identity = _IDENTITY.match(one.identity)
        if identity and not known.account:
            known.account, known.region = identity[1], identity[2]
        if one.server == "github":
            continue
        collect = _COLLECTORS.get((one.server, one.tool))
        whys = [_WHY.get(one.server, "no form for it")] if collect is None else collect(known, one)
        if not known.account and (arn := _ARN.search("\n".join(row.text for row in one.rows))):
            known.region, known.account = arn[1], arn[2]
        known.changes += _kept(one, "aws.event")
        known.series += _kept(one, "aws.metric")
        whys += [f"{left['count']} things for which there was no room" for left in _kept(one, LEFT)]
        known.left += [f"{one.id} {one.server}.{one.tool}: {why}" for why in whys]
    return known


def _kept(one: Evidence, kind: str) -> list[Record]:
    """What was kept of a kind beside the rows."""
    every = (found for row in one.kept if (found := kept.read(row)) is not None)
    return [found.told for found in every if found.kind == kind]


def _find_changes(known: Known, one: Evidence) -> list[str]:
    """Its events are taken from every reading that kept some."""
    if one.coverage is Coverage.DENIED:
        known.denied.add("cloudtrail:LookupEvents")
    return ["no event was kept of it"] if one.rows and not _kept(one, "aws.event") else []


def _read_metrics(known: Known, one: Evidence) -> list[str]:
    """Its values are taken from what was kept of every reading."""
    if one.coverage is Coverage.DENIED:
        known.denied.add("cloudwatch:GetMetricData")
    wanted = sum("\n" in row.text for row in one.rows)
    missing = wanted - len(_kept(one, "aws.metric"))
    return [f"{missing} series that expressions made, or that had no room"] if missing > 0 else []


def _find_alarms(known: Known, one: Evidence) -> list[str]:
    if one.coverage is Coverage.DENIED:
        known.denied.add("cloudwatch:DescribeAlarms")
        return []
    return ["how alarms are set and what they did is not kept"] if one.rows else []


def objects(row: Row) -> Iterator[Record]:
    """The records in a row, one in each line."""
    for line in row.text.split("\n"):
        if line.startswith("{"):
            try:
                body: Any = json.loads(line)
            except ValueError:
                continue
            if isinstance(body, dict):
                yield cast("Record", body)


def _crois(known: Known, one: Evidence) -> list[str]:
    """Jobs, tasks, events, workflows and schedules, each as the API gave it."""
    if one.coverage is Coverage.DENIED:
        return ["it was denied; what is denied in a scenario is denied as a whole"]
    number = str(one.asked.get("job_id") or "")
    workflow = str(one.asked.get("workflow_id") or "")
    brief = 0
    for row in one.rows:
        found = [*objects(row)]
        brief += not found
        for body in found:
            _record(known, body, number, workflow)
    return [f"{brief} rows are kept in brief only"] if brief else []


def _record(known: Known, body: Record, number: str, workflow: str) -> None:
    if "task" in body and "engine" in body and number:
        job = known.job(number)
        job.tasks[str(body["task"])] = body
        job.whole = True
    elif "kind" in body and "at" in body and number:
        job = known.job(number)
        if body not in job.events:
            job.events.append(body)
    elif "workflow" in body and "status" in body:
        job = known.job(str(body["id"]))
        job.body = body
        tasks: Any = body.get("tasks")
        if isinstance(tasks, dict):
            # Another job that was read whole beside the one that was asked for.
            job.tasks |= {str(name): one for name, one in cast("Record", tasks).items()}
            job.whole = True
    elif "tasks" in body and "name" in body:
        known.workflows[int(body["id"])] = body
    elif "cron" in body:
        known.schedules[int(body["id"])] = body
    elif "summary" in body and workflow:
        history = known.histories.setdefault(int(workflow), [])
        if body not in history:
            history.append(body)


def _task_log(known: Known, one: Evidence) -> list[str]:
    lines = [(row.at, row.text) for row in one.rows if row.at is not None]
    log = known.job(str(one.asked["job_id"])).logs.setdefault(str(one.asked["task"]), [])
    log += [line for line in lines if line not in log]
    missing = len(one.rows) - len(lines)
    return [f"{missing} lines have no time"] if missing else []


def _find_logs(known: Known, one: Evidence) -> list[str]:
    """The lines of one group; of several, no row says of which it is."""
    several = not _GROUP.match(one.source) or bool(one.looks)
    if told := _kept(one, "aws.streams"):
        return _streams(known, one, told[0])
    if several:
        return ["its rows do not say which log group each is of"]
    if one.coverage is Coverage.DENIED:
        known.denied_groups.add(one.source)
    if one.coverage is Coverage.EXPIRED:
        return ["what had expired is not there either, but says so in no scenario"]
    known.lines.setdefault(one.source, [])
    for row in one.rows:
        if row.at:
            _line(known, one.source, (row.at, row.text))
    return []


def _line(known: Known, group: str, line: Line) -> None:
    lines = known.lines.setdefault(group, [])
    if line not in lines:
        lines.append(line)


def _streams(known: Known, one: Evidence, told: Record) -> list[str]:
    """Lines of which it was kept where each stood."""
    rows = [(row.at, row.text) for row in one.rows if row.at is not None]
    elsewhere = {look.place for look in one.looks}
    for group in map(str, told.get("searched", ())):
        if group not in elsewhere:
            known.lines.setdefault(group, [])
    for line, place in zip(rows, told.get("lines", ()), strict=False):
        group, stream = told["streams"][place]
        _line(known, group, line)
        known.streams[group, *line] = stream
    for place, seconds in told.get("late", ()):
        group, _ = told["streams"][told["lines"][place]]
        known.late[group, *rows[place]] = seconds
    denied = (look.place for look in one.looks if look.coverage is Coverage.DENIED)
    known.denied_groups |= {group for group in denied if _GROUP.match(group)}
    return []


def _trace_job(known: Known, one: Evidence) -> list[str]:
    """Attempts and the lines of the one container log; the image as its registry answered."""
    number = str(one.asked["job_id"])
    job, left = known.job(number), list[str]()
    read = ecs.read(one.rows, one.kept)
    known.pulled |= read.images
    for task, several in read.attempts.items():
        job.attempts[task] = several
    logged = [look for look in one.looks if look.place.startswith("/")]
    task = _logged_task(read, logged[0].place) if len(logged) == 1 else ""
    if task:
        log = job.logs.setdefault(task, [])
        log += [line for line in read.lines if line not in log]
    elif read.lines:
        left.append(f"{len(read.lines)} log lines, of which none says which task wrote it")
    for look in one.looks:
        match = _IMAGE.match(look.place)
        if match is None:
            continue
        found = Image(match[2], match[3], match[4])
        if look.coverage is Coverage.DENIED:
            known.images[match[1]] = Image(match[2], match[3], match[4], denied=True)
        elif one.facts.get("image") == match[1] and "platforms" in one.facts:
            pushed = _PUSHED.search(look.told)
            platforms = tuple(re.split(r"[, ]+", one.facts["platforms"]))
            known.images[match[1]] = Image(
                match[2], match[3], match[4], pushed[1] if pushed else "", platforms
            )
        elif look.coverage is Coverage.EMPTY:
            known.images[match[1]] = found
            left.append("which other tags the repository of its image has")
    return left


def _logged_task(read: ecs.Read, place: str) -> str:
    """The task whose container wrote the log of a stream, by the id at the stream's end."""
    stream = place.rpartition("/")[2]
    for task, several in read.attempts.items():
        if any(one.ecs_task == stream for one in several):
            return task
    return ""


def _entries(known: Known, one: Evidence) -> list[str]:
    left: list[str] = []
    for row in one.rows:
        found = entries.read(row)
        if isinstance(found, str):
            left.append(found)
        elif found not in known.entries:
            known.entries.append(found)
            if found.reason == "Pulling" and (image := re.search(r'"([^"]+)"', found.text)):
                known.pulled.add(image[1])
    counted = {why: left.count(why) for why in dict.fromkeys(left)}
    return [f"{count} rows: {why}" for why, count in counted.items()]


def _found_runbook(_known: Known, _one: Evidence) -> list[str]:
    return []


def _runbook(known: Known, one: Evidence) -> list[str]:
    if lines := pages.numbered(one):
        known.written.setdefault(lines[0], {}).update(lines[1])
        known.read_entries.add(one.facts.get("entry", ""))
        return []
    found = pages.entry(one)
    if isinstance(found, str):
        return [found]
    page, named, text = found
    known.runbooks.setdefault(page, {})[named] = text
    return []


def _document(known: Known, one: Evidence) -> list[str]:
    if not one.asked.get("page") or "listed" in one.facts:
        for page, lines in pages.passages(one):
            known.documented[page] = lines | known.documented.get(page, {})
        if one.facts.get("listed") == "whole":
            return []
        return ["of pages that a search did not find or show: all; of the others what was shown"]
    if read := pages.numbered(one):
        known.documented.setdefault(read[0], {}).update(read[1])
        return []
    found = pages.document(one)
    if isinstance(found, str):
        return [found]
    known.documents[found[0]] = found[1]
    return []


_COLLECTORS: Mapping[tuple[str, str], Callable[[Known, Evidence], list[str]]] = {
    ("crois", "describe_job"): _crois,
    ("crois", "describe_workflow"): _crois,
    ("crois", "find_jobs"): _crois,
    ("crois", "read_task_log"): _task_log,
    ("aws", "find_alarms"): _find_alarms,
    ("aws", "find_changes"): _find_changes,
    ("aws", "find_logs"): _find_logs,
    ("aws", "read_metrics"): _read_metrics,
    ("aws", "trace_job"): _trace_job,
    ("gcp", "find_entries"): _entries,
    ("gcp", "trace_pod"): _entries,
    ("runbooks", "find_runbook"): _found_runbook,
    ("runbooks", "read_runbook"): _runbook,
    ("runbooks", "search_docs"): _document,
}

_WHY: Mapping[str, str] = {
    "crois": "its rows are fields, not the record",
    "aws": "its rows are sentences or fields, not what AWS answered",
    "gcp": "it shows chosen fields, not entries",
}
