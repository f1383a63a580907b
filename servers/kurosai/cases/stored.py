"""What the ledger keeps, shown again: a reading by its rows, or the report of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai import calls, rendering
from kurosai.cases import discarding, hand_over, said_later, story, walking
from kurosai.clock import jst
from kurosai.errors import Refused
from kurosai.vocabulary import Reading, Row, Statement, stamp

if TYPE_CHECKING:
    from datetime import datetime

    from kurosai.cases.desk import Desk
    from kurosai.evidence.record import Evidence


def read(desk: Desk, evidence: str, offset: int, character: int = 0) -> Statement:
    """A recorded reading as it was shown; from `offset` (1 is the first) on, its rows, the first
    from a `character` on (0 is the first): a row that is longer than a result is read in parts.

    The rows come at once when the result did not show all it wanted to. The id of a case gives
    its latest report. Raises Refused for an id that nothing has.
    """
    ledger = desk.ledger()
    found = ledger.get([evidence]).get(evidence)
    if found is not None:
        return _reading(found, offset, character, desk.now())
    if ledger.events(evidence):
        return _report(desk, story.load(ledger, evidence))
    raise Refused(
        f"Nothing was recorded as {evidence}.",
        "Use the id at the start of a result, as it stands there; ids cannot be guessed.",
    )


def _reading(found: Evidence, offset: int, character: int, now: datetime) -> Statement:
    head = (
        f"recorded {stamp(found.read_at)} ({walking.age(found, now)}) by {found.operator} with "
        f"{found.server}.{found.tool}"
    )
    wanted = sum(row.mark != rendering.QUIET for row in found.rows)
    if offset == 0 and found.shown >= wanted:
        kept = len(found.rows)
        # A row may be longer on record than it is shown.
        longer = sum(len(row.text) for row in found.rows) > len(found.text)
        more = (calls.read_evidence(found.id, 1),) if kept > found.shown or longer else ()
        # Its hints were for then; what to do next with an old result is the reader's to say.
        lines = [line for line in found.text.split("\n") if not line.startswith("next: ")]
        if more:
            lines.append(f"{kept} rows are on record")
        return Statement(head, tuple(lines), more)
    start = max(offset, 1)
    if start > len(found.rows):
        raise Refused(
            f"{found.id} has {len(found.rows)} rows; none from {start} on.",
            f"Use an offset from 1 to {len(found.rows)}.",
        )
    length = len(found.rows[start - 1].text)
    if not 0 <= character <= max(length - 1, 0):
        raise Refused(
            f"Row {start} of {found.id} has {length} characters; none from {character} on.",
            f"Use an offset alone, or a character below {length}.",
        )
    return _page(found, start, character, head)


def _page(found: Evidence, start: int, character: int, head: str) -> Statement:
    """Rows from one on; the last of them is one that has no room, where there is such a one."""
    first, *others = found.rows[start - 1 :]
    rows = [Row(first.text[character:], first.at), *(Row(row.text, row.at) for row in others)]
    most = rendering.WHOLE_CHARACTERS
    cut = next((at for at, row in enumerate(rows) if len(row.text) > most), len(rows))
    rows = rows[: cut + 1]
    page = Reading(found.source, found.identity, found.coverage, tuple(rows), found.window)
    shown = rendering.render(page, evidence="", line=most)
    body = shown.body.split("\n")
    if shown.rows < len(rows):
        # The last line says how many are left, which the next line of ours says with the call.
        body = body[:-1]
    end = start - 1 + shown.rows
    place = f" (the first from character {character})" if character else ""
    told = f"rows {start}-{end} of {len(found.rows)}, as recorded{place}"
    lines = (found.text.split("\n", 1)[0], told, *body)
    if cut < shown.rows:
        rest = (character if not cut else 0) + most
        return Statement(head, lines, (calls.read_evidence(found.id, end, rest),))
    more = (calls.read_evidence(found.id, end + 1),) if end < len(found.rows) else ()
    return Statement(head, lines, more)


def _report(desk: Desk, told: story.Story) -> Statement:
    done = told.conclusion or told.draft
    if done is None:
        known = hand_over.of_case(desk, told).split("\n")
        if told.discard is not None:
            head = f"case {told.id} · {told.discard}"
            return Statement(
                head,
                (*discarding.lines(told), told.trigger.text, *known),
                discarding.offered(desk.ledger(), told),
            )
        return Statement(f"{told.id} is a case without a report yet", (told.trigger.text, *known))
    what = done.state if told.conclusion else "draft"
    head = (
        f"case {told.id} · {what} {stamp(done.at)} ({jst(done.at)}) by {done.by} · "
        f"{done.verdict.value} · report {done.digest}"
    )
    # Beside the report and not in it: what was closed is shown as it was closed.
    grades = tuple(said_later.graded(desk.ledger().events(told.id)))
    report = (*grades, *done.operator_report.split("\n"))
    right = told.correction
    if right is None:
        return Statement(head, report)
    return Statement(f"{head} · {right}", report, (calls.read_evidence(right.case),))
