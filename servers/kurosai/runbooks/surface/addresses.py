"""The addresses under which a host or a person finds the library: `runbook://...`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from mcp import MCPError

from kurosai.errors import Fault
from kurosai.vocabulary import Json

if TYPE_CHECKING:
    from collections.abc import Callable

    from kurosai.library.page import Entry
    from kurosai.library.shelf import Library
    from kurosai.serving.server import Server

INTERNAL_ERROR = -32603
JSON = "application/json"
Body: TypeAlias = Mapping[str, Json]


def publish(server: Server, library: Callable[[], Library]) -> None:
    """Register the resources of a library, and the completion of their parameter."""

    def named(name: str) -> tuple[Library, Entry]:
        here = library()
        return here, here.entry(name)

    @server.shows("runbook://index", JSON)
    def index() -> Body:
        """Every entry with its version, and what could not be read."""
        from kurosai.runbooks import resources

        return resources.index(library())

    @server.shows("runbook://{entry}", "text/markdown")
    def entry(entry: str) -> str:
        """One entry as it stands in its page."""
        from kurosai.runbooks import resources

        return resources.markdown(*named(entry))

    @server.shows("runbook://{entry}/flowchart{?path}", JSON)
    def flowchart(entry: str, path: str = "") -> Body:
        """An entry's flowchart as a graph and as Mermaid, with a path as walk prints it marked."""
        from kurosai.runbooks import resources

        return resources.flowchart(*named(entry), path)

    @server.shows("runbook://{entry}/steps", JSON)
    def steps(entry: str) -> Body:
        """An entry's procedure as nested steps."""
        from kurosai.runbooks import resources

        return resources.steps(*named(entry))

    @server.shows("runbook://{entry}/samples", JSON)
    def samples(entry: str) -> Body:
        """The error lines by which an entry is matched."""
        from kurosai.runbooks import resources

        return resources.samples(*named(entry))

    def begun(typed: str) -> list[str]:
        from kurosai.library.naming import beginning

        try:
            return beginning(library().cards, typed)
        except Fault as fault:
            # No middleware stands behind a completion.
            raise MCPError(code=INTERNAL_ERROR, message=f"{fault.code}: {fault}") from None

    for template in ("", "/flowchart{?path}", "/steps", "/samples"):
        server.completes("runbook://{entry}" + template, "entry", begun)
