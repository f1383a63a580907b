"""The addresses under which a host or a person finds the library: `runbook://...`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcp import MCPError

from kurosai.errors import BadInput, Fault
from kurosai.library.naming import beginning
from kurosai.runbooks import resources

if TYPE_CHECKING:
    from collections.abc import Callable

    from kurosai.library.page import Entry
    from kurosai.library.shelf import Library
    from kurosai.serving.server import Server

INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
JSON = "application/json"


def publish(server: Server, library: Callable[[], Library]) -> None:
    """Register the resources of a library, and the completion of their parameter."""

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

    @server.mcp.resource("runbook://{entry}/flowchart{?path}", mime_type=JSON)
    def flowchart(entry: str, path: str = "") -> str:
        """An entry's flowchart as a graph and as Mermaid, with a path as walk prints it marked."""
        try:
            return resources.flowchart(*named(entry), path)
        except BadInput as fault:
            raise MCPError(code=INVALID_PARAMS, message=str(fault)) from None

    @server.mcp.resource("runbook://{entry}/steps", mime_type=JSON)
    def steps(entry: str) -> str:
        """An entry's procedure as nested steps."""
        return resources.steps(*named(entry))

    @server.mcp.resource("runbook://{entry}/samples", mime_type=JSON)
    def samples(entry: str) -> str:
        """The error lines by which an entry is matched."""
        return resources.samples(*named(entry))

    for template in ("", "/flowchart{?path}", "/steps", "/samples"):
        server.completes(
            "runbook://{entry}" + template, "entry", lambda typed: beginning(now().cards, typed)
        )
