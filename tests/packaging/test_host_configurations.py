"""The committed host configurations start the same servers, and hold no port and no secret."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from kurosai.cli.main import SERVERS
from kurosai.cli.serve import BUILDERS

ROOT = Path(__file__).parents[2]

# File: the key its host reads, and the command as that host expands it.
CONFIGURATIONS = {
    ".cursor/mcp.json": ("mcpServers", "${workspaceFolder}/.venv/bin/kurosai"),
    ".vscode/mcp.json": ("servers", "${workspaceFolder}/.venv/bin/kurosai"),
    ".mcp.json": ("mcpServers", ".venv/bin/kurosai"),
    "claude_desktop_config.example.json": (
        "mcpServers",
        "/ABSOLUTE/PATH/TO/kurosai/.venv/bin/kurosai",
    ),
}
NAMES = {
    "crois": "crois",
    "crois-aws": "aws",
    "crois-gcp": "gcp",
    "crois-github": "github",
    "runbooks": "runbooks",
    "cases": "cases",
}
PLACES = (".cursor/commands/{}.md", ".github/prompts/{}.prompt.md", ".claude/commands/{}.md")
# The command: a sentence of it for a person who reads English, and the tool that it begins with.
COMMANDS = {
    "investigate-alert": ("Investigate the alert", "open_case"),
    "answer-inquiry": ("Investigate the user", "open_case"),
    "hand-over": ("Make the hand-over", "read_evidence"),
    "grade": ("Let a person grade", "read_evidence"),
    "write-runbook": ("Write a runbook", "read_evidence"),
    "handle-request": ("List for the request", "find_runbook"),
    "make-change": ("Plan the change", "find_runbook"),
}
SHORTER = ("investigate-alert", "answer-inquiry")
"""Those whose command says less than the prompt; the others say the same."""
FILES = [(name, place.format(name)) for name in COMMANDS for place in PLACES]


@pytest.fixture(params=CONFIGURATIONS)
def file(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def servers(file: str) -> Mapping[str, Any]:
    body = json.loads((ROOT / file).read_text("utf-8"))
    key, _ = CONFIGURATIONS[file]
    assert list(body) == [key]
    return body[key]


def test_every_host_starts_the_same_servers_in_the_same_world(file: str) -> None:
    found = {
        key: (entry["args"], entry["env"], entry.get("type", "stdio"))
        for key, entry in servers(file).items()
    }
    assert found == {
        key: (["serve", name], {"KUROSAI_WORLD": "sandbox"}, "stdio") for key, name in NAMES.items()
    }


def test_the_command_is_the_one_of_the_clone(file: str) -> None:
    _, command = CONFIGURATIONS[file]
    assert {entry["command"] for entry in servers(file).values()} == {command}


def test_nothing_in_it_could_be_a_port_a_password_or_a_place(file: str) -> None:
    allowed = {"type", "command", "args", "env"}
    assert {field for entry in servers(file).values() for field in entry} <= allowed
    text = (ROOT / file).read_text("utf-8")
    assert not re.search(r"\d|://|localhost|/home/|/Users/", text)


def test_the_names_are_the_servers_that_the_command_line_knows() -> None:
    written = {
        name
        for name in NAMES.values()
        if "\ndef build(" in (ROOT / f"servers/kurosai/{name}/server.py").read_text("utf-8")
    }
    assert set(BUILDERS) == set(SERVERS) == written


def test_keys_leave_room_for_the_tools_names() -> None:
    # Hosts join key and tool and drop what is longer than 60 characters.
    assert all(re.fullmatch(r"[a-z][a-z-]{1,11}", key) for key in NAMES)


@pytest.mark.parametrize(("name", "file"), FILES)
def test_the_command_for_pasted_text_says_how_to_begin(name: str, file: str) -> None:
    header, body = _parts((ROOT / file).read_text("utf-8"))
    english, tool = COMMANDS[name]
    assert f"`{tool}`" in body
    assert "次のメッセージ" in body
    assert english in body
    # Only this host puts what was typed after the command where the text says.
    assert ("$ARGUMENTS" in body) == file.startswith(".claude/")
    assert header == {} or {"description", "argument-hint"} <= set(header)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_commands_say_the_same_in_every_host(name: str) -> None:
    assert len(_bodies(name)) == 1


def test_every_prompt_has_its_commands() -> None:
    prompts = {path.name.removesuffix(".ja.md") for path in (ROOT / "prompts").glob("*.ja.md")}
    assert prompts == set(COMMANDS)
    assert {path.name.removesuffix(".en.md") for path in (ROOT / "prompts").glob("*.en.md")} == (
        prompts
    )


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in SHORTER])
def test_a_command_says_what_its_prompt_says(name: str) -> None:
    (body,) = _bodies(name)
    prompt = (ROOT / f"prompts/{name}.ja.md").read_text("utf-8")
    before, after = re.split(r"\{\{\w+\}\}", prompt)
    first, _, rest = body.partition("\n")
    english, rest = rest.split("\n", 1)
    assert english.startswith("(")
    # Where code fills in a record or a pasted text, the command says how to come by it.
    assert f"{first}\n{rest}".startswith(before)
    assert body.endswith(after)


def _bodies(name: str) -> set[str]:
    return {
        _parts((ROOT / file).read_text("utf-8"))[1].replace("$ARGUMENTS\n\n", "")
        for one, file in FILES
        if one == name
    }


def _parts(text: str) -> tuple[Mapping[str, Any], str]:
    if not text.startswith("---\n"):
        return {}, text
    header, body = text.removeprefix("---\n").split("\n---\n\n", 1)
    return yaml.safe_load(header), body
