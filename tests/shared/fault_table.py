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
    assert table(column)[1].get(name, {}).get(column) == said


def cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def table(column: str) -> tuple[list[str], dict[str, dict[str, str]]]:
    """Of the table that has a column: its columns, and by the name of a fault what each says."""
    lines = iter(PAGE.read_text("utf-8").splitlines())
    columns = next(_cells(line) for line in lines if _heads(line, column))[1:]
    next(lines)
    found: dict[str, dict[str, str]] = {}
    for line in lines:
        if not line.startswith("|"):
            break
        name, *said = _cells(line)
        found[name] = dict(zip(columns, said, strict=True))
    return columns, found


def _heads(line: str, column: str) -> bool:
    return line.startswith("| fault |") and column in _cells(line)


def _cells(line: str) -> list[str]:
    return [one.strip() for one in re.split(r"(?<!\\)\|", line)[1:-1]]


def _write(name: str, column: str, said: str) -> None:
    columns, found = table(column)
    found.setdefault(name, dict.fromkeys(columns, ""))[column] = said
    told = [f"| {' | '.join((key, *row.values()))} |" for key, row in found.items()]
    lines = PAGE.read_text("utf-8").splitlines()
    begin = next(at for at, line in enumerate(lines) if _heads(line, column)) + 2
    end = begin
    while end < len(lines) and lines[end].startswith("|"):
        end += 1
    PAGE.write_text("\n".join([*lines[:begin], *told, *lines[end:]]) + "\n", "utf-8")
