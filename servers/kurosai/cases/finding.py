"""find_cases: what was concluded before, by what it was about, when, and how it ended."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kurosai import calls
from kurosai.cases import asking, indexing, likeness, near_names, resuming, story, trigger
from kurosai.cases.asking import Asked, Conditions
from kurosai.cases.faults import short
from kurosai.cases.indexing import signature_of
from kurosai.errors import BadInput, Refused
from kurosai.evidence.case_answers import MOST_COUNTED, Answers
from kurosai.evidence.case_rows import Indexed
from kurosai.evidence.case_terms import Wanted
from kurosai.evidence.ids import PATTERN
from kurosai.library.search.tokenizer import is_japanese, terms
from kurosai.logs.signature import signature
from kurosai.vocabulary import Call, Statement

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk
    from kurosai.cases.trigger import Trigger

PAGE = 10
MOST_WORDS = 40
MOST_TEXT = 4_000
SECONDS = 8.0
"""For catching up with what was written without the index; the rest of a call is for the answer."""

_MOST_SAID = 200
_ALONE = 1_000
_IN_A_PERIOD = 2_000
"""As MOST_COUNTED: there each case has to be looked at."""

_WORD = re.compile(r"\w[\w.-]*")
_NEAR = 0.5
"""Of the weight of the rarest words, what a case must have to be called near."""


@dataclass(frozen=True, slots=True)
class _About:
    """What the text is about: signatures (as terms), words (likewise), the case it names.

    `own` holds the resource and the jobs, for marking what else is the same.
    """

    signatures: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    case: str = ""
    own: Indexed | None = None
    resource: str = ""
    jobs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of an answer: `tier` names it in a cursor, `how` in the head."""

    tier: str
    wanted: Wanted
    how: str


def find(desk: Desk, asked: Asked) -> Statement:
    """The cases that fit, best first for words, else newest first. Raises BadInput, Refused."""
    tier, before = asking.cursor(asked)
    held = asking.conditions(asked, desk.now())
    if not asked.text.strip() and not held.each:
        raise BadInput(
            "Nothing to look for was given.",
            "Give text (words, an error line, an alert, a case id), entry, resource, job, state "
            "or since.",
        )
    index = desk.index().answers(SECONDS)
    late = missing(index)
    about = _about(desk, index, asked.text) if asked.text.strip() else _About()
    held, more = near_names.widened(desk, index, held, asked.resource)
    notes = (*late, *held.said, *more)
    parts = _parts(index, held, about)
    most = MOST_COUNTED if held.period is None else _IN_A_PERIOD
    counted = sum(index.count(one.wanted, most=most) for one in _whole(parts))
    many = f"more than {most:,}" if counted > most else f"{counted:,}"
    rows = _page(index, parts, tier, before) if counted else []
    if not rows and before:
        raise BadInput("There is nothing behind this cursor.", "Leave it out for the first page.")
    if rows:
        return _listed(desk, rows, parts, many, about, notes)
    if not index.extent().cases:
        known = "whether there is any cannot be told" if late else "the ledger has none yet"
        return Statement(f"no case fits: {known}", late)
    notes = (*notes, *near_names.unknown(desk, index, held, asked))
    return _nothing(desk, index, held, about, asked.text, notes)


def missing(index: Answers) -> tuple[str, ...]:
    """What has to be said where the index could not be brought up to date."""
    return (f"note: {index.behind}",) if index.behind else ()


def _about(desk: Desk, index: Answers, text: str) -> _About:
    named = re.sub(r"(?i)^\s*(?:case|ケース)[\s:]*", "", text[:60]).strip().upper()
    if len(text) < 60 and re.fullmatch(PATTERN, named):
        row = index.case(named)
        if row is not None:
            own = (row.signature,) if row.signature else ()
            return _About(own, case=named, own=row, resource=row.resource, jobs=_split(row.jobs))
        if desk.ledger().get([named]):
            raise Refused(
                f"{named} is a reading, not a case.", "Give words, or the id that open_case gave."
            )
        # A word of eight letters may be one, and eight digits are a job's id.
        if text.strip().upper() != named or not (named.isalpha() or named.isdigit()):
            raise Refused(f"There is no case {named}.", "Give words, or an id as it was given.")
    told = trigger.parse(text, desk.language(), desk.now())
    return replace(
        _of_trigger(told, text),
        resource=told.title if told.name and told.kind not in indexing.PASSING else "",
        jobs=told.jobs,
    )


