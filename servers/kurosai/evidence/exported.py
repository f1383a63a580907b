"""Checks a file that `exporting` wrote, without the ledger that it came from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from kurosai.errors import BadInput
from kurosai.evidence import chain, schema
from kurosai.evidence.entries import Progress, unseen
from kurosai.evidence.exporting import FORMAT
from kurosai.evidence.verifying import Check, Findings, Known


def verify(path: Path, known: Known = None, progress: Progress = unseen) -> Findings:
    """Check an exported file. Raises BadInput for one that is none."""
    try:
        with path.open(encoding="utf-8") as file:
            return _verify(file, path.stat().st_size, known, progress)
    except OSError as error:
        raise BadInput(f"{path} could not be read: {error.strerror}.") from None
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise BadInput(
            f"{path} is no export of a ledger ({type(error).__name__}: {str(error)[:200]}).",
            "kurosai ledger export makes one.",
        ) from None


def _verify(file: TextIO, size: int, known: Known, progress: Progress) -> Findings:
    first = json.loads(file.readline())
    if first["kurosai_ledger"] != FORMAT or first["schema"] > schema.VERSION:
        raise BadInput(
            f"The file is of format {first['kurosai_ledger']}, schema {first['schema']}; this "
            f"Kurosai knows {FORMAT} and {schema.VERSION}.",
            "Update Kurosai.",
        )
    whole = first["case"] is None
    check = Check(known, whole=whole)
    end: Mapping[str, Any] | None = None
    read = 0
    for line in file:
        if end is not None:
            check.fault("there is more after the line that counts")
            break
        said = json.loads(line)
        if "row" in said:
            check.take(chain.link(said), said["row"], before=said["before"])
        else:
            end = said
        read += len(line)
        progress(read, size)
    found = check.done()
    if end is None:
        found.faults.append("the file was cut off: the line that counts is not there")
    elif (end["evidence"], end["events"]) != (found.evidence, found.events):
        found.faults.append(
            f"it should hold {end['evidence']} of evidence and {end['events']} events, and holds "
            f"{found.evidence} and {found.events}"
        )
    elif whole and found.head and end["digest"] != found.head.digest:
        found.faults.append("its chain does not end where the last line says")
    if not whole:
        found.notes.append(
            f"one case, {first['case']}: that nothing stood between its lines, only the whole "
            "ledger shows"
        )
    return found
