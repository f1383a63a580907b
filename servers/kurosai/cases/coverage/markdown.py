"""The gaps as Markdown, for a host that shows a resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kurosai.cases.coverage.sections import sections
from kurosai.cases.tables import more, table

if TYPE_CHECKING:
    from kurosai.cases.coverage.gaps import Gaps
    from kurosai.cases.period import Period

MOST_ROWS: Final = 20


def markdown(gaps: Gaps, period: Period) -> str:
    """Each kind of gap with what to do about it."""
    told = f"{gaps.alerts} alerts and {gaps.inquiries} inquiries"
    lines = [f"# What the runbooks do not cover, {period}", "", f"{told} were opened."]
    for one in sections(gaps):
        lines += [
            "",
            f"## {one.title}{f': {one.count}' if one.rows else ''}",
            "",
            one.todo if one.rows else one.none,
        ]
        if one.rows:
            shown = one.rows[:MOST_ROWS]
            lines += ["", *table(one.head, shown)]
            lines += more(len(one.rows) - len(shown), "`kurosai coverage --json` has them all")
    return "\n".join([*lines, ""])
