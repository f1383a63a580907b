"""The public surface of each server as a host sees it: tools, prompts, resources."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from fastmcp import Client

from kurosai.cli.main import SERVERS
from kurosai.cli.serve import build
from kurosai.environment import Environment

__all__ = ["SERVERS", "catalogue", "surface"]


def surface(name: str, state: Path, mode: str = "auto") -> dict[str, Any]:
    """Everything that `name` publishes, as plain data in a stable order."""

    async def read() -> dict[str, Any]:
        # With every setting that adds a tool.
        settings = {"KUROSAI_STATE_DIR": str(state), "KUROSAI_DOCS": str(state)}
        server = build(name, Environment(settings))
        async with Client(server.mcp, mode=mode) as client:
            listed = {
                "tools": await client.list_tools(),
                "prompts": await client.list_prompts(),
                "resources": await client.list_resources(),
                "templates": await client.list_resource_templates(),
            }
            return {
                "name": client.server_info.name if client.server_info else "",
                "instructions": client.instructions,
                **{kind: [_plain(one) for one in found] for kind, found in listed.items()},
            }

    return asyncio.run(read())


def catalogue(name: str, state: Path) -> str:
    """`tools/list` as it goes over the wire."""
    return json.dumps(
        {"tools": surface(name, state)["tools"]}, ensure_ascii=False, separators=(",", ":")
    )


def _plain(one: Any) -> dict[str, Any]:
    return one.model_dump(mode="json", by_alias=True, exclude_none=True)
