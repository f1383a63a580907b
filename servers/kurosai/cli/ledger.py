"""`kurosai ledger`: is it whole, give it to me as a file, remove what is old, make its index anew.

Exit status of `verify`: 0 whole, 1 not whole, 2 it could not be checked.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from kurosai import environment as environments
from kurosai.errors import BadInput, LedgerFailed, Refused
from kurosai.vocabulary import moment, stamp

if TYPE_CHECKING:
    from kurosai.evidence.case_check import Findings as IndexFindings
    from kurosai.evidence.entries import Progress as Told
    from kurosai.evidence.pruning import Plan
    from kurosai.evidence.store import Store
    from kurosai.evidence.verifying import Findings, Known

_SECONDS = 600.0
"""How long one answer of a server may take: a person waits for it, and no tool."""
_SLOW = 3_000
"""Rows that take about a second; for more of them there is a progress bar."""
_MOST = 40


def describe(ledger: argparse.ArgumentParser) -> None:
    """Give the command `ledger` its parts."""
    parts = ledger.add_subparsers(metavar="PART", required=True)
    verify = parts.add_parser("verify", help="find what was changed, removed or put in (exit 1)")
    verify.add_argument("file", nargs="?", default="", help="an exported file, instead")
    verify.add_argument("--head", default="", help="POSITION:DIGEST that an earlier check told")
    verify.set_defaults(run=_verify)
    export = parts.add_parser("export", help="write it as JSON Lines, which verify can check")
    export.add_argument("--case", default="", help="only this case and what it cites")
    export.add_argument("--to", default="-", help="a file; default: standard output")
    export.add_argument("--force", action="store_true", help="overwrite the file")
    export.set_defaults(run=_export)
    prune = parts.add_parser("prune", help="remove old evidence that no case cites")
    prune.add_argument("--before", required=True, help="2026-01-31, or a time with its zone")
    prune.add_argument("--cases", action="store_true", help="also closed cases and what they cite")
    prune.add_argument("--yes", action="store_true", help="do it; without, only say what it does")
    prune.set_defaults(run=_prune)
    reindex = parts.add_parser("reindex", help="make anew what cases are found by, from the events")
    reindex.set_defaults(run=_reindex)
    for part in (verify, export, prune, reindex):
        part.add_argument("--ledger", default="", help="a file or URL; default: KUROSAI_LEDGER")


def _verify(options: argparse.Namespace) -> int:
    from kurosai.cases import indexing
    from kurosai.evidence import case_check, exported, verifying

    known = _known(options.head)
    console = _console()
    if options.file:
        with _bar("verifying") as progress:
            found = exported.verify(Path(options.file), known, progress)
        place = options.file
    else:
        store = _store(options.ledger)
        with _bar("verifying") as progress:
            found = verifying.verify(store, known, progress)
        with _bar("looking through the index of cases") as progress:
            _add(found, case_check.check(store, indexing.describe, progress))
        place = store.name
    _show(found, place, console)
    return 0 if found.whole else 1


def _add(found: Findings, index: IndexFindings | None) -> None:
    """What is said of the index beside what is said of the chain."""
    if index is None:
        found.notes.append("the index of cases is of another version, and was not looked at")
        return
    found.faults += index.faults
    if index.faults:
        found.notes.append("kurosai ledger reindex makes the index of cases anew")
    if index.behind:
        cases = _of(index.behind, "case")
        found.notes.append(f"{cases} not in the index as they stand yet: the next find_cases mends")


def _reindex(options: argparse.Namespace) -> int:
    from kurosai.cases import indexing
    from kurosai.evidence.ledger import Ledger

    environment = environments.of_process()
    place = options.ledger or environment.ledger()
    ledger = Ledger(place, operator="", clock=environment.now)
    if ledger.store.read(lambda _: True) is None:
        raise LedgerFailed(
            f"There is no ledger at {ledger.store.name}.", "Is KUROSAI_LEDGER right?"
        )
    index = indexing.of(ledger)
    with _bar("indexing") as progress:
        index.rebuild(progress)
    extent = index.answers(0).extent()
    _console().print(f"{_of(extent.cases, 'case')} of {ledger.store.name} can be found again")
    return 0


def _show(found: Findings, place: str, console: Console) -> None:
    table = Table("evidence", "events", "cases", "pruned", "head", box=None, pad_edge=False)
    head = f"{found.head.position}:{found.head.digest}" if found.head else "-"
    counted = (found.evidence, found.events, found.cases, found.pruned)
    table.add_row(*(f"{number:,}" for number in counted), head)
    console.print(table)
    for line in found.notes:
        console.print(f"note: {line}", markup=False)
    for line in found.faults[:_MOST]:
        console.print(f"fault: {line}", style="red", markup=False)
    if len(found.faults) > _MOST:
        console.print(f"fault: and {len(found.faults) - _MOST} more", style="red")
    if found.whole:
        console.print(f"{place} is whole. Note the head elsewhere: --head with it shows later")
        console.print("that nothing up to there was changed, not even with a new chain.")
    else:
        console.print(f"{place} is NOT WHOLE: {_of(len(found.faults), 'fault')}.", style="red")


def _export(options: argparse.Namespace) -> int:
    from kurosai.evidence import exporting

    store = _store(options.ledger)
    if options.to == "-":
        with _bar("exporting") as progress:
            done = exporting.export(store, sys.stdout, case=options.case, progress=progress)
    else:
        path = Path(options.to)
        if path.exists() and not options.force:
            raise Refused(f"{path} is there already.", "Name another file, or say --force.")
        half = path.with_name(f"{path.name}.part")
        try:
            # What was read may be confidential.
            mode = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(mode, "w", encoding="utf-8") as file, _bar("exporting") as progress:
                done = exporting.export(store, file, case=options.case, progress=progress)
            half.replace(path)
        except OSError as error:
            raise BadInput(f"{path} could not be written: {error.strerror}.") from None
        finally:
            half.unlink(missing_ok=True)
    evidence, events = done
    where = "" if options.to == "-" else f" in {options.to}"
    sys.stderr.write(f"{evidence:,} of evidence and {_of(events, 'event')}{where}\n")
    return 0


def _prune(options: argparse.Namespace) -> int:
    from kurosai.evidence import pruning
    from kurosai.serving.audit import user

    environment = environments.of_process()
    store = _store(options.ledger)
    before = _before(options.before, environment.now())
    console = _console()
    if not options.yes:
        found = store.snapshot(
            lambda connection: pruning.plan(connection, before, cases=options.cases)
        )
        if found is None:
            raise LedgerFailed(f"There is no ledger at {store.name}.", "Is KUROSAI_LEDGER right?")
        _say(found, "would remove", console)
        if found:
            console.print("Nothing was changed. --yes does it; there is no way back but a backup.")
        return 0
    who = environment.get("KUROSAI_OPERATOR") or user()
    with console.status("pruning"):
        done = pruning.run(store, before, cases=options.cases, operator=who, at=environment.now())
    _say(done, "removed", console)
    if done:
        with console.status("making it smaller"):
            store.compact()
    return 0


def _say(plan: Plan, what: str, console: Console) -> None:
    cases = f" and {_of(len(plan.cases), 'closed case')} ({_of(len(plan.events), 'event')})"
    console.print(
        f"{what} {len(plan.evidence):,} of evidence{cases if plan.cases else ''} from before "
        f"{plan.before}; {plan.kept:,} as old stay, because a case cites them"
    )


def _store(place: str) -> Store:
    from kurosai.evidence import stores

    return stores.at(place or environments.of_process().ledger(), seconds=_SECONDS)


def _known(said: str) -> Known:
    position, _, digest = said.partition(":")
    if not said:
        return None
    if not position.isdigit() or len(digest) != 64:
        raise BadInput(f"--head {said!r} is none.", "It is POSITION:DIGEST, as verify prints it.")
    return int(position), digest


def _before(said: str, now: datetime) -> datetime:
    at = moment(said if "T" in said else f"{said}T00:00:00Z")
    if at > now:
        raise BadInput(f"--before {stamp(at)} is in the future.", "Name a day that has passed.")
    return at


def _console() -> Console:
    return Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 200)


@contextmanager
def _bar(what: str) -> Generator[Told]:
    """Progress of what takes longer than a second, on a terminal."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task(what, total=None, visible=False)

        def told(done: int, of: int) -> None:
            shown.update(task, completed=done, total=of, visible=of > _SLOW)

        yield told


def _of(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
