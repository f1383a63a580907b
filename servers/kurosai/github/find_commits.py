"""What changed before the first failure: what came to the branches, in order, the last before it
marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai import calls
from kurosai.errors import BadInput
from kurosai.github import history, kept_code, lacking, shipping, telling, windows
from kurosai.github.history import Arrival, Seen
from kurosai.github.platform import Code
from kurosai.github.shipping import Shipping
from kurosai.github.wire.objects import Change, Denied, Missing, NoCommits, Place
from kurosai.vocabulary import Call, Coverage, Reading, Row, Window, moment

MOST_SHOWN = 12
MOST_OFFERED = 2
WIDER = 7
MOST_HOURS = 2_160


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked; `skip` newest ones were shown before."""

    repository: str
    path: str
    text: str
    author: str
    ref: str
    window: Window
    around: datetime | None
    skip: int


@dataclass(frozen=True, slots=True)
class _Came:
    place: Place
    arrival: Arrival


@dataclass(frozen=True, slots=True)
class _Deployed:
    came: _Came
    shipping: Shipping

    def lines(self, *, named: bool) -> tuple[str, ...]:
        """What is told of it, each line with its name."""
        where = f"{self.came.place.repository} " if named else ""
        return tuple(f"{where}{self.came.arrival.name} {line}" for line in self.shipping.told)


def find(
    code: Code,
    now: datetime,
    *,
    repository: str,
    path: str,
    around: str,
    since: str,
    until: str,
    hours: int,
    text: str,
    author: str,
    ref: str,
    cursor: str,
) -> Reading:
    """The reading: rows are what came to the branch, oldest first, merges with what they bring."""
    if cursor and not (cursor.isascii() and cursor.isdigit()):
        raise BadInput(f"{cursor[:20]!r} is no cursor.", "Give one as an answer printed it.")
    question = Question(
        repository,
        path.strip("/"),
        text,
        author,
        ref,
        windows.of(around, since, until, hours, now),
        moment(around) if around else None,
        int(cursor or 0),
    )
    if repository:
        return lacking.answered(
            code,
            repository,
            lambda: _told(code, question, [_seen(code, question, repository)], (), hours),
            question.window,
        )
    return lacking.answered(
        code,
        "all repositories",
        lambda: _everywhere(code, question, hours),
        question.window,
    )


def _everywhere(code: Code, question: Question, hours: int) -> Reading:
    found: list[Seen] = []
    notes: list[str] = []
    readable = code.repositories()
    if not readable.complete or not readable.names:
        count = len(readable.names)
        notes.append(f"partial: only {count} of the repositories were read; name the one you mean")
    for name in readable.names:
        try:
            found.append(_seen(code, question, name))
        except NoCommits:
            continue
        except (Denied, Missing) as lack:
            notes.append(
                f"partial: {name} could not be read ({lack or 'not there or not allowed'})"
            )
    return _told(code, question, found, tuple(notes), hours)


def _seen(code: Code, question: Question, name: str) -> Seen:
    place = lacking.place(code, name, question.ref)
    return history.seen(
        code,
        place,
        question.window,
        path=question.path,
        text=question.text,
        author=question.author,
    )


def _told(
    code: Code, question: Question, several: Sequence[Seen], notes: tuple[str, ...], hours: int
) -> Reading:
    every = sorted(
        (_Came(one.place, arrival) for one in several for arrival in one.arrivals),
        key=lambda came: came.arrival.at,
    )
    notes = (*notes, *(note for one in several for note in one.notes))
    end = len(every) - question.skip
    shown = every[max(0, end - MOST_SHOWN) : max(0, end)]
    left = max(0, end - MOST_SHOWN)
    before = _before(every, question.around)
    changes = [code.change(one.place, one.arrival.commit.sha) for one in shown]
    rows = tuple(
        _row(one, change, several=len(several) > 1, suspect=bool(before) and one is before[-1])
        for one, change in zip(shown, changes, strict=True)
    )
    told = [
        (one.place.repository, one.arrival, change)
        for one, change in zip(shown, changes, strict=True)
    ]
    deployed = _deployed(code, question, before)
    return Reading(
        source=_source(question, several),
        identity=code.identity,
        coverage=_coverage(every, left, notes),
        window=question.window,
        rows=rows,
        kept=tuple(kept_code.arrivals((one.place for one in several), told)),
        found=len(shown),
        total=None if notes else len(every),
        unit="change",
        lead=_lead(question, several, every, before, deployed),
        tail=(*notes, *dict.fromkeys(filter(None, (one.shipping.unread for one in deployed)))),
        next=_next(question, before, deployed, hours),
        cursor=str(question.skip + MOST_SHOWN) if left else "",
        facts=_facts(question, before),
    )


def _before(every: Sequence[_Came], around: datetime | None) -> list[_Came]:
    return [one for one in every if around is None or one.arrival.at <= around]


