"""How a body becomes a tool: its schema, its hints, and what its answer is on the wire."""

from __future__ import annotations

import base64
import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mcp_types import ImageContent, TextContent, ToolAnnotations

READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
KEEPS = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=False
)
"""Adds to our own ledger and to nothing else; a host may ask a person before a case is closed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tool says: `outcome` is the coverage or how it went, `chart` a PNG beside the text."""

    text: str
    outcome: str
    evidence: str = ""
    error: bool = False
    chart: bytes = b""


def content(said: Answer) -> list[TextContent | ImageContent]:
    """The text, and the chart after it."""
    text = TextContent(type="text", text=said.text)
    if not said.chart:
        return [text]
    encoded = base64.b64encode(said.chart).decode("ascii")
    return [text, ImageContent(type="image", data=encoded, mime_type="image/png")]


def dressed(
    call: Callable[..., Any], body: Callable[..., Any], returns: type
) -> Callable[..., Any]:
    """`call` under the body's name and signature, which is what FastMCP makes the schema of."""
    dressed = functools.wraps(body)(call)
    hints = inspect.get_annotations(body, eval_str=True)
    signature = inspect.signature(body)
    dressed.__annotations__ = {**hints, "return": returns}
    dressed.__signature__ = signature.replace(  # pyright: ignore[reportAttributeAccessIssue]
        parameters=[
            parameter.replace(annotation=hints.get(parameter.name, parameter.annotation))
            for parameter in signature.parameters.values()
        ],
        return_annotation=returns,
    )
    del dressed.__wrapped__  # pyright: ignore[reportFunctionMemberAccess] - it leads back to body
    return dressed
