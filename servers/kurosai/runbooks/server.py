"""The surface of the `runbooks` server: what do we know about this?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from mcp import MCPError
from pydantic import Field

from kurosai.errors import BadInput, Fault
from kurosai.runbooks import finding, reading, resources
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

INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
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


def build(
    library: Callable[[], Library],
    serving: Serving,
    *,
    secrets: Callable[[], frozenset[str]] = frozenset,
    close: Callable[[], None] = lambda: None,
) -> Server:
    """The server over a library that is looked at anew for every call."""
    server = serving.new("runbooks", INSTRUCTIONS, own_secrets=secrets, close=close)

    @server.reads
    def find_runbook(text: Text) -> Reading:
        """Find the entry for an alert, an error line or words.

        `matched` is the entry about this error; `likely` looks like it and names the words that
        differ (another error, then); `candidates` and entries found by words are no match.
        """
        return finding.find(library(), text)

    @server.reads
    def read_runbook(entry: EntryName, part: Part = "") -> Reading:
        """Read an entry as written; `part` for one part of it, all of it without.

        Commands in it are for a person to run: none of these servers writes.
        """
        return reading.read(library(), entry, part)

    def now() -> Library:
        try:
            return library()
        except Fault as fault:
            raise MCPError(code=INTERNAL_ERROR, message=f"{fault.code}: {fault}") from None

    def named(name: str) -> tuple[Library, Entry]:
        here = now()
        try:
            return here, here.entry(name)
        except BadInput as fault:
            raise MCPError(code=INVALID_PARAMS, message=str(fault)) from None

    @server.mcp.resource("runbook://index", mime_type=JSON)
    def index() -> str:
        """Every entry with its version, and what could not be read."""
        return resources.index(now())

    @server.mcp.resource("runbook://{entry}", mime_type="text/markdown")
    def entry(entry: str) -> str:
        """One entry as it stands in its page."""
        return resources.markdown(*named(entry))

    @server.mcp.resource("runbook://{entry}/flowchart", mime_type=JSON)
    def flowchart(entry: str) -> str:
        """An entry's flowchart as a graph."""
        return resources.flowchart(*named(entry))

    @server.mcp.resource("runbook://{entry}/steps", mime_type=JSON)
    def steps(entry: str) -> str:
        """An entry's procedure as nested steps."""
        return resources.steps(*named(entry))

    @server.mcp.resource("runbook://{entry}/samples", mime_type=JSON)
    def samples(entry: str) -> str:
        """The error lines by which an entry is matched."""
        return resources.samples(*named(entry))

    return server
