"""The tools that find and read what is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from kurosai.runbooks.parts import Part
from kurosai.vocabulary import Reading, Statement

if TYPE_CHECKING:
    from collections.abc import Callable

    from kurosai.library.shelf import Library
    from kurosai.serving.server import Server

Text = Annotated[
    str,
    Field(
        min_length=1, max_length=20_000, description="An alert, an error line as logged, or words"
    ),
]
EntryName = Annotated[
    str, Field(min_length=1, max_length=200, description="Id, number or title, like 004")
]
About = Annotated[
    str, Field(max_length=500, description="In a long entry, show first what is about these")
]
Also = Annotated[
    tuple[str, ...],
    Field(max_length=5, description="The same in other words, or in the pages' language"),
]
Question = Annotated[str, Field(max_length=2_000, description="How do I ...?")]
PageName = Annotated[
    str, Field(max_length=200, description="Alone: a page whole; a folder (notes): its pages")
]

Draft = Annotated[
    str, Field(min_length=1, max_length=60_000, description="One entry, or a page from its # title")
]
Place = Annotated[
    str, Field(max_length=200, description="The page that it goes into, or its own path")
]


def add(server: Server, library: Callable[[], Library], docs: Callable[[], Library] | None) -> None:
    """Add the tools to `server`; without `docs`, the user documentation, there is none for it."""

    @server.reads
    def find_runbook(text: Text, also: Also = ()) -> Reading:
        """Find the entry for an alert, an error line or words.

        `matched` is the entry about this error; `likely` looks like it and names the words that
        differ (another error, then); `candidates` and entries found by words are no match.
        """
        from kurosai.runbooks import finding

        return finding.find(library(), text, also)

    @server.reads
    def read_runbook(entry: EntryName, part: Part = "", words: About = "") -> Reading:
        """Read an entry as written; `part` for one part of it, all of it without.

        Commands in it are for a person to run: none of these servers writes.
        """
        from kurosai.runbooks import reading

        return reading.read(library(), entry, part, words, docs)

    @server.states
    def lint_runbook(text: Draft, page: Place = "") -> Statement:
        """Check a runbook that you are writing, before it is shown; nothing is saved.

        Answers with faults (line, rule, mend), by which error lines open_case would match it,
        and whether its flowchart can be walked. Mend and call again until no error is left.
        """
        from kurosai.runbooks import linting

        return linting.lint(library(), text, page)

    if docs is not None:

        @server.reads
        def search_docs(question: Question = "", also: Also = (), page: PageName = "") -> Reading:
            """Find what the documentation tells users, and what on-call notes say.

            For what a user has to do or may expect, and for hand-overs and notices given; how
            operators proceed stands in the runbooks.
            """
            from kurosai.runbooks import documentation

            return documentation.find(docs(), question, also, page)
