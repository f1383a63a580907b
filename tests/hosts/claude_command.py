"""Claude Code as the command of `kurosai bench agent`, with the scripted operator as its model.

    python tests/hosts/claude_command.py KIND ARRIVES_FILE claude -p ...

Runs the command line behind it as it is, with a model endpoint on loopback: the prompt comes on
standard input, and what the host prints goes to standard output. It shows that a command line
works, and nothing of how well a model would do.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import claude_code
import scripted_model
from claude_code import ClaudeCode

from kurosai.errors import Fault
from kurosai.rehearsal.operator import Operator

END_SECONDS = 60.0


class OneShot(ClaudeCode):
    """A session whose prompt was given with the command; nobody types."""

    async def prompt(self, name: str, arguments: Mapping[str, str]) -> str:
        """The text that reached the model; what is asked for is what was given."""
        turn = await self._next()
        self.prompted = turn.texts("user")[-1]
        return self.prompted


def main() -> int:
    """The host's exit status; 1 where it gets stuck."""
    kind, arrived, *command = sys.argv[1:]
    try:
        return asyncio.run(_investigate(kind, Path(arrived).read_text("utf-8"), command))
    except (Fault, TimeoutError) as fault:
        sys.stderr.write(f"{fault}\n")
        return 1


async def _investigate(kind: str, text: str, command: Sequence[str]) -> int:
    with scripted_model.serving() as model:
        environment = {**os.environ, **claude_code.settings(model.url)}
        process = await asyncio.create_subprocess_exec(*command, env=environment)
        try:
            host = OneShot(process, model, prompts_of="")
            done = await Operator(host).investigate(text, kind)
            host.turns[-1].say(done.short)
            return await asyncio.wait_for(process.wait(), END_SECONDS)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


if __name__ == "__main__":
    sys.exit(main())
