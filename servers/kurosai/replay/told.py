"""What a repetition came to, in lines for a person at three in the morning, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kurosai.replay.case import dated
from kurosai.replay.running import summed
from kurosai.vocabulary import Json, stamp

if TYPE_CHECKING:
    from kurosai.replay.comparing import Changed, Difference
    from kurosai.replay.running import Outcome, Repeated, Replay
    from kurosai.vocabulary import Row

MOST_LINES = 6
"""Lines of differences shown of one call; the rest is a number."""
MOST_CHARACTERS = 200
WORDS: dict[Outcome, str] = {
    "same": "the same",
    "since": "more since",
    "differs": "differs",
    "expired": "expired since",
    "denied": "denied now",
    "failed": "fails now",
    "skipped": "not repeated",
}


def name(one: Repeated) -> str:
    """The call and what it was mostly about."""
    recorded = one.recorded
    about = next((str(value) for value in recorded.asked.values() if value), "")
    return _cut(f"{recorded.server}.{recorded.tool} {about}", 72)


def coverage(one: Repeated) -> str:
    """How much was seen then, and now if that is another word."""
    then = one.recorded.coverage.value
    now = "" if one.coverage is None else one.coverage.value
    return then if now in ("", then) else f"{then} -> {now}"


def headline(one: Repeated) -> str:
    """The one thing to know of a call."""
    if one.asked.why_not or one.failure:
        return one.asked.why_not or _cut(one.failure, 120)
    found = _counts(one.difference)
    if found:
        return ", ".join(found)
    rows = one.difference.same_rows
    order = ", in another order" if one.difference.reordered else ""
    return f"{rows} {'row' if rows == 1 else 'rows'}{order}"


def _counts(found: Difference) -> list[str]:
    told = [
        (len(found.changed), "row changed", "rows changed"),
        (len(found.gone), "row gone", "rows gone"),
        (len(found.new), "row new", "rows new"),
        (len(found.later), "row since then", "rows since then"),
        (len(found.looks), "place differs", "places differ"),
        (len(found.facts), "fact differs", "facts differ"),
        (len(found.said), "sentence differs", "sentences differ"),
    ]
    return [f"{count} {one if count == 1 else many}" for count, one, many in told if count]


def details(one: Repeated) -> list[str]:
    """The differences of one call, decisive ones first, at most some; the rest by number."""
    lines = [*_lines(one.difference)]
    if len(lines) <= MOST_LINES + 1:
        return lines
    return [*lines[:MOST_LINES], f"  and {len(lines) - MOST_LINES} more differences"]


def _lines(found: Difference) -> Iterator[str]:
    if found.coverage is not None:
        before, after = found.coverage
        yield f"! coverage: {before.value} -> {after.value}"
    yield from (f"~ {_cut(one.what)}" for one in found.changed if one.decisive)
    yield from (f"- {_row(row)}" for row in found.gone if row.mark == ">")
    yield from (f"+ {_row(row)}" for row in found.new if row.mark == ">")
    yield from (f"! {_cut(one.what)}" for one in found.looks)
    yield from (f"~ {_cut(one.what)}" for one in _plain(found.changed))
    yield from (f"! {_cut(one.what)}" for one in found.facts)
    yield from (f"- {_row(row)}" for row in found.gone if row.mark != ">")
    yield from (f"+ {_row(row)}" for row in found.new if row.mark != ">")
    if found.later:
        first, count = found.later[0], len(found.later)
        yield f"+ since then {count} {'row' if count == 1 else 'rows'}, as {_row(first)}"
    yield from (f"! we say now: {_cut(one.what)}" for one in found.said)


def _plain(changed: Iterable[Changed]) -> Iterator[Changed]:
    return (one for one in changed if not one.decisive)


def _row(row: Row) -> str:
    at = f"{stamp(row.at)} " if row.at else ""
    return _cut(f"{at}{row.text}")


def _cut(text: str, most: int = MOST_CHARACTERS) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"


def notes(done: Replay) -> list[str]:
    """What a reader must know to read the rest: what was asked otherwise, or compared less well."""
    lines = [f"call {one.number}: {one.asked.note}" for one in done.calls if one.asked.note]
    by_lines = [str(one.number) for one in done.calls if one.by_lines]
    if by_lines:
        numbers = ", ".join(by_lines)
        lines.append(f"calls {numbers}: compared by the lines shown; their ledger is not readable")
    return lines


def sums(done: Replay) -> str:
    """How many calls came out how."""
    counted = summed(done.calls)
    parts = [f"{count} {WORDS[outcome]}" for outcome, count in counted.items()]
    others = [one for one in done.calls if one.outcome not in ("same", "failed", "skipped")]
    whole = sum(not (one.difference.changed or one.difference.gone) for one in others)
    decisive = sum(not one.by_lines and one.decisive[0] == one.decisive[1] for one in others)
    more = f"; of the others {whole} with all their rows, {decisive} with all decisive ones"
    more = more if others else ""
    return f"{len(done.calls)} calls: {', '.join(parts)}{more}"


def standing(done: Replay) -> list[str]:
    """Whether what the conclusion cites still reads as it did. It is no check of the conclusion."""
    cited = done.cited
    if not cited:
        return ["nothing that was read is cited by a walk or a conclusion yet"]
    same = [one for one in cited if one.outcome == "same"]
    if len(same) == len(cited):
        many = (
            f"all {len(cited)} cited readings read" if len(cited) > 1 else "the cited reading reads"
        )
        return [f"{many} the same"]
    lines = [f"{len(same)} of {len(cited)} cited readings read the same"]
    return lines + [f"{one.recorded.id} {_stands(one)}" for one in cited if one.outcome != "same"]


def _stands(one: Repeated) -> str:
    if one.outcome in ("failed", "skipped"):
        return f"{WORDS[one.outcome]}: {headline(one)}"
    if one.by_lines:
        return f"{WORDS[one.outcome]}: {headline(one)}"
    there, of = one.decisive
    if not of:
        return f"{WORDS[one.outcome]}: {headline(one)}; it had no rows that decide"
    kept = "are all there" if there == of else f"are not all there ({there} of {of})"
    return f"{WORDS[one.outcome]}: {headline(one)}; its decisive rows {kept}"


def document(done: Replay) -> Json:
    """Everything, for a program."""
    return {
        "case": done.case.id,
        "standing": dated(done.case),
        "same": done.same,
        "summary": sums(done),
        "notes": notes(done),
        "cited": standing(done),
        "calls": [_call(one) for one in done.calls],
    }


def _call(one: Repeated) -> Json:
    found = one.difference
    return {
        "number": one.number,
        "server": one.recorded.server,
        "tool": one.recorded.tool,
        "evidence": one.recorded.id,
        "now": one.now,
        "asked": one.asked.arguments,
        "note": one.asked.note,
        "outcome": one.outcome,
        "why": one.asked.why_not or one.failure,
        "coverage": [one.recorded.coverage.value, one.coverage.value if one.coverage else ""],
        "rows_same": found.same_rows,
        "reordered": found.reordered,
        "changed": [_both(change) for change in found.changed],
        "gone": [_one(row) for row in found.gone],
        "new": [_one(row) for row in found.new],
        "since": [_one(row) for row in found.later],
        "facts": [_both(change) for change in found.facts],
        "places": [_both(change) for change in found.looks],
        "said": [_both(change) for change in found.said],
        "compared_by_lines": one.by_lines,
    }


def _both(one: Changed) -> Json:
    return {"then": one.then, "now": one.now, "what": one.what, "decisive": one.decisive}


def _one(row: Row) -> Json:
    return {
        "at": stamp(row.at) if row.at else None,
        "text": row.text,
        "decisive": row.mark == ">",
    }
