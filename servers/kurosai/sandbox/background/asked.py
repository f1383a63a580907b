"""Which jobs of the week a list is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from kurosai.sandbox.background.calendar import HOUR_S, number_at
from kurosai.sandbox.background.catalogue import flows, index_of, module_of
from kurosai.sandbox.background.week import STATES, Week

_ALMOST: Final = timedelta(microseconds=999_999)
"""Jobs are created at whole seconds: what is not before a moment is not before the next one."""


def wanted(
    week: Week,
    given: Mapping[str, str],
    since: datetime | None,
    until: datetime | None,
) -> tuple[str, list[int]]:
    """SQL, and its values, for the jobs that a list is asked for by the parameters of the API."""
    parts = [*_of_catalogue(given)]
    if "status" in given:
        states = [n for n, one in enumerate(STATES) if one == given["status"]]
        parts.append((f"{week.state()} = ?", (states[0],)) if states else ("0", ()))
    if since is not None:
        first = week.seconds(since + _ALMOST)
        # Numbers are the key of the rows: with them only the hours that are asked for are read.
        parts.append(("number >= ? AND created >= ?", (number_at(first), first)))
    if until is not None:
        last = week.seconds(until)
        parts.append(("number < ? AND created <= ?", (number_at(last + HOUR_S), last)))
    where = " AND ".join(sql for sql, _ in parts) or "1"
    return where, [value for _, values in parts for value in values]


def _of_catalogue(given: Mapping[str, str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    if "workflow_id" in given:
        index = index_of(int(given["workflow_id"]))
        yield ("0", ()) if index is None else ("flow = ?", (index,))
    if "project" in given:
        yield _among([one.index for one in flows() if one.project == given["project"]])
    if "module" in given:
        module = given["module"]
        yield _among(
            [one.index for one in flows() if any(module == module_of(one, t) for t in one.tasks)]
        )


def _among(several: Sequence[int]) -> tuple[str, tuple[int, ...]]:
    marks = ", ".join("?" for _ in several)
    return f"flow IN ({marks})", tuple(several)
