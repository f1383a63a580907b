"""The library under its addresses, as a host reads and completes them, in both protocol modes."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

import anyio
import pytest
from fastmcp import Client
from mcp import MCPError
from mcp_types import ResourceTemplateReference

from kurosai.environment import Environment
from kurosai.library import mermaid
from kurosai.library.places import default_runbooks
from kurosai.library.shelf import Library
from kurosai.runbooks import server
from kurosai.serving.audit import Audit
from kurosai.serving.server import Serving
from kurosai.serving.together import Together

if TYPE_CHECKING:
    from pathlib import Path

MODES: tuple[Literal["auto", "legacy"], ...] = ("auto", "legacy")
ENTRY = "gke-health-checker#004"
WALKED = "E4>G4>H4=いいえ>J4=いいえ>I4"


@asynccontextmanager
async def connected(
    state: Path, mode: Literal["auto", "legacy"] = "auto", *, together: bool = False
) -> AsyncGenerator[Any]:
    environment = Environment({"KUROSAI_STATE_DIR": str(state)})
    serving = Serving(environment, audit=Audit(io.StringIO()))
    library = Library.load(default_runbooks())
    one = server.build(lambda: library, serving)
    made = Together("all", serving, [one]) if together else one
    async with Client(made.mcp, mode=mode) as client:
        yield client


async def read(client: Any, tail: str, entry: str = ENTRY) -> str:
    (content,) = await client.read_resource(f"runbook://{quote(entry, safe='')}{tail}")
    return content.text


@pytest.mark.parametrize("mode", MODES)
def test_an_entry_in_all_its_forms(tmp_path: Path, mode: Literal["auto", "legacy"]) -> None:
    async def look() -> None:
        async with connected(tmp_path, mode) as client:
            (found,) = await client.read_resource("runbook://index")
            index = json.loads(found.text)
            told = next(one for one in index["entries"] if one["id"] == ENTRY)
            assert told["flowchart"] is True
            assert told["uri"] == f"runbook://{quote(ENTRY, safe='')}"
            assert len(told["sha256"]) == 64
            assert told["changed"].endswith("Z")
            (page,) = await client.read_resource(told["uri"])
            assert page.text.startswith(f"<!-- {told['path']}:{told['lines'][0]}-")
            chart = json.loads(await read(client, "/flowchart"))["flowchart"]
            assert {"source": "H4", "target": "J4", "label": "いいえ"}.items() <= next(
                edge for edge in chart["edges"] if edge["source"] == "H4" and edge["target"] == "J4"
            ).items()
            assert json.loads(await read(client, "/steps"))["steps"][0]["number"] == 1
            samples = json.loads(await read(client, "/samples"))["samples"]
            assert any(
                "started_at has no value" in line for one in samples for line in one["lines"]
            )

    anyio.run(look)


@pytest.mark.parametrize("mode", MODES)
def test_a_walked_path_is_marked_in_the_chart(
    tmp_path: Path, mode: Literal["auto", "legacy"]
) -> None:
    async def look() -> None:
        async with connected(tmp_path, mode) as client:
            marked = json.loads(await read(client, f"/flowchart?path={quote(WALKED, safe='')}"))
            text = marked["flowchart"]["mermaid"]
            assert "class H4 walked" in text
            assert "class I4 here" in text
            plain = json.loads(await read(client, "/flowchart"))["flowchart"]["mermaid"]
            assert mermaid.parse(text).edges == mermaid.parse(plain).edges
            with pytest.raises(MCPError, match=r"no exit"):
                await read(client, f"/flowchart?path={quote('E4>G4>H4=たぶん', safe='')}")

    anyio.run(look)


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    async def look() -> None:
        async with connected(tmp_path) as client:
            with pytest.raises(MCPError, match="There is no runbook entry '999'"):
                await read(client, "", "999")

    anyio.run(look)


@pytest.mark.parametrize("together", [False, True])
def test_entries_are_completed_by_id_number_and_title(tmp_path: Path, together: bool) -> None:
    async def look() -> None:
        async with connected(tmp_path, together=together) as client:
            for typed, first in (("004", ENTRY), ("gke-health-checker#00", None), ("ノード", None)):
                reference = ResourceTemplateReference(uri="runbook://{entry}/steps")
                found = await client.complete(reference, {"name": "entry", "value": typed})
                assert found.values
                assert first in (None, found.values[0])
                assert all(value.startswith("gke-health-checker") for value in found.values)
            nothing = await client.complete(reference, {"name": "entry", "value": "zzz"})
            assert nothing.values == []

    anyio.run(look)
