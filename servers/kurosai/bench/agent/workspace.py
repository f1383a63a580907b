"""What a host finds when it starts: its configuration, the prompt, an empty folder."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kurosai.bench.running import NAME, SERVER
from kurosai.rehearsal import host
from kurosai.rehearsal.operator import PROMPTS

if TYPE_CHECKING:
    from kurosai.bench.running import Running
    from kurosai.sandbox.schema import Arrival

SERVERS: Mapping[str, str] = {
    "crois": "crois",
    "crois-aws": "aws",
    "crois-gcp": "gcp",
    "crois-github": "github",
    "runbooks": "runbooks",
    "cases": "cases",
}
"""Key in a host's configuration to the server that it starts, as in the committed ones."""
WHOLE: Mapping[str, str] = {"kurosai": SERVER}
PROJECT_FILES = (".mcp.json", ".cursor/mcp.json", ".gemini/settings.json")
"""Where hosts look for a configuration in the folder that they run in; all have the one form."""
# Set in some environments, it would make every server compile all modules anew.
_LEFT_BEHIND = frozenset({"PYTHONDONTWRITEBYTECODE"})
_TAP = "kurosai.bench.agent.wire_tap"


@dataclass(frozen=True, slots=True)
class Workspace:
    """The files of one run. `folder` is the host's, `kept` ours; `prompt` the prompt's text."""

    folder: Path
    kept: Path
    kind: str
    prompt: str

    @property
    def wire(self) -> Path:
        """What passed between host and servers."""
        return self.kept / "wire"

    @property
    def prompt_file(self) -> Path:
        """The prompt; also standard input of a command that names none of its places."""
        return self.kept / "prompt.md"

    @property
    def answer_file(self) -> Path:
        """Where the command may write its answer."""
        return self.folder / "answer.md"

    def values(self) -> Mapping[str, str]:
        """What stands for each placeholder of a command."""
        return {
            "prompt": self.prompt,
            "prompt_file": str(self.prompt_file),
            "arrives_file": str(self.kept / "arrives.txt"),
            "kind": self.kind,
            "config": str(self.folder / PROJECT_FILES[0]),
            "config_all": str(self.kept / "mcp-all.json"),
            "workspace": str(self.folder),
            "answer_file": str(self.answer_file),
        }


async def make(world: Running, arrives: Arrival, *, folder: Path, kept: Path) -> Workspace:
    """Write the files of a run into two folders that are there.

    The prompt is asked for over the wire, as a host does.
    """
    name, arguments = PROMPTS[arrives.kind](arrives.text)
    cases = (host.this_python("cases"),)
    async with host.connected(cases, world.variables, log=kept / "prompt.log") as servers:
        prompt = await servers.prompt(name, arguments)
    made = Workspace(folder, kept, arrives.kind, prompt)
    made.wire.mkdir()
    made.prompt_file.write_text(prompt, "utf-8")
    (kept / "arrives.txt").write_text(arrives.text, "utf-8")
    for file in PROJECT_FILES:
        path = folder / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(_configuration(SERVERS, world, made.wire), "utf-8")
    whole = _configuration(WHOLE, world, made.wire)
    (kept / "mcp-all.json").write_text(whole, "utf-8")
    return made


def environment(world: Running) -> dict[str, str]:
    """What the command gets: ours, for its own keys, and the world, for a host's own registry."""
    inherited = {name: value for name, value in os.environ.items() if name not in _LEFT_BEHIND}
    return {**inherited, **world.variables, "KUROSAI_OPERATOR": NAME}


def _configuration(servers: Mapping[str, str], world: Running, wire: Path) -> str:
    """An `mcpServers` file; every server behind the tap."""
    # Hosts hand little of their own environment on to servers.
    handed = {"PYTHONPATH": os.environ["PYTHONPATH"]} if "PYTHONPATH" in os.environ else {}
    given = {**handed, **world.variables, "KUROSAI_OPERATOR": NAME}
    # -P: the host may write into the folder that the server starts in.
    tap = ["-P", "-m", _TAP, str(wire)]
    body = {
        key: {
            "command": sys.executable,
            "args": [*tap, sys.executable, "-P", "-m", "kurosai", "serve", name],
            "env": given,
        }
        for key, name in servers.items()
    }
    return json.dumps({"mcpServers": body}, indent=1)
