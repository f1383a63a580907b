"""The gaps as tables with what to do about each, whoever draws them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kurosai.cases import branch
from kurosai.vocabulary import stamp

if TYPE_CHECKING:
    from kurosai.cases.coverage.gaps import Gaps, Unmatched, Untaken, Wrong
    from kurosai.cases.coverage.using import Alike

MOST_EXITS: Final = 6
MOST_REASONS: Final = 3


@dataclass(frozen=True, slots=True)
class Section:
    """One table. `count` says how much of it there is, `todo` what to do about it; `none` stands
    where it has no row."""

    title: str
    count: str
    todo: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    none: str


def sections(gaps: Gaps) -> Iterator[Section]:
    """Every kind of gap, also those without any."""
    yield Section(
        "Alerts without a runbook entry",
        f"{sum(one.alike.count for one in gaps.unmatched) + gaps.others} alerts, "
        f"{len(gaps.unmatched)} signatures",
        "Write a page for what keeps coming back.",
        ("alerts", "signature", "newest", "case", "next"),
        [_unmatched(one) for one in gaps.unmatched] + _others(gaps.others),
        f"Each of the {gaps.alerts} alerts led to an entry.",
    )
    yield Section(
        "Entries that were chosen by hand, because nothing matched",
        f"{sum(one.count for one in gaps.chosen)} alerts",
        "Show the error line on the page, and the next alert finds it alone.",
        ("alerts", "signature", "entry", "case", "next"),
        [_chosen(one) for one in gaps.chosen],
        "None.",
    )
    yield Section(
        "Entries that were left as wrong",
        f"{len(gaps.wrong)} entries, {sum(one.lefts for one in gaps.wrong)} times",
        "The reasons say which node does not fit.",
        ("left", "entry", "where", "reason", "case", "next"),
        [row for one in gaps.wrong for row in _wrong(one)],
        "None was left.",
    )
    yield Section(
        "Branches with low grades",
        f"{len(gaps.low)} branches, {sum(one.way.low for one in gaps.low)} cases",
        "Below 3 as a whole, by the lowest axis: read the newest report, then mend the branch.",
        ("low", "of graded", "entry", "branch", "newest", "next"),
        [
            (
                str(one.way.low),
                str(one.way.graded),
                one.entry or "none",
                " ".join(filter(None, (one.way.way, one.way.ends))),
                _mark(one.way.newest, one.way.remarks),
                f"read_evidence {one.way.newest}",
            )
            for one in gaps.low
        ],
        "No case was graded low.",
    )
    yield Section(
        "Branches that no walk took",
        f"{sum(len(one.exits) for one in gaps.untaken)} exits of {len(gaps.untaken)} entries",
        "Rare is fine; what cannot happen any more should go, and what nobody can answer be asked "
        "otherwise.",
        ("walks", "entry", "not taken", "exits", "next"),
        [_untaken(one) for one in gaps.untaken],
        "Every exit of every entry that was used was taken.",
    )
    yield Section(
        "Entries that no case used",
        f"{len(gaps.unused)}",
        "Either it does not happen any more, or its samples do not match what is logged."
        + (f" {gaps.silent} more have neither sample nor flowchart." if gaps.silent else ""),
        ("entry", "title", "samples", "flowchart", "next"),
        [
            (
                card.id,
                card.title,
                str(card.samples),
                "yes" if card.chart else "no",
                "does it still happen?" if card.samples else "add the error line as a sample",
            )
            for card in gaps.unused
        ],
        "Every entry was used.",
    )
    yield Section(
        "Pages that changed since cases followed them",
        f"{len(gaps.changed)} entries, {sum(one.before for one in gaps.changed)} cases",
        "What was closed by an earlier version may be concluded otherwise today.",
        ("cases before", "since", "entry", "newest before", "next"),
        [
            (
                str(one.before),
                str(one.now),
                one.entry + (" (gone)" if one.gone else ""),
                one.newest,
                "is it called otherwise now?" if one.gone else f"kurosai replay {one.newest}",
            )
            for one in gaps.changed
        ],
        "None.",
    )


def _unmatched(one: Unmatched) -> Sequence[str]:
    alike = one.alike
    todo = f"{one.now} matches it now" if one.now else f"/write-runbook {alike.newest}"
    return (str(alike.count), alike.signature, _day(alike), alike.newest, todo)


def _others(count: int) -> list[Sequence[str]]:
    told = "of so many signatures that they were not told apart"
    return [(str(count), told, "", "", "--since a later day")] if count else []


def _chosen(one: Alike) -> Sequence[str]:
    todo = f"add the error line to {one.entry}"
    return (str(one.count), one.signature, one.entry, one.newest, todo)


def _wrong(wrong: Wrong) -> Iterator[Sequence[str]]:
    todo = "mend the page"
    if wrong.gone:
        todo = "gone since"
    elif wrong.edited:
        todo = "edited since: is it mended?"
    shown = wrong.reasons[:MOST_REASONS]
    for place, one in enumerate(shown):
        first = place == 0
        count, called = (str(wrong.lefts), wrong.entry) if first else ("", "")
        yield (count, called, one.way, one.why, one.case, todo if first else "")
    if wrong.lefts > len(shown):
        yield ("", "", "", f"and {wrong.lefts - len(shown)} earlier", "", "")


def _untaken(one: Untaken) -> Sequence[str]:
    if not one.walks:
        return ("0", one.entry, "all: its cases never walked it", str(one.in_all), "walk it")
    shown = branch.joined(one.exits[:MOST_EXITS])
    if len(one.exits) > MOST_EXITS:
        shown += f"; and {len(one.exits) - MOST_EXITS} more"
    told = f"{len(one.exits)} of {one.in_all}"
    return (str(one.walks), one.entry, shown, told, "can it still happen?")


def _mark(case: str, remarks: dict[str, int]) -> str:
    told = ", ".join(f"{count} {what}" for what, count in remarks.items() if count)
    return f"{case} ({told})" if told else case


def _day(one: Alike) -> str:
    return stamp(one.newest_at)[:10] if one.newest_at else ""
