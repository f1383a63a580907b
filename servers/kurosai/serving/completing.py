"""Values for arguments of prompts and resource templates, while a person types them in a host."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from mcp_types import Completion, ResourceTemplateReference

if TYPE_CHECKING:
    from fastmcp.server.completions import CompletionReference
    from mcp_types import CompletionArgument, CompletionContext

MOST = 100
"""The protocol's own limit for one answer."""

Values = Callable[[str], Iterable[str]]
"""What could stand for a parameter, best first, by what has been typed of it."""


class Completions:
    """The arguments that one server completes, by template or prompt, and by their own name.

    A template has a scheme (`runbook://`) and a prompt's name has none: no two are the same.
    """

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], Values] = {}

    def answer(
        self,
        reference: CompletionReference,
        argument: CompletionArgument,
        _context: CompletionContext | None,
    ) -> Completion:
        """What a host is offered; nothing for an argument that is not ours."""
        template = isinstance(reference, ResourceTemplateReference)
        of = reference.uri if template else reference.name
        values = self.known.get((of, argument.name))
        found = list(values(argument.value)) if values else []
        return Completion(values=found[:MOST], total=len(found), has_more=len(found) > MOST)
