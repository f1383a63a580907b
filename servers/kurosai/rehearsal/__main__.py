"""The scripted operator as a command, in the place of a host with a model.

    python -m kurosai.rehearsal CONFIG KIND TEXT_FILE

Starts the servers of an `mcpServers` file, investigates the text of TEXT_FILE (KIND is `alert` or
`inquiry`) and prints the answer. For `kurosai bench agent`: it shows that the plumbing holds and
nothing of how well a model would do.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from kurosai.errors import Fault
from kurosai.rehearsal import host
from kurosai.rehearsal.operator import PROMPTS, Operator


def main() -> int:
    """Investigate once; 0 with an answer."""
    parser = argparse.ArgumentParser(
        prog="kurosai.rehearsal", description="Investigate by script, without a model."
    )
    parser.add_argument("config", type=Path, help="an mcpServers file")
    parser.add_argument("kind", choices=tuple(PROMPTS))
    parser.add_argument("text", type=Path, help="a file with what arrived")
    chosen = parser.parse_args()
    try:
        answer = asyncio.run(_investigate(chosen.config, chosen.kind, chosen.text))
    except (Fault, OSError) as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    sys.stdout.write(f"{answer}\n")
    return 0


async def _investigate(config: Path, kind: str, text: Path) -> str:
    commands = host.configuration(config, Path.cwd())
    with tempfile.NamedTemporaryFile(prefix="kurosai-servers-", suffix=".log") as log:
        async with host.connected(commands, {}, log=Path(log.name)) as servers:
            done = await Operator(servers).investigate(text.read_text("utf-8"), kind)
    return done.short


if __name__ == "__main__":
    sys.exit(main())
