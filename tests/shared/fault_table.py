"""docs/faults.md: what a model reads of each fault, held true by the tests that read it.

To accept a change: KUROSAI_UPDATE_SNAPSHOTS=1 pytest -n0 tests/faults
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from fault_doors import Read

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"
FINE = "as if nothing were wrong"
_ALTERED = (
    (re.compile(r"127\.0\.0\.1:\d+"), "HOST"),
    (re.compile(r"^[0-9A-HJKMNP-TV-Z]{8} · "), ""),
    # The words of the library below, which change with its versions.
    (re.compile(r"(Stream removed) \(.*\)\)"), r"\1)"),
    (re.compile(r"(<<data |^)[0-9a-f]{4,8}(>>)?$", re.MULTILINE), ""),
)


def told(value: object) -> str:
    """A value as text, without what differs from one time to the next."""
    if isinstance(value, dict):
        answer = cast("dict[str, object]", value)
        value = {name: one for name, one in answer.items() if name != "ResponseMetadata"}
    text = str(value)
    for pattern, instead in _ALTERED:
        text = pattern.sub(instead, text)
    return text


def sentence(read: Read, *, fine: bool, whole: bool) -> str:
    """What is shown of a result: the first sentence of an error, the coverage of a reading."""
    if fine:
        return FINE
    text = told(read.text)
    if not read.error:
        first, _, rest = text.partition("\n")
        return f"{first.rpartition(' · ')[2]}: {rest.partition(chr(10))[0]}"
    if whole:
        return text
    return re.split(r"(?<=[.)]) (?=[A-Z])", text.partition("\n")[0], maxsplit=1)[0]


def held(name: str, column: str, read: Read, *, fine: bool = False, whole: bool = False) -> None:
    """Assert that the page says of this fault and vendor what was read, or write it there."""
    said = cell(sentence(read, fine=fine, whole=whole))
    if os.environ.get("KUROSAI_UPDATE_SNAPSHOTS"):
        _write(name, column, said)
    assert rows().get(name, {}).get(column) == said


def cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def rows() -> dict[str, dict[str, str]]:
    """By the name of the fault, what stands in each column."""
    found: dict[str, dict[str, str]] = {}
    columns: list[str] = []
    for line in PAGE.read_text("utf-8").splitlines():
        cells = [one.strip() for one in re.split(r"(?<!\\)\|", line)[1:-1]]
        if cells[:1] == ["fault"]:
            columns = cells[1:]
        elif cells and columns and not cells[0].startswith("---"):
            found[cells[0]] = dict(zip(columns, cells[1:], strict=True))
        elif not cells:
            columns = []
    return found


def _write(name: str, column: str, said: str) -> None:
    lines = PAGE.read_text("utf-8").splitlines()
    heads = [
        n for n, line in enumerate(lines) if line.startswith("| fault |") and f"| {column} " in line
    ]
    head = heads[0]
    columns = [one.strip() for one in lines[head].split("|")[2:-1]]
    place = next(
        (n for n, line in enumerate(lines) if line.startswith(f"| {name} |") and n > head), 0
    )
    if not place:
        place = head + 2
        while place < len(lines) and lines[place].startswith("|"):
            place += 1
        lines.insert(place, f"| {name} |" + " |" * len(columns))
    cells = [one.strip() for one in re.split(r"(?<!\\)\|", lines[place])[1:-1]]
    cells[1 + columns.index(column)] = said
    lines[place] = f"| {' | '.join(cells)} |"
    PAGE.write_text("\n".join(lines) + "\n", "utf-8")
