"""The surface of the `runbooks` server: what do we know about this?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from mcp import MCPError
from pydantic import Field

from kurosai.errors import BadInput
from kurosai.runbooks import documentation, finding, reading, resources
from kurosai.runbooks.reading import Part
from kurosai.vocabulary import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from kurosai.library.page import Entry
    from kurosai.library.shelf import Library
    from kurosai.serving.server import Server, Serving

INSTRUCTIONS = """\
What the team has written down: runbook entries with flowcharts, steps and error samples.
open_case of the cases server already names the entry for an alert; use find_runbook for another
error line or for words, read_runbook for the text. An entry is walked with cases.walk. Pages
are in the team's language; every result starts with its evidence id: cite it."""

DOCS = """
search_docs finds what users are told; use it for what a user has to do."""

INVALID_PARAMS = -32602
JSON = "application/json"

Text = Annotated[
    str,
    Field(
        min_length=1, max_length=20_000, description="An alert, an error line as logged, or words"
    ),
]
EntryName = Annotated[
    str, Field(min_length=1, max_length=200, description="Id, number or title, like 004")
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
    docs: Callable[[], Library] | None = None,
) -> Server:
    """The server over libraries that are looked at anew for every call.

    Without `docs`, the user documentation, there is no tool for it.
    """
    server = serving.new("runbooks", INSTRUCTIONS + (DOCS if docs else ""))

    @server.reads
    def find_runbook(text: Text, also: Also = ()) -> Reading:
        """Find the entry for an alert, an error line or words.

        `matched` is the entry about this error; `likely` looks like it and names the words that
        differ (another error, then); `candidates` and entries found by words are no match.
        """
        return finding.find(library(), text, also)

    @server.reads
    def read_runbook(entry: EntryName, part: Part = "") -> Reading:
        """Read an entry as written; `part` for one part of it, all of it without.

        Commands in it are for a person to run: none of these servers writes.
        """
        return reading.read(library(), entry, part)

    if docs is not None:

        @server.reads
        def search_docs(question: Question, also: Also = (), page: PageName = "") -> Reading:
            """Find what the user documentation tells users: the passages that answer a question.

            For what a user has to do or may expect; what operators do stands in the runbooks.
            """
            return documentation.find(docs(), question, also, page)

    def named(name: str) -> Entry:
        try:
            return library().entry(name)
        except BadInput as fault:
            raise MCPError(code=INVALID_PARAMS, message=str(fault)) from None

    @server.mcp.resource("runbook://index", mime_type=JSON)
    def index() -> str:
        """Every entry with its version, and what could not be read."""
        return resources.index(library())

    @server.mcp.resource("runbook://{entry}", mime_type="text/markdown")
    def entry(entry: str) -> str:
        """One entry as it stands in its page."""
        return resources.markdown(named(entry))

    @server.mcp.resource("runbook://{entry}/flowchart", mime_type=JSON)
    def flowchart(entry: str) -> str:
        """An entry's flowchart as a graph."""
        return resources.flowchart(named(entry))

    @server.mcp.resource("runbook://{entry}/steps", mime_type=JSON)
    def steps(entry: str) -> str:
        """An entry's procedure as nested steps."""
        return resources.steps(named(entry))

    @server.mcp.resource("runbook://{entry}/samples", mime_type=JSON)
    def samples(entry: str) -> str:
        """The error lines by which an entry is matched."""
        return resources.samples(named(entry))

    return server
