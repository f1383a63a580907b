"""One call for "did it throttle, did the queue grow?": how metrics went around a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from kurosai import windows
from kurosai.aws.metrics import (
    kept_series,
    measured,
    metric_apart,
    metric_leads,
    metric_periods,
    metric_plan,
    metric_renamed,
    metric_series,
    metric_values,
)
from kurosai.aws.metrics.chart import Panel, draw
from kurosai.aws.metrics.metric_course import Course
from kurosai.aws.metrics.metric_periods import Periods
from kurosai.aws.metrics.metric_plan import Asked
from kurosai.aws.metrics.metric_series import Went
from kurosai.aws.platform import Metrics
from kurosai.aws.suspects.suspects import Find, Suspects
from kurosai.aws.wire.errors import Denied
from kurosai.aws.wire.metrics import Query, Series
from kurosai.errors import BadInput
from kurosai.vocabulary import Coverage, Look, Reading, Row, Window, overall, stamp

HOURS: Final = timedelta(hours=3)
MOST_VALUES: Final = 200
MOST_OF_A_SEARCH: Final = 10
MOST_CALLS: Final = 3
QUEUES: Final = "AWS/SQS"
EXPIRED: Final = (
    "CloudWatch keeps 455 days; this window is older. This shows neither presence nor absence."
)


def read(
    metrics: Metrics,
    now: datetime,
    *,
    lines: Sequence[str],
    around: str,
    since: str,
    until: str,
    minutes: int,
    chart: bool,
    suspects: Find | None = None,
) -> Reading:
    """The reading: a row for each series; with `chart` an image of them for a person. `suspects`
    finds what may be behind the one that stands out; without it that is not asked."""
    window = windows.of(around, since, until, minutes, now, otherwise=HOURS)
    asked = metric_plan.plan(lines, metrics.arn)
    periods = metric_periods.of(window, now, metric_plan.period(asked))
    if periods is None:
        return _without(metrics, asked, window, Coverage.EXPIRED, EXPIRED)
    metric_plan.check_searches(asked, periods)
    try:
        found = _data(metrics, asked, periods)
        went = metric_series.went(metrics, asked, found, periods, now)
    except Denied as denied:
        told = f"AWS does not let this identity read it: {denied}"
        return _without(metrics, asked, window, Coverage.DENIED, told)
    except BadInput as fault:
        if any(one.item.expression for one in asked):
            raise metric_plan.explained(asked, fault) from None
        raise
    looks = metric_series.looks(asked, found, went)
    reading = _reading(metrics, asked, went, looks, periods, now, chart=chart)
    renamed = metric_renamed.of(metrics, went, periods)
    told = _led(reading, went, suspects)
    return replace(
        told,
        tail=(*told.tail, *renamed.told),
        next=(*renamed.next, *told.next)[:MOST_CALLS],
        # How the metrics went that were asked for is known without it.
        looks=(*told.looks, *renamed.looks),
    )


def _data(metrics: Metrics, asked: Sequence[Asked], periods: Periods) -> Sequence[Series]:
    """The window and what it is compared with, in one question where each value stands alone."""
    window, before = periods.window, periods.before

    def ask(queries: Sequence[Query]) -> Sequence[Series]:
        if before is None:
            return metrics.data(queries, window)
        if not any(one.expression for one in queries):
            return metrics.data(queries, Window(before.start, window.end))
        # RUNNING_SUM, and AVG of a whole series, are of the span that is asked for.
        return metric_series.joined(metrics.data(queries, window), metrics.data(queries, before))

    return metric_apart.data(ask, metric_plan.queries(asked, periods.length))


def _reading(
    metrics: Metrics,
    asked: Sequence[Asked],
    went: Sequence[Went],
    looks: tuple[Look, ...],
    periods: Periods,
    now: datetime,
    *,
    chart: bool,
) -> Reading:
    drawn = [(one, one.course) for one in went if one.course is not None]
    coverage = overall(looks) if looks else Coverage.COMPLETE
    if coverage is Coverage.COMPLETE and not drawn:
        coverage = Coverage.EMPTY
    panels = [Panel(one.asked.id, course) for one, course in drawn] if chart else []
    return Reading(
        source=_source(asked),
        identity=metrics.identity,
        coverage=coverage,
        rows=(*_rows(drawn), *_absent(went)),
        kept=tuple(kept_series.rows(went, periods)),
        window=Window(periods.window.start, min(periods.window.end, now.replace(microsecond=0))),
        # That a metric has no value is an answer too, and has its row.
        found=len(went) if coverage is Coverage.COMPLETE else len(drawn),
        # Nothing was found where none has data; the rows say of each that it was asked for.
        total=0 if coverage is Coverage.EMPTY else len(went),
        unit="metric",
        lead=("; ".join(filter(None, (f"a value each {periods.each}", periods.told))),),
        tail=(*_lower(drawn), *_fresh(periods, now)),
        facts=_facts(drawn),
        looks=looks,
        chart=draw(panels) if panels else b"",
    )


def _led(reading: Reading, went: Sequence[Went], suspects: Find | None) -> Reading:
    """The reading with what may be behind what stands out, and what to ask next. How the metrics
    went is known without that: it leaves nothing of the question open."""
    series = [(one.asked.item, one.course) for one in went if one.course is not None]
    lead = metric_leads.lead(series)
    if lead is None:
        return _beside(reading, went, suspects)
    behind = Suspects()
    if suspects is not None:
        of = lead.of.name if lead.of else ""
        behind = suspects(lead.item.namespace, lead.item.name, of, lead.at)
    return replace(
        reading,
        tail=(*reading.tail, *behind.told),
        next=metric_leads.next_calls(lead, behind),
        looks=(*reading.looks, *behind.looks),
    )


def _beside(reading: Reading, went: Sequence[Went], suspects: Find | None) -> Reading:
    """Of queues of which nothing stands out who reads the first, and its dead letters: a few lost
    messages are seen there alone."""
    items = [one.asked.item for one in went if one.asked.item.namespace == QUEUES]
    of = next(filter(None, (measured.of(one.dimensions) for one in items)), None)
    if of is None or suspects is None or reading.window is None:
        return reading
    behind = suspects(QUEUES, items[0].name, of.name, reading.window.end)
    return replace(
        reading, tail=(*reading.tail, *behind.told), looks=(*reading.looks, *behind.looks)
    )


def _facts(drawn: Sequence[tuple[Went, Course]]) -> dict[str, str]:
    """How each went, of several that a search found the highest."""
    found: dict[str, str] = {}
    for one, course in drawn:
        found.setdefault(one.asked.id, f"{one.asked.item}: {next(course.told())}")
    return found


def _rows(drawn: Sequence[tuple[Went, Course]]) -> Iterator[Row]:
    """Of very many series that a search found the highest are shown."""
    count: Counter[str] = Counter()
    for one, course in drawn:
        count[one.asked.id] += 1
        yield _row(one, course, ">" if count[one.asked.id] <= MOST_OF_A_SEARCH else ".")


def _lower(drawn: Sequence[tuple[Went, Course]]) -> Iterator[str]:
    for name, count in Counter(one.asked.id for one, _ in drawn).items():
        if count > MOST_OF_A_SEARCH:
            yield f"{count - MOST_OF_A_SEARCH} more series of {name} are lower: by read_evidence"


def _row(one: Went, course: Course, mark: str) -> Row:
    by_time = metric_values.told(course)
    brief = f"{one.name}: {'; '.join(course.told())}\n{course.line()}{by_time and f' {by_time}'}"
    shown = course.points[-MOST_VALUES:]
    values = ", ".join(f"{at:%m-%dT%H:%MZ} {value:g}" for at, value in shown)
    return Row(f"{brief}\n{values}", mark=mark, brief=brief)


def _absent(went: Sequence[Went]) -> Iterator[Row]:
    """What brought nothing; several for the same reason are one row, and names like theirs would
    only fill it: unless nothing came at all, and the thing may be named otherwise."""
    nothing = all(one.course is None for one in went)
    reasons: dict[str, list[Went]] = {}
    for one in went:
        if one.course is None:
            reasons.setdefault(one.absent.partition(";")[0], []).append(one)
    for reason, several in reasons.items():
        if len(several) == 1:
            yield Row(f"{several[0].name}: {several[0].absent}", mark=">")
        else:
            of = {(one.asked.item.namespace, one.asked.item.dimensions) for one in several}
            told = nothing and len(of) == 1
            near = several[0].absent.removeprefix(reason) if told else ""
            yield Row(f"{'; '.join(_together(several))}: {reason}{near}", mark=">")


def _together(several: Sequence[Went]) -> Iterator[str]:
    """`AWS/SQS QueueName=x m2 NumberOfMessagesSent, m3 ...`: a shorthand asks many of one thing,
    which is named once."""
    things: dict[str, list[str]] = {}
    for one in several:
        item = one.asked.item
        if item.expression or not item.dimensions:
            things[one.name] = []
            continue
        whose = " ".join(f"{key}={value}" for key, value in item.dimensions)
        things.setdefault(f"{item.namespace} {whose}", []).append(f"{one.asked.id} {item.name}")
    for thing, names in things.items():
        yield f"{thing} {', '.join(names)}".strip()


def _source(asked: Sequence[Asked]) -> str:
    """The resources that the series are of, or the namespaces."""
    names = dict.fromkeys(
        value for one in asked for _, value in one.item.dimensions
    ) or dict.fromkeys(one.item.namespace or "expression" for one in asked)
    return f"cloudwatch metrics {', '.join(list(names)[:3])}"


def _fresh(periods: Periods, now: datetime) -> tuple[str, ...]:
    arrived = now.replace(microsecond=0) - metric_periods.LATE
    if periods.growing:
        last = periods.window.end - timedelta(seconds=periods.length)
        begun = f"the last period began {stamp(last)} and is not whole"
        return (f"{begun}: values after {stamp(arrived)} are still on their way",)
    if arrived - periods.window.end > timedelta(minutes=1):
        return ()
    return (f"values after {stamp(periods.window.end)} are still on their way",)


def _without(
    metrics: Metrics, asked: Sequence[Asked], window: Window, coverage: Coverage, told: str
) -> Reading:
    return Reading(
        source=_source(asked),
        identity=metrics.identity,
        coverage=coverage,
        window=window,
        lead=(told, "Ask someone who may read it.") if coverage is Coverage.DENIED else (told,),
    )
