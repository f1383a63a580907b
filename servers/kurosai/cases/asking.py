"""What find_cases is asked: conditions and a text, as the index of cases is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from kurosai import windows
from kurosai.cases import days, indexing
from kurosai.errors import BadInput
from kurosai.evidence.case_terms import Wanted
from kurosai.library.search.tokenizer import terms
from kurosai.safety.clean import clean
from kurosai.vocabulary import Verdict, Window, stamp

STATES = ("open", "pending", "closed", "discarded")
MOST_NAME = 300
MOST_MONTHS = 60
"""A period of more months is looked for by its ends alone."""

_BEGINNING = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
_CURSOR = re.compile(r"(?P<tier>[snhb])(?P<number>\d{1,15})")


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments of find_cases as they were given; "" for each that was not."""

    text: str = ""
    entry: str = ""
    resource: str = ""
    job: str = ""
    state: str = ""
    since: str = ""
    until: str = ""
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Conditions:
    """The conditions but for the text, each with a name that a person gives it.

    `each` holds what each of them wants alone, `period` is the one of since and until; `said` is
    how a day in words was understood.
    """

    each: dict[str, Wanted] = field(default_factory=dict[str, Wanted])
    period: Window | None = None
    said: tuple[str, ...] = ()

    def with_terms(self, *groups: tuple[str, ...], without: tuple[str, ...] = ()) -> Wanted:
        """All of them together, and some terms besides."""
        together = Wanted(groups=groups, without=without)
        for one in self.each.values():
            together = replace(
                together,
                groups=(*together.groups, *one.groups),
                since=one.since or together.since,
                until=one.until or together.until,
                near=one.near or together.near,
            )
        return together


def conditions(asked: Asked, now: datetime) -> Conditions:
    """What was given besides the text. Raises BadInput for what cannot be used."""
    for name in ("entry", "resource", "job", "state", "since", "until"):
        if len(getattr(asked, name)) > MOST_NAME:
            raise BadInput(
                f"`{name}` has more than {MOST_NAME} characters.",
                "An alert or a log line belongs into text.",
            )
    if asked.job and not re.fullmatch(r"\d{1,12}", asked.job.strip(), re.ASCII):
        raise BadInput(f"{asked.job[:40]!r} is no job id.", "Write digits only, like 16852935.")
    period = _period(asked, now)
    said = tuple(
        f"note: {name} {span}"
        for name, text in (("since", asked.since), ("until", asked.until))
        if (span := days.said(text, now)) is not None
    )
    return Conditions(dict(_each(asked, period)), period, said)


def by_words(resource: str) -> Wanted:
    """A resource by the words of its name, where none is called exactly so."""
    return Wanted(tuple((word,) for word in indexing.in_head(dict.fromkeys(terms(resource)))))


def cursor(asked: Asked) -> tuple[str, int]:
    """Where to go on: which part of the answer, below which number. Raises BadInput."""
    match = _CURSOR.fullmatch(asked.cursor)
    if asked.cursor and match is None:
        raise BadInput(
            f"{asked.cursor[:40]!r} is no cursor.",
            "Leave it out, or copy the one of the last answer with all else as it was.",
        )
    return (match["tier"], int(match["number"])) if match else ("", 0)


def _each(asked: Asked, period: Window | None) -> Iterator[tuple[str, Wanted]]:
    for kind, name, value in (
        ("e", "entry", asked.entry),
        ("r", "resource", asked.resource),
        ("j", "job", asked.job),
    ):
        if wanted := clean(value).strip():
            yield f"{name} {wanted}", Wanted(((indexing.term(kind, wanted),),))
    states, verdicts = _states(asked.state)
    if states:
        yield " or ".join(states), Wanted((tuple(indexing.term("s", one) for one in states),))
    if verdicts:
        yield " or ".join(verdicts), Wanted((tuple(indexing.term("v", one) for one in verdicts),))
    if period is not None:
        months = indexing.month_terms(_months(period))
        near = months if len(months) <= MOST_MONTHS else ()
        yield (
            str(period),
            Wanted(near=near, since=stamp(period.start)[:19], until=stamp(period.end)[:19]),
        )


def _states(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    given = re.split(r"[\s,|]+", text.strip().lower()) if text.strip() else []
    verdicts = [one.value for one in Verdict]
    for one in given:
        if one not in STATES and one not in verdicts:
            raise BadInput(
                f"{one[:40]!r} is neither a state nor a verdict.",
                f"Write one of {', '.join((*STATES, *verdicts))}, or a state with a verdict.",
            )
    return (
        tuple(one for one in STATES if one in given),
        tuple(one for one in verdicts if one in given),
    )


def _period(asked: Asked, now: datetime) -> Window | None:
    if not asked.since and not asked.until:
        return None
    try:
        start = _at("since", asked.since, now) if asked.since else _BEGINNING
        end = _at("until", asked.until, now, end=True) if asked.until else now
    except OverflowError:
        raise BadInput("The period starts before time does.", "Write it like 30d.") from None
    return Window.clipped(max(start, _BEGINNING), end, now)


def _at(name: str, text: str, now: datetime, *, end: bool = False) -> datetime:
    """A time as it is given; of a day, week or month in words its first moment, or its last."""
    span = days.said(text, now)
    if span is not None:
        return (span.end - timedelta(seconds=1) if end else span.start).astimezone(UTC)
    if not any(one.isdigit() for one in text):
        raise days.unread(name, text)
    return windows.when(_whole_day(text, end=end), now)


def _whole_day(text: str, *, end: bool = False) -> str:
    """A day alone is all of it, in UTC."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text.strip()):
        return text
    return f"{text.strip()}T{'23:59:59' if end else '00:00:00'}Z"


def _months(period: Window) -> Iterator[datetime]:
    at = period.start.replace(day=1)
    while at <= period.end:
        yield at
        at = (at + timedelta(days=32)).replace(day=1)
