"""What an entry needs to be walked, and what a runbook without a chart needs to be of use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai.library.lint.finding import Found, Severity
from kurosai.library.lint.sheet import asks, is_runbook, walkable

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
            lacking = "background" if entry.steps else "steps"
            yield _missing(entry, lacking, severity=Severity.INFO)


def _walkable(entry: Entry) -> Iterator[Found]:
    needed = {"background": entry.background or entry.summary, "steps": entry.steps}
    lacking = [name for name, held in needed.items() if not held]
    # A chart of decisions alone may be a drawing of a program.
    mild = None if is_runbook(entry) else Severity.INFO
    if lacking:
        yield _missing(entry, *lacking, severity=mild)
    # Teams have runbooks without charts, and charts that judge: they are read, if not walked.
    better = {"flowchart": entry.chart_source, "judgement": entry.judgement}
    lacking = [name for name, held in better.items() if not held]
    if lacking:
        yield _missing(entry, *lacking, severity=Severity.INFO)
    if not entry.samples:
        # A walk begins with an error line: a chart that asks something is worth one, whatever
        # else is there.
        asking = entry.chart is not None and asks(entry.chart)
        severity = None if asking else mild if entry.chart_source else Severity.INFO
        what = f"{_name(entry)} shows no error line"
        yield Found("no_sample", entry.lines.start, what, severity=severity)


def _missing(entry: Entry, *sections: str, severity: Severity | None = None) -> Found:
    return Found(
        "missing_section",
        entry.lines.start,
        f"{_name(entry)} has no section for {' and '.join(sections)}",
        mend=f"Add a heading like {', '.join(_HEADINGS[one] for one in sections)}.",
        severity=severity,
    )


def _name(entry: Entry) -> str:
    return entry.number or entry.title[:60]
