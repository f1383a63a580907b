"""Every rule over a library: `check` is what `kurosai lint` runs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.library import search
from kurosai.library.lint import charts, links, numbering, samples, secrets, sections, switches
from kurosai.library.lint.finding import Finding, Found, Severity
from kurosai.library.lint.rules import rule
from kurosai.library.lint.sheet import lay_out

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from kurosai.library.lint.sheet import Sheet
    from kurosai.library.page import PageFault
    from kurosai.library.shelf import Library

CHECKS: tuple[Callable[[Sheet], Iterator[Found]], ...] = (
    charts.walks,
    charts.chart_and_steps,
    sections.missing,
    samples.generic,
    samples.unseen,
    numbering.steps,
    numbering.languages,
    numbering.open_fences,
    secrets.in_text,
)


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, in order of path and line, and how many pages were looked at.

    `switched_off` counts by rule what pages asked not to hear.
    """

    findings: tuple[Finding, ...]
    pages: int
    switched_off: Mapping[str, int]


def check(
    library: Library,
    only: Collection[str] = (),
    seen: Callable[[Iterable[Sheet]], Iterable[Sheet]] = iter,
) -> Report:
    """Look at every page, or at those whose paths are in `only`.

    The other pages count where a rule compares entries. `seen` is given the pages on their way,
    for a display of progress.
    """
    sheets = [lay_out(page, library.data(page.path)) for page in library.pages]
    entries = [entry for sheet in sheets for entry in sheet.page.entries]
    first = samples.by_signature(entries)
    shared = numbering.shared_numbers(entries)
    anchors = {sheet.page.path: links.anchors_of(sheet.outline) for sheet in sheets}
    wanted = [sheet for sheet in sheets if not only or sheet.page.path in only]
    findings: set[Finding] = {
        _of_fault(fault)
        for fault in (*library.faults, *search.faults(library))
        if not only or fault.path in only
    }
    by_page: dict[str, set[Finding]] = {}
    for finding in findings:
        by_page.setdefault(finding.path, set()).add(finding)
    off_count: Counter[str] = Counter()
    for sheet in seen(wanted):
        off, bad = switches.read(sheet)
        path = sheet.page.path
        found = [one for run in CHECKS for one in run(sheet)]
        found += samples.twice(sheet, first)
        found += numbering.numbers(sheet, shared)
        found += links.dead(sheet, library.root, anchors)
        found += bad
        held = {_finding(path, one) for one in found} | by_page.get(path, set())
        off_count.update(one.rule for one in held if one.rule in off)
        by_page[path] = {one for one in held if one.rule not in off}
    every = sorted(one for held in by_page.values() for one in held)
    return Report(tuple(every), len(wanted), off_count)


def _finding(path: str, found: Found) -> Finding:
    known = rule(found.rule)
    severity = found.severity or known.severity
    mend = found.mend or known.mend
    return Finding(path, found.line, found.column, found.rule, severity, found.what, mend)


# These faults end with what to do.
_WITH_MEND = frozenset(
    {"too_large", "not_utf8", "file_name", "duplicate_id", "second_chart", "open_fence"}
)


def _of_fault(fault: PageFault) -> Finding:
    # A part of the library that is not served as meant is an error, whatever the rule is worth
    # where nothing is lost.
    worse = Severity.ERROR if fault.rule == "open_fence" else None
    what, _, mend = fault.what.partition("; ") if fault.rule in _WITH_MEND else (fault.what, "", "")
    # A command at the end is copied: no full stop behind it.
    stop = "" if fault.rule == "not_utf8" else "."
    said = f"{mend[:1].upper()}{mend[1:]}{stop}" if mend else ""
    found = Found(fault.rule, fault.line, what, fault.column, said, worse)
    return _finding(fault.path, found)
