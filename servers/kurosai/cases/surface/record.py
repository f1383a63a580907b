"""What was recorded, found and shown again: cases, results, reports; a walk as a resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from kurosai.cases.surface.arguments import Id
from kurosai.vocabulary import Statement

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk
    from kurosai.serving.server import Server


def add(server: Server, desk: Desk) -> None:
    """Add the tools and the resource to `server`."""

    @server.states
    def read_evidence(
        evidence: Id, offset: Annotated[int, Field(ge=0)] = 0, character: int = 0
    ) -> Statement:
        """Show a recorded result again, by the id at its start; a case id shows its report,
        or what is known of it so far.

        `offset`: its rows as recorded, from 1 (of a long one from `character`).
        """
        from kurosai.cases import stored

        return stored.read(desk, evidence, offset, character)

    @server.states
    def find_cases(
        text: str = "",
        entry: str = "",
        resource: str = "",
        job: str = "",
        state: str = "",
        since: str = "",
        until: str = "",
        cursor: str = "",
    ) -> Statement:
        """Find earlier cases: how each was decided, by whom, and how that was graded.

        `text`: words, an error line, a whole alert, or a case id (others like it). `state`: open,
        pending, closed, discarded or a verdict. `since`, `until` (2025-11-04, 30d): opened or
        concluded then. All conditions must fit; newest first, by words best first.
        """
        from kurosai.cases import finding
        from kurosai.cases.asking import Asked

        asked = Asked(text, entry, resource, job, state, since, until, cursor)
        return finding.find(desk, asked)

    @server.shows("case://{case}/flowchart", "text/markdown")
    def flowchart(case: str) -> str:
        """The case's flowchart as Mermaid, with the path walked so far marked in it."""
        from kurosai.cases import mapped

        return mapped.flowchart(desk, case)