def _coverage(every: Sequence[_Came], left: int, notes: tuple[str, ...]) -> Coverage:
    if notes:
        return Coverage.PARTIAL
    if left:
        return Coverage.TRUNCATED
    return Coverage.COMPLETE if every else Coverage.EMPTY


def _source(question: Question, several: Sequence[Seen]) -> str:
    places = [telling.where(one.place) for one in several]
    told = places[0] if len(places) == 1 else f"{len(places)} repositories"
    return f"{told} {question.path}".rstrip()


def _lead(
    question: Question,
    several: Sequence[Seen],
    every: Sequence[_Came],
    before: Sequence[_Came],
    deployed: Sequence[_Deployed],
) -> tuple[str, ...]:
    lines = [line for one in several for line in telling.renamed(one.place)]
    if len(several) > 1:
        lines.append("looked at " + ", ".join(telling.where(one.place) for one in several))
    if question.around is not None and before:
        last = before[-1].arrival
        lines.append(
            f"last before {telling.both_times(question.around)}: {last.name}, "
            f"{telling.span(question.around - last.at)} earlier (marked >)"
        )
        lines += [line for one in deployed for line in one.lines(named=len(several) > 1)]
    if question.around is not None and every and not before:
        lines.append(f"none of these came before {telling.both_times(question.around)}")
    if question.around is not None and (later := len(every) - len(before)):
        they = "it" if later == 1 else "they"
        # The time that was given may be that of a deployment too.
        lines.append(f"{later} came after that time: no cause of what was seen before {they} came")
    if not every:
        lines.append("nothing that fits came to the branch in this window")
    elif several:
        lines.append(f"times: when it came to the branch; {_unknown(deployed)}")
    return tuple(lines)


def _unknown(deployed: Sequence[_Deployed]) -> str:
    if any(one.shipping.told or one.shipping.unread for one in deployed):
        return "describe_change says when each was deployed"
    return "Git does not know when it was deployed"


def _deployed(code: Code, question: Question, before: Sequence[_Came]) -> tuple[_Deployed, ...]:
    """When the last changes before the time that was asked about were deployed, of each that is
    offered: the only one with a deployment would look like the only candidate."""
    around = question.around
    if around is None:
        return ()
    return tuple(
        _Deployed(one, shipping.of(code, one.place, one.arrival.commit.sha, one.arrival.at, around))
        for one in reversed(before[-MOST_OFFERED:])
    )


def _row(came: _Came, change: Change, *, several: bool, suspect: bool) -> Row:
    arrival, commit = came.arrival, came.arrival.commit
    files = telling.counted(change.files, complete=change.complete)
    name = f"{came.place.repository} " if several else ""
    parts = [f"{name}{telling.short(commit.sha)} {telling.who(commit.author)}: {commit.subject}"]
    if arrival.merges and (title := _title(commit.message)):
        parts.append(title)
    parts.append(files)
    if arrival.brings:
        noun = "commit" if len(arrival.brings) == 1 else "commits"
        parts.append(f"brings {len(arrival.brings)} {noun}")
    if commit.committed - commit.written > timedelta(minutes=10):
        parts.append(f"written {commit.written:%m-%d %H:%M}Z")
    everything = "\n".join(
        (
            f"{came.place.repository} {telling.whole(commit)}",
            *(f"brings {one.sha} {one.subject}" for one in arrival.brings),
            *(telling.touched(one) for one in change.files),
        )
    )
    brief = f"{'> ' if suspect else ''}{' · '.join(parts)}"
    return Row(text=everything, at=arrival.at, mark=">" if suspect else "", brief=brief)


def _title(message: str) -> str:
    """The title of the pull request, which GitHub writes below the subject of its merge."""
    return next((line for line in message.split("\n")[1:] if line.strip()), "")


def _next(
    question: Question, before: Sequence[_Came], deployed: Sequence[_Deployed], hours: int
) -> tuple[Call, ...]:
    """The most suspicious first: what came last before the time that was asked about; and where
    one of those has no deployment that is recorded, what the platform itself wrote then."""
    around = question.around
    if before:
        described = [
            calls.describe_change(one.place.repository, one.arrival.name, around=around)
            for one in reversed(before[-MOST_OFFERED:])
        ]
        undated = [
            one.came.arrival.at for one in deployed if one.shipping.told and not one.shipping.dated
        ]
        return (*described, *([shipping.written(min(undated), around)] if undated else []))
    if question.path or question.text or question.author:
        wide = 0 if hours == windows.DEFAULT_HOURS else hours
        return (calls.find_commits(question.repository, around=around, hours=wide),)
    if around is None or hours * WIDER > MOST_HOURS:
        return ()
    return (calls.find_commits(question.repository, around=around, hours=hours * WIDER),)


def _facts(question: Question, before: Sequence[_Came]) -> dict[str, str]:
    if question.around is None or not before:
        return {}
    last = before[-1]
    return {
        "last change before": f"{last.place.repository} {last.arrival.name} "
        f"{telling.both_times(last.arrival.at)}"
    }
