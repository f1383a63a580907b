"""What find_jobs reads of the API: the failures whole, the successes evenly, the rest counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai import windows
from kurosai.crois import pages
from kurosai.crois.failure_groups import created
from kurosai.crois.job_record import FAILED, SUCCEEDED, Job, job_of
from kurosai.crois.pages import Listing, Query, Refused
from kurosai.crois.platform import Crois
from kurosai.crois.statuses import Status
from kurosai.errors import Fault
from kurosai.parallel import each
from kurosai.vocabulary import Window, stamp

JOBS = "/v1/jobs/"
DAY = timedelta(days=1)
MOST_PAGES = 10
GOOD_PAGES = 5
OTHERS = ("CANCELED", "RUNNING", "QUEUED")


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments as they came; "" and 0 for those that were not given."""

    workflow_id: str = ""
    project: str = ""
    module: str = ""
    status: Status = "failures"
    text: str = ""
    around: str = ""
    since: str = ""
    until: str = ""
    minutes: int = 60
    limit: int = 5

    def window(self, now: datetime) -> Window:
        """The time of creation that is meant; the last day if none is given."""
        return windows.of(self.around, self.since, self.until, self.minutes, now, otherwise=DAY)

    @property
    def filters(self) -> Query:
        """What narrows the list, as the API takes it."""
        given = (
            ("workflow_id", self.workflow_id),
            ("project", self.project),
            ("module", self.module),
        )
        return tuple((name, value) for name, value in given if value)

    @property
    def wanted(self) -> tuple[str, ...]:
        """The statuses that are looked for."""
        return FAILED if self.status == "failures" else (self.status,)


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read. `counts` is by status, the API's own; `total` of all statuses, None when
    unknown. `rest` is the end of what was not read of the window, None when all of it was.
    `faults` says which part could not be read, and why."""

    jobs: tuple[Job, ...]
    good: tuple[Job, ...]
    newest: tuple[Job, ...]
    counts: dict[str, int]
    total: int | None
    rest: datetime | None
    faults: tuple[str, ...] = ()


def query(asked: Asked, window: Window, status: str = "") -> Query:
    """The arguments of list_jobs."""
    bounds = (("since", stamp(window.start)), ("until", stamp(window.end)))
    return (*asked.filters, *((("status", status),) if status else ()), *bounds)


def read(crois: Crois, asked: Asked, window: Window) -> Seen:
    """Everything about the wanted jobs of a window. Raises Refused, or the wire's own faults, when
    the wanted jobs themselves cannot be read."""
    failing = any(status in FAILED for status in asked.wanted)
    others = (SUCCEEDED, *FAILED, *OTHERS) if failing else ()
    beside = tuple(status for status in others if status not in asked.wanted)

    def listed(status: str) -> Listing | Exception:
        try:
            return _listing(crois, asked, window, status)
        except (Refused, Fault) as error:
            return error

    asking = (*asked.wanted, "", *beside)
    answers = dict(zip(asking, each(listed, asking), strict=True))
    wanted: list[Listing] = []
    for status in asked.wanted:
        found = answers[status]
        if isinstance(found, Exception):
            raise found
        wanted.append(found)
    counts = {
        status: one.total for status, one in answers.items() if status and isinstance(one, Listing)
    }
    whole, good = answers[""], answers.get(SUCCEEDED)
    jobs, rest = _read_whole(wanted)
    return Seen(
        jobs=tuple(sorted(jobs, key=created)),
        # Of the time in which the wanted jobs were read, so that both are of one window.
        good=tuple(job for job in _jobs(good) if rest is None or created(job) > rest),
        newest=_jobs(whole),
        counts=counts,
        total=whole.total if isinstance(whole, Listing) else None,
        rest=rest,
        faults=tuple(_faults(answers, asked.wanted)),
    )


def before(crois: Crois, asked: Asked, window: Window) -> tuple[tuple[Job, ...], tuple[str, ...]]:
    """The last good jobs of the same filters before the window, and why they could not be read."""
    bounds = (("status", SUCCEEDED), ("until", stamp(window.start - timedelta(seconds=1))))
    try:
        found = pages.read(crois, JOBS, (*asked.filters, *bounds), most=1)
    except Refused as refused:
        return (), (f"successes before the window: the API answers {refused.answer.status}",)
    except Fault as fault:
        return (), (f"successes before the window: {fault.what}",)
    return _jobs(found), ()


def _listing(crois: Crois, asked: Asked, window: Window, status: str) -> Listing:
    arguments = query(asked, window, status)
    if status in asked.wanted:
        return pages.read(crois, JOBS, arguments, most=MOST_PAGES)
    if status == SUCCEEDED:
        return pages.read(crois, JOBS, arguments, most=GOOD_PAGES, choose=pages.spread)
    return pages.read(crois, JOBS, arguments, most=1, size=max(1, asked.limit))


def _jobs(found: Listing | Exception | None) -> tuple[Job, ...]:
    if not isinstance(found, Listing):
        return ()
    return tuple(sorted((job_of(item) for item in found.items), key=created))


def _read_whole(wanted: Sequence[Listing]) -> tuple[list[Job], datetime | None]:
    """The jobs of the part of the window that was read whole, and the end of the other part.

    Lists come newest first: where one was cut, the others say nothing about what is older either.
    """
    jobs = [job_of(item) for one in wanted for item in one.items]
    cut = [_times(one) for one in wanted if not one.whole]
    if not any(cut):
        return jobs, None
    since = max(min(times) for times in cut if times)
    # Of that moment there may be more on the next page: it is read again with it.
    later = [job for job in jobs if job.created is None or job.created > since]
    if later:
        return later, since
    # More of one moment than can be read: the cursor has to get past it all the same.
    return [job for job in jobs if created(job) == since], since - timedelta(microseconds=1)


def _times(one: Listing) -> list[datetime]:
    return [job.created for job in map(job_of, one.items) if job.created is not None]


def _endless(one: Listing) -> bool:
    """Whether it was cut and nothing says where in time."""
    return not one.whole and bool(one.items) and not _times(one)


def _faults(answers: dict[str, Listing | Exception], wanted: Sequence[str]) -> list[str]:
    told: list[str] = []
    for status, one in answers.items():
        name = status or "all"
        if isinstance(one, Refused):
            told.append(f"{name} jobs: the API answers {one.answer.status}")
        elif isinstance(one, Fault):
            told.append(f"{name} jobs: {one.what}")
        elif isinstance(one, Listing) and one.fault:
            told.append(f"{name} jobs: {one.fault}")
        elif isinstance(one, Listing) and status in wanted and _endless(one):
            told.append(
                f"{name} jobs: {len(one.items)} of {one.total} were read, without created_at, "
                "so that there is no asking for the rest: narrow the filters"
            )
    return told