def _of_trigger(told: Trigger, text: str) -> _About:
    own = signature_of(told)
    alone = [told.line] if told.line else [text.strip()] if "\n" not in text.strip() else []
    marks = [
        *([indexing.term("g", own)] if own else []),
        *(indexing.term("l", signature(line)) for line in alone),
        # Whoever asks with a job's id alone wants what is known of that job.
        *(indexing.term("j", job) for job in told.jobs if not told.alert),
    ]
    said = "\n".join((told.title, told.line or told.condition)) if told.alert else told.text
    words = _needed(terms(said[:MOST_TEXT]))[:MOST_WORDS]
    return _About(tuple(dict.fromkeys(marks)), tuple(words))


def _needed(words: Sequence[str]) -> list[str]:
    """Words without the characters that stand in a pair of them: who has the pair has both."""
    pairs = "".join(word for word in words if len(word) == 2 and is_japanese(word))
    asked = dict.fromkeys(words)
    return [word for word in asked if len(word) > 1 or word not in pairs]


def _parts(index: Answers, held: Conditions, about: _About) -> tuple[_Part, ...]:
    """The parts of the answer, best first; the last holds the others where there are several."""
    if about.case and not about.signatures:
        return ()
    if not about.signatures and not about.words:
        return (_Part("n", held.with_terms(), "newest first"),) if held.each else ()
    if about.signatures:
        same = _Part("s", held.with_terms(about.signatures), "the same signature, newest first")
        if index.count(same.wanted, most=0):
            return (same,)
    if not about.words:
        return ()
    every = tuple((word,) for word in about.words)
    first = indexing.in_head(about.words)
    return (
        _Part("h", held.with_terms(*((word,) for word in first)), "all words, in the cause first"),
        _Part("b", held.with_terms(*every, without=first), "all words"),
    )


def _whole(parts: Sequence[_Part]) -> tuple[_Part, ...]:
    """Parts that hold each case once, together all of them."""
    if len(parts) < 2:
        return tuple(parts)
    return (replace(parts[-1], wanted=replace(parts[-1].wanted, without=())),)


def _page(
    index: Answers, parts: Sequence[_Part], tier: str, before: int
) -> list[tuple[str, Indexed]]:
    """One more than a page, each with the tier it is of."""
    rows: list[tuple[str, Indexed]] = []
    begun = not tier
    for part in parts:
        if not begun and part.tier != tier:
            continue
        wanted = PAGE + 1 - len(rows)
        if wanted > 0:
            found = index.page(part.wanted, before=0 if begun else before, most=wanted)
            rows += [(part.tier, row) for row in found]
        begun = True
    return rows


def _listed(
    desk: Desk,
    rows: Sequence[tuple[str, Indexed]],
    parts: Sequence[_Part],
    many: str,
    about: _About,
    notes: Sequence[str],
) -> Statement:
    shown = rows[:PAGE]
    head = f"{many} case{'' if many == '1' else 's'} · {parts[0].how}"
    lines = [*notes, *(line(row, about_marks(row, about)) for _, row in shown)]
    if len(rows) > PAGE:
        tier, last = shown[-1]
        lines.append(f"more behind cursor {tier}{last.number}, all else as before")
    return Statement(head, tuple(lines), _best(desk, [row for _, row in shown], about.case))


