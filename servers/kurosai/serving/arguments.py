"""Arguments that do not fit a tool's schema, said in words that mend them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fastmcp.exceptions import NotFoundError
from fastmcp.exceptions import ValidationError as ArgumentError
from fastmcp.server.middleware import Middleware
from fastmcp.tools.base import ToolResult
from mcp_types import TextContent
from pydantic import ValidationError

from kurosai.safety.clean import clean

if TYPE_CHECKING:
    from fastmcp.server.middleware import CallNext, MiddlewareContext
    from mcp_types import CallToolRequestParams

    from kurosai.serving.audit import Audit

MOST_CHARACTERS = 80


class ArgumentFaults(Middleware):
    """Turns a validation error into one sentence a fault; what was wrong, and what fits."""

    def __init__(self, audit: Audit, server: str) -> None:
        self._audit = audit
        self._server = server

    async def on_call_tool(
        self,
        context: MiddlewareContext[CallToolRequestParams],
        call_next: CallNext[CallToolRequestParams, ToolResult],
    ) -> ToolResult:
        """Run the call; answer argument errors with words instead of a validator's report."""
        try:
            return await call_next(context)
        except NotFoundError:
            raise
        except (ArgumentError, ValidationError) as error:
            tool = context.message.name
            forms = await _forms(context, tool)
            text = f"bad_input: {tool} was not called. {describe(error, forms)}"
            self._audit.line(server=self._server, tool=tool, outcome="bad_input")
            return ToolResult(content=[TextContent(type="text", text=text)], is_error=True)


async def _forms(context: MiddlewareContext[CallToolRequestParams], tool: str) -> Mapping[str, str]:
    """What the schema says of each argument, in its own words."""
    server = context.fastmcp_context.fastmcp if context.fastmcp_context else None
    found = await server.get_tool(tool) if server else None
    properties: Mapping[str, Any] = found.parameters.get("properties", {}) if found else {}
    return {name: str(schema.get("description", "")) for name, schema in properties.items()}


def describe(error: Exception, forms: Mapping[str, str]) -> str:
    """Each wrong argument: its name, what came, what it should be (`forms`, by name)."""
    cause = error if isinstance(error, ValidationError) else error.__cause__
    if not isinstance(cause, ValidationError):
        return clean(str(error))[:400]
    return " ".join(_sentence(dict(one), forms) for one in cause.errors(include_url=False)[:5])


def _sentence(one: dict[str, Any], forms: Mapping[str, str]) -> str:
    place = ".".join(str(part) for part in one.get("loc", ())) or "the arguments"
    kind = one.get("type", "")
    if kind in ("missing", "missing_argument"):
        return f"`{place}` is missing{_form(forms, place)}."
    if kind in ("unexpected_keyword_argument", "extra_forbidden"):
        return f"`{place}` is no argument of it."
    given = clean(repr(one.get("input")))
    if len(given) > MOST_CHARACTERS:
        given = f"{given[:MOST_CHARACTERS]}… ({len(given)} characters)"
    return f"`{place}` {given}: {clean(str(one.get('msg', 'does not fit')))}{_form(forms, place)}."


def _form(forms: Mapping[str, str], place: str) -> str:
    form = forms.get(place.split(".", maxsplit=1)[0], "")
    return f" ({form})" if form else ""
