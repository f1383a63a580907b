"""Grades and coverage as resources show them: all cases there are, read when somebody asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from kurosai.cases import reviewed
from kurosai.cases.coverage import gaps, using
from kurosai.cases.coverage import markdown as coverage_markdown
from kurosai.cases.grades import counting, document, markdown, picture
from kurosai.cases.period import Period
from kurosai.vocabulary import Json

if TYPE_CHECKING:
    from kurosai.cases.coverage.gaps import Gaps
    from kurosai.cases.desk import Desk
    from kurosai.cases.grades.counting import Counted
    from kurosai.cases.reviewed import Reviewed

EVER = Period()


def grades(desk: Desk, period: Period = EVER) -> Counted:
    """Every grade of a period."""
    return counting.count(_cases(desk, period), period)


def grades_markdown(desk: Desk) -> str:
    """As Markdown."""
    return markdown.markdown(grades(desk))


def grades_document(desk: Desk) -> Mapping[str, Json]:
    """As a document."""
    return document.document(grades(desk))


def grades_picture(desk: Desk) -> bytes:
    """As a PNG."""
    return picture.picture(grades(desk)).png()


def coverage(desk: Desk, cases: Iterable[Reviewed]) -> Gaps:
    """The gaps that some cases leave in the library as it is now."""
    return gaps.find(using.use(cases), desk.library(), desk.ledger(), desk.now())


def coverage_markdown_of(desk: Desk) -> str:
    """Every gap as Markdown."""
    return coverage_markdown.markdown(coverage(desk, _cases(desk, EVER)), EVER)


def _cases(desk: Desk, period: Period) -> Iterable[Reviewed]:
    return reviewed.cases(desk.ledger(), since=period.since, until=period.until)
