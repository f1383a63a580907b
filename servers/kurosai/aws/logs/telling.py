"""What is said above and below the lines that were found."""

from __future__ import annotations

from collections.abc import Sequence

from kurosai.aws.logs import hits
from kurosai.aws.logs.groups.log_groups import Chosen
from kurosai.aws.logs.hits import Hits, Question
from kurosai.aws.logs.lines import context, many, rows
from kurosai.aws.logs.lines.context import Context
from kurosai.aws.logs.lines.contrast import Contrast
from kurosai.aws.logs.lines.lambda_lines import GROUP_PREFIX
from kurosai.aws.logs.lines.many import Patterns
from kurosai.aws.logs.lines.named import Named
from kurosai.aws.logs.occurrences import other_case
from kurosai.aws.logs.occurrences.recurrence import Recurrence
from kurosai.aws.wire.logs import LogEvent

MOST_OTHERS = 3


def where(chosen: Chosen, found: Hits, group: str) -> tuple[str, ...]:
    """What a name was taken for; how many of several groups were searched, and which have hits."""
    if chosen.alone is not None:
        return chosen.meant
    nearest = f"; what follows is of {group}" if len(found.by_group()) > 1 else ""
    return (*chosen.meant, f"{hits.told_by_group(found)}{nearest}")


def lead(
    question: Question,
    found: Hits,
    around: Context,
    ids: Named,
    unlike: Contrast | None,
    patterns: Patterns | None,
    recorded: Sequence[LogEvent] = (),
) -> tuple[str, ...]:
    """What the hits are part of: their request, the ids in it, what it says otherwise, and of how
    many kinds they are. `recorded` are the events of all rows: where in them the request is."""
    lines: list[str] = []
    sought = question.sought
    if found.unfailed:
        lines.append("no text was given, and no line tells of a failure as most programs do")
    if found.inside:
        have = "line has" if found.inside == 1 else "lines have"
        lines.append(f"{found.inside} more {have} it only inside a request id or time: left out")
    if found.only_inside:
        lines.append("these have it only inside a request id or time, which are not shown")
    if found.as_shown:
        lines.append("no line has this text as it stands; shown by results it reads so")
    if found.cased:
        lines.append(
            f"no line has this text as written, and these in another case: {other_case.SAID}"
        )
    if found.alike:
        lines.append("no line has exactly this text; these differ in numbers and names only")
    if found.spoken:
        lines.append("no line is at level ERROR, FATAL or CRITICAL; these speak of an error")
    if sought.like and not any(map(sought.has_signature, found.events)):
        lines.append("no line differs from it in ids and numbers only; these share its words")
    if around.main:
        lines.append(_request(around, around.main, found.events, unlike, recorded))
    elif sought and question.group.startswith(GROUP_PREFIX):
        lines.append("request: unknown, the line carries none and no run around it was seen")
    named = ids.told(expected=bool(sought), many=patterns is not None)
    told = [one.told() for one in (unlike, patterns) if one is not None]
    if not found.cased and _few_words(question, found):
        told.append(other_case.SAID)
    return (*lines, *named, *told)


def _few_words(question: Question, found: Hits) -> bool:
    """Whether few lines have some words: there may be others in another case."""
    few = found.complete and len(found.events) <= other_case.FEWEST_HITS
    return few and other_case.is_words(question.asked.text)


def _request(
    around: Context,
    main: context.Request,
    events: Sequence[LogEvent],
    unlike: Contrast | None,
    recorded: Sequence[LogEvent],
) -> str:
    others = [*(one.id for one in around.read if one is not main), *around.others]
    among = ""
    if others:
        more = f" and {len(others) - MOST_OTHERS} more" if len(others) > MOST_OTHERS else ""
        shown = f"; others: {', '.join(others[:MOST_OTHERS])}{more}"
        # Where the hits are told as patterns, three ids of very many help nobody.
        among = f" (1 of {len(others) + 1} that hit{'' if len(events) > many.FEWEST else shown})"
    lines = {event.id for event in main.lines}
    seen = rows.near(main.lines, contrasted=unlike is not None)
    seen |= {event.id for event in events if event.id in lines}
    seen |= {event.id for event in unlike.here} if unlike else set()
    at = next((n for n, event in enumerate(recorded, 1) if event.id in lines), 0)
    place = f" offset {at}" if at > 1 else ""
    all_lines = "" if len(seen) == len(lines) else f", all by read_evidence{place}"
    least = "" if main.complete else "at least "
    return f"request {main.id}{among}, {len(seen)} of {least}{len(lines)} lines{all_lines}"


def unread(around: Context) -> tuple[str, ...]:
    """Of requests that were not read whole."""
    if around.complete:
        return ()
    some = ", ".join(one.id for one in around.read if not one.complete)
    return (f"partial: not all lines of request {some} could be read",)


def incomplete(past: Recurrence) -> tuple[str, ...]:
    """Of a search beside the question: its hits are all here, whatever else there may be."""
    if past.counted:
        return ()
    return (f"the search for the {past.label} stopped at its limit: a longer text finds fewer",)
