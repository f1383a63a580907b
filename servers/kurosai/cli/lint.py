"""`kurosai lint`: what runbook pages lack, for people, editors and CI.

Exit status: 0 nothing found, 1 findings, 2 it could not run.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from kurosai.cli.lint_formats import FORMATS
from kurosai.errors import BadInput, NotConfigured
from kurosai.library import address
from kurosai.library.lint.check import check
from kurosai.library.lint.finding import Severity
from kurosai.library.lint.rules import RULES
from kurosai.library.lint.sheet import asks
from kurosai.library.shelf import Library

if TYPE_CHECKING:
    from kurosai.library.lint.finding import Finding
    from kurosai.library.lint.sheet import Sheet

_SLOW = 300
"""Pages that take about a second; more of them get a progress bar."""
_MANY = 20
"""So many findings can be looked through; more of them get a summary by rule."""
_MARKS = ("sections.yaml", "synonyms.yaml", "glossary.yaml", ".git")
_PAGES = frozenset({".md", ".markdown"})


@dataclass(frozen=True, slots=True)
class Choice:
    """Which findings are shown: of these rules only (all, if none is named), without those, and
    none less severe than `least`.
    """

    rules: Sequence[str] = ()
    without: Sequence[str] = ()
    least: Severity = Severity.WARNING

    def __post_init__(self) -> None:
        """Refuse a rule that does not exist: it would look like a clean result."""
        for name in (*self.rules, *self.without):
            if name not in RULES:
                raise BadInput(f"There is no rule {name!r}.", "See `kurosai lint --rules`.")

    def shows(self, found: Finding) -> bool:
        """Whether a finding is shown. A rule asked for by name is, however mild."""
        if found.rule in self.without:
            return False
        if self.rules:
            return found.rule in self.rules
        return found.severity.rank >= self.least.rank


def lint(paths: Sequence[str], choice: Choice, form: str = "text") -> int:
    """Lint folders, or single pages within theirs, and print what was found."""
    findings: dict[Finding, None] = {}
    pages = 0
    off: Counter[str] = Counter()
    told: list[str] = []
    for root, only in _targets([Path(path) for path in paths]):
        library = Library.load(root)
        report = check(library, only, _shown_progress)
        told.append(_usable(library))
        if not report.pages and not report.findings:
            raise BadInput(f"There is no markdown page in {root}.", "Name the runbooks' folder.")
        pages += report.pages
        off.update(report.switched_off)
        shown = filter(choice.shows, report.findings)
        # A folder and one within it may both be named: what is the same is said once.
        findings |= dict.fromkeys(
            replace(found, path=_from_here(root / found.path)) for found in shown
        )
    for line in FORMATS[form](findings):
        print(line)  # noqa: T201 - a command line's answer
    _summary(list(findings), pages, off)
    for line in told:
        sys.stderr.write(f"{line}\n")
    return 1 if findings else 0


def show_rules() -> int:
    """Print every rule with what it is for."""
    table = Table("rule", "severity", "why", "mend", box=None, pad_edge=False)
    for rule in RULES.values():
        table.add_row(rule.name, rule.severity, rule.why, rule.mend)
    Console(width=None if sys.stdout.isatty() else 200, markup=False).print(table)
    return 0


def _targets(paths: Sequence[Path]) -> Iterator[tuple[Path, frozenset[str]]]:
    """Each library with the pages wanted of it; none named means all."""
    chosen = _configured()
    if not paths:
        if chosen is None and (said := os.environ.get(address.VARIABLE)):
            raise BadInput(
                f"{address.VARIABLE} names a repository: {said[:200]}.",
                "Name the folder of a checkout, where what is found can be mended: "
                "kurosai lint PATH",
            )
        if chosen is None:
            raise NotConfigured(
                "There is nothing to lint: no path, no KUROSAI_RUNBOOKS, no folder ./runbooks.",
                "Name a folder: kurosai lint PATH",
            )
        yield chosen, frozenset()
        return
    files: dict[Path, set[str]] = {}
    for path in dict.fromkeys(paths):
        if path.is_dir():
            yield path, frozenset()
        elif path.suffix.lower() not in _PAGES:
            raise BadInput(f"{path} is no folder and no markdown page.", "Name one of both.")
        elif not path.is_file() and not path.is_symlink():
            raise BadInput(f"There is no page {path}.", "Name a page or a folder.")
        else:
            # A page is compared with the others of its library, so that one is found.
            page = _absolute(path)
            inside = chosen is not None and page.is_relative_to(_absolute(chosen))
            root = chosen if chosen is not None and inside else _library_of(page)
            name = page.relative_to(_absolute(root)).as_posix()
            files.setdefault(root, set()).add(name)
    for root, names in files.items():
        yield root, frozenset(names)


def _absolute(path: Path) -> Path:
    """The path from the root without `..`, but with its links: they may lead out of a library."""
    return Path(os.path.normpath(path.absolute()))


def _library_of(page: Path) -> Path:
    """The folder that a page's team takes for its library.

    It is the nearest above with a library's own file or a repository's, else the folder where
    the command runs if the page is below it, else the page's own.
    """
    for folder in page.parents:
        if any((folder / name).exists() for name in _MARKS):
            return folder
    here = Path.cwd()
    return here if page.is_relative_to(here) else page.parent


def _usable(library: Library) -> str:
    """How much of a library an alert can lead to, and how much can be walked."""
    entries = [entry for page in library.pages for entry in page.entries]
    shown = sum(bool(entry.samples) for entry in entries)
    drawn = sum(entry.chart is not None and asks(entry.chart) for entry in entries)
    return (
        f"{len(entries)} {'entry' if len(entries) == 1 else 'entries'}: {shown} can be matched by "
        f"an error line, {drawn} {'has' if drawn == 1 else 'have'} a flowchart to walk"
    )


def _configured() -> Path | None:
    """The folder that is linted where none is named; none where a repository is set."""
    said = os.environ.get(address.VARIABLE)
    if said:
        told = address.parse(said)
        return Path(told.place) if told.kind == "folder" else None
    return Path("runbooks") if Path("runbooks").is_dir() else None


def _from_here(path: Path) -> str:
    """The path as an editor in this folder opens it."""
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


def _shown_progress(sheets: Iterable[Sheet]) -> Iterable[Sheet]:
    held = list(sheets)
    console = Console(stderr=True)
    if len(held) < _SLOW or not console.is_terminal:
        yield from held
        return
    with Progress(console=console, transient=True) as progress:
        yield from progress.track(held, description="linting")


def _summary(findings: Sequence[Finding], pages: int, off: Counter[str]) -> None:
    """Counts by rule, on standard error: standard output is for tools."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    if findings and (console.is_terminal or len(findings) > _MANY):
        table = Table("rule", "severity", "findings", box=None, pad_edge=False)
        for (rule, severity), count in Counter(
            (f.rule, f.severity) for f in findings
        ).most_common():
            table.add_row(rule, severity, str(count))
        console.print(table)
    kinds = Counter(found.severity for found in findings)
    said = ", ".join(f"{kinds[one]} {one}" for one in Severity if kinds[one]) or "no finding"
    hidden = f"; {off.total()} switched off by pages" if off else ""
    console.print(f"{pages} {'page' if pages == 1 else 'pages'}: {said}{hidden}")


__all__ = ["Choice", "lint", "show_rules"]
