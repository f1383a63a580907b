"""What the company of a world has written, put where servers read it: pages and resource map."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from kurosai.sandbox import notes

if TYPE_CHECKING:
    from collections.abc import Generator
    from datetime import datetime
    from pathlib import Path

    from kurosai.sandbox.schema import Pages
    from kurosai.sandbox.schema import World as Told

_OLD = timedelta(days=40)


@contextmanager
def written(told: Told, folder: Path, now: datetime) -> Generator[Mapping[str, str]]:
    """Write them below `folder` for as long as the block runs; yields the variables that say where.

    A folder that a killed world left is replaced. Every text was last changed a while before
    `now`, a note when it was left: when the world was started is not a time of the world.
    """
    shutil.rmtree(folder, ignore_errors=True)
    variables: dict[str, str] = {}
    try:
        kept = notes.pages(told.notes, now)
        documents = {**(told.documents or {}), **kept} if kept else told.documents
        for variable, name, pages in (
            ("KUROSAI_RUNBOOKS", "runbooks", told.runbooks),
            ("KUROSAI_DOCS", "documents", documents),
        ):
            if pages is not None:
                variables[variable] = str(_pages(pages, folder / name))
                _dated(folder / name, now - _OLD)
        for name, note in notes.of(told.notes, now):
            at = note.at.timestamp()
            os.utime(folder / "documents" / name, (at, at))
        if told.resource_map is not None:
            path = folder / "resource-map.yaml"
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.write_text(told.resource_map, "utf-8")
            variables["KUROSAI_RESOURCE_MAP"] = str(path)
        yield variables
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _dated(folder: Path, at: datetime) -> None:
    for path in (*folder.rglob("*"), folder):
        os.utime(path, (at.timestamp(), at.timestamp()))


def _pages(pages: Pages, folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True)
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder
