"""Pages as they were recorded, put together again; what cannot be proved to be whole is left."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from kurosai import kept
from kurosai.vocabulary import Coverage

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence
    from kurosai.replay.case import Pin

_LIST = re.compile(r"\s*(?:[-*+]|\d+[.)]) ")
_PASSAGE = re.compile(r"(?P<page>\S+\.md):(?P<first>\d+)(?:-\d+)? · (?P<headings>.+)")
_LINES = re.compile(r"(?P<page>\S+\.md):(?P<first>\d+)-(?P<last>\d+)")

NOT_WHOLE = "its page could not be put together exactly from the pieces that are kept"


def numbered(one: Evidence) -> tuple[str, dict[int, str]] | None:
    """The page of a reading and the lines of it by number, "" for empty ones; None where it was
    not kept which they are."""
    found = next(
        (each for row in one.kept if (each := kept.read(row)) and each.kind == "runbooks.lines"),
        None,
    )
    if found is None:
        return None
    numbers = [
        number for first, count in found.told["runs"] for number in range(first, first + count)
    ]
    rows = [row.text.removesuffix("\n...") for row in one.rows]
    lines = dict.fromkeys(range(min(numbers), int(found.told["last"]) + 1), "")
    return str(found.told["page"]), lines | dict(zip(numbers, rows, strict=False))


def passages(one: Evidence) -> Iterator[tuple[str, dict[int, str]]]:
    """Of each page that a search found its passage, and the headings above it where they may be."""
    for row in one.rows:
        head, _, text = row.text.partition("\n")
        match = _PASSAGE.match(head)
        if match is None:
            continue
        first = int(match["first"])
        above = match["headings"].partition(" · ")[0].split(" > ")
        lines = {1: f"# {above[0]}"}
        for depth, heading in enumerate(above[1:], 2):
            at = first - 2 * (len(above) - depth + 1)
            lines |= {at: f"{'#' * depth} {heading}"} if at > 1 else {}
        yield match["page"], lines | dict(enumerate(text.split("\n"), first))


def page(lines: Mapping[int, str]) -> str:
    """A page of lines by number; what nobody read of it is empty."""
    text = "\n".join(lines.get(number, "") for number in range(1, max(lines, default=0) + 1))
    return f"{text.rstrip()}\n"


def document(one: Evidence) -> tuple[str, str] | str:
    """Path and text of a page of the user documentation; else why not: only a text with the digest
    that was recorded is the page."""
    place = _LINES.fullmatch(one.source)
    if one.coverage is not Coverage.COMPLETE or place is None:
        return NOT_WHOLE
    for loose in (True, False):
        text = joined((row.text for row in one.rows), loose=loose)
        digest = hashlib.sha256(text.encode()).hexdigest()
        if digest.startswith(one.facts.get("version") or "-"):
            return place["page"], text
    return NOT_WHOLE


def entry(one: Evidence) -> tuple[str, str, str] | str:
    """Page, entry and text of a runbook entry that was read whole; else why not."""
    place = _LINES.fullmatch(one.source)
    named = one.facts.get("entry", "")
    if place is None or not named or one.asked.get("part") or one.asked.get("words"):
        return NOT_WHOLE
    text = joined((row.text for row in one.rows), loose=True)
    if text.count("\n") != int(place["last"]) - int(place["first"]) + 1:
        return NOT_WHOLE
    return place["page"], named, text


def outline(pin: Pin) -> str:
    """An entry of which only its heading and its flowchart are known."""
    number = pin.entry.partition("#")[2]
    chart = f"\n### フローチャート\n\n```mermaid\n{pin.chart}\n```\n" if pin.chart else ""
    return f"## {number}:{pin.title}\n{chart}"


def joined(rows: Iterable[str], *, loose: bool) -> str:
    """Pieces as markdown; `loose`: a list is apart from the text above it."""
    lines: list[str] = []
    fenced, before = False, ""
    for text in rows:
        fence = text.startswith("```")
        kind = "code" if fenced else _kind(text)
        tight = kind == before and kind in ("table", "list")
        tight = tight or (not loose and (before, kind) == ("text", "list"))
        if lines and not fenced and not tight:
            lines.append("")
        lines.append(text)
        fenced ^= fence
        before = "" if fence else kind
    return "\n".join(lines) + "\n"


def _kind(text: str) -> str:
    if text.startswith("|"):
        return "table"
    return "list" if _LIST.match(text) else "text"
