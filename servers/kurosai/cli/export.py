"""`kurosai export CASE -o FILE`: a scenario file made from what a case read.

Exit status: 0 written and usable, 1 written and not usable as it is, 2 not written.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from rich.console import Console

from kurosai.cli.sandbox import require_sandbox
from kurosai.errors import BadInput
from kurosai.replay import case as cases
from kurosai.replay import servers


def describe(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("case", help="the id of a case, as open_case gave it")
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="the file to write")
    parser.add_argument("--ledger", default="", metavar="FILE", help="the ledger with the case")
    parser.add_argument("--servers", default="", metavar="FILE", help="an mcpServers file")
    parser.add_argument("--keep-names", action="store_true", help="replace secrets only, no names")
    parser.add_argument("--force", action="store_true", help="write over a file that is there")
    parser.set_defaults(run=export)


def export(options: argparse.Namespace) -> int:
    """Write the file, say what is not in it, and check it as `kurosai scenario check` does."""
    require_sandbox()
    from kurosai.cli.scenario import check
    from kurosai.export.exporting import export

    path = Path(options.output)
    with servers.Ledgers(options.ledger, servers.commands(options.servers, ())) as ledgers:
        case = cases.load(ledgers.of(options.case), options.case)
    made = export(case, keep_names=options.keep_names)
    _write(path, made.text, over=options.force)
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{path}: case {case.id}, {len(case.readings)} readings", style="bold")
    console.print(f"redacted: {made.redacted}", markup=False)
    for title, lines in (("not carried", made.left), ("made up", made.made_up)):
        for line in lines:
            console.print(f"{title}: {line}", markup=False, style="yellow")
    if made.kept:
        console.print(f"names too short to replace: {', '.join(made.kept)}", style="yellow")
    return check([str(path)])


def _write(path: Path, text: str, *, over: bool) -> None:
    # What was read may be confidential, redacted or not: nobody else may read it by default.
    flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if over else os.O_EXCL)
    try:
        with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise BadInput(f"{path} is there already.", "Name another file, or give --force.") from None
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}.", "Name another.") from None
