"""Errors of prompts and resources: expected ones in their own words, defects without theirs.

FastMCP masks what a resource raises but hands on the text of what a prompt raises, and it masks
the faults that are written to be read. Tools need none of this: they never raise.
"""

from __future__ import annotations

import secrets
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from fastmcp.exceptions import NotFoundError
from fastmcp.server.middleware import Middleware
from mcp import MCPError

from kurosai.errors import BadInput, Fault

if TYPE_CHECKING:
    from fastmcp.prompts.base import PromptResult
    from fastmcp.resources.base import ResourceResult
    from fastmcp.server.middleware import CallNext, MiddlewareContext
    from mcp_types import GetPromptRequestParams, ReadResourceRequestParams

    from kurosai.serving.audit import Audit

T = TypeVar("T")

INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603


class Masking(Middleware):
    """Turns whatever a prompt or a resource raises into an MCPError that may be shown."""

    def __init__(self, audit: Audit, server: str, scrubbed: Callable[[str], str]) -> None:
        self._audit = audit
        self._server = server
        self._scrubbed = scrubbed

    async def on_get_prompt(
        self,
        context: MiddlewareContext[GetPromptRequestParams],
        call_next: CallNext[GetPromptRequestParams, PromptResult],
    ) -> PromptResult:
        """Render the prompt, or say why not."""
        return await self._shown(context, call_next, f"prompt {context.message.name}")

    async def on_read_resource(
        self,
        context: MiddlewareContext[ReadResourceRequestParams],
        call_next: CallNext[ReadResourceRequestParams, ResourceResult],
    ) -> ResourceResult:
        """Read the resource, or say why not."""
        return await self._shown(context, call_next, f"resource {context.message.uri}")

    async def _shown(
        self, context: MiddlewareContext[Any], call_next: CallNext[Any, T], what: str
    ) -> T:
        try:
            return await call_next(context)
        except Exception as error:  # noqa: BLE001 - whatever it is, its text must not get out
            meant = _meant_behind(error)
            if isinstance(meant, MCPError):
                raise meant from None
            if isinstance(error, NotFoundError):
                raise MCPError(INVALID_PARAMS, self._scrubbed(f"There is no {what}.")) from None
            if meant is not None:
                code = INVALID_PARAMS if isinstance(meant, BadInput) else INTERNAL_ERROR
                raise MCPError(code, self._scrubbed(f"{meant.code}: {meant}")) from None
            reference = secrets.token_hex(4)
            trace = "".join(traceback.format_exception(error))[-4000:]
            self._audit.line(
                server=self._server, asked=what, defect=reference, trace=self._scrubbed(trace)
            )
            text = f"The {what} failed; that is our fault (reference {reference} in the log)."
            raise MCPError(INTERNAL_ERROR, text) from None


def _meant_behind(error: BaseException | None) -> Fault | MCPError | None:
    """The error that was raised to be read, behind what FastMCP made of it."""
    while error is not None:
        if isinstance(error, Fault | MCPError):
            return error
        error = error.__cause__
    return None
