"""A case through a real host: what Claude Code shows a model of Kurosai, word for word.

    make host [ARGS='--all --command --scenario s03-no-manifest']

Boots a local world, starts Claude Code with the committed `.mcp.json` and lets the scripted
operator be its model, from the prompt to a closed case, and then through every other prompt.
Prints every tool result as it reached the model and whether it is what the server sent, to the
byte. The status is not zero when the case was not closed, a result or a prompt was changed on its
way, or anything wanted to leave this machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shlex
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import claude_code
import outside
import scripted_model
import typed
from claude_code import ClaudeCode
from o200k import tokens
from typed import Typed

from kurosai.bench.agent import wire_tap
from kurosai.bench.agent.wire_tap import Sent
from kurosai.errors import Fault
from kurosai.rehearsal.operator import Investigation, Operator
from kurosai.sandbox.child import booted
from kurosai.sandbox.scenario import bundled, load
from kurosai.sandbox.schema import Arrival

ROOT = Path(__file__).resolve().parents[2]
ALERT_004 = "s01-started-at-missing"
UNMATCHED = """\
:rotating_light: crois-v2:prd:lambda core-v2-crois-gke-health-checker
Errors >= 1  (2025-11-04T18:14:00Z - 18:15:00Z)
[healthcheck] error: finished_at has no value tasks:normal-1
"""
PACKAGES = ROOT / ".hosts" / "node_modules" / "@anthropic-ai"


def main() -> int:
    """Run it once; 0 when everything held."""
    options = argparse.ArgumentParser(description="Investigate through Claude Code.")
    options.add_argument("--all", action="store_true", help="one server, `kurosai serve all`")
    options.add_argument("--command", action="store_true", help="the command file, not the prompt")
    options.add_argument("--scenario", default=ALERT_004, help="name of a bundled world")
    chosen = options.parse_args()
    scenario = bundled(chosen.scenario)
    arrives = load(scenario).arrives
    begun = time.perf_counter()
    # Servers that end after their host may still write when their folder goes.
    with tempfile.TemporaryDirectory(prefix="kurosai-host-", ignore_cleanup_errors=True) as folder:
        scratch = Path(folder)
        workspace = _workspace(scratch, whole=chosen.all)
        with (
            booted(scenario, state=scratch / "state"),
            scripted_model.serving() as model,
            outside.watched() as away,
        ):
            environment = {
                "PATH": os.defpath,
                "HOME": str(scratch / "home"),
                "KUROSAI_STATE_DIR": str(scratch / "state"),
                **away.settings(),
            }
            try:
                session = asyncio.run(
                    _investigate(
                        arrives, model, workspace, environment, scratch, by_command=chosen.command
                    )
                )
            except (Fault, TimeoutError) as fault:
                _print(f"{fault}\n{(scratch / 'host.log').read_text('utf-8')[-2000:]}")
                return 1
        sent = list(wire_tap.sent(scratch / "wire"))
        done = session.done
        _tell(session, sent)
        faults = [
            *_faults(session, sent),
            *(f"the host asked its model's endpoint for {one}" for one in model.elsewhere),
            *(f"something wanted to leave this machine: {one}" for one in away.wanted),
        ]
    _print(f"verdict {done.verdict}, {done.state}, path {done.path}, {len(done.answers)} calls")
    _print(f"{time.perf_counter() - begun:.1f} s from the world's start to the host's end")
    _print("\n".join(faults) or "Nothing was changed, and nothing asked to leave this machine.")
    return 1 if faults else 0


@dataclass(frozen=True, slots=True)
class Session:
    """What was done in one session, what was typed after it, and what the host says at its end."""

    done: Investigation
    host: ClaudeCode
    typed: Sequence[Typed]
    missed: Sequence[str]
    said: Mapping[str, Any]


def _workspace(scratch: Path, *, whole: bool) -> Path:
    """A folder with the committed configuration, and the tap where it names the command."""
    workspace = scratch / "workspace"
    for name in ("state", "home", "wire", "workspace/.venv/bin"):
        (scratch / name).mkdir(parents=True)
    shutil.copytree(ROOT / ".claude" / "commands", workspace / ".claude" / "commands")
    text = (ROOT / ".mcp.json").read_text("utf-8")
    if whole:
        servers: dict[str, Any] = json.loads(text)["mcpServers"]
        one = {**servers["cases"], "args": ["serve", "all"]}
        text = json.dumps({"mcpServers": {"kurosai": one}})
    (workspace / ".mcp.json").write_text(text, "utf-8")
    tap = [sys.executable, str(Path(wire_tap.__file__)), str(scratch / "wire")]
    command = workspace / ".venv" / "bin" / "kurosai"
    kurosai = shlex.join([*tap, str(Path(sys.executable).with_name("kurosai"))])
    command.write_text(f'#!/bin/sh\nexec {kurosai} "$@"\n', "utf-8")
    command.chmod(0o755)
    return workspace


async def _investigate(
    arrives: Arrival,
    model: scripted_model.ScriptedModel,
    workspace: Path,
    environment: Mapping[str, str],
    scratch: Path,
    *,
    by_command: bool,
) -> Session:
    (command,) = PACKAGES.glob("claude-code-*/claude*")
    log = scratch / "host.log"
    async with claude_code.running(
        command, model, workspace, environment, log, by_command=by_command
    ) as host:
        done = await Operator(host).investigate(arrives.text, arrives.kind)
        begun = time.perf_counter()
        everything, missed = await typed.type_all(host, done, UNMATCHED)
        _print(f"{time.perf_counter() - begun:.1f} s for the other prompts")
        return Session(done, host, everything, missed, await host.end(done.short))


def _tell(session: Session, sent: Sequence[Sent]) -> None:
    done, host = session.done, session.host
    for answer in done.answers:
        how = "as sent, to the byte" if _as_sent(answer.text, sent) else "CHANGED on its way"
        size = f"{tokens(answer.text)} tokens, {len(answer.text.encode())} bytes"
        _print(f"== {answer.server}.{answer.tool}: {size}, {how}\n{answer.text}\n")
    listed = {
        one.server: tokens(_compact(one.result["tools"]))
        for one in sent
        if one.method == "tools/list" and one.result
    }
    for one in session.typed:
        _print(f"== /{one.name} {' '.join(one.argument.split())}: {tokens(one.text)} tokens")
    ours = host.definitions()
    _print(f"tools/list on the wire: {sum(listed.values())} tokens, {listed}")
    _print(f"as the host sent it to its model: {tokens(_compact(ours))} tokens, {len(ours)} tools")
    _print(f"held back until the model asked for it: {'yes' if host.held_back else 'no'}")


def _faults(session: Session, sent: Sequence[Sent]) -> Iterator[str]:
    """What did not hold."""
    done, host = session.done, session.host
    yield from session.missed
    prompts = (one.text for one in sent if one.method == "prompts/get")
    commands = ROOT / ".claude" / "commands" if host.by_command else None
    yield from typed.changed(session.typed, prompts, commands)
    if session.said["is_error"]:
        yield "the host reports an error"
    if done.state != "closed":
        yield "the case was not closed"
    if not all(_as_sent(answer.text, sent) for answer in done.answers):
        yield "a result was changed on its way"
    if host.by_command:
        if done.alert.strip() not in host.prompted:
            yield "the pasted alert was changed on its way"
    elif not _as_sent(host.prompted, sent):
        yield "the prompt was changed on its way"


def _as_sent(text: str, sent: Sequence[Sent]) -> bool:
    """Whether it is, to the byte, what some server answered to the host."""
    return text in [one.text for one in sent if one.method in ("tools/call", "prompts/get")]


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