def _nothing(
    desk: Desk,
    index: Answers,
    held: Conditions,
    about: _About,
    text: str,
    notes: Sequence[str],
) -> Statement:
    extent = index.extent()
    span = f"{extent.cases:,} cases from {extent.first[:10]} to {extent.last[:10]}"
    lines = list(notes)
    if len(held.each) + bool(about.words or about.signatures) > 1:
        alone = [f"{name} {_many(index, one)}" for name, one in held.each.items()]
        lines.append(f"each condition alone: {', '.join(alone)}" if alone else "")
    near, unknown = likeness.nearest(index, about.words, share=_NEAR, most=PAGE)
    if foreign := _as_written(text, unknown):
        lines.append(f"in no case at all: {', '.join(foreign[:10])}")
    rows, how = _nearest(index, held, about, near, unknown)
    if rows:
        lines.append(f"nearest, with {how} words:")
        lines += [line(row, about_marks(row, about)) for row in rows]
    elif about.case:
        lines.append("it is the only one of its signature: try its resource, its entry or words")
    else:
        lines.append("try fewer or other words, a wider period, or one condition less")
    what = short(text) if text.strip() else short(", ".join(held.each), _MOST_SAID)
    return Statement(
        f"no case fits 「{what}」 · looked through {span}",
        tuple(one for one in lines if one),
        _best(desk, rows, about.case),
    )


def _nearest(
    index: Answers,
    held: Conditions,
    about: _About,
    near: Sequence[int],
    unknown: Sequence[str],
) -> tuple[tuple[Indexed, ...], str]:
    """Cases with all words that any case has; else, without conditions, with the rarest."""
    known = [word for word in about.words if word not in unknown]
    if unknown and len(known) >= len(unknown):
        found = index.page(held.with_terms(*((word,) for word in known)), most=PAGE)
        if found:
            return found, "all the other"
    if held.each:
        return (), ""
    return tuple(sorted(index.of(near), key=lambda row: near.index(row.number))), "most of the"


def _as_written(text: str, unknown: Sequence[str]) -> list[str]:
    """The words of a text of which no case has anything."""
    words = dict.fromkeys(_WORD.findall(text[:MOST_TEXT]))
    return [word for word in words if (own := terms(word)) and set(own) <= set(unknown)]


def line(row: Indexed, marks: Sequence[str] = ()) -> str:
    """One case on one line: id, when, how it ended, entry, who, grade, what is the same, cause."""
    who = row.concluded_by or row.opened_by
    parts = [
        f"{row.case_id} {row.opened_at[:16].replace('T', ' ')}Z {row.state} {row.verdict}".strip(),
        row.entry or "no runbook",
        f"by {who}" if who else "",
        graded(row),
        waived(row),
        f"corrects {row.corrects}" if row.corrects else "",
        corrected(row),
        ", ".join(marks),
        row.cause or short(row.title),
    ]
    return " · ".join(part for part in parts if part)


def graded(row: Indexed) -> str:
    """`graded 4/3/4 by sato` (accuracy, clarity, completeness), "" for a case without a grade."""
    return f"graded {row.grade} by {row.grader}" if row.grade else ""


def waived(row: Indexed) -> str:
    """Who closed it in spite of its faults; "" where there were none."""
    return f"faults waived by {row.waived_by}" if row.waived_by else ""


def corrected(row: Indexed) -> str:
    """Which case says otherwise by now; "" if none does."""
    return f"corrected by {row.corrected_by}" if row.corrected_by else ""


def about_marks(row: Indexed, about: _About) -> tuple[str, ...]:
    """What a case has in common with what was asked."""
    same = {
        "this case": row.case_id == about.case,
        "same signature": row.case_id != about.case and row.signature in about.signatures,
        "same resource": bool(about.resource) and row.resource == about.resource,
        "same job": bool(set(_split(row.jobs)) & set(about.jobs)),
    }
    return tuple(name for name, is_so in same.items() if is_so)


def _best(desk: Desk, rows: Sequence[Indexed], asked: str) -> tuple[Call, ...]:
    """Its report, or where the case stands that has none yet."""
    without = ("open", story.DISCARDED)
    concluded = [row for row in rows if row.state not in without and row.case_id != asked]
    if concluded:
        holds = [row for row in concluded if not row.corrected_by]
        return (calls.read_evidence((holds or concluded)[0].case_id),)
    if rows and rows[0].state in ("closed", story.DISCARDED):
        return (calls.read_evidence(rows[0].case_id),)
    return tuple(resuming.call(story.load(desk.ledger(), row.case_id)) for row in rows[:1])


def _many(index: Answers, wanted: Wanted) -> str:
    found = index.count(wanted, most=_ALONE)
    return f"{found}" if found <= _ALONE else f"more than {_ALONE:,}"


def _split(jobs: str) -> tuple[str, ...]:
    return tuple(jobs.split())
