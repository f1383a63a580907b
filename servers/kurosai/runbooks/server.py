"""The surface of the `runbooks` server: what do we know about this?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from kurosai.runbooks import addresses, documentation, finding, reading
from kurosai.runbooks.reading import Part
from kurosai.vocabulary import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from kurosai.library.shelf import Library
    from kurosai.serving.server import Server, Serving

INSTRUCTIONS = """\
What the team has written down: runbook entries with flowcharts, steps and error samples.
open_case of the cases server already names the entry for an alert; use find_runbook for another
error line or for words, read_runbook for the text. An entry is walked with cases.walk. Pages
are in the team's language; every result starts with its evidence id: cite it."""

DOCS = """
search_docs finds what users are told; use it for what a user has to do."""

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
Question = Annotated[str, Field(min_length=1, max_length=2_000, description="How do I ...?")]
PageName = Annotated[str, Field(max_length=200, description="A page of a result, to read it whole")]


def build(
    library: Callable[[], Library],
    serving: Serving,
    *,
    docs: Callable[[], Library] | None = None,
    secrets: Callable[[], frozenset[str]] = frozenset,
    close: Callable[[], None] = lambda: None,
) -> Server:
    """The server over libraries that are looked at anew for every call.

    Without `docs`, the user documentation, there is no tool for it.
    """
    server = serving.new(
        "runbooks", INSTRUCTIONS + (DOCS if docs else ""), own_secrets=secrets, close=close
    )

    @server.reads
    def find_runbook(text: Text, also: Also = ()) -> Reading:
        """Find the entry for an alert, an error line or words.

        `matched` is the entry about this error; `likely` looks like it and names the words that
        differ (another error, then); `candidates` and entries found by words are no match.
        """
        return finding.find(library(), text, also)

    @server.reads
    def read_runbook(entry: EntryName, part: Part = "", words: About = "") -> Reading:
        """Read an entry as written; `part` for one part of it, all of it without.

        Commands in it are for a person to run: none of these servers writes.
        """
        return reading.read(library(), entry, part, words)

    if docs is not None:

        @server.reads
        def search_docs(question: Question, also: Also = (), page: PageName = "") -> Reading:
            """Find what the user documentation tells users: the passages that answer a question.

            For what a user has to do or may expect; what operators do stands in the runbooks.
            """
            return documentation.find(docs(), question, also, page)

    addresses.publish(server, library)
    return server
