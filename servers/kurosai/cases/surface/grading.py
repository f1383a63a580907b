"""What people thought of reports: a tool that keeps it, resources that count it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kurosai.cases.surface.arguments import Case
from kurosai.vocabulary import Json, Statement

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk
    from kurosai.serving.server import Server


def add(server: Server, desk: Desk) -> None:
    """Add the tool and the resources to `server`."""

    @server.keeps
    def grade_case(
        case: Case,
        accuracy: int,
        clarity: int,
        completeness: int,
        comment: str = "",
        grader: str = "",
    ) -> Statement:
        """Keep a person's grade of a closed or pending case. Never grade your own work: show the
        report, ask the person, pass on the three numbers: 4 better than doing it oneself, 3 as
        good, 2 helps, 1 no use. `comment` and `grader` (if not the operator) as he says.
        """
        from kurosai.cases import grading

        axes = {"accuracy": accuracy, "clarity": clarity, "completeness": completeness}
        return grading.grade_case(desk, case, axes, comment, grader)

    @server.shows("cases://grades", "text/markdown")
    def grades() -> str:
        """How operators graded the reports: by axis, week, runbook entry and branch."""
        from kurosai.cases import reviewing

        return reviewing.grades_markdown(desk)

    @server.shows("cases://grades.json", "application/json")
    def grades_document() -> Mapping[str, Json]:
        """The same as JSON."""
        from kurosai.cases import reviewing

        return reviewing.grades_document(desk)

    @server.draws("cases://grades.png")
    def grades_picture() -> bytes:
        """The same as a picture."""
        from kurosai.cases import reviewing

        return reviewing.grades_picture(desk)

    @server.shows("cases://coverage", "text/markdown")
    def coverage() -> str:
        """What the runbooks lack: alerts without an entry, entries and branches never used, left
        as wrong or graded low, pages changed since; and what to do about each."""
        from kurosai.cases import reviewing

        return reviewing.coverage_markdown_of(desk)
