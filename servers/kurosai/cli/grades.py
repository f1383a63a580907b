"""`kurosai grades`: what operators thought of the reports, in tables, as JSON, as a picture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from kurosai import environment as environments
from kurosai.cases import period as periods
from kurosai.cases.grades import counting, document, picture
from kurosai.cli import case_desk, grade_tables
from kurosai.errors import BadInput

if TYPE_CHECKING:
    from argparse import Namespace

    from kurosai.cases.desk import Desk
    from kurosai.cases.grades.counting import Counted


def grades(options: Namespace) -> int:
    """Count and show; always 0, for a low grade is no fault. Raises BadInput, NotConfigured."""
    environment = environments.of_process()
    period = periods.asked(options.since, options.until, environment.now())
    with case_desk.desk(environment) as desk:
        entry = _entry(desk, options.entry)
        counted = counting.count(case_desk.cases(desk, period), period, entry)
    if entry and not any(kind.all.cases for kind in counted.kinds):
        raise BadInput(
            f"No concluded case of {counted.period} follows an entry {entry}.",
            "Give the id as `kurosai grades` shows it.",
        )
    counted = counting.only(counted, options.by)
    if options.svg:
        _draw(counted, Path(options.svg))
    console = Console(highlight=False)
    if options.json:
        text = json.dumps(document.document(counted), ensure_ascii=False, indent=1)
        console.print(text, markup=False, soft_wrap=True)
    else:
        grade_tables.show(counted, console, every=options.by is not None)
    return 0


def _entry(desk: Desk, name: str) -> str:
    """The full id of an entry; a name that the library does not have may be one it had."""
    if not name:
        return ""
    try:
        return desk.library().card(name).id
    except BadInput:
        return name


def _draw(counted: Counted, path: Path) -> None:
    try:
        path.write_text(picture.picture(counted).svg(), "utf-8")
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error}.", "Name a file that can.") from None
