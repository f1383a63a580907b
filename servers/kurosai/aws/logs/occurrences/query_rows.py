"""The rows of a query as lines: time first, fields with their names, what all rows share once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from kurosai.aws.wire.insights import QueryRow
from kurosai.flatten import pairs
from kurosai.parallel import each
from kurosai.vocabulary import Json, Row

CUT_AT = 1_000
"""Characters of `@message` in a row of Logs Insights; a message that long may have been cut."""

MOST_WHOLE = 12
"""So many cut messages are read again: about what a result has room for."""

AT_ONCE = 4
FEWEST_SHARED = 3
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}")
_MILLISECONDS = re.compile(r"1[4-9]\d{11}(?:\.0+)?")
"""Of the years 2014 to 2033."""

_SORTS = re.compile(r"(?:^|\|)\s*sort\s", re.IGNORECASE)
_LIMITS = re.compile(r"\|\s*limit\s+(\d+)\s*$", re.IGNORECASE)
_GROUPS = re.compile(r"\|\s*(?:stats|dedup|pattern|diff)\s|^\s*stats\s", re.IGNORECASE)
_POINTER, _MESSAGE, _LOG = "@ptr", "@message", "@log"


def whole(
    rows: Sequence[QueryRow], message: Callable[[str], str]
) -> tuple[tuple[QueryRow, ...], int]:
    """The rows with the first cut messages made whole, and how many others may be cut still."""
    cut = [place for place, row in enumerate(rows) if len(dict(row).get(_MESSAGE, "")) >= CUT_AT]
    cut = [place for place in cut if _POINTER in dict(rows[place])]
    mended = list(rows)
    for start in range(0, min(len(cut), MOST_WHOLE), AT_ONCE):
        places = cut[start : start + AT_ONCE][: MOST_WHOLE - start]
        texts = each(lambda place: message(dict(rows[place])[_POINTER]), places)
        for place, text in zip(places, texts, strict=True):
            if text:
                row = ((name, text if name == _MESSAGE else value) for name, value in rows[place])
                mended[place] = tuple(row)
    return tuple(mended), max(0, len(cut) - MOST_WHOLE)


def of(query: str, rows: Sequence[QueryRow]) -> tuple[Row, ...]:
    """Lines of the ledger and, shorter, of the result; in the query's order, else oldest first."""
    plain = [{name: _value(name, value) for name, value in row if name != _POINTER} for row in rows]
    clock = clock_of(plain)
    shared = _shared(plain, clock)
    if clock and _is_by_day([row[clock] for row in plain]):
        # Under a date of its own each, every second line would be a date.
        dated = [Row(_line(row), None, ">", _by_day(row, clock, shared)) for row in plain]
        return _with_shared(_in_order(query, dated, [row[clock] for row in plain]), shared)
    made: list[Row] = []
    for row in plain:
        when = at(row[clock]) if clock else None
        rest = {name: value for name, value in row.items() if name != clock}
        own = {name: value for name, value in rest.items() if name not in shared}
        brief = _line(own, brief=True)
        made.append(Row(_line(rest), when, ">", _untimed(brief, when) if when else brief))
    ordered = _in_order(query, made, [row[clock] for row in plain]) if clock else made
    return _with_shared(ordered, shared)


def _in_order(query: str, made: Sequence[Row], times: Sequence[str]) -> Sequence[Row]:
    """Oldest first, but for a query that says its own order."""
    if sorts(query):
        return made
    return [row for _, row in sorted(zip(times, made, strict=True), key=lambda pair: pair[0])]


def _with_shared(made: Sequence[Row], shared: Mapping[str, str]) -> tuple[Row, ...]:
    first = [Row(f"in all rows: {_line(shared)}", mark=">")] if shared else []
    return (*first, *made)


def _is_by_day(times: Sequence[str]) -> bool:
    days = {time[:10] for time in times}
    return len(days) >= FEWEST_SHARED and len(days) > len(times) / 2


def _by_day(row: Mapping[str, str], clock: str, shared: Mapping[str, str]) -> str:
    own = {name: value for name, value in row.items() if name != clock and name not in shared}
    when = at(row[clock])
    time = "" if (when.hour, when.minute, when.second) == (0, 0, 0) else f"T{when:%H:%M:%S}Z"
    return f"{when:%Y-%m-%d}{time} {_line(own, brief=True)}"


def oldest_and_newest(rows: Sequence[Row]) -> tuple[datetime, datetime] | None:
    """The times of the rows; None where they have none."""
    ats = [row.at for row in rows if row.at is not None]
    return (min(ats), max(ats)) if ats else None


def sorts(query: str) -> bool:
    """Whether the query says in which order its rows come."""
    return _SORTS.search(query) is not None


def limit(query: str, rows: int, matched: int) -> int:
    """The limit that the query ends with, where it may have cut these rows; 0 where it has not."""
    found = _LIMITS.search(query)
    if found is None or rows < int(found[1]):
        return 0
    # Of rows that are groups of records nobody counts how many there would be.
    grouped = _GROUPS.search(query) is not None
    return int(found[1]) if grouped or matched > rows else 0


def clock_of(rows: Sequence[Mapping[str, str]]) -> str:
    """The field that tells when each row was; "" where none does."""
    if not rows:
        return ""
    first = ["@timestamp", *rows[0]]
    for name in first:
        if all(_TIME.fullmatch(row.get(name, "")) for row in rows):
            return name
    return ""


def _shared(rows: Sequence[Mapping[str, str]], clock: str) -> dict[str, str]:
    if len(rows) < FEWEST_SHARED:
        return {}
    first = {name: value for name, value in rows[0].items() if name != clock}
    shared = {
        name: value
        for name, value in first.items()
        if name != _MESSAGE and all(row.get(name) == value for row in rows)
    }
    # A row has to say something of its own.
    return shared if len(shared) < len(first) else {}


def _line(row: Mapping[str, str], *, brief: bool = False) -> str:
    said = [f"{name}={value}" for name, value in row.items() if name != _MESSAGE]
    if _MESSAGE in row:
        said.append(_message(row[_MESSAGE]) if brief else row[_MESSAGE].rstrip("\n"))
    return " ".join(said) or "(no value)"


def _untimed(text: str, at: datetime) -> str:
    """Without the time of the row in its message, which stands before it already."""
    return re.sub(rf"\s?\b{at:%Y-%m-%d[T ]%H:%M:%S}[.,\d]*Z?", "", text, count=1)


def _message(text: str) -> str:
    text = text.rstrip("\n")
    if text.startswith("{"):
        try:
            value: Json = json.loads(text)
        except (ValueError, RecursionError):
            return text
        return " ".join(pairs(value))
    return text.replace("\t", " ")


def _value(name: str, value: str) -> str:
    """`@log` is `account:group`: the header says the account. What `min(@timestamp)` is called in
    a query nobody knows; AWS answers it in milliseconds, which nobody reads."""
    if name == _LOG:
        return value.partition(":")[2] or value
    if not _MILLISECONDS.fullmatch(value):
        return value
    at = datetime.fromtimestamp(int(value[:10]), UTC)
    return f"{value} = {at:%Y-%m-%dT%H:%M:%S}.{value[10:13]}Z"


def at(text: str) -> datetime:
    """A time as Insights writes it."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC)
