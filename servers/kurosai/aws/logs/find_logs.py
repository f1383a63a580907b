"""One call for an operator's whole question: the line, its request, the ids in it, and did it
happen before and since?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from kurosai import windows
from kurosai.aws.logs import (
    absence,
    failures,
    fates,
    following,
    hit_search,
    hits,
    lateness,
    named_places,
    neighbours,
    surroundings,
    telling,
)
from kurosai.aws.logs.groups import aged, log_groups, retention, scan_estimate
from kurosai.aws.logs.groups.aged import Aged
from kurosai.aws.logs.groups.log_groups import Chosen, JobLogs, Target
from kurosai.aws.logs.hits import Hits, Question
from kurosai.aws.logs.lines import (
    beside,
    context,
    contrast,
    courses,
    kept_streams,
    many,
    named,
    onset,
    recovered,
    rows,
    shown_form,
    trouble,
    well,
)
from kurosai.aws.logs.lines.trouble import Trouble
from kurosai.aws.logs.occurrences import other_case
from kurosai.aws.logs.occurrences.sought import Sought
from kurosai.aws.logs.remembered import RememberedGroups
from kurosai.aws.platform import Logs, Queries
from kurosai.aws.wire.errors import Denied, Missing
from kurosai.parallel import both
from kurosai.resource_map import ResourceMap
from kurosai.vocabulary import Coverage, Reading, Window

LONG = timedelta(days=1)


def find(
    logs: Logs,
    resources: ResourceMap,
    now: datetime,
    *,
    group: str,
    text: str = "",
    pattern: str = "",
    like: str = "",
    around: str = "",
    since: str = "",
    until: str = "",
    minutes: int = windows.DEFAULT_MINUTES,
    queries: Queries | None = None,
    job_logs: Callable[[str], JobLogs] | None = None,
    home: Callable[[], str | None] = lambda: None,
) -> Reading:
    """The reading: hits marked, what is around them, ids, and the other occurrences.

    Without `queries`, Logs Insights is not used. `job_logs` tells where and when a job wrote,
    `home` where CloudTrail is asked about what belongs to no region (None: nowhere).
    """
    window = windows.of(around, since, until, minutes, now)
    middle = windows.when(around, now) if around else None
    sought = written = Sought(text, pattern, like, unmarked=shown_form.unmarked(like or text))
    logs = RememberedGroups(logs)
    chosen = log_groups.choose(group, logs, resources)
    if chosen.job and job_logs is not None:
        own = job_logs(chosen.job)
        chosen = chosen.joined(own)
        if own.window is not None and not (around or since or until):
            window = own.window
    alone = chosen.alone
    try:
        meant = trouble.of(logs, alone.group, window, middle) if alone and not sought else None
        if meant is not None:
            sought = Sought(meant.text, whole=True)
        anything = not (sought or alone or any(one.of_resource for one in chosen.targets))
        asked = Sought(pattern=trouble.FAILED_PATTERN) if anything else sought
        size = _size(logs, chosen, window, now)
        question = Question(chosen.targets, asked, window, middle, size, written)
        question = replace(question, newest=not written)
        found, failing = _searched(logs, queries, question, alone)
        old = aged.of(logs, chosen, window, now)
        if found.events:
            if failing or found.as_shown:
                # What was copied from a result is in no line as it stands: its line is looked for.
                question = replace(question, sought=_of_nearest(question, found))
            if found.cased:
                question = replace(question, sought=_in_its_case(question, found))
            return _found(logs, queries, resources, now, chosen, question, found, meant, old, home)
        if found.nowhere:
            raise absence.no_such_group(logs, chosen.targets[0].group)
        if alone:
            nothing = absence.nothing(
                logs,
                queries,
                alone.group,
                sought,
                window,
                now,
                complete=found.complete,
                tried=not hit_search.is_large(question),
                yet=windows.yet_until(around, until, minutes, now),
            )
        else:
            nothing = absence.nothing_anywhere(
                logs.identity, chosen, found, asked, window, now, old
            )
            nothing = replace(nothing, kept=tuple(kept_streams.rows((), chosen.names)))
        return replace(nothing, lead=(*chosen.meant, *nothing.lead))
    except Missing:
        raise absence.no_such_group(logs, chosen.targets[0].group) from None
    except Denied as denied:
        return absence.denied(logs.identity, chosen.told, window, str(denied))


def _searched(
    logs: Logs, queries: Queries | None, question: Question, alone: Target | None
) -> tuple[Hits, bool]:
    """The hits, and whether they are failures of which nobody had named one."""
    if question.sought.pattern == trouble.FAILED_PATTERN:
        return failures.of(logs, queries, question), True
    if question.sought:
        return hit_search.of(logs, queries, question), False
    if any(one.of_resource for one in question.targets) or alone is None:
        return failures.of_resource(logs, queries, question), False
    return failures.alone(logs, queries, question)


def _size(logs: Logs, chosen: Chosen, window: Window, now: datetime) -> int:
    """About how much there is to be searched; asked only where it may be much."""
    known = chosen.known
    if window.end - window.start > LONG:
        known = scan_estimate.known(logs, chosen.names, known)
    return scan_estimate.of(known.values(), window, now).total


def _of_nearest(question: Question, found: Hits) -> Sought:
    """Of failures in several groups the one that is meant, to be looked for before and since."""
    return Sought(trouble.text_of(hits.nearest(found, question.around)[0]), whole=True)


def _in_its_case(question: Question, found: Hits) -> Sought:
    """The text as the line that is meant has it."""
    line = hits.nearest(found, question.around)[0].message
    return Sought(other_case.in_line(question.sought.text, line) or question.sought.text)


def _found(
    logs: Logs,
    queries: Queries | None,
    resources: ResourceMap,
    now: datetime,
    chosen: Chosen,
    question: Question,
    found: Hits,
    meant: Trouble | None,
    old: Aged,
    home: Callable[[], str | None],
) -> Reading:
    nearest = hits.nearest(found, question.around)
    group, sought = nearest[0].group or question.group, question.sought
    ends = fates.of(logs, group, nearest if sought and not meant else (), now)
    nearest = ends.first(nearest, question.around)
    # A listing asks for no line in particular: none of its requests is the one.
    asked = [one for one in nearest if (one.group or group) == group] if sought else []
    around, past = both(
        lambda: context.of(logs, group, asked, now),
        lambda: surroundings.past(logs, queries, group, sought, nearest[0], question.window, now),
    )
    near = () if around.main or not sought else neighbours.of(logs, group, nearest[0], now)
    found = surroundings.settled(found, (*around.lines, *past.events, *near))
    nearest = ends.first(hits.nearest(found, question.around), question.around)
    unlike = contrast.of(logs, group, around.main, past, now)
    fine = None if unlike else well.of(logs, group, around.main, past, now)
    shown = beside.of(found.events, near, past, fine)
    kept = retention.of(logs, group, question.window.start, now)
    lacks = kept.lacks(question.window) or bool(old.looks)
    ids = named.by(resources, nearest, around)
    looks = (*chosen.looks, *old.looks, *found.looks)
    whole = around.complete and not lacks and not any(look.leaves_open for look in looks)
    patterns = many.of(found.events, question.window, nearest[0])
    course = courses.of(found.events) if patterns and sought else ()
    main = around.main.lines if around.main else ()
    others, before = around.lines, (*past.events, *past.reports)
    recorded = rows.together(found.events, main, others, unlike, beside=shown.lines, past=before)
    known = following.calls_for(chosen, question, ids, meant, patterns)
    places = named_places.offered(logs, group, nearest[0], past) if sought else ()
    late = lateness.seen((*found.events, *around.lines, *past.events))
    return Reading(
        source=chosen.told,
        identity=logs.identity,
        coverage=_coverage(found, whole=whole),
        window=question.window,
        found=len(found.events),
        total=len(found.events) if found.complete and not lacks else None,
        unit="hit",
        lead=(
            *(meant.told() if meant else ()),
            *telling.where(chosen, found, group),
            *telling.lead(question, found, around, ids, unlike, patterns, recorded),
            *ends.told(),
            *(one.told() for one in course if len(found.events) <= courses.MOST),
            *shown.told,
        ),
        rows=rows.of(
            found.events,
            main,
            others,
            unlike,
            beside=shown.lines,
            past=before,
            marked=shown.marked,
            group_of=found.row_names(),
            many=patterns,
            sought=(sought.text,),
        ),
        kept=tuple(kept_streams.rows(recorded, chosen.names)),
        tail=(
            *found.more(),
            *([kept.told()] if lacks and not (past.note or old.looks) else []),
            *telling.unread(around),
            *past.told(question.window),
            *telling.incomplete(past),
            *lateness.told(late, question.window, now),
        ),
        next=following.with_more(
            (
                *known[:1],
                *following.led(nearest, (*main, *near), question, home),
                *places,
                *known[1:],
                *onset.offered(past, around, "" if places else group),
                *following.others(ids, nearest[0], now, patterns),
                *(
                    following.afterwards(ids, nearest[0], question, group, now)
                    or recovered.offered(past, group)
                ),
                *following.courses_of(course, question, group, len(found.events)),
            ),
            following.more(chosen, question, found),
        ),
        again=following.again(past, question, group, nearest[0])
        or following.later(late, chosen.asked, question.asked, question.window, now),
        facts={
            **({"request": around.main.id} if around.main else {}),
            **ids.facts(),
            **past.facts(),
        },
        looks=looks,
    )


def _coverage(found: Hits, *, whole: bool) -> Coverage:
    if not found.complete:
        return Coverage.TRUNCATED
    return Coverage.COMPLETE if whole else Coverage.PARTIAL
