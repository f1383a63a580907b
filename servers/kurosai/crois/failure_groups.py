"""Failures that say the same, counted: by their error with everything variable masked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from kurosai.crois.fields import short
from kurosai.crois.job_record import Job
from kurosai.logs.signature import is_mask, signature, words

NO_ERROR = "(no error recorded)"
_EARLIEST = datetime.min.replace(tzinfo=UTC)
_TASK = re.compile(r"^Task '?[\w.-]+'? (?=\S)")
_LEAST = 4
_COUNTED = 4
"""So many workflows of a group are named."""


@dataclass(frozen=True, slots=True)
class Group:
    """Jobs that failed alike, oldest first; there is at least one."""

    status: str
    mark: str
    jobs: tuple[Job, ...]

    @property
    def example(self) -> Job:
        """The newest: what it left behind is most likely still kept."""
        return self.jobs[-1]

    def told(self, tasks_say: str = "") -> str:
        """`14 x FAILED "..." 18:02:11Z to 18:09:40Z, e.g. job 16902244 of workflow 15102`."""
        error = short(self.example.error, 200) or NO_ERROR
        tasks = {found[0] for job in self.jobs if (found := _TASK.match(job.error))}
        if len(tasks) > 1:
            others = len(tasks) - 1
            error = f"{error} (and {others} other task{'' if others == 1 else 's'})"
        workflows = sorted({job.workflow for job in self.jobs})
        listed = ", ".join(workflows[:_COUNTED])
        rest = f" and {len(workflows) - _COUNTED} more" if len(workflows) > _COUNTED else ""
        plural = "s" if len(workflows) > 1 else ""
        return (
            f"{len(self.jobs)} x {self.status}: {error}{tasks_say} · {self.when()} · "
            f"workflow{plural} {listed}{rest} · e.g. job {self.example.id}"
        )

    def when(self) -> str:
        """When the first and the last of them were created."""
        first, last = self.jobs[0].created, self.jobs[-1].created
        if first is None or last is None:
            return "at an unknown time"
        if first == last:
            return f"{first:%m-%d %H:%M:%S}Z"
        end = f"{last:%H:%M:%S}Z" if first.date() == last.date() else f"{last:%m-%d %H:%M:%S}Z"
        return f"{first:%m-%d %H:%M:%S}Z to {end}"


def of(failed: Sequence[Job]) -> tuple[Group, ...]:
    """The groups, largest first, of equally large ones the one that happened last."""
    alike: dict[tuple[str, str], list[Job]] = {}
    for job in sorted(failed, key=created):
        alike.setdefault((job.status, _mark(job.error)), []).append(job)
    groups = [Group(status, mark, tuple(jobs)) for (status, mark), jobs in alike.items()]
    groups.sort(key=lambda one: (len(one.jobs), created(one.example)), reverse=True)
    return tuple(groups)


def says(job: Job, text: str) -> bool:
    """Whether its error has this text, as it stands or but for what varies from job to job."""
    # What ends with a digit is meant to end there: `code 1` is not `code 137`.
    end = r"(?!\d)" if text[-1:].isdigit() else ""
    if re.search(re.escape(text) + end, job.error, re.IGNORECASE):
        return True
    mark = signature(text)
    # A mask alone stands in almost every line.
    telling = any(len(word) >= _LEAST and not is_mask(word) for word in words(mark))
    return telling and re.search(re.escape(mark) + end, signature(job.error), re.I) is not None


def _mark(error: str) -> str:
    """The error without what varies; the platform's own words name the task in front of it."""
    return signature(_TASK.sub("Task ", error))


def created(job: Job) -> datetime:
    """When it was created, for sorting."""
    return job.created or _EARLIEST
