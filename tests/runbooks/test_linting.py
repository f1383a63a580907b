"""The tool that checks a runbook while it is written: what it answers, and what it refuses."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import anyio
import pytest
from fastmcp import Client
from mcp_types import TextContent
from o200k import tokens

from kurosai.environment import Environment
from kurosai.library.places import default_runbooks
from kurosai.library.shelf import Library
from kurosai.rendering import render_statement
from kurosai.runbooks import linting, server
from kurosai.serving.audit import Audit
from kurosai.serving.server import Serving

LIBRARY = Library.load(default_runbooks())
ENTRY = """\
## 008:finished_atの値が入っていない

```mermaid
flowchart TD
    A[finished_atを確認] --> B{値がある?}
    B -- はい --> C[対応不要]
```

### エラーログ

```text
[healthcheck] error: finished_at has no value tasks:normal-1
```
"""


def call(tmp_path: Path, arguments: dict[str, Any]) -> tuple[bool, str]:
    async def ask() -> tuple[bool, str]:
        environment = Environment({"KUROSAI_STATE_DIR": str(tmp_path)})
        serving = Serving(environment, audit=Audit(io.StringIO()))
        built = server.build(lambda: LIBRARY, serving)
        async with Client(built.mcp) as client:
            found = await client.call_tool("lint_runbook", arguments, raise_on_error=False)
            (part,) = found.content
            assert isinstance(part, TextContent)
            return found.is_error, part.text

    return anyio.run(ask)


def test_it_says_what_is_wrong_what_matches_it_and_whether_it_can_be_walked(tmp_path: Path) -> None:
    failed, said = call(tmp_path, {"text": ENTRY, "page": "gke-health-checker.md"})
    assert not failed
    head, *lines = said.split("\n")
    assert head == "draft gke-health-checker#008 (new) · 2 warning, 1 info"
    assert lines[0].startswith("line 1:1 warning missing_section: 008 has no section for")
    assert "line 5:27 warning single_exit: B asks something but has one exit - Add" in said
    assert "match gke-health-checker#008: open_case matches it by 1 of its 1 error lines" in said
    assert "walk gke-health-checker#008: can be walked · 1 decision · ends: C no_action" in said
    # It is no evidence: nothing was looked at, and nothing is kept.
    assert not list(tmp_path.rglob("*.sqlite3"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"text": ""}, "`text`"),
        ({}, "`text` is missing"),
        ({"text": "x" * 60_001}, "`text`"),
        ({"text": ENTRY, "page": "x" * 201}, "`page`"),
        ({"text": ENTRY, "page": "../../etc/passwd"}, "no path of a page"),
        ({"text": "\x00\x01\x02" * 50}, "The text is no page"),
        ({"text": "<div></div>"}, "no entry begins"),
    ],
)
def test_what_is_no_page_is_said(tmp_path: Path, arguments: dict[str, Any], said: str) -> None:
    assert said in call(tmp_path, arguments)[1]


def test_a_secret_is_named_and_not_repeated(tmp_path: Path) -> None:
    secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    said = call(tmp_path, {"text": f"{ENTRY}\n    token = {secret}\n"})[1]
    assert "secret" in said
    assert secret not in said


def test_an_answer_about_a_whole_page_stays_small() -> None:
    page = "# Many\n\n" + "\n".join(ENTRY.replace("008", f"{number:03d}") for number in range(200))
    said = render_statement(linting.lint(LIBRARY, page, ""))
    assert "and 192 more entries: give one at a time" in said
    assert tokens(said) < 2_500
