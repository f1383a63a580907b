"""What an entry needs to be walked, and what a runbook without a chart needs to be of use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai.library.lint.finding import Found, Severity
from kurosai.library.lint.sheet import walkable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kurosai.library.lint.sheet import Sheet
    from kurosai.library.page import Entry


# A heading that is understood, in both languages, for each section that may be missing.
_HEADINGS = {
    "background": "原因・背景 (Background)",
    "steps": "対応手順 (Steps)",
    "flowchart": "フローチャート (Flowchart), with a mermaid block",
    "judgement": "調査結果の判断 (Criteria)",
}


def missing(sheet: Sheet) -> Iterator[Found]:
    """Sections that an entry lacks. A page that is no runbook is left alone."""
    for entry in sheet.page.entries:
        if walkable(entry):
            yield from _walkable(entry)
        elif bool(entry.background) != bool(entry.steps):
            yield _missing(entry, "background" if entry.steps else "steps", Severity.INFO)


def _walkable(entry: Entry) -> Iterator[Found]:
    if not (entry.background or entry.summary):
        yield _missing(entry, "background")
    if not entry.steps:
        yield _missing(entry, "steps")
    # Teams have runbooks without charts, and charts that judge: they are read, if not walked.
    if not entry.chart_source:
        yield _missing(entry, "flowchart", Severity.INFO)
    if not entry.judgement:
        yield _missing(entry, "judgement", Severity.INFO)
    if not entry.samples:
        yield Found("no_sample", entry.lines.start, f"{_name(entry)} shows no error line")


def _missing(entry: Entry, section: str, severity: Severity | None = None) -> Found:
    return Found(
        "missing_section",
        entry.lines.start,
        f"{_name(entry)} has no section for {section}",
        mend=f"Add a heading like {_HEADINGS[section]}.",
        severity=severity,
    )


def _name(entry: Entry) -> str:
    return entry.number or entry.title[:60]
