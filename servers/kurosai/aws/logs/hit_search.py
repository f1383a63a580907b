"""How hits are searched: one group, several side by side, or many by one query."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from kurosai.aws import failed_look
from kurosai.aws.logs import newest
from kurosai.aws.logs.groups.log_groups import Target
from kurosai.aws.logs.hits import NO_GROUP, Hits, Question
from kurosai.aws.logs.lines import inside_ids, shown_form
from kurosai.aws.logs.occurrences import baseline, by_query, other_case, patterns
from kurosai.aws.logs.occurrences.sought import Sought
from kurosai.aws.platform import Logs, Queries
from kurosai.aws.wire.errors import Missing
from kurosai.aws.wire.logs import Found
from kurosai.parallel import each
from kurosai.vocabulary import Coverage, Look, Window

MOST_SHARING = 500
CLOSE = timedelta(minutes=1)
MOST_ONE_BY_ONE = 6
"""With more groups one query is cheaper than a search of each."""

AT_ONCE = 8
REACHES = tuple(timedelta(minutes=n) for n in (1, 5, 20, 60, 180, 720, 2_880, 11_520, 44_640))
"""How far back the newest lines are looked for, in turn."""


def of(logs: Logs, queries: Queries | None, question: Question) -> Hits:
    """The lines with exactly this text; failing that, those that results show so; failing that,
    lines of the same statement, or with the text in another case.

    One group that is not there or denied raises; of several it is a look.
    """
    hits = _as_written(logs, queries, question)
    # What a line says as a whole has its case.
    cased = "" if question.sought.whole else other_case.pattern(question.sought.text)
    if hits.events or not hits.complete or not cased or is_large(question):
        return hits
    asked = replace(question, sought=Sought(pattern=cased))
    found = _search(logs, queries, asked, (), alike=False)
    return replace(found, cased=True) if found.events else hits


def is_large(question: Question) -> bool:
    """Whether there is too much to search each group for itself."""
    return len(question.targets) > MOST_ONE_BY_ONE or question.size > baseline.MOST_SEARCHED


def _as_written(logs: Logs, queries: Queries | None, question: Question) -> Hits:
    if question.sought.raw:
        return _search(logs, queries, question, (), alike=False)
    searches = question.sought.searches
    hits = _meant(question, _search(logs, queries, question, searches[0], alike=False))
    if hits.events or not hits.complete:
        return hits
    if shown := shown_form.words(question.sought.text):
        # Many lines may have the same words.
        wide = replace(question, most=MOST_SHARING)
        copied = _search(logs, queries, wide, shown, alike=False, as_shown=True)
        if copied.events or not copied.complete:
            return copied
    if len(searches) == 1:
        return hits
    return _search(logs, queries, question, searches[1], alike=True)


def _meant(question: Question, hits: Hits) -> Hits:
    """Without lines that have the text inside of a request id only, where others have it."""
    seen, inside = inside_ids.apart(hits.events, question.sought.text)
    if not seen:
        return replace(hits, only_inside=bool(inside))
    return replace(hits, events=seen, inside=len(inside))


def _search(
    logs: Logs,
    queries: Queries | None,
    question: Question,
    texts: tuple[str, ...],
    *,
    alike: bool,
    as_shown: bool = False,
) -> Hits:
    """Hits by one way or the other, those at the time asked if there are too many."""
    looks: dict[str, Look] = {}
    way = ""

    def ask(window: Window) -> Found:
        nonlocal way
        large = is_large(question)
        found = _queried(queries, question, texts, window) if large else None
        way = "by Insights"
        if found is None:
            way, found = "", _one_by_one(logs, question, texts, window, looks)
            gave_up = not found.complete and len(found.events) < question.most
            if gave_up and not large and (more := _queried(queries, question, texts, window)):
                way, found = "by Insights", more
        return _shown(question, found) if as_shown else _fitting(question, found)

    def told(found: Found) -> Hits:
        failed = tuple(looks.values())
        searched = len({one.group for one in question.targets if one.place not in looks})
        return Hits(
            found.events,
            found.complete,
            alike,
            gaps=found.gaps,
            looks=failed,
            way=way,
            searched=searched,
            as_shown=as_shown,
        )

    window, around = question.window, question.around
    found = ask(window)
    if question.newest and not around and not found.complete and not found.gaps:
        return replace(told(_newest(ask, window)), complete=False, newest=True)
    if found.complete or not found.events or not around or found.events[-1].at >= around:
        return told(found)
    # AWS gives the oldest first: of so many, those at the time asked were cut off.
    near = ask(Window(max(window.start, around - CLOSE), min(window.end, around + CLOSE)))
    if not near.events:
        return told(found)
    return replace(told(near), complete=False, close=True)


def _fitting(question: Question, found: Found) -> Found:
    return replace(found, events=question.sought.fitting(found.events))


def _newest(ask: Callable[[Window], Found], window: Window) -> Found:
    """The newest of too many lines: AWS gives the oldest first, so they are looked for from the end
    on, in ever longer pieces while all of a piece can be read."""
    best: Found | None = None
    silent = window.end
    for reach in REACHES:
        start = max(window.start, window.end - reach)
        found = ask(Window(start, window.end))
        if not found.complete:
            # In the first piece that has any there may be too many at once.
            return best or newest.of(ask, Window(start, silent))
        best = found if found.events else best
        silent = start
        if start == window.start:
            break
    return best or Found((), complete=False)


def _shown(question: Question, found: Found) -> Found:
    """Of lines with the same words those that results show as the text that was asked for."""
    text = question.sought.text
    events = tuple(one for one in found.events if shown_form.fits(text, one.message))
    return replace(found, events=events)


def _queried(
    queries: Queries | None, question: Question, texts: tuple[str, ...], window: Window
) -> Found | None:
    """All groups in one query; None where that cannot be, and each has to be searched."""
    if queries is None or question.size > baseline.MOST_QUERIED:
        return None
    if question.sought.raw or not texts or any(one.of_resource for one in question.targets):
        return None
    names = [one.group for one in question.targets]
    try:
        found = by_query.lines(queries, names, texts, window, most=question.most)
    except by_query.FAILURES:
        # One group that is denied or gone fails them all: then each is asked by itself.
        return None
    return found if found.complete or found.events else None


def _one_by_one(
    logs: Logs,
    question: Question,
    texts: tuple[str, ...],
    window: Window,
    looks: dict[str, Look],
) -> Found:
    def one(target: Target) -> Found:
        return _of_target(logs, question, target, texts, window)

    if len(question.targets) == 1 and not question.targets[0].derived:
        return one(question.targets[0])

    def guarded(target: Target) -> Found | Look:
        return _guarded(one, target)

    found: list[Found] = []
    for start in range(0, len(question.targets), AT_ONCE):
        several = question.targets[start : start + AT_ONCE]
        for target, part in zip(several, each(guarded, several), strict=True):
            if isinstance(part, Look):
                looks[target.place] = part
            else:
                found.append(part)
    events = sorted((event for part in found for event in part.events), key=lambda one: one.at)
    whole = all(part.complete for part in found)
    # Behind the last line of a search that was cut nobody knows what the others came between.
    cut = [part for part in found if not part.complete and not part.gaps]
    until = min((part.events[-1].at for part in cut if part.events), default=None)
    inside = [event for event in events if until is None or event.at <= until]
    gaps = any(part.gaps for part in found)
    return Found(tuple(inside[: question.most]), whole and len(inside) <= question.most, gaps)


def _of_target(
    logs: Logs, question: Question, target: Target, texts: tuple[str, ...], window: Window
) -> Found:
    if question.sought.raw:
        found = logs.filter(
            target.group, question.sought.pattern, window, most=question.most, stream=target.stream
        )
        kept = (event for event in found.events if target.holds in event.message)
        found = replace(found, events=tuple(kept))
    else:
        held = (target.holds, *texts) if target.holds else texts
        found = logs.filter(
            target.group, patterns.holding(held), window, most=question.most, stream=target.stream
        )
    named = (replace(event, group=event.group or target.group) for event in found.events)
    return replace(found, events=tuple(named))


def _guarded(one: Callable[[Target], Found], target: Target) -> Found | Look:
    try:
        return one(target)
    except failed_look.FAILURES as failure:
        # What the resource map names need not be there: few machines log.
        gone = Coverage.EMPTY if target.derived else Coverage.PARTIAL
        why = f"{NO_GROUP}: " if isinstance(failure, Missing) and not target.stream else ""
        return failed_look.at(target.place, failure, missing=gone, why=why)
