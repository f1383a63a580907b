"""Several servers as one, for hosts that prefer one registration.

Each stays what it is (its tools, its name in the ledger and in the audit, its login and close);
they share one Serving, so one ledger, one count of abandoned calls, and each other's credentials
to mask. Names are not prefixed: `next: SERVER.TOOL` must mean the same in every setup.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from fastmcp import FastMCP

from kurosai.errors import NotConfigured
from kurosai.serving.server import Server, Serving

HEAD = """\
All servers of Kurosai in one. Each part below is one of them; a line `next: SERVER.TOOL {JSON}`
means the tool TOOL here, without a prefix. Begin with open_case when an alert or a user's
question arrives."""


class Together(Server):
    """One MCP server that publishes everything of `servers`, in their order."""

    def __init__(self, name: str, serving: Serving, servers: Sequence[Server]) -> None:
        super().__init__(serving, name, instructions(servers))
        self._servers = tuple(servers)
        for one in servers:
            self.mcp.mount(one.mcp)
            # FastMCP mounts no completions.
            for (template, parameter), values in one.completions.known.items():
                self.completes(template, parameter, values)

    @asynccontextmanager
    async def _lifespan(self, mcp: FastMCP[Any]) -> AsyncGenerator[None]:
        await self._refuse_duplicates()
        async with super()._lifespan(mcp):
            yield

    async def _refuse_duplicates(self) -> None:
        """NotConfigured where two publish one name: the later would be there and never answer."""
        published: Counter[str] = Counter()
        for one in self._servers:
            published.update(f"tool {tool.name}" for tool in await one.mcp.list_tools())
            published.update(f"prompt {prompt.name}" for prompt in await one.mcp.list_prompts())
            published.update(f"resource {found.uri}" for found in await one.mcp.list_resources())
            published.update(
                f"resource {found.uri_template}"
                for found in await one.mcp.list_resource_templates()
            )
        twice = [name for name, count in published.items() if count > 1]
        if twice:
            raise NotConfigured(
                f"Two servers publish the same {', the same '.join(twice)}.",
                "Give one of them another name; until then start each server by itself.",
            )


def instructions(servers: Sequence[Server]) -> str:
    """What each server says of itself under its name; what several say is said once, for them."""
    saying: dict[str, list[str]] = {}
    for one in servers:
        for sentence in re.split(r"(?<=\.) ", " ".join((one.mcp.instructions or "").split())):
            saying.setdefault(sentence, []).append(one.name)
    parts: dict[str, list[str]] = {one.name: [] for one in servers}
    for sentence, names in saying.items():
        parts.setdefault(", ".join(names), []).append(sentence)
    told = [f"{names}: {' '.join(sentences)}" for names, sentences in parts.items() if sentences]
    return "\n\n".join([" ".join(HEAD.split()), *told])
