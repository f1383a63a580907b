"""`kurosai replay CASE`: the case's calls once more, and what reads differently now.

Exit status: 0 everything reads the same, 1 something differs, 2 it could not run.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from kurosai.errors import NotConfigured
from kurosai.rehearsal import host
from kurosai.replay import case as cases
from kurosai.replay import running, servers, told
from kurosai.replay.screen import Screen
from kurosai.serving import audit


def describe(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("case", help="the id of a case, as open_case gave it")
    parser.add_argument(
        "--servers", default="", metavar="FILE", help="an mcpServers file; default: the shipped one"
    )
    parser.add_argument("--ledger", default="", metavar="FILE", help="the ledger with the case")
    parser.add_argument(
        "--as-exported",
        action="store_true",
        help="ask the world of an exported case: with its names, and without ids that it draws",
    )
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    parser.set_defaults(run=replay)


def replay(options: argparse.Namespace) -> int:
    """Repeat a case's calls and print what differs."""
    everything = servers.commands(options.servers, servers.SERVED)
    with servers.Ledgers(options.ledger, everything) as ledgers:
        case = cases.load(ledgers.of(options.case), options.case)
        compared: Callable[[str], str] = str
        if options.as_exported:
            from kurosai.export import drawn
            from kurosai.export.exporting import as_exported

            case, compared = as_exported(case), drawn.without
        wanted = {one.server for one in case.readings}
        started = servers.by(servers.commands(options.servers, wanted), audit.user())
        if not started:
            raise NotConfigured(
                f"The configuration has none of the servers {', '.join(sorted(wanted))}.",
                "Name one that has: --servers FILE.",
            )
        # With --json only the document goes to standard output; who waits still sees what for.
        console = Console(stderr=options.json, highlight=False)
        screen = Screen(console)
        done = asyncio.run(_replay(case, started, ledgers, screen, compared))
        if options.json:
            sys.stdout.write(f"{json.dumps(told.document(done), ensure_ascii=False, indent=1)}\n")
        else:
            screen.conclude(done)
    return 0 if done.same else 1


async def _replay(
    case: cases.Case,
    started: tuple[host.ServerCommand, ...],
    ledgers: servers.Ledgers,
    screen: Screen,
    compared: Callable[[str], str],
) -> running.Replay:
    with (
        tempfile.NamedTemporaryFile(prefix="kurosai-replay-", suffix=".log") as log,
        screen.watching(case),
    ):
        async with host.connected(started, {}, log=Path(log.name)) as connected:
            return await running.replay(
                case,
                connected,
                ledgers.evidence,
                ledgers.now().now,
                screen.watch,
                screen.begins,
                compared,
            )
